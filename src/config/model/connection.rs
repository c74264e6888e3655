//! Where the document is, and the connection as it is stored in the service.

use serde::Serialize;
use url::Url;

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

/// What the command line calls standard input.
const STDIN: &str = "-";

impl DocumentSource {
    /// The document's name in diagnostics: the path of a file, or the last part of an address, whose other parts may hold
    /// a secret; of an address without a path the host. Empty if there is none.
    pub fn shown_name(&self) -> String {
        let url = match self {
            Self::File(path) if path == STDIN => return "<stdin>".to_owned(),
            Self::File(path) => return path.clone(),
            Self::Url(url) => url,
            Self::S3(object) => &object.request_url,
            Self::Service => return String::new(),
        };
        let Ok(url) = Url::parse(url) else { return String::new() };
        let last = url.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
        last.or(url.host_str()).map_or(String::new(), str::to_owned)
    }

    /// Whether an address has the origin of its own address.
    pub(crate) fn has_origin(&self, url: &Url) -> bool {
        let Self::Url(own) = self else { return false };
        Url::parse(own).is_ok_and(|own| own.origin() == url.origin())
    }

    /// Whether it is at an address, so that its name is not the path of a file.
    pub fn is_address(&self) -> bool {
        !matches!(self, Self::File(_))
    }
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
