//! Which keys configure TLS: for the document's server, and for the OpenMetadata server.

use super::key::ConfigKey;
use super::keys;

/// The keys that configure TLS for one server.
pub(in crate::config) struct TlsKeys {
    pub(in crate::config) verify: &'static ConfigKey,
    pub(in crate::config) authority: &'static ConfigKey,
    pub(in crate::config) certificate: &'static ConfigKey,
    pub(in crate::config) key: &'static ConfigKey,
}

/// For the document's server.
pub(in crate::config) const DOCUMENT: TlsKeys = TlsKeys {
    verify: &keys::CONNECTION_VERIFY,
    authority: &keys::CONNECTION_CA,
    certificate: &keys::CONNECTION_CERTIFICATE,
    key: &keys::CONNECTION_KEY,
};

/// For the OpenMetadata server.
pub(in crate::config) const SERVER: TlsKeys = TlsKeys {
    verify: &keys::SERVER_VERIFY,
    authority: &keys::SERVER_CA,
    certificate: &keys::SERVER_CERTIFICATE,
    key: &keys::SERVER_KEY,
};
