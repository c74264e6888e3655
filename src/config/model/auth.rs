//! `x-metarest.auth`: how to authenticate at the document's own address.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded::byte_serialize;

use crate::Secret;

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// Without a colon.
        username: String,
        /// What it is told with.
        password: Secret,
    },
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer(Secret),
    /// A parameter of the address's query.
    Query {
        /// The parameter.
        name: String,
        /// Its value, not yet percent-encoded.
        value: Secret,
    },
    /// OAuth 2 client credentials (RFC 6749, 4.4): a token is asked for, and sent as a bearer's.
    ClientCredentials {
        /// Where, an http or https address.
        token_url: String,
        /// Who asks.
        client_id: String,
        /// What it is told with.
        client_secret: Secret,
        /// What for; may be empty.
        scopes: Vec<String>,
    },
}

/// User and password as `Authorization: Basic` carries them (RFC 7617).
pub(crate) fn basic(user: &str, password: &str) -> String {
    STANDARD.encode(format!("{user}:{password}"))
}

/// A text as a form carries it, or a query.
pub(crate) fn form_encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}
