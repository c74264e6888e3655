//! A text that came whole, with what its server said of it.

use super::Body;
use super::known::{KnownDocument, Validators};

/// A complete text that was loaded with status 200.
#[derive(Debug)]
pub(crate) struct LoadedText {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
    /// `Content-Length`, where it counts these bytes (not compressed).
    pub(crate) length: Option<u64>,
    /// The URL after redirects, or the path of a file.
    pub(crate) address: String,
    pub(crate) validators: Validators,
}

impl LoadedText {
    /// The text of a body that is from that address.
    pub(crate) fn of(body: Body, address: String) -> Self {
        let Body { bytes, content_type, length, etag, last_modified, status: _, location: _, retry_after: _ } =
            body;
        Self { bytes, content_type, length, address, validators: Validators::of(etag, last_modified) }
    }

    /// What the next run asks with, at the address that was asked.
    pub(crate) fn known(&self, asked: String) -> KnownDocument {
        KnownDocument::new(asked, &self.address, &self.bytes, &self.validators)
    }
}
