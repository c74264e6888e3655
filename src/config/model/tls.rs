//! How a server is verified, and which client certificate it is sent.

use serde::Serialize;

use crate::Secret;

/// How connections to a server are secured. Certificates and keys are PEM texts, or paths of files that the shell reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Tls {
    /// How the server's certificate is verified.
    pub verify: Verify,
    /// The client certificate, for a server that requests one.
    pub client: Option<ClientCertificate>,
}

/// How a server's certificate is verified (`verifySSL`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub enum Verify {
    /// `no-ssl`: against the authorities of the system.
    #[default]
    System,
    /// `validate`: against this authority only.
    Authority(Secret),
    /// `ignore`: not at all.
    Nothing,
}

/// A client certificate with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientCertificate {
    /// `sslCertificate`.
    pub certificate: Secret,
    /// `sslKey`; the text of the certificate if that contains both.
    pub key: Secret,
}
