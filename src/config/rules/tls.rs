//! Rules of certificates: what is asked for, and what is built.

use super::{at, at_value};
use crate::config::Environment;
use crate::config::keys::{self, Key};
use crate::config::raw::Raw;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// How the document's server is verified.
pub(super) fn document(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(verification(raw, &keys::CONNECTION_VERIFY, &keys::CONNECTION_CA));
}

/// How the OpenMetadata server is verified.
pub(super) fn server(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(verification(raw, &keys::SERVER_VERIFY, &keys::SERVER_CA));
}

fn verification(raw: &Raw<'_>, verify: &'static Key, authority: &'static Key) -> Option<Diagnostic> {
    match raw.known(verify) {
        Some((entry, "ignore")) => {
            let message =
                format!("`{}` asks not to verify the server, which is not built yet", verify.path());
            let help = "leave it out: the server is verified against the system's authorities";
            Some(at_value(&code::VERIFY_SSL_IGNORE, entry, message).help(help))
        }
        Some((entry, "validate")) => {
            let message =
                format!("`{}` asks for an authority of one's own, which is not built yet", verify.path());
            let help = "leave it out: the server is verified against the system's authorities";
            Some(at_value(&code::NOT_BUILT, entry, message).help(help))
        }
        _ => {
            let entry = raw.entry(authority)?;
            // Unknown until the run: it may turn out to be `validate`.
            let known = raw.entry(verify).is_none() || raw.known(verify).is_some();
            let message = format!("`{}` has no effect without `verifySSL: validate`", authority.path());
            let help = "remove it: the server is verified against the system's authorities";
            known.then(|| at(&code::UNHEEDED, entry.key_span, message).help(help))
        }
    }
}
