//! Rules of certificates: what stands together, and what is without effect.

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;
use crate::config::schema::tls_keys::{DOCUMENT, SERVER, TlsKeys};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// How the document's server is verified.
pub(super) fn document(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(of_server(raw, &DOCUMENT, environment));
}

/// How the OpenMetadata server is verified.
pub(super) fn server(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(of_server(raw, &SERVER, environment));
}

fn of_server(raw: &Raw<'_>, keys: &TlsKeys, environment: &Environment) -> Vec<Diagnostic> {
    if let Environment::Worker(_) = environment {
        return in_a_worker(raw, keys);
    }
    verification(raw, keys).into_iter().chain(key_without_certificate(raw, keys)).collect()
}

fn verification(raw: &Raw<'_>, keys: &TlsKeys) -> Option<Diagnostic> {
    let TlsKeys { verify, authority, .. } = keys;
    match raw.known(verify) {
        Some((entry, "ignore")) => {
            let message = format!(
                "`{}` turns verification off: anyone on the way can pose as the server",
                verify.path()
            );
            let help =
                "name the server's authority instead: `verifySSL: validate` and `sslConfig.caCertificate`";
            Some(at_value(&code::VERIFY_SSL_IGNORE, entry, message).help(help))
        }
        Some((entry, "validate")) => {
            let absent = raw.given(authority).is_none() && !raw.is_claimed(authority);
            let message = format!("`{}` needs `{}`, which is missing", verify.path(), authority.path());
            let help = "write the authority's certificate there, or the path of a file that holds it; or leave \
                        `verifySSL` out to verify against the system's authorities";
            absent.then(|| at_value(&code::MISSING_KEY, entry, message).help(help))
        }
        _ => {
            let entry = raw.given(authority)?;
            // Unknown until the run: it may turn out to be `validate`.
            let known = raw.entry(verify).is_none() || raw.known(verify).is_some();
            let message = format!("`{}` has no effect without `verifySSL: validate`", authority.path());
            let help = "write `verifySSL: validate`, or remove it: the server is verified against the system's \
                        authorities";
            known.then(|| at(&code::UNHEEDED, entry.key_span, message).help(help))
        }
    }
}

fn key_without_certificate(raw: &Raw<'_>, keys: &TlsKeys) -> Option<Diagnostic> {
    let entry = raw.given(keys.key)?;
    let absent = raw.given(keys.certificate).is_none() && !raw.is_claimed(keys.certificate);
    let message = format!("`{}` is a key without its certificate", keys.key.path());
    let help = format!("write the certificate in `{}`", keys.certificate.path());
    absent.then(|| at(&code::MISSING_KEY, entry.key_span, message).help(help))
}

/// The runtime of a Worker verifies every server against its own authorities, and shows none a certificate.
fn in_a_worker(raw: &Raw<'_>, keys: &TlsKeys) -> Vec<Diagnostic> {
    let asks = |key: &'static Key| match raw.known(key)? {
        (_, "no-ssl") => None,
        _ => Some(raw.given(key)?.key_span),
    };
    let each = [keys.verify, keys.authority, keys.certificate, keys.key];
    let said = each.into_iter().filter_map(|key| {
        let message = format!("`{}` cannot be honoured in a Worker", key.path());
        let help = "the Worker's runtime verifies every server against public authorities and shows none a \
                    certificate: run `metarest ingest` where the server is, or give the server a public certificate";
        Some(at(&code::RUNTIME, asks(key)?, message).help(help))
    });
    said.collect()
}
