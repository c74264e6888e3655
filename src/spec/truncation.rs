//! Detects that a part of a text is missing or not read: by its announced length, its last line, and a second YAML
//! document.

use super::retrieval::Retrieval;
use crate::diagnostic::{Diagnostic, Severity, Source, Span, code::spec as code, code::tree as tree_code};
use crate::tree::{Format, Tree};

/// Reports what may be missing of a text that could be read. JSON that is cut off is invalid, so this concerns YAML
/// only.
pub(super) fn text_holes(
    tree: &Tree,
    bytes: usize,
    retrieval: &Retrieval,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut holes = second_document(tree.text(), diagnostics);
    let whole = retrieval.length == Some(bytes as u64);
    if tree.format() == Format::Json || whole {
        return holes;
    }
    let text = tree.text();
    if let Some(length) = retrieval.length {
        let message = format!("{bytes} bytes were received, but only {length} were announced");
        diagnostics.push(Diagnostic::new(&code::LENGTH_DIFFERS, message.clone()));
        holes.push(message);
    }
    if is_unfinished(text) {
        let message = "the last line has no line break, so the text may be cut off here; nothing is deleted";
        let end = text.trim_end().len();
        let place = Span::new(end.saturating_sub(1), end);
        let help = "end the text with a line break, or make the server send its length";
        diagnostics.push(Diagnostic::new(&code::UNFINISHED_LINE, message).help(help).at(Source::Spec, place));
        holes.push("the last line has no line break".to_owned());
    }
    holes
}

/// The hole of a second YAML document, which may have what the first has not, if there is anything in it.
fn second_document(text: &str, diagnostics: &[Diagnostic]) -> Vec<String> {
    let found = diagnostics.iter().find(|diagnostic| diagnostic.code == &tree_code::SECOND_DOCUMENT);
    let has_content = |start: &Span| {
        let rest = text.get(start.start as usize..).unwrap_or_default();
        rest.lines().any(|line| !is_blank(line))
    };
    let start = found.and_then(|diagnostic| diagnostic.place.as_ref().map(|place| place.span));
    start.filter(has_content).map(|_| "a second YAML document is not read".to_owned()).into_iter().collect()
}

/// Whether a line is empty, a comment, or a mark between documents.
fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line == "---" || line == "..."
}

/// Makes a second YAML document an error, where the first has no operation: the run would end well without it.
pub(super) fn second_document_is_error(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|found| found.code == &tree_code::SECOND_DOCUMENT) {
        diagnostic.severity = Severity::Error;
        diagnostic.help = Some("remove the line `---`, or move this document to its own file".to_owned());
    }
}

/// Values that are complete, by key: no other value begins with them. A cut after them is a cut at the end of a line,
/// which cannot be detected.
const FINISHED: [(&str, &[&str]); 3] = [
    ("type", &["string", "integer", "number", "boolean", "object", "array", "apiKey", "oauth2", "file"]),
    ("in", &["path", "header", "cookie", "body", "formData"]),
    ("required", &["true", "false"]),
];

/// Whether the last line has no line break and may go on. It cannot after a closed bracket or quote, or a value in
/// [`FINISHED`].
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
