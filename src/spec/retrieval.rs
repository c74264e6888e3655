//! [`Retrieval`]: how the bytes of a document were retrieved.

/// What is known of how bytes were retrieved. By default nothing, as in an offline preview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retrieval {
    /// The HTTP status; any other than 200 is an error.
    pub status: Option<u16>,
    /// `Content-Type`, as sent. It is used only to describe an unreadable text: the format is detected by content.
    pub content_type: Option<String>,
    /// The expected number of bytes: `Content-Length` if it counts these bytes, or the size of a file.
    pub length: Option<u64>,
    /// The URL after redirects, or the path of a file. References to it lead into the document.
    pub url: Option<String>,
}
