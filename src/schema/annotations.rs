//! Annotations: the keywords of a schema that describe a field without changing its shape. These are the description,
//! flags such as `deprecated`, and facts such as limits, default, format and pattern.
//!
//! The annotations of several schemas that are one field (a reference and its target, the members of an `allOf`) are
//! merged: of each keyword the first value counts.

use super::value_text::{code, one_line};
use crate::name::storable;
use crate::spec::is_binary;
use crate::tree::{Kind, Node};

/// How a fact is formatted.
#[derive(Debug, Clone, Copy)]
enum FactFormat {
    /// Label and value: ``default `5` ``.
    Code,
    /// Label and value without code marks: `minimum 1`.
    Bare,
    /// The label alone, if the value is `true`.
    Flag,
    /// Label and the first element.
    First,
}

/// The keywords that are facts, in the order of the line, with their labels.
const FACTS: [(&str, &str, FactFormat); 23] = [
    ("default", "default", FactFormat::Code),
    ("example", "example", FactFormat::Code),
    ("x-example", "example", FactFormat::Code),
    ("examples", "example", FactFormat::First),
    ("format", "format", FactFormat::Code),
    ("minimum", "minimum", FactFormat::Bare),
    ("maximum", "maximum", FactFormat::Bare),
    ("exclusiveMinimum", "exclusive minimum", FactFormat::Bare),
    ("exclusiveMaximum", "exclusive maximum", FactFormat::Bare),
    ("multipleOf", "multiple of", FactFormat::Bare),
    ("minLength", "minimum length", FactFormat::Bare),
    ("maxLength", "maximum length", FactFormat::Bare),
    ("minItems", "minimum items", FactFormat::Bare),
    ("maxItems", "maximum items", FactFormat::Bare),
    ("uniqueItems", "unique items", FactFormat::Flag),
    ("minContains", "minimum contains", FactFormat::Bare),
    ("maxContains", "maximum contains", FactFormat::Bare),
    ("minProperties", "minimum properties", FactFormat::Bare),
    ("maxProperties", "maximum properties", FactFormat::Bare),
    ("pattern", "pattern", FactFormat::Code),
    ("contentEncoding", "content encoding", FactFormat::Code),
    ("contentMediaType", "content type", FactFormat::Code),
    ("collectionFormat", "collection format", FactFormat::Code),
];

/// The annotations of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Annotations {
    pub(super) description: Option<String>,
    pub(super) title: Option<String>,
    pub(super) format: Option<String>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) nullable: bool,
    /// Whether a text is encoded binary data, or stands for some (JSON Schema 2020-12 Validation, 8.3 and 8.4).
    pub(super) is_binary: bool,
    /// By index into [`FACTS`], ascending, each at most once; those after them have higher numbers.
    facts: Vec<(usize, String)>,
    /// Facts that are no single keyword: a list of values, the keys of a map.
    other_facts: Vec<String>,
}

/// Whether a member is an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    /// It is an annotation of the wrong type.
    Malformed(&'static str),
    Not,
}

impl Annotations {
    /// Reads a member of a Schema Object, if it is an annotation.
    pub(super) fn take(&mut self, key: &str, value: Node<'_>) -> Taken {
        match key {
            "description" => text(&mut self.description, "description", value),
            "title" => text(&mut self.title, "title", value),
            "deprecated" => flag(&mut self.deprecated, value),
            "readOnly" => flag(&mut self.read_only, value),
            "writeOnly" => flag(&mut self.write_only, value),
            "nullable" | "x-nullable" => flag(&mut self.nullable, value),
            _ => self.fact(key, value).map_or(Taken::Not, |()| Taken::Yes),
        }
    }

    fn fact(&mut self, key: &str, value: Node<'_>) -> Option<()> {
        let at = FACTS.iter().position(|(keyword, ..)| *keyword == key)?;
        let (_, label, format) = FACTS.get(at)?;
        match key {
            "format" => self.format = value.as_str().map(|format| format.into_owned()),
            "contentEncoding" => {
                self.is_binary |= value.as_str().is_some_and(|name| is_binary_encoding(&name))
            }
            "contentMediaType" => self.is_binary |= value.as_str().is_some_and(|name| is_binary(&name)),
            _ => {}
        }
        let fact = match format {
            FactFormat::Code => Some(format!("{label} {}", code(value))),
            FactFormat::First => value.items().next().map(|first| format!("{label} {}", code(first))),
            FactFormat::Flag => (value.as_bool() == Some(true)).then(|| (*label).to_owned()),
            FactFormat::Bare if value.kind() == Kind::Bool => {
                (value.as_bool() == Some(true)).then(|| (*label).to_owned())
            }
            FactFormat::Bare => value.scalar().map(|_| format!("{label} {}", one_line(value))),
        };
        if let Some(fact) = fact {
            self.add_keyword_fact(at, fact);
        }
        Some(())
    }

    fn add_keyword_fact(&mut self, at: usize, fact: String) {
        if let Err(slot) = self.facts.binary_search_by_key(&at, |(at, _)| *at) {
            self.facts.insert(slot, (at, fact));
        }
    }

    /// Adds a fact that is no single keyword.
    pub(super) fn add_fact(&mut self, fact: String) {
        let fact = storable(fact.into()).into_owned();
        if !self.other_facts.contains(&fact) && self.other_facts.len() < 16 {
            self.other_facts.push(fact);
        }
    }

    /// Replaces the examples by one.
    pub(super) fn replace_example(&mut self, example: &str) {
        let is_example = |at: usize| FACTS.get(at).is_some_and(|(_, label, _)| *label == "example");
        self.facts.retain(|(at, _)| !is_example(*at));
        if let Some(at) = (0..FACTS.len()).find(|at| is_example(*at)) {
            self.add_keyword_fact(at, format!("example {example}"));
        }
    }

    /// Adds facts after all others.
    pub(super) fn add_last(&mut self, facts: &[String]) {
        facts.iter().zip(FACTS.len()..).for_each(|(fact, at)| self.add_keyword_fact(at, fact.clone()));
    }

    /// Removes the facts that another schema has too.
    pub(super) fn remove_facts(&mut self, other: &Self) {
        self.facts.retain(|fact| !other.facts.contains(fact));
        self.other_facts.retain(|fact| !other.other_facts.contains(fact));
    }

    /// Removes the annotations that describe the schema as a whole.
    pub(super) fn clear_texts(&mut self) {
        self.description = None;
        self.title = None;
        self.deprecated = false;
    }

    /// Adds the annotations of another schema of the same field that are not set yet.
    pub(super) fn merge(&mut self, other: Self) {
        let first = |mine: &mut Option<String>, other: Option<String>| *mine = mine.take().or(other);
        first(&mut self.description, other.description);
        first(&mut self.title, other.title);
        first(&mut self.format, other.format);
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
        self.nullable |= other.nullable;
        self.is_binary |= other.is_binary;
        other.facts.into_iter().for_each(|(at, fact)| self.add_keyword_fact(at, fact));
        other.other_facts.into_iter().for_each(|fact| self.add_fact(fact));
    }

    /// The line of flags and facts. Without the format if `is_format_shown`: the display has it already.
    pub(super) fn line(&self, required: bool, is_format_shown: bool) -> String {
        let flags = [
            (required, "required"),
            (self.deprecated, "deprecated"),
            (self.read_only, "read only"),
            (self.write_only, "write only"),
        ];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, label)| *label);
        let is_format = |at: usize| FACTS.get(at).is_some_and(|(keyword, ..)| *keyword == "format");
        let facts = self.facts.iter().filter(|(at, _)| !(is_format_shown && is_format(*at)));
        let facts = facts.map(|(_, fact)| fact.as_str());
        let other_facts = self.other_facts.iter().map(String::as_str);
        flags.chain(other_facts).chain(facts).collect::<Vec<_>>().join("; ")
    }
}

/// Whether an encoding is one of binary data: not `7bit`, `8bit` and `quoted-printable`, which are of texts.
fn is_binary_encoding(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("base") || name == "binary"
}

fn text(slot: &mut Option<String>, keyword: &'static str, value: Node<'_>) -> Taken {
    if let Some(text) = value.as_str() {
        *slot = Some(storable(text).into_owned());
    }
    match value.kind() {
        Kind::String | Kind::Null => Taken::Yes,
        _ => Taken::Malformed(keyword),
    }
}

fn flag(slot: &mut bool, value: Node<'_>) -> Taken {
    *slot |= value.as_bool() == Some(true);
    Taken::Yes
}
