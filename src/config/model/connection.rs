//! Where the document is, and the connection as it is stored in the service.

use super::s3::S3Object;
use crate::Secret;

/// Where the document's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentSource {
    /// `openAPISchemaURL`, normalised.
    Url(String),
    /// `openAPISchemaFilePath`.
    File(String),
    /// `openAPISchemaS3URL` with `awsCredentials`.
    S3(Box<S3Object>),
    /// Where the connection of the service in the server says; known once the run has asked for it.
    Service,
}

/// The service connection's own members, as they go into the service (secrets apart).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connection {
    /// `token`, stored only with `storeServiceConnection: true`.
    pub token: Option<Secret>,
    /// Other secrets of it, each with its place in it, a JSON Pointer; where they stand, [`Secret::MASK`] does.
    pub secrets: Vec<(&'static str, Secret)>,
    /// `awsCredentials`.
    pub credentials: serde_json::Value,
    /// Every other member in the order that stock sends (STOCK 2.2), `type` and the document's address apart:
    /// `docURL`, filter patterns, `verifySSL`, `supportsMetadataExtraction`. No secrets.
    pub members: Vec<(String, serde_json::Value)>,
}
