//! Edits of one scalar or one key, in the quotes that are there.

use super::format::as_written;
use super::text::{after_colon, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::{Node, Tree};

/// Replaces a scalar, in the same quotes; none for a scalar of several lines without quotes.
pub(in crate::config) fn replace(node: Node<'_>, text: &str) -> Option<Edit> {
    let span = node.span();
    let written = slice(node.tree().text(), span);
    let quoted = written.starts_with(['"', '\'']);
    let fits = quoted || !(node.is_block() || written.contains(['\n', '\r']));
    fits.then(|| Edit { span, text: as_written(written, text, node.tree().format()) })
}

/// Renames a key, in the same quotes.
pub(in crate::config) fn rename(tree: &Tree, key_span: Span, name: &str) -> Edit {
    Edit { span: key_span, text: as_written(slice(tree.text(), key_span), name, tree.format()) }
}

/// Inserts the value of a key that has none.
pub(in crate::config) fn fill(text: &str, key_span: Span, value: Node<'_>, new: &str) -> Option<Edit> {
    if !slice(text, value.span()).is_empty() {
        return Some(Edit { span: value.span(), text: new.to_owned() });
    }
    Some(Edit::insert(after_colon(text, key_span.end)?, format!(" {new}")))
}
