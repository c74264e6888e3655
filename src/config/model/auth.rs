//! `x-metarest.auth`: how to authenticate with the document's server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

use crate::Secret;

/// An authentication method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Auth {
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// Without a colon.
        username: String,
        /// The password.
        password: Secret,
    },
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer(Secret),
    /// A query parameter of the URL.
    Query {
        /// The name of the parameter.
        name: String,
        /// Its value, not yet percent-encoded.
        value: Secret,
    },
    /// OAuth 2 client credentials (RFC 6749, 4.4): a token is requested, and sent as a bearer token.
    ClientCredentials {
        /// The URL of the token endpoint, http or https.
        token_url: String,
        /// The client's id.
        client_id: String,
        /// The client's secret.
        client_secret: Secret,
        /// The requested scopes; may be empty.
        scopes: Vec<String>,
    },
}

/// User name and password encoded for `Authorization: Basic` (RFC 7617).
pub(crate) fn basic(user: &str, password: &str) -> String {
    STANDARD.encode(format!("{user}:{password}"))
}

/// `Authorization: Basic …` (RFC 7617).
pub(crate) fn basic_header(user: &str, password: &str) -> Secret {
    Secret::new(format!("Basic {}", basic(user, password)))
}

/// A text encoded for a form or a query.
pub(crate) fn form_encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}
