//! Edits of a list's items, so that those that stay keep their lines and comments.

use serde_json::Value;

use super::brackets::add_in_brackets;
use super::style::Style;
use super::value::is_value;
use crate::config::edit::member::{is_flow, trimmed};
use crate::config::edit::text::{delete, line_end, slice};
use crate::diagnostic::{Edit, Span};
use crate::tree::Node;

/// The edits that make a list one of these items: those that are gone are removed, new ones are added at the end. None
/// if nothing of the list stays, or its style does not allow it.
pub(super) fn edits(list: Node<'_>, items: &[Value], style: &Style) -> Option<Vec<Edit>> {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for node in list.items() {
        let next = items.get(kept.len()).filter(|item| is_value(node, item));
        if next.is_some() { kept.push(node) } else { gone.push(node) }
    }
    let (last, new) = (*kept.last()?, items.get(kept.len()..)?);
    if is_flow(list) {
        return if gone.is_empty() { Some(add_in_flow(list, last, new, style)) } else { None };
    }
    let text = list.tree().text();
    let (start, _) = line_of(text, last)?;
    let indent = text.get(start as usize..)?.split('-').next()?;
    let added: String =
        new.iter().map(|item| format!("{}{indent}{}", style.feed, style.item(item))).collect();
    let add = (!added.is_empty()).then(|| Edit::insert(line_end(text, trimmed(last).end), added));
    let removed: Option<Vec<Edit>> = gone.into_iter().map(|node| remove(text, node)).collect();
    Some(removed?.into_iter().chain(add).collect())
}

fn add_in_flow(list: Node<'_>, last: Node<'_>, new: &[Value], style: &Style) -> Vec<Edit> {
    if new.is_empty() {
        return Vec::new();
    }
    let written: Vec<String> = new.iter().map(|item| style.flow_value(item)).collect();
    let last = (last.span().start, last.span().end);
    add_in_brackets(list.tree().text(), list.span(), Some(last), &written.join(", "), style)
}

/// Where the line of an item begins, and where the item does, if only its dash is before it.
fn line_of(text: &str, item: Node<'_>) -> Option<(u32, u32)> {
    let at = item.span().start;
    let before = text.get(..at as usize)?;
    let start = before.rfind(['\n', '\r']).map_or(0, |feed| feed + 1);
    let dash = before.get(start..)?.trim();
    (dash == "-" && !item.is_block()).then_some((u32::try_from(start).ok()?, at))
}

/// Removes the lines of an item.
fn remove(text: &str, item: Node<'_>) -> Option<Edit> {
    let (start, _) = line_of(text, item)?;
    let end = line_end(text, trimmed(item).end);
    let feed = slice(text, Span { start: end, end: end + 2 });
    let feed = if feed == "\r\n" { 2 } else { u32::from(text.len() > end as usize) };
    Some(delete(start, end + feed))
}
