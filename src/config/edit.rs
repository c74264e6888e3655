//! Edits of the config's text, in the style that is there: block or flow, quoted or plain.

use crate::diagnostic::{Edit, Span};
use crate::tree::Node;

/// The slice of a text at a span.
pub(super) fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// Writes another word where one stands, in the same quotes.
pub(super) fn replace(text: &str, span: Span, word: &str) -> Edit {
    let quote = slice(text, span).chars().next().filter(|c| matches!(c, '"' | '\''));
    let text = quote.map_or_else(|| word.to_owned(), |quote| format!("{quote}{word}{quote}"));
    Edit { span, text }
}

/// Puts a text in at an offset.
pub(super) fn insert(at: u32, text: impl Into<String>) -> Edit {
    Edit { span: Span { start: at, end: at }, text: text.into() }
}

/// Whether an object or array is written in brackets.
pub(super) fn is_flow(node: Node<'_>) -> bool {
    slice(node.tree().text(), node.span()).starts_with(['{', '['])
}

/// The blanks before what stands at an offset, where nothing else does.
pub(super) fn indent(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    line.bytes().all(|b| b == b' ').then_some(line)
}

/// Puts a first member into an object: `value` is as it is to be written, the same in block and flow.
pub(super) fn first_member(object: Node<'_>, key: &str, value: &str) -> Option<Edit> {
    let span = object.span();
    if object.is_alias() {
        return None;
    }
    let first = object.members().map(|member| member.key_span.start).filter(|at| *at >= span.start).min();
    if is_flow(object) {
        let comma = if first.is_some() { ", " } else { "" };
        return Some(insert(span.start + 1, format!("\"{key}\": \"{value}\"{comma}")));
    }
    let indent = indent(object.tree().text(), first?)?;
    Some(insert(first?, format!("{key}: {value}\n{indent}")))
}

/// Writes a value for a key that has none.
pub(super) fn fill(text: &str, key_span: Span, value: Node<'_>, new: &str) -> Option<Edit> {
    if !slice(text, value.span()).is_empty() {
        return Some(Edit { span: value.span(), text: new.to_owned() });
    }
    let colon = text.get(key_span.end as usize..)?.find(':')?;
    let at = key_span.end + u32::try_from(colon).ok()? + 1;
    Some(insert(at, format!(" {new}")))
}

/// A plain scalar in single quotes.
pub(super) fn quoted(plain: &str) -> String {
    format!("'{}'", plain.replace('\'', "''"))
}
