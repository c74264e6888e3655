//! Slices and positions in the text of a config.

use crate::diagnostic::{Edit, Span};

/// The slice of a text at a span.
pub(in crate::config) fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// The indentation before an offset, if nothing else is before it in its line.
pub(in crate::config) fn indent(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    line.bytes().all(|b| b == b' ').then_some(line)
}

/// Deletes a range.
pub(in crate::config) fn delete(start: u32, end: u32) -> Edit {
    Edit { span: Span { start, end }, text: String::new() }
}

/// The offset after the next colon.
pub(in crate::config) fn after_colon(text: &str, from: u32) -> Option<u32> {
    let colon = text.get(from as usize..)?.find(':')?;
    Some(from + u32::try_from(colon).ok()? + 1)
}

/// The end of the line of an offset, before its line break.
pub(in crate::config) fn line_end(text: &str, from: u32) -> u32 {
    let rest = text.get(from as usize..).unwrap_or("");
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    from + u32::try_from(end).unwrap_or(0)
}
