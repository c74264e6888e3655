//! Marks that other tools leave in a text: of a merge conflict, of a code block in Markdown, of an HTTP response.
//!
//! In: a text that is not valid. Out: the first mark, and how to remove it: it explains the error better than what the
//! reader of the text expects.

/// A mark of another tool.
pub(super) struct ForeignMark {
    /// The offset in the text.
    pub(super) at: usize,
    /// What it is.
    pub(super) what: &'static str,
    /// How to fix the text.
    pub(super) help: &'static str,
}

/// The most lines that are searched.
const MOST_LINES: usize = 200_000;

/// The first mark in a text.
pub(super) fn find(text: &str) -> Option<ForeignMark> {
    let start = text.len() - text.trim_start().len();
    let head = text.get(start..).unwrap_or("");
    let mark = |at, what, help| Some(ForeignMark { at, what, help });
    if head.starts_with("```") || head.starts_with("~~~") {
        return mark(
            start,
            "this line begins a code block of Markdown",
            "remove the first and the last line of the code block",
        );
    }
    if head.starts_with("HTTP/1") || head.starts_with("HTTP/2") {
        let help = "save the body of the response only, as `curl` does without `-i`";
        return mark(start, "this is an HTTP response with its headers", help);
    }
    let at = conflict(text)?;
    mark(at, "this line is a mark of a merge conflict", "resolve the conflict, and remove its marks")
}

/// The first mark of a merge conflict, where all three are there.
fn conflict(text: &str) -> Option<usize> {
    let mut first = None;
    let mut middle = false;
    let mut start = 0;
    for line in text.split_inclusive('\n').take(MOST_LINES) {
        match first {
            None if line.starts_with("<<<<<<< ") => first = Some(start),
            Some(_) if line.trim_end() == "=======" => middle = true,
            Some(_) if middle && line.starts_with(">>>>>>> ") => return first,
            _ => {}
        }
        start += line.len();
    }
    None
}
