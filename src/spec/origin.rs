//! Bytes and where they came from → a document, or an error that says what they are instead.

use std::borrow::Cow;

use super::{Address, Documents, Gathering, foreign, version};
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::spec as code};
use crate::tree::{self, Format, Limits, Tree};

/// What is known of where a document's bytes came from. The default: nothing, as in an offline preview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// HTTP's status; any other than 200 is an error.
    pub status: Option<u16>,
    /// `Content-Type`, as sent. Only to say what an unreadable text is: what can be read is decided by content.
    pub content_type: Option<String>,
    /// How many bytes there should be: `Content-Length` where it counts these bytes, or a file's size.
    pub length: Option<u64>,
    /// The URL after redirects, or a file's path; references to it by name lead into the document.
    pub url: Option<String>,
}

/// Reads a document; where it is not there, not whole, or not OpenAPI, its decoded text, and an error says which.
///
/// The diagnostics are those of the text, of the root and of the path items; what is wrong inside an operation is
/// in [`super::Operation::diagnostics`]. Bytes that are handed over become the document's text without a copy.
pub fn parse<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    origin: &Origin,
    limits: Limits,
) -> Parsed<Result<Documents, String>> {
    let Parsed { value, diagnostics } = begin(bytes, origin, limits);
    match value {
        Ok(gathering) => gathering.finish(diagnostics).map(Ok),
        Err(text) => Parsed { value: Err(text), diagnostics },
    }
}

/// As [`parse`], of a document to which others that it refers to can be added before it is finished. The
/// diagnostics are those of the text alone.
pub fn begin<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    origin: &Origin,
    limits: Limits,
) -> Parsed<Result<Gathering, String>> {
    let bytes = bytes.into();
    if let Some(refused) = refused(&bytes, origin) {
        return Parsed { value: Err(tree::decoded(&bytes)), diagnostics: vec![refused] };
    }
    let (length, head) = (bytes.len(), foreign::head(&bytes));
    let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Spec, limits);
    let tree = match value {
        Ok(tree) => tree,
        Err(text) => {
            if let Some(foreign) = foreign::unreadable(&head, origin.content_type.as_deref()) {
                diagnostics = vec![foreign];
            }
            return Parsed { value: Err(text), diagnostics };
        }
    };
    let version = match version::detect(tree.root(), &mut diagnostics) {
        Some(Ok(version)) => version,
        Some(Err(error)) => return Parsed { value: Err(tree.into_text()), diagnostics: vec![error] },
        None => {
            let error = foreign::unreadable(&head, None).unwrap_or_else(|| foreign::other(tree.root()));
            return Parsed { value: Err(tree.into_text()), diagnostics: vec![error] };
        }
    };
    let holes = text_holes(&tree, length, origin, &mut diagnostics);
    let came_from = origin.url.as_deref().map(Address::read);
    Parsed { value: Ok(Gathering::new(tree, version, holes, came_from)), diagnostics }
}

/// What can be said before the text is read: the server had nothing, or sent less than it said.
fn refused(bytes: &[u8], origin: &Origin) -> Option<Diagnostic> {
    if let Some(status) = origin.status.filter(|status| *status != 200) {
        let message =
            format!("the document's address answered with status {status} and {}", foreign::describe(bytes));
        return Some(
            Diagnostic::new(&code::STATUS, message)
                .help("look at the address, and at what it wants to be let in"),
        );
    }
    let length = origin.length.filter(|length| *length > bytes.len() as u64)?;
    let message = format!("{} bytes came of {length}: the document is cut off", bytes.len());
    Some(Diagnostic::new(&code::INCOMPLETE, message).help("fetch it again"))
}

/// What of the text may be missing although it could be read. JSON cannot be cut off unseen, so only YAML.
pub(super) fn text_holes(
    tree: &Tree,
    bytes: usize,
    origin: &Origin,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let whole = origin.length == Some(bytes as u64);
    if tree.format() == Format::Json || whole {
        return Vec::new();
    }
    let text = tree.text();
    let mut holes = Vec::new();
    if let Some(length) = origin.length {
        let message = format!("{bytes} bytes came, but only {length} were announced");
        diagnostics.push(Diagnostic::new(&code::LENGTH_DIFFERS, message.clone()));
        holes.push(message);
    }
    if is_unfinished(text) {
        let message = "the last line does not end, so the text may be cut off here; nothing is deleted on account of it";
        let end = text.trim_end().len();
        let place = Span::new(end.saturating_sub(1), end);
        let help = "end the text with a line break, or have the server send its length";
        diagnostics.push(Diagnostic::new(&code::UNFINISHED_LINE, message).help(help).at(Source::Spec, place));
        holes.push("the last line does not end".to_owned());
    }
    holes
}

/// Values that no longer word begins with, by their key: after them a cut is one at the end of a line, which nothing
/// can tell.
const FINISHED: [(&str, &[&str]); 3] = [
    ("type", &["string", "integer", "number", "boolean", "object", "array", "apiKey", "oauth2", "file"]),
    ("in", &["path", "header", "cookie", "body", "formData"]),
    ("required", &["true", "false"]),
];

/// Whether the last line has no end and its last word may go on. A bracket or quote that is closed cannot, nor can a
/// word of OpenAPI's own.
fn is_unfinished(text: &str) -> bool {
    if text.ends_with(['\n', '\r']) {
        return false;
    }
    let line = text.rsplit(['\n', '\r']).next().unwrap_or("").trim();
    let (key, value) = line.split_once(':').map_or(("", line), |(key, value)| (key, value.trim()));
    let closed = match line.chars().next_back() {
        Some(quote @ ('"' | '\'')) => line.matches(quote).count() % 2 == 0,
        last => matches!(last, Some('}' | ']')),
    };
    !closed && !FINISHED.iter().any(|(of, words)| *of == key && words.contains(&value))
}
