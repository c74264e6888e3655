//! Values of the document as short text: what a default, an example or an enum says, numbers as written.

use crate::tree::{Kind, Node};

/// Characters of one value that are shown.
const LONGEST: usize = 200;

/// Levels of a value that are shown; deeper ones are `…`.
const DEEPEST: usize = 6;

/// A text cut to so many characters, with `…` where something is missing.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// A value on one line, cut: strings bare at the top, otherwise as JSON, numbers with their lexeme.
pub(super) fn plain(node: Node<'_>) -> String {
    let mut out = String::new();
    match node.as_str() {
        Some(text) if is_plain(&text) => return text.into_owned(),
        Some(text) => out.push_str(&text.chars().take(LONGEST + 1).collect::<String>()),
        None => json(node, 0, &mut out),
    }
    let line: String = out.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cut(&line, LONGEST)
}

/// Whether a text is shown as it is.
fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A value as Markdown code.
pub(super) fn code(node: Node<'_>) -> String {
    quote(&plain(node))
}

/// A text as Markdown code; one with backticks in it gets a longer fence (CommonMark 6.1).
pub(super) fn quote(text: &str) -> String {
    match text {
        "" => "\"\"".to_owned(),
        _ if text.contains('`') => format!("`` {text} ``"),
        _ => format!("`{text}`"),
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

/// The elements as long as the text is not yet too long.
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

/// Values within those of one list that are compared.
pub(super) const COMPARED: usize = 100_000;

/// A value whole, so that two have one text if they are equal, whatever the order of members. Of a container for which
/// there is no room any more its place, so that it equals itself alone.
pub(super) fn whole(node: Node<'_>, room: &mut usize) -> String {
    enum Step<'t> {
        Value(Node<'t>),
        Text(String),
    }
    if !node.is_array() && !node.is_object() {
        return node.text().into_owned();
    }
    let mut out = String::new();
    let mut open = vec![Step::Value(node)];
    while let Some(step) = open.pop() {
        let node = match step {
            Step::Text(text) => {
                out.push_str(&text);
                continue;
            }
            Step::Value(node) => node,
        };
        let Some(left) = room.checked_sub(1) else { return format!("at {}", node.id().index()) };
        *room = left;
        match node.kind() {
            Kind::Array => {
                open.push(Step::Text("]".to_owned()));
                open.extend(node.items().collect::<Vec<_>>().into_iter().rev().map(Step::Value));
                out.push('[');
            }
            Kind::Object => {
                let mut members: Vec<_> = node.members().map(|member| (member.key, member.value)).collect();
                members.sort_by(|(a, _), (b, _)| b.cmp(a));
                open.push(Step::Text("}".to_owned()));
                open.extend(
                    members
                        .into_iter()
                        .flat_map(|(key, value)| [Step::Value(value), Step::Text(format!("{key:?}:"))]),
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
