//! What `serviceConnection.config` sets: the document, its token and TLS, and `docURL`. It is written in the config
//! itself, or is stored in the service.

use super::s3;
use super::scalar::{owned, secret};
use super::stored_connection::stored_connection;
use super::tls::tls;
use crate::Secret;
use crate::config::model::{Connection, DocumentSource, Environment, Tls};
use crate::config::reading::raw::RawConfig;
use crate::config::schema::{keys, tls_keys};

/// What the connection of the service determines.
pub(in crate::config) struct ConnectionSettings {
    /// Where the document is.
    pub(in crate::config) document: DocumentSource,
    /// The bearer token for the document's own address.
    pub(in crate::config) token: Option<Secret>,
    /// How the document's server is verified.
    pub(in crate::config) tls: Tls,
    /// The connection as it is stored in the service.
    pub(in crate::config) stored: Connection,
    /// The document's URL, if it has one.
    pub(in crate::config) schema_url: Option<String>,
    /// Whether that is the fallback for the entities' URL.
    pub(in crate::config) schema_url_is_fallback: bool,
    /// `docURL`.
    pub(in crate::config) doc_url: Option<String>,
}

impl ConnectionSettings {
    /// Builds it from keys without errors; `None` if the place of the document is missing.
    pub(in crate::config) fn of(raw: &RawConfig<'_>, environment: &Environment) -> Option<Self> {
        let document = document(raw, environment)?;
        let schema_url = match &document {
            DocumentSource::Url(url) => Some(url.clone()),
            DocumentSource::S3(object) => Some(object.url.clone()),
            DocumentSource::File(_) | DocumentSource::Service => None,
        };
        Some(Self {
            schema_url,
            schema_url_is_fallback: matches!(document, DocumentSource::Url(_)),
            document,
            token: secret(raw, &keys::TOKEN),
            tls: tls(&tls_keys::DOCUMENT, raw),
            stored: stored_connection(raw),
            doc_url: owned(raw, &keys::DOC_URL),
        })
    }
}

/// Where the document is. Without a connection, that is in the connection of the service.
fn document(raw: &RawConfig<'_>, environment: &Environment) -> Option<DocumentSource> {
    if raw.entry(&keys::CONNECTION).is_none() {
        return Some(DocumentSource::Service);
    }
    let url = || raw.text(&keys::SCHEMA_URL).or_else(|| raw.text(&keys::FLAT_URL));
    url()
        .map(|url| DocumentSource::Url(url.to_owned()))
        .or_else(|| owned(raw, &keys::SCHEMA_FILE).map(DocumentSource::File))
        .or_else(|| s3::object(raw, environment).map(|object| DocumentSource::S3(Box::new(object))))
}
