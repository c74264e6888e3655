//! The response to a request or a load, or the fault instead of it, as a shell reports them.

use std::fmt;

use serde::Deserialize;

/// An answer of the server. `Debug` hides headers and body: they may contain secrets.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The bytes, decompressed.
    pub body: Vec<u8>,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}, {} headers, {} bytes", self.status, self.headers.len(), self.body.len())
    }
}

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// The runtime's message; scrubbed before it is shown.
    pub message: String,
}

/// The kinds of [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FaultKind {
    /// No answer in time.
    TimedOut,
    /// The connection broke; the request may have been carried out.
    Torn,
    /// No connection: refused, unknown host, no route.
    Refused,
    /// More bytes than allowed.
    TooLarge,
    /// The file does not exist.
    NotFound,
    /// TLS: the certificate is not trusted.
    Untrusted,
    /// The runtime does not support it (a file in a Worker, an unknown scheme).
    Unsupported,
    /// The shell stopped waiting because the run was cancelled.
    Cancelled,
}
