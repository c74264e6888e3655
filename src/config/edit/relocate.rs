//! Edits that put a member of one mapping into another.

use super::member::{end_of, is_flow, own_members, remove_member};
use super::text::{delete, indent, line_end, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::{Member, Node};

/// Replaces a member by the only member of its mapping; comments between them stay.
pub(in crate::config) fn lift(object: Node<'_>, outer: &Member<'_>, inner: &Member<'_>) -> Option<Vec<Edit>> {
    let text = object.tree().text();
    if object.is_alias() || outer.value.is_alias() || own_members(outer.value).len() != 1 {
        return None;
    }
    let from = outer.key_span.start;
    let between = slice(text, Span { start: outer.key_span.end, end: inner.key_span.start });
    // An anchor or a tag names the mapping that would go.
    if between.lines().any(|line| line.trim_start_matches([':', ' ', '{', '\t']).starts_with(['&', '!', '?']))
    {
        return None;
    }
    let indentation = indent(text, from);
    let comments = between.lines().filter_map(|line| line.find('#').and_then(|at| line.get(at..)));
    let kept: String = match indentation {
        Some(indentation) => comments.map(|comment| format!("{comment}\n{indentation}")).collect(),
        None if comments.count() > 0 => return None,
        None => String::new(),
    };
    let open = Edit { span: Span { start: from, end: inner.key_span.start }, text: kept };
    let close = is_flow(outer.value).then(|| delete(end_of(text, inner), outer.value.span().end));
    Some(std::iter::once(open).chain(close).collect())
}

/// Moves a member from one object to another as it is written, with the comments in its lines.
pub(in crate::config) fn moved(from: Node<'_>, member: &Member<'_>, to: Node<'_>) -> Option<Vec<Edit>> {
    let text = from.tree().text();
    let gone = remove_member(from, member.key_span, true)?;
    let end = end_of(text, member);
    let end = if is_flow(from) { end } else { line_end(text, end) };
    let written = slice(text, Span { start: member.key_span.start, end });
    let members = own_members(to);
    let apart = |at: u32| at < gone.span.start || at >= gone.span.end;
    if to.is_alias() || is_flow(to) {
        let fits = !to.is_alias() && is_flow(from);
        let last = members.last().map_or(to.span().start + 1, |last| end_of(text, last));
        let comma = if members.is_empty() { "" } else { ", " };
        return (fits && apart(last)).then(|| vec![gone, Edit::insert(last, format!("{comma}{written}"))]);
    }
    let first = members.first()?;
    let (old, new) = (indent(text, member.key_span.start), indent(text, first.key_span.start)?);
    if is_flow(from) && written.contains('\n') {
        return None;
    }
    let lines = written.replace(&format!("\n{}", old.unwrap_or("")), &format!("\n{new}"));
    let after = line_end(text, end_of(text, members.last()?));
    let put = match apart(after) {
        true => Edit::insert(after, format!("\n{new}{lines}")),
        false => Edit::insert(first.key_span.start, format!("{lines}\n{new}")),
    };
    Some(vec![gone, put])
}
