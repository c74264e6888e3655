//! The events and effects between a run and its shell.

use std::fmt;

use serde::Serialize;
use url::Url;

use crate::Secret;
use crate::config::Tls;
use crate::openmetadata::{Fault, HeaderValue, Request, Response, Scrubber};

/// Identifies an effect, so that its result can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The first event. The seed is the run's only source of randomness (jitter, run id).
    Started {
        /// Any number. Equal seeds give equal runs.
        seed: u64,
    },
    /// A load ended.
    Loaded {
        /// The effect's id.
        id: Id,
        /// The result.
        result: Result<Body, Fault>,
    },
    /// A request was answered, or failed.
    Answered {
        /// The effect's id.
        id: Id,
        /// The result.
        result: Result<Response, Fault>,
    },
    /// The time asked for by [`Effect::WakeAt`] has come.
    Woke,
    /// The user cancelled the run: nothing new is sent, nothing is deleted.
    Cancelled,
}

/// What the shell has to do.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Fetch or read a document; redirects are not followed.
    Load {
        /// Identifies the result.
        id: Id,
        /// The source.
        source: LoadSource,
        /// The limits.
        limits: LoadLimits,
    },
    /// Send a request; redirects are not followed.
    Send {
        /// Identifies the result.
        id: Id,
        /// The request.
        request: Request,
    },
    /// Use these TLS settings for connections to that peer from now on. There is no result.
    Tls {
        /// The peer.
        peer: Peer,
        /// The settings; certificates and keys are PEM texts or file paths.
        tls: Tls,
        /// An address of the only origin that gets the client certificate.
        of: Option<String>,
    },
    /// Send [`Event::Woke`] at that time (milliseconds since 1970). A later effect replaces it.
    WakeAt(u64),
    /// Show the progress.
    Progress {
        /// The phase.
        phase: Phase,
        /// How many are done.
        done: usize,
        /// The total; 0 if unknown.
        total: usize,
    },
    /// A line of the log, without secrets.
    Log {
        /// Its level.
        level: crate::config::LogLevel,
        /// One line.
        message: String,
    },
    /// The run is finished. The last effect.
    Done(Box<super::Outcome>),
}

/// Where a document's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadSource {
    /// From [`LoadSource::request_url`], by GET, or by POST of a body. A shell follows no redirects: the run does.
    Url {
        /// The URL without the secret parameter; `http` or `https`.
        url: Url,
        /// Names and values.
        headers: Vec<(String, HeaderValue)>,
        /// A secret parameter that is added to the query.
        query: Option<(String, Secret)>,
        /// The body, whose type is the header `Content-Type`.
        body: Option<Secret>,
    },
    /// From disk.
    File(String),
    /// From disk; the token may be such a path.
    Token(Secret),
}

/// What a run connects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Peer {
    /// The servers of the document and of external documents.
    Document,
    /// OpenMetadata.
    Server,
}

/// The limits of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadLimits {
    /// Bytes after decompression.
    pub bytes: usize,
    /// Milliseconds for the whole load.
    pub timeout_ms: u64,
}

/// The result of a load. It may be a token or keys: `Debug` does not show the bytes.
#[derive(Clone)]
pub struct Body {
    /// The bytes, decompressed.
    pub bytes: Vec<u8>,
    /// The HTTP status; 200 for a file.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Content-Length`, where it counts these bytes (not compressed).
    pub length: Option<u64>,
    /// `Location`, as sent.
    pub location: Option<String>,
    /// `ETag`, as sent; none where nobody asks for what changed ([`Options::known`](super::Options::known)).
    pub etag: Option<String>,
    /// `Last-Modified`, as sent; none where nobody asks for what changed.
    pub last_modified: Option<String>,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
}

impl Body {
    /// A body of which only bytes and status are known.
    pub fn new(bytes: Vec<u8>, status: u16) -> Self {
        Self {
            bytes,
            status,
            content_type: None,
            length: None,
            location: None,
            etag: None,
            last_modified: None,
            retry_after: None,
        }
    }

    /// What the next run asks with is stored: without what repeats a secret.
    pub(super) fn without_echoes(self, scrubber: &Scrubber) -> Self {
        let clean = |text: &String| scrubber.is_clean(text);
        Self { etag: self.etag.filter(clean), last_modified: self.last_modified.filter(clean), ..self }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("bytes", &format!("{} bytes", self.bytes.len()))
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .field("redirects", &self.location.is_some())
            .finish()
    }
}

/// The phases of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Phase {
    /// Asking the server for its version.
    Connect,
    /// Fetching the document.
    Load,
    /// Mapping it.
    Map,
    /// Reading what the server holds.
    Snapshot,
    /// Comparing.
    Plan,
    /// Writing.
    Apply,
    /// Reading back what a write did.
    Verify,
    /// Deleting what the document no longer has.
    Delete,
    /// Writing the pipeline's status.
    Report,
}
