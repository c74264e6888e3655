//! What comes back of a request or a load, as a shell tells it.

use std::fmt;

use serde::Deserialize;

/// An answer of the server. `Debug` hides headers and body: secrets come back in them.
#[derive(Clone)]
pub struct Response {
    /// HTTP's status.
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

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// What the runtime says of it; shown after scrubbing.
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
    /// No such file.
    NotFound,
    /// TLS: the certificate is not trusted.
    Untrusted,
    /// The runtime cannot do it at all (a file in a Worker, a scheme it does not speak).
    Unsupported,
    /// The shell gave up because the run was cancelled.
    Cancelled,
}
