//! What a run and its shell say to each other.

use std::fmt;

use serde::Serialize;

use crate::Secret;
use crate::config::Tls;
use crate::openmetadata::{Fault, HeaderValue, Request, Response};

/// Names an effect, so that its outcome can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Ends with what stands in the way of an ingest, if anything does; maps and writes nothing.
    Connect,
    /// Ends with what the document gives; asks no server.
    Preview,
    /// Ends with the plan; writes nothing, no status either.
    Plan,
    /// Carries the plan out.
    Ingest,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The first event; the seed is the run's only source of chance (jitter, run id).
    Started {
        /// Any number; equal seeds give equal runs.
        seed: u64,
    },
    /// A load came to an end.
    Loaded {
        /// Of which effect.
        id: Id,
        /// What came.
        result: Result<Body, Fault>,
    },
    /// A request was answered, or not.
    Answered {
        /// Of which effect.
        id: Id,
        /// What came.
        result: Result<Response, Fault>,
    },
    /// The time asked for by [`Effect::WakeAt`] has come.
    Woke,
    /// The person wants it to end: nothing new is sent, nothing deleted.
    Cancelled,
}

/// What the shell shall do.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Fetch or read the document.
    Load {
        /// To be told with the outcome.
        id: Id,
        /// From where.
        source: LoadSource,
        /// How much at most.
        limits: LoadLimits,
    },
    /// Send a request; redirects are not followed.
    Send {
        /// To be told with the outcome.
        id: Id,
        /// What to send.
        request: Request,
    },
    /// Make the connections to that peer so from now on; nothing is told back.
    Tls {
        /// Whose.
        peer: Peer,
        /// How; certificates and keys are PEM texts or paths of files.
        tls: Tls,
        /// An address of the only origin that the client certificate is shown to.
        of: Option<String>,
    },
    /// Say [`Event::Woke`] at that time (milliseconds since 1970); a later one replaces it.
    WakeAt(u64),
    /// Show how far it is.
    Progress {
        /// In which phase.
        phase: Phase,
        /// How many are done.
        done: usize,
        /// Of how many, 0 where that is not known.
        total: usize,
    },
    /// A line for the log; holds no secrets.
    Log {
        /// How much it weighs.
        level: crate::config::LogLevel,
        /// One line.
        message: String,
    },
    /// The end; the last effect.
    Done(Box<super::Outcome>),
}

/// Where a document's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadSource {
    /// By GET, or by POST of a form. A shell asks [`LoadSource::asked`], and goes on as [`LoadSource::redirected`] says.
    Url {
        /// The whole URL.
        url: String,
        /// Names and values.
        headers: Vec<(String, HeaderValue)>,
        /// A parameter that is put to the query, and told to nobody.
        query: Option<(String, Secret)>,
        /// What is sent, of the type `application/x-www-form-urlencoded`.
        form: Option<Secret>,
    },
    /// From disk.
    File(String),
    /// From disk, where the token may be such a path.
    Token(Secret),
}

/// Whom a run speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Peer {
    /// Where the document is, and what it refers to.
    Document,
    /// OpenMetadata.
    Server,
}

/// What a load may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadLimits {
    /// Bytes after decompression.
    pub bytes: usize,
    /// Milliseconds for the whole of it.
    pub timeout_ms: u64,
}

/// What a load brought. Tokens and keys come so too: `Debug` does not show the bytes.
#[derive(Clone)]
pub struct Body {
    /// The bytes, decompressed.
    pub bytes: Vec<u8>,
    /// HTTP's status; 200 for a file.
    pub status: u16,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// `Content-Length`, where it counts these bytes (not compressed).
    pub length: Option<u64>,
    /// Where it came from in the end; the path of a file.
    pub final_url: String,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("bytes", &format!("{} bytes", self.bytes.len()))
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .field("final_url", &self.final_url)
            .finish()
    }
}

/// The phases of a run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
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
    Confirm,
    /// Deleting what the document no longer has.
    Retire,
    /// Writing the pipeline's status.
    Report,
}
