//! Edits of the config's text, in the style that is there: block or flow, quoted or plain.

use serde_yaml::{Mapping, Value};

use crate::diagnostic::{Edit, Span};
use crate::tree::{Format, Member, Node, Tree};

/// The slice of a text at a span.
pub(super) fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// Writes another text where a scalar stands, in the same quotes; none where it has none and several lines.
pub(super) fn replace(node: Node<'_>, text: &str) -> Option<Edit> {
    let span = node.span();
    let written = slice(node.tree().text(), span);
    let quoted = written.starts_with(['"', '\'']);
    let fits = quoted || !(node.is_block() || written.contains(['\n', '\r']));
    fits.then(|| Edit { span, text: as_written(written, text, node.tree().format()) })
}

/// Gives a key another name, in the same quotes.
pub(super) fn rename(tree: &Tree, key_span: Span, name: &str) -> Edit {
    Edit { span: key_span, text: as_written(slice(tree.text(), key_span), name, tree.format()) }
}

/// A text in the quotes of another; without, where it can do without.
fn as_written(other: &str, text: &str, format: Format) -> String {
    let of_address = |b: u8| b.is_ascii_alphanumeric() || b"-_./:%~+@?=&".contains(&b);
    let plain = match format {
        Format::Json => matches!(text, "true" | "false"),
        Format::Yaml => text.bytes().all(of_address) && !text.ends_with(':'),
    };
    match other.chars().next() {
        Some('\'') => format!("'{}'", text.replace('\'', "''")),
        Some('"') => flow(&Value::from(text), Format::Json),
        _ if plain => text.to_owned(),
        _ => flow(&Value::from(text), Format::Json),
    }
}

/// Takes a range out.
pub(super) fn delete(start: u32, end: u32) -> Edit {
    Edit { span: Span { start, end }, text: String::new() }
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

/// A value as YAML of its own, its lines after the first with these blanks before them.
pub(super) fn yaml(value: &Value, indent: &str) -> Option<String> {
    let text = serde_yaml::to_string(value).ok()?;
    Some(text.trim_end().replace('\n', &format!("\n{indent}")))
}

/// A mapping of these members.
pub(super) fn mapping<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Mapping(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Mapping>())
}

/// A value in one line: JSON, or YAML without the quotes that it can do without.
pub(super) fn flow(value: &Value, format: Format) -> String {
    match value {
        Value::Mapping(members) => {
            let member = |(key, value)| format!("{}: {}", flow(key, format), flow(value, format));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if format == Format::Yaml && text.bytes().all(is_of_word) => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn is_of_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-' || b == b'_'
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
fn own_members<'t>(object: Node<'t>) -> Vec<Member<'t>> {
    let span = object.span();
    let mut members: Vec<_> = object
        .members()
        .filter(|member| member.key_span >= Span { end: 0, ..span } && member.key_span.end <= span.end)
        .collect();
    members.sort_by_key(|member| member.key_span);
    members
}

/// Puts a first member into an object.
pub(super) fn first_member(object: Node<'_>, key: &str, value: &Value) -> Option<Edit> {
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
pub(super) fn last_member(object: Node<'_>, key: &str, value: &Value) -> Option<Edit> {
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
pub(super) fn trimmed(node: Node<'_>) -> Span {
    let span = node.span();
    let end = span.start as usize + slice(node.tree().text(), span).trim_end().len();
    Span { end: u32::try_from(end).unwrap_or(span.end), ..span }
}

/// Where a member ends: after its value, or its colon where it has none.
fn end_of(text: &str, member: &Member<'_>) -> u32 {
    let value = member.value.span();
    if slice(text, value).trim().is_empty() {
        return after_colon(text, member.key_span.end).unwrap_or(value.end.max(member.key_span.end));
    }
    let upto = text.get(..value.end as usize).unwrap_or("").trim_end();
    u32::try_from(upto.len()).unwrap_or(value.end)
}

/// The offset after the next colon.
fn after_colon(text: &str, from: u32) -> Option<u32> {
    let colon = text.get(from as usize..)?.find(':')?;
    Some(from + u32::try_from(colon).ok()? + 1)
}

/// Where the line of an offset ends, before what ends it.
fn line_end(text: &str, from: u32) -> u32 {
    let rest = text.get(from as usize..).unwrap_or("");
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    from + u32::try_from(end).unwrap_or(0)
}

/// Takes a member out of an object; a comment in the line of its end stays, for who knows what else it says.
pub(super) fn remove(object: Node<'_>, key: Span) -> Option<Edit> {
    take(object, key, false)
}

/// Takes a member out of an object, with the comment in the line of its end or without.
fn take(object: Node<'_>, key: Span, with_comment: bool) -> Option<Edit> {
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

/// Puts the one member of an inner mapping in the place of the outer member that holds it; comments between stay.
pub(super) fn lift(object: Node<'_>, outer: &Member<'_>, inner: &Member<'_>) -> Option<Vec<Edit>> {
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
    let blanks = indent(text, from);
    let comments = between.lines().filter_map(|line| line.find('#').and_then(|at| line.get(at..)));
    let kept: String = match blanks {
        Some(blanks) => comments.map(|comment| format!("{comment}\n{blanks}")).collect(),
        None if comments.count() > 0 => return None,
        None => String::new(),
    };
    let open = Edit { span: Span { start: from, end: inner.key_span.start }, text: kept };
    let close = is_flow(outer.value).then(|| delete(end_of(text, inner), outer.value.span().end));
    Some(std::iter::once(open).chain(close).collect())
}

/// Takes a member out of one object and puts it into another, as it is written, with the comments in its lines.
pub(super) fn moved(from: Node<'_>, member: &Member<'_>, to: Node<'_>) -> Option<Vec<Edit>> {
    let text = from.tree().text();
    let gone = take(from, member.key_span, true)?;
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

/// Writes a value for a key that has none.
pub(super) fn fill(text: &str, key_span: Span, value: Node<'_>, new: &str) -> Option<Edit> {
    if !slice(text, value.span()).is_empty() {
        return Some(Edit { span: value.span(), text: new.to_owned() });
    }
    Some(Edit::insert(after_colon(text, key_span.end)?, format!(" {new}")))
}
