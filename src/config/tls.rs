//! How a server is verified, and what is shown to it.

use super::keys::{self, Key};
use super::raw::Raw;
use crate::Secret;

/// How connections to a server are made safe. Certificates and keys are PEM texts, or paths of files that hold them:
/// the shell reads them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// What the server's certificate is held against.
    pub verify: Verify,
    /// What is shown to a server that asks for it.
    pub client: Option<ClientCertificate>,
}

/// What a server's certificate is held against (`verifySSL`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Verify {
    /// `no-ssl`: the authorities that the system knows.
    #[default]
    System,
    /// `validate`: this authority alone.
    Authority(Secret),
    /// `ignore`: nothing.
    Nothing,
}

/// A client certificate with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// `sslCertificate`.
    pub certificate: Secret,
    /// `sslKey`; the certificate's own text where that holds both.
    pub key: Secret,
}

/// The keys that say it.
pub(super) struct TlsKeys {
    pub(super) verify: &'static Key,
    pub(super) authority: &'static Key,
    pub(super) certificate: &'static Key,
    pub(super) key: &'static Key,
}

/// Of the document's server.
pub(super) const DOCUMENT: TlsKeys = TlsKeys {
    verify: &keys::CONNECTION_VERIFY,
    authority: &keys::CONNECTION_CA,
    certificate: &keys::CONNECTION_CERTIFICATE,
    key: &keys::CONNECTION_KEY,
};

/// Of the OpenMetadata server.
pub(super) const SERVER: TlsKeys = TlsKeys {
    verify: &keys::SERVER_VERIFY,
    authority: &keys::SERVER_CA,
    certificate: &keys::SERVER_CERTIFICATE,
    key: &keys::SERVER_KEY,
};

impl TlsKeys {
    /// What they say.
    pub(super) fn read(&self, raw: &Raw<'_>) -> Tls {
        let secret = |key| raw.filled(key).map(Secret::new);
        let verify = match raw.text(self.verify) {
            Some("ignore") => Verify::Nothing,
            Some("validate") => secret(self.authority).map_or(Verify::System, Verify::Authority),
            _ => Verify::System,
        };
        let client = secret(self.certificate).map(|certificate| ClientCertificate {
            key: secret(self.key).unwrap_or_else(|| certificate.clone()),
            certificate,
        });
        Tls { verify, client }
    }
}
