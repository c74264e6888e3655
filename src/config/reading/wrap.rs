//! Fixes for a value that lacks its container: a string instead of a list, or an address or a list of patterns instead of
//! a mapping.

use crate::config::edit::member::is_flow;
use crate::config::edit::text::{indent, slice};
use crate::config::model::address::has_file_name;
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;
use crate::diagnostic::{Diagnostic, Edit};
use crate::tree::{Format, Kind, Node};

/// Mappings of patterns that a run uses.
const FILTERS: [&ConfigKey; 2] = [&keys::COLLECTIONS, &keys::ENDPOINTS];

/// Adds help and a fix that puts the missing container around the value.
pub(super) fn wrapped(diagnostic: Diagnostic, key: &'static ConfigKey, node: Node<'_>) -> Diagnostic {
    if node.is_alias() {
        return diagnostic;
    }
    if key.value_type == ValueType::TextList && node.kind() == Kind::String {
        return with(
            diagnostic,
            "write it as a list with one item",
            "Make it a list",
            around(node, "[", "]"),
        );
    }
    if FILTERS.contains(&key) {
        let name = name(node, keys::COLLECTIONS_IN.name);
        let edits = match node.kind() {
            Kind::String => around(node, &format!("{{{name}: ["), "]}"),
            Kind::Array if is_flow(node) => around(node, &format!("{{{name}: "), "}"),
            Kind::Array => below(node, keys::COLLECTIONS_IN.name),
            _ => None,
        };
        return with(diagnostic, "put the patterns in `includes` or `excludes`", "Put it in includes", edits);
    }
    if *key == keys::SCHEMA && node.kind() == Kind::String {
        let inner = if is_file(&node.text()) { keys::SCHEMA_FILE.name } else { keys::SCHEMA_URL.name };
        let edits = around(node, &format!("{{{}: ", name(node, inner)), "}");
        return with(diagnostic, &format!("put it in `{inner}`"), &format!("Put it in {inner}"), edits);
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

/// A key, quoted as JSON demands.
fn name(node: Node<'_>, name: &str) -> String {
    match node.tree().format() {
        Format::Json => format!("\"{name}\""),
        Format::Yaml => name.to_owned(),
    }
}

/// The edits that put text around a value that is in one line.
fn around(node: Node<'_>, open: &str, close: &str) -> Option<Vec<Edit>> {
    let text = slice(node.tree().text(), node.span());
    let scalar = node.kind() == Kind::String;
    // The indicator of a block scalar is in the line above it.
    let in_one_line = !scalar || !(text.contains('\n') || node.is_block());
    let span = node.span();
    let quotes = if scalar && node.is_plain() { Edit::quote(node.tree().text(), span) } else { Vec::new() };
    let [open, close] = [Edit::insert(span.start, open), Edit::insert(span.end, close)];
    in_one_line.then(|| std::iter::once(open).chain(quotes).chain([close]).collect())
}

/// The edit that puts a key above a block sequence, which needs no further indentation.
fn below(node: Node<'_>, name: &str) -> Option<Vec<Edit>> {
    let start = node.span().start;
    let indent = indent(node.tree().text(), start)?;
    Some(vec![Edit::insert(start, format!("{name}:\n{indent}"))])
}
