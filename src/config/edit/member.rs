//! Edits that add a member to a mapping or remove one, in the style that is there: block or flow.

use serde_yaml::Value;

use super::format::{flow, yaml};
use super::text::{after_colon, below_comments, delete, indent, line_end, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::{Format, Member, Node};

/// Whether an object or array is written in brackets.
pub(in crate::config) fn is_flow(node: Node<'_>) -> bool {
    node.tree().format() == Format::Json || slice(node.tree().text(), node.span()).starts_with(['{', '['])
}

/// A member in block style with this indentation.
fn block_member(key: &str, value: &Value, indent: &str) -> Option<String> {
    let filled = value.as_mapping().is_some_and(|mapping| !mapping.is_empty());
    let deeper = format!("{indent}  ");
    Some(match filled {
        true => format!("{key}:\n{deeper}{}", yaml(value, &deeper)?),
        false => format!("{key}: {}", yaml(value, indent)?),
    })
}

/// A member in flow style.
fn flow_member(object: Node<'_>, key: &str, value: &Value) -> String {
    let format = object.tree().format();
    format!("{}: {}", flow(&Value::from(key), format), flow(value, format))
}

/// The members in the object's own text, in its order: without merged ones.
pub(in crate::config) fn own_members<'t>(object: Node<'t>) -> Vec<Member<'t>> {
    let span = object.span();
    let mut members: Vec<_> = object
        .members()
        .filter(|member| member.key_span >= Span { end: 0, ..span } && member.key_span.end <= span.end)
        .collect();
    members.sort_by_key(|member| member.key_span);
    members
}

/// Inserts a first member into an object.
pub(in crate::config) fn first_member(object: Node<'_>, key: &str, value: &Value) -> Option<Edit> {
    if object.is_alias() {
        return None;
    }
    let first = own_members(object).first().map(|member| member.key_span.start);
    if is_flow(object) {
        let comma = if first.is_some() { ", " } else { "" };
        return Some(Edit::insert(
            object.span().start + 1,
            format!("{}{comma}", flow_member(object, key, value)),
        ));
    }
    let indent = indent(object.tree().text(), first?)?;
    Some(Edit::insert(first?, format!("{}\n{indent}", block_member(key, value, indent)?)))
}

/// Inserts a last member into an object.
pub(in crate::config) fn last_member(object: Node<'_>, key: &str, value: &Value) -> Option<Edit> {
    let members = own_members(object);
    let Some(last) = members.last().filter(|_| !object.is_alias()) else {
        return first_member(object, key, value);
    };
    let text = object.tree().text();
    let end = end_of(text, last);
    if is_flow(object) {
        return Some(Edit::insert(end, format!(", {}", flow_member(object, key, value))));
    }
    let indent = indent(text, members.first()?.key_span.start)?;
    let at = below_comments(text, line_end(text, end), indent.len());
    Some(Edit::insert(at, format!("\n{indent}{}", block_member(key, value, indent)?)))
}

/// The span of a value, without the whitespace that a block scalar includes at its end.
pub(in crate::config) fn trimmed(node: Node<'_>) -> Span {
    let span = node.span();
    let end = span.start as usize + slice(node.tree().text(), span).trim_end().len();
    Span { end: u32::try_from(end).unwrap_or(span.end), ..span }
}

/// The end of a member: of its value, or of its colon if it has none.
pub(in crate::config) fn end_of(text: &str, member: &Member<'_>) -> u32 {
    let value = member.value.span();
    if slice(text, value).trim().is_empty() {
        return after_colon(text, member.key_span.end).unwrap_or(value.end.max(member.key_span.end));
    }
    let upto = text.get(..value.end as usize).unwrap_or("").trim_end();
    u32::try_from(upto.len()).unwrap_or(value.end)
}

/// Removes a member from an object. A comment in its last line stays, since it may be about something else.
pub(in crate::config) fn remove(object: Node<'_>, key: Span) -> Option<Edit> {
    remove_member(object, key, false)
}

/// Removes a member from an object, with or without the comment in its last line.
pub(super) fn remove_member(object: Node<'_>, key: Span, with_comment: bool) -> Option<Edit> {
    let text = object.tree().text();
    let members = own_members(object);
    let at = members.iter().position(|member| member.key_span == key).filter(|_| !object.is_alias())?;
    let member = members.get(at)?;
    let end = end_of(text, member);
    if is_flow(object) {
        let next = members.get(at + 1).map(|next| delete(key.start, next.key_span.start));
        let before = at.checked_sub(1).and_then(|before| members.get(before));
        let last = || before.map_or(key.start, |before| end_of(text, before));
        return Some(next.unwrap_or_else(|| delete(last(), end)));
    }
    let indentation = indent(text, key.start)?;
    let line_end = line_end(text, end);
    if members.len() == 1 {
        let end = if with_comment { line_end } else { end };
        return Some(Edit { span: Span { start: key.start, end }, text: "{}".to_owned() });
    }
    let rest = slice(text, Span { start: end, end: line_end });
    if let Some(comment) = rest.find('#').filter(|_| !with_comment) {
        return Some(delete(key.start, end + u32::try_from(comment).ok()?));
    }
    let feed = text.get(line_end as usize..)?;
    let feed = if feed.starts_with("\r\n") { 2 } else { feed.len().min(1) };
    Some(delete(key.start - u32::try_from(indentation.len()).ok()?, line_end + u32::try_from(feed).ok()?))
}
