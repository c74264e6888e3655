//! Edits that add a member to a mapping or remove one, in the style that is there: block or flow.

use serde_yaml::Value;

use super::format::{flow, yaml};
use super::text::{after_colon, delete, indent, line_end, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::{Member, Node};

/// Whether an object or array is written in brackets.
pub(in crate::config) fn is_flow(node: Node<'_>) -> bool {
    slice(node.tree().text(), node.span()).starts_with(['{', '['])
}

/// A member as it is written into a block mapping that has this indentation.
fn block_member(key: &str, value: &Value, indent: &str) -> Option<String> {
    let filled = value.as_mapping().is_some_and(|mapping| !mapping.is_empty());
    let deeper = format!("{indent}  ");
    Some(match filled {
        true => format!("{key}:\n{deeper}{}", yaml(value, &deeper)?),
        false => format!("{key}: {}", yaml(value, indent)?),
    })
}

/// A member as it is written into a flow mapping.
fn flow_member(object: Node<'_>, key: &str, value: &Value) -> String {
    let format = object.tree().format();
    format!("{}: {}", flow(&Value::from(key), format), flow(value, format))
}

/// The members that stand in an object's own text, in its order.
pub(super) fn own_members<'t>(object: Node<'t>) -> Vec<Member<'t>> {
    let span = object.span();
    let mut members: Vec<_> = object
        .members()
        .filter(|member| member.key_span >= Span { end: 0, ..span } && member.key_span.end <= span.end)
        .collect();
    members.sort_by_key(|member| member.key_span);
    members
}

/// Puts a first member into an object.
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

/// Puts a last member into an object.
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
    Some(Edit::insert(line_end(text, end), format!("\n{indent}{}", block_member(key, value, indent)?)))
}

/// Where a value stands, without the blanks and line breaks behind it that a block scalar takes along.
pub(in crate::config) fn trimmed(node: Node<'_>) -> Span {
    let span = node.span();
    let end = span.start as usize + slice(node.tree().text(), span).trim_end().len();
    Span { end: u32::try_from(end).unwrap_or(span.end), ..span }
}

/// Where a member ends: after its value, or its colon where it has none.
pub(super) fn end_of(text: &str, member: &Member<'_>) -> u32 {
    let value = member.value.span();
    if slice(text, value).trim().is_empty() {
        return after_colon(text, member.key_span.end).unwrap_or(value.end.max(member.key_span.end));
    }
    let upto = text.get(..value.end as usize).unwrap_or("").trim_end();
    u32::try_from(upto.len()).unwrap_or(value.end)
}

/// Takes a member out of an object; a comment in the line of its end stays, for who knows what else it says.
pub(in crate::config) fn remove(object: Node<'_>, key: Span) -> Option<Edit> {
    take(object, key, false)
}

/// Takes a member out of an object, with the comment in the line of its end or without.
pub(super) fn take(object: Node<'_>, key: Span, with_comment: bool) -> Option<Edit> {
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
    let blanks = indent(text, key.start)?;
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
    Some(delete(key.start - u32::try_from(blanks.len()).ok()?, line_end + u32::try_from(feed).ok()?))
}
