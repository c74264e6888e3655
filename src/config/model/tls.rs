//! How a server is verified, and what is shown to it.

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
