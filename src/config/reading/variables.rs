//! Fills in the variables of a scalar and types it as YAML 1.1 does.
//!
//! `$NAME` and `${NAME}` work as in the stock connector (stock.md#config-files), but are filled in after parsing:
//! places stay valid, and a value cannot change the structure.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Format, Kind, Node, plain_kind};

use super::yaml11::{self, Plain};
use crate::config::model::Environment;

/// A scalar with its variables filled in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Its kind after variables are filled in.
    pub(super) kind: Kind,
    /// Its text; as written where a variable is unknown or not set.
    pub(super) text: String,
    /// Whether it contains a variable.
    pub(super) variable: bool,
    /// Whether it contains a variable whose value is not known here.
    pub(super) unknown: bool,
    /// The variables in it that are not set.
    pub(super) unset: BTreeSet<String>,
    /// Whether a variable's value would have changed the structure, had it been filled in before parsing.
    pub(super) injects: bool,
}

impl Scalar {
    /// Its kind as a noun with its article.
    pub(super) fn noun(&self) -> &'static str {
        let date = self.kind == Kind::Number && yaml11::plain(&self.text) == Plain::Date;
        if date { "a date" } else { self.kind.noun() }
    }

    /// Reads a scalar; a container gives an empty text.
    pub(super) fn of(node: Node<'_>, environment: &Environment) -> Self {
        let written = node.text();
        let kind = node.kind();
        if kind != Kind::String || !written.contains('$') {
            let kind = typed(node, kind, &written);
            let text = written.into_owned();
            return Self {
                kind,
                text,
                variable: false,
                unknown: false,
                unset: BTreeSet::new(),
                injects: false,
            };
        }
        let expanded = expand(&written, environment);
        let filled = expanded.variable && expanded.text != written;
        let kind = if filled && node.is_plain() && is_yaml(node) {
            typed(node, plain_kind(&expanded.text), &expanded.text)
        } else {
            kind
        };
        let injects = filled && injects(node, &expanded.text);
        let Expanded { text, variable, unknown, unset } = expanded;
        Self { kind, text, variable, unknown, unset, injects }
    }
}

fn is_yaml(node: Node<'_>) -> bool {
    node.tree().format() == Format::Yaml
}

/// The kind of a plain scalar in YAML 1.1, which the stock connector reads. A date has no kind of its own in the tree, and
/// is no string.
fn typed(node: Node<'_>, kind: Kind, text: &str) -> Kind {
    let scalar = !matches!(kind, Kind::Array | Kind::Object);
    let tagged = kind != plain_kind(text);
    if !scalar || tagged || !node.is_plain() || !is_yaml(node) {
        return kind;
    }
    match yaml11::plain(text) {
        Plain::Null => Kind::Null,
        Plain::Bool => Kind::Bool,
        Plain::Int | Plain::Float | Plain::Date => Kind::Number,
        Plain::Text => Kind::String,
    }
}

/// Whether the filled-in text would not be one scalar at this place.
fn injects(node: Node<'_>, text: &str) -> bool {
    const FIRST: [char; 16] =
        ['{', '[', ']', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '#', ','];
    if !node.is_plain() || !is_yaml(node) {
        return false;
    }
    let in_flow = node
        .tree()
        .text()
        .get(node.span().end as usize..)
        .is_some_and(|rest| rest.trim_start().starts_with([',', ']', '}']));
    text.contains(['\n', '\r'])
        || text.starts_with(FIRST)
        || text.starts_with("- ")
        || text.starts_with("? ")
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || (in_flow && text.contains([',', '[', ']', '{', '}']))
}

/// A text with its variables filled in.
struct Expanded {
    text: String,
    variable: bool,
    unknown: bool,
    unset: BTreeSet<String>,
}

/// The variables that a text names, in the order of the alphabet.
pub(in crate::config) fn variables_of(text: &str) -> BTreeSet<String> {
    expand(text, &Environment::Known(BTreeMap::new())).unset
}

/// Fills in variables, once: values are not searched for further variables.
fn expand(text: &str, environment: &Environment) -> Expanded {
    let mut out = Expanded { text: String::new(), variable: false, unknown: false, unset: BTreeSet::new() };
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        out.text.push_str(before);
        let (written, name) = variable(from);
        rest = from.get(written.len()..).unwrap_or("");
        match (name, environment.variables()) {
            (None, _) => out.text.push_str(written),
            (Some(_), None) => {
                out.variable = true;
                out.unknown = true;
                out.text.push_str(written);
            }
            (Some(name), Some(values)) => {
                out.variable = true;
                match values.get(name) {
                    Some(value) => out.text.push_str(value),
                    None => {
                        out.text.push_str(written);
                        out.unset.insert(name.to_owned());
                    }
                }
            }
        }
    }
    out.text.push_str(rest);
    out
}

/// The variable at the start of a text that begins with `$`, as written, and its name; or only the `$`.
fn variable(text: &str) -> (&str, Option<&str>) {
    let after = text.get(1..).unwrap_or("");
    if let Some(inner) = after.strip_prefix('{') {
        let Some(end) = inner.find('}').filter(|end| *end > 0) else { return ("$", None) };
        return (text.get(..end + 3).unwrap_or("$"), inner.get(..end));
    }
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
    if end == 0 { ("$", None) } else { (text.get(..=end).unwrap_or("$"), after.get(..end)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tree::{Limits, parse};

    fn scalar(text: &str, environment: &Environment) -> Scalar {
        let tree = parse(text.as_bytes(), Source::Config, Limits::default()).value.unwrap();
        Scalar::of(tree.root().items().next().unwrap(), environment)
    }

    fn known() -> Environment {
        let pairs = [("A", "1"), ("AB", "two words"), ("OFF", "off"), ("S", "[x]"), ("L", "a\nb"), ("E", "")];
        Environment::Known(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect())
    }

    #[test]
    fn variables_are_filled_in_and_then_typed() {
        let check = |text: &str, kind: Kind, expect: &str| {
            let scalar = scalar(text, &known());
            assert_eq!((scalar.kind, scalar.text.as_str(), scalar.injects), (kind, expect, false), "{text}");
        };
        check("- $A", Kind::Number, "1");
        check("- '$A'", Kind::String, "1");
        check("- ${AB}C$A", Kind::String, "two wordsC1");
        check("- $OFF", Kind::Bool, "off");
        check("- off", Kind::Bool, "off");
        check("- 'off'", Kind::String, "off");
        check("- $E", Kind::Null, "");
        check("- ^a$|$(b)|$", Kind::String, "^a$|$(b)|$");
        check("- ${", Kind::String, "${");
        check("[\"$A\"]", Kind::String, "1");
    }

    #[test]
    fn unset_and_unknown_variables_stay_as_written() {
        let unset = scalar("- a${NOPE}$A", &known());
        assert_eq!((unset.text.as_str(), unset.unset), ("a${NOPE}1", BTreeSet::from(["NOPE".to_owned()])));
        let unknown = scalar("- a${NOPE}$A", &Environment::Unknown);
        assert_eq!((unknown.text.as_str(), unknown.unknown), ("a${NOPE}$A", true));
    }

    #[test]
    fn a_value_that_would_change_the_structure_is_noticed() {
        let check = |text: &str, expect: bool| assert_eq!(scalar(text, &known()).injects, expect, "{text}");
        check("- $S", true);
        check("- '$S'", false);
        check("- a$S", false);
        check("[a$S]", true);
        check("- '$L'", false);
        check("- $L", true);
        check("- $AB", false);
    }
}
