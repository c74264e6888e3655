//! A request to the server, as a value; a shell sends it unchanged.
//!
//! Secrets are in two places only: header values, and the body of a service whose connection is stored. `Debug` shows
//! neither.

use std::fmt;

use crate::Secret;

/// The HTTP methods of the server's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of HTTP")]
pub enum Method {
    Get,
    Put,
    Post,
    Patch,
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A header's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// Shown as it is.
    Plain(String),
    /// Never shown.
    Secret(Secret),
}

/// A complete request.
#[derive(Clone, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole URL. Holds no secrets.
    pub url: String,
    /// Names and values, in order.
    pub headers: Vec<(String, HeaderValue)>,
    /// The body; JSON.
    pub body: Option<Vec<u8>>,
    /// The shell sends the body as gzip, with `Content-Encoding: gzip`, if it can.
    pub compress: bool,
    /// The time until the shell gives up waiting for an answer, in milliseconds.
    pub timeout_ms: u64,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_ref().map(|bytes| format!("{} bytes", bytes.len()));
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("body", &body)
            .field("compress", &self.compress)
            .field("timeout_ms", &self.timeout_ms)
            .finish()
    }
}
