//! Walks to a key along its names and makes the edits there: a new member, a filled value, a replaced one.

use serde_json::Value;

use super::brackets::add_in_brackets;
use super::list;
use super::style::Style;
use crate::config::edit::member::{end_of, is_flow, own_members, trimmed};
use crate::config::edit::text::{after_colon, below_comments, indent, line_end, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::{Member, Node};

/// The edits that write the value at the names, from the outermost mapping on.
pub(super) fn edits(
    root: Node<'_>,
    names: &[&str],
    value: &Value,
    style: &Style,
) -> Result<Vec<Edit>, String> {
    let mut object = root;
    let mut rest = names;
    while let Some((name, below)) = rest.split_first() {
        if object.is_alias() {
            return Err("a mapping on the way to it is an alias of one elsewhere; write it out".to_owned());
        }
        if object.replaced_members().any(|(member, _)| member.key == *name) {
            return Err(format!("`{name}` is there more than once; remove all but one"));
        }
        let Some(member) = own_members(object).into_iter().find(|member| member.key == *name) else {
            return add(object, rest, value, style);
        };
        if below.is_empty() {
            return replace(object, &member, value, style);
        }
        if member.value.is_null() && !member.value.is_alias() {
            return fill(object, &member, below, value, style);
        }
        if !member.value.is_object() {
            return Err(format!("`{name}` is not a mapping"));
        }
        (object, rest) = (member.value, below);
    }
    Err("it has no name".to_owned())
}

/// Adds a last member.
fn add(object: Node<'_>, names: &[&str], value: &Value, style: &Style) -> Result<Vec<Edit>, String> {
    let members = own_members(object);
    let (first, last) = (members.first(), members.last());
    let text = object.tree().text();
    if is_flow(object) {
        let last = last.map(|last| (last.key_span.start, end_of(text, last)));
        return Ok(add_in_brackets(text, object.span(), last, &style.flow(names, value), style));
    }
    let column = first.and_then(|first| indent(text, first.key_span.start));
    let (Some(column), Some(last)) = (column, last) else {
        return Err("the mapping that it belongs to does not begin at the beginning of a line".to_owned());
    };
    let at = below_comments(text, line_end(text, end_of(text, last)), column.len());
    let written = format!("{}{column}{}", style.feed, style.block(names, value, column));
    Ok(vec![Edit::insert(at, written)])
}

/// Gives a key without a value a mapping.
fn fill(
    object: Node<'_>,
    member: &Member<'_>,
    names: &[&str],
    value: &Value,
    style: &Style,
) -> Result<Vec<Edit>, String> {
    let text = object.tree().text();
    let null = member.value.span();
    let is_written = !slice(text, null).trim().is_empty();
    if is_flow(object) {
        let braces = format!("{{{}}}", style.flow(names, value));
        return Ok(match is_written {
            true => vec![Edit { span: null, text: braces }],
            false => vec![Edit::insert(end_of(text, member), format!(" {braces}"))],
        });
    }
    let column = indent(text, member.key_span.start);
    let column = column.ok_or("the key that it belongs to does not begin a line")?;
    // In a line below, so that a comment in the line of the key stays there.
    let gone = is_written.then(|| Edit { span: null, text: String::new() });
    let line = Edit::insert(line_end(text, end_of(text, member)), style.below(names, value, column));
    Ok(gone.into_iter().chain([line]).collect())
}

/// Replaces the value of a key.
fn replace(object: Node<'_>, member: &Member<'_>, value: &Value, style: &Style) -> Result<Vec<Edit>, String> {
    let (text, old) = (object.tree().text(), member.value);
    if old.is_block() {
        return Err("its value is a text of several lines; write it in one".to_owned());
    }
    if let (true, false, Some(items)) = (old.is_array(), old.is_alias(), value.as_array())
        && let Some(edits) = list::edits(old, items, style)
    {
        return Ok(edits);
    }
    let in_brackets = is_flow(object) || old.is_array() && is_flow(old);
    let column = indent(text, member.key_span.start).filter(|_| !in_brackets);
    let written = column
        .map_or_else(|| format!(" {}", style.flow_value(value)), |column| style.block_value(value, column));
    let colon = after_colon(text, member.key_span.end).ok_or("its key has no colon")?;
    let is_below = !written.starts_with(' ');
    // Lines below a key give way as a whole, with their indentation.
    let was_below = (old.is_array() || old.is_object()) && !old.is_alias() && !is_flow(old);
    let span = trimmed(old);
    let span = match slice(text, old.span()).trim().is_empty() {
        true if is_below => at(line_end(text, colon)),
        true => at(colon),
        false if is_below || was_below => Span { start: colon, ..span },
        false => span,
    };
    let inserts = span.start == colon || span.start == span.end;
    let text = if inserts { written } else { quoted_alike(slice(text, span), value, written.trim_start()) };
    Ok(vec![Edit { span, text }])
}

/// An empty span.
fn at(offset: u32) -> Span {
    Span { start: offset, end: offset }
}

/// A text in the quotes of the one that it replaces.
fn quoted_alike(old: &str, value: &Value, written: &str) -> String {
    match (old.chars().next(), value.as_str()) {
        (Some('\''), Some(text)) if !text.contains(char::is_control) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        (Some('"'), Some(_)) => value.to_string(),
        _ => written.to_owned(),
    }
}
