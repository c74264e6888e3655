//! Rules for certificates: which keys need each other, and which have no effect.

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::tls_keys::{DOCUMENT, SERVER, TlsKeys};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// How the document's server is verified.
pub(super) fn document(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(of_server(raw, &DOCUMENT, environment));
}

/// How the OpenMetadata server is verified.
pub(super) fn server(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(of_server(raw, &SERVER, environment));
}

fn of_server(raw: &RawConfig<'_>, keys: &TlsKeys, environment: &Environment) -> Vec<Diagnostic> {
    if let Environment::Worker(_) = environment {
        return in_a_worker(raw, keys);
    }
    verification(raw, keys).into_iter().chain(key_without_certificate(raw, keys)).collect()
}

fn verification(raw: &RawConfig<'_>, keys: &TlsKeys) -> Option<Diagnostic> {
    let TlsKeys { verify, authority, .. } = keys;
    match raw.known_text(verify) {
        Some((entry, "ignore")) => {
            let message = format!(
                "`{}` turns verification off: anyone between here and the server can impersonate it",
                verify.path()
            );
            let help = "set the server's certificate authority instead: `verifySSL: validate` and `sslConfig.caCertificate`";
            Some(at_value(&code::VERIFY_SSL_IGNORE, entry, message).help(help))
        }
        Some((entry, "validate")) => {
            let absent = raw.non_blank(authority).is_none() && !raw.is_suggested(authority);
            let message = format!("`{}` needs `{}`, which is missing", verify.path(), authority.path());
            let help = "set it to the certificate of the authority or the path of its file, or remove `verifySSL` to verify against \
                        the system's authorities";
            absent.then(|| at_value(&code::MISSING_KEY, entry, message).help(help))
        }
        _ => {
            let entry = raw.non_blank(authority)?;
            // Its value may be unknown until the run, and `validate` then.
            let known = raw.entry(verify).is_none() || raw.known_text(verify).is_some();
            let message = format!("`{}` has no effect without `verifySSL: validate`", authority.path());
            let help = "write `verifySSL: validate`, or remove the certificate: the server is then verified against the system's \
                        authorities";
            known.then(|| at(&code::IGNORED_KEY, entry.key_span, message).help(help))
        }
    }
}

fn key_without_certificate(raw: &RawConfig<'_>, keys: &TlsKeys) -> Option<Diagnostic> {
    let entry = raw.non_blank(keys.key)?;
    let absent = raw.non_blank(keys.certificate).is_none() && !raw.is_suggested(keys.certificate);
    let message = format!("`{}` is a key without its certificate", keys.key.path());
    let help = format!("set the certificate in `{}`", keys.certificate.path());
    absent.then(|| at(&code::MISSING_KEY, entry.key_span, message).help(help))
}

/// The runtime of a Worker verifies every server against public authorities, and sends no client certificate.
fn in_a_worker(raw: &RawConfig<'_>, keys: &TlsKeys) -> Vec<Diagnostic> {
    let place = |key: &'static ConfigKey| match raw.known_text(key)? {
        (_, "no-ssl") => None,
        _ => Some(raw.non_blank(key)?.key_span),
    };
    let each = [keys.verify, keys.authority, keys.certificate, keys.key];
    let diagnostics = each.into_iter().filter_map(|key| {
        let message = format!("`{}` is not possible in a Worker", key.path());
        let help = "a Worker verifies every server against public authorities and sends no client certificate: run `metarest \
                    ingest` elsewhere, or give the server a public certificate";
        Some(at(&code::RUNTIME, place(key)?, message).help(help))
    });
    diagnostics.collect()
}
