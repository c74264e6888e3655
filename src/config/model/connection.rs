//! Where the document is, and the connection as it is stored in the service.

use serde::Serialize;

use super::s3::S3Object;
use crate::Secret;

/// Where the document's bytes are read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum DocumentSource {
    /// `openAPISchemaURL`, normalised.
    Url(String),
    /// `openAPISchemaFilePath`.
    File(String),
    /// `openAPISchemaS3URL` with `awsCredentials`.
    S3(Box<S3Object>),
    /// From the connection of the service in the server; known once the run has requested it.
    Service,
}

/// The members of the service connection, as they are stored in the service, without secrets.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Connection {
    /// `token`, stored only with `storeServiceConnection: true`.
    pub token: Option<Secret>,
    /// Its other secrets, each with a JSON Pointer to its place, where the members have [`Secret::MASK`].
    pub secrets: Vec<(&'static str, Secret)>,
    /// `awsCredentials`.
    pub credentials: serde_json::Value,
    /// Every other member in the order of the stock connector (stock.md#the-service-request), without `type` and the
    /// document's address:
    /// `docURL`, filter patterns, `verifySSL`, `supportsMetadataExtraction`. No secrets.
    pub members: Vec<(String, serde_json::Value)>,
}
