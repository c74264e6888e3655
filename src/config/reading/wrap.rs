//! A value that lacks what should be around it: a text where a list is wanted, an address or a list of patterns where a
//! mapping is.

use crate::config::edit::member::is_flow;
use crate::config::edit::text::{indent, slice};
use crate::config::model::address::has_file_name;
use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys;
use crate::diagnostic::{Diagnostic, Edit};
use crate::tree::{Format, Kind as Shape, Node};

/// Mappings of patterns, where a run heeds them.
const FILTERS: [&Key; 2] = [&keys::COLLECTIONS, &keys::ENDPOINTS];

/// The diagnostic of a value of the wrong shape, with the edit that puts around it what it lacks.
pub(in crate::config) fn wrapped(diagnostic: Diagnostic, key: &'static Key, node: Node<'_>) -> Diagnostic {
    if node.is_alias() {
        return diagnostic;
    }
    if key.kind == Kind::Texts && node.kind() == Shape::String {
        return with(diagnostic, "write it as a list of one", "Make it a list", around(node, "[", "]"));
    }
    if FILTERS.contains(&key) {
        let name = name(node, keys::COLLECTIONS_IN.name);
        let edits = match node.kind() {
            Shape::String => around(node, &format!("{{{name}: ["), "]}"),
            Shape::Array if is_flow(node) => around(node, &format!("{{{name}: "), "}"),
            Shape::Array => below(node, keys::COLLECTIONS_IN.name),
            _ => None,
        };
        return with(
            diagnostic,
            "write the patterns in `includes` or `excludes`",
            "Write it as includes",
            edits,
        );
    }
    if *key == keys::SCHEMA && node.kind() == Shape::String {
        let inner = if is_file(&node.text()) { keys::SCHEMA_FILE.name } else { keys::SCHEMA_URL.name };
        let edits = around(node, &format!("{{{}: ", name(node, inner)), "}");
        return with(diagnostic, &format!("write it in `{inner}`"), &format!("Write it in {inner}"), edits);
    }
    diagnostic
}

fn with(diagnostic: Diagnostic, help: &str, title: &str, edits: Option<Vec<Edit>>) -> Diagnostic {
    let diagnostic = diagnostic.help(help);
    match edits {
        Some(edits) => diagnostic.fix(title, edits),
        None => diagnostic,
    }
}

fn is_file(text: &str) -> bool {
    !text.contains("://") && has_file_name(text)
}

/// A key as the text writes its keys.
fn name(node: Node<'_>, name: &str) -> String {
    match node.tree().format() {
        Format::Json => format!("\"{name}\""),
        Format::Yaml => name.to_owned(),
    }
}

/// The edit that puts something around a value that stands in one line.
fn around(node: Node<'_>, open: &str, close: &str) -> Option<Vec<Edit>> {
    let text = slice(node.tree().text(), node.span());
    let scalar = node.kind() == Shape::String;
    // A block scalar's mark stands above it.
    let whole = !scalar || !(text.contains('\n') || node.is_block());
    let span = node.span();
    let quotes = if scalar && node.is_plain() { Edit::quote(node.tree().text(), span) } else { Vec::new() };
    let [open, close] = [Edit::insert(span.start, open), Edit::insert(span.end, close)];
    whole.then(|| std::iter::once(open).chain(quotes).chain([close]).collect())
}

/// The edit that puts a key above a block sequence, which may stand below it without further indentation.
fn below(node: Node<'_>, name: &str) -> Option<Vec<Edit>> {
    let start = node.span().start;
    let indent = indent(node.tree().text(), start)?;
    Some(vec![Edit::insert(start, format!("{name}:\n{indent}"))])
}
