//! Values of the document as short text: of a default, an example or an enum. Numbers stay as written.

use crate::tree::{Kind, Node};

/// The most characters of one value.
const LONGEST: usize = 200;

/// The most levels of a value; deeper ones are `…`.
const DEEPEST: usize = 6;

/// Shortens a text to so many characters; a text that was shortened ends with `…`.
pub(super) fn shortened(text: &str, most: usize) -> String {
    // A text has at least as many bytes as characters.
    let is_short = text.len() <= most || text.chars().nth(most).is_none();
    match is_short {
        true => text.to_owned(),
        false => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// A value on one line, shortened: a string as it is, other values as JSON, numbers as written.
pub(super) fn one_line(node: Node<'_>) -> String {
    let mut out = String::new();
    match node.as_str() {
        Some(text) if is_plain(&text) => return text.into_owned(),
        Some(text) => out.push_str(&text.chars().take(LONGEST + 1).collect::<String>()),
        None => json(node, 0, &mut out),
    }
    let line: String = out.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shortened(&line, LONGEST)
}

/// Whether a text needs no change.
fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A value as Markdown code.
pub(super) fn code(node: Node<'_>) -> String {
    quote(&one_line(node))
}

/// A text as Markdown code; one with backticks in it gets a longer fence (CommonMark 6.1).
pub(super) fn quote(text: &str) -> String {
    match text {
        "" => "\"\"".to_owned(),
        _ if text.contains('`') => format!("`` {text} ``"),
        _ => ["`", text, "`"].concat(),
    }
}

fn json(node: Node<'_>, level: usize, out: &mut String) {
    match node.kind() {
        Kind::Array | Kind::Object if level >= DEEPEST => out.push('…'),
        Kind::Array => list(node.items().map(|item| (None, item)), ('[', ']'), level, out),
        Kind::Object => list(node.members().map(|m| (Some(m.key), m.value)), ('{', '}'), level, out),
        Kind::String => string(&node.text(), out),
        Kind::Null => out.push_str("null"),
        Kind::Bool | Kind::Number => out.push_str(&node.text()),
    }
}

/// Writes the elements until the text is too long.
fn list<'t>(
    elements: impl Iterator<Item = (Option<std::borrow::Cow<'t, str>>, Node<'t>)>,
    (open, close): (char, char),
    level: usize,
    out: &mut String,
) {
    out.push(open);
    for (at, (key, value)) in elements.enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        if out.len() > LONGEST * 4 {
            out.push('…');
            break;
        }
        if let Some(key) = key {
            string(&key, out);
            out.push_str(": ");
        }
        json(value, level + 1, out);
    }
    out.push(close);
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars().take(LONGEST + 1) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// The most values that are compared in one list.
pub(super) const COMPARED: usize = 100_000;

/// A text that is equal for equal values, whatever the order of members. A container that exceeds `room` is represented
/// by its id, so that it equals only itself.
pub(super) fn comparable(node: Node<'_>, room: &mut usize) -> String {
    enum Pending<'t> {
        Value(Node<'t>),
        Text(String),
    }
    if !node.is_array() && !node.is_object() {
        return node.text().into_owned();
    }
    let mut out = String::new();
    let mut open = vec![Pending::Value(node)];
    while let Some(step) = open.pop() {
        let node = match step {
            Pending::Text(text) => {
                out.push_str(&text);
                continue;
            }
            Pending::Value(node) => node,
        };
        let Some(left) = room.checked_sub(1) else { return format!("at {}", node.id().index()) };
        *room = left;
        match node.kind() {
            Kind::Array => {
                open.push(Pending::Text("]".to_owned()));
                open.extend(node.items().collect::<Vec<_>>().into_iter().rev().map(Pending::Value));
                out.push('[');
            }
            Kind::Object => {
                let mut members: Vec<_> = node.members().map(|member| (member.key, member.value)).collect();
                members.sort_by(|(a, _), (b, _)| b.cmp(a));
                open.push(Pending::Text("}".to_owned()));
                open.extend(
                    members
                        .into_iter()
                        .flat_map(|(key, value)| [Pending::Value(value), Pending::Text(format!("{key:?}:"))]),
                );
                out.push('{');
            }
            Kind::String => out.push_str(&format!("{:?},", node.text())),
            _ => out.push_str(&format!("{},", node.text())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tree::{Limits, parse};

    #[test]
    fn values_are_one_short_line() {
        let check = |text: &str, expect: &str| {
            let tree = parse(text.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
            assert_eq!(code(tree.root()), expect, "{text}");
        };
        check("1.10", "`1.10`");
        check("\"a\\nb\"", "`a b`");
        check("'a`b'", "`` a`b ``");
        check("''", "\"\"");
        check("a: [1, {b: \"c\\\"\"}, null]", r#"`{"a": [1, {"b": "c\""}, null]}`"#);
        check("[[[[[[[1]]]]]]]", "`[[[[[[…]]]]]]`");
        check(&"x".repeat(300), &format!("`{}…`", "x".repeat(199)));
    }
}
