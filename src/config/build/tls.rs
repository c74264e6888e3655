//! `verifySSL` and `sslConfig` as written → [`Tls`].

use crate::Secret;
use crate::config::model::{ClientCertificate, Tls, Verify};
use crate::config::reading::raw::RawConfig;
use crate::config::schema::tls_keys::TlsKeys;

/// How connections to a server are secured.
pub(in crate::config) fn tls(keys: &TlsKeys, raw: &RawConfig<'_>) -> Tls {
    let secret = |key| raw.non_blank_text(key).map(Secret::new);
    let verify = match raw.text(keys.verify) {
        Some("ignore") => Verify::Nothing,
        Some("validate") => secret(keys.authority).map_or(Verify::System, Verify::Authority),
        _ => Verify::System,
    };
    let client = secret(keys.certificate).map(|certificate| ClientCertificate {
        key: secret(keys.key).unwrap_or_else(|| certificate.clone()),
        certificate,
    });
    Tls { verify, client }
}
