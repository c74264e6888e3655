//! Annotations: the keywords of a schema that describe a field without changing its shape. These are the description,
//! flags such as `deprecated`, and facts such as limits, default, format and pattern.
//!
//! The annotations of several schemas that are one field (a reference and its target, the members of an `allOf`) are
//! merged: the first text counts, and the facts that hold for all.

use super::keyword_facts::KeywordFacts;
use super::keyword_values::{WrongValue, flag, wrong_value};
use crate::name::storable;
use crate::spec::is_binary;
use crate::tree::{Kind, Node};

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
    facts: KeywordFacts,
    /// Facts that are no single keyword: a list of values, the keys of a map.
    other_facts: Vec<String>,
}

/// Whether a member is an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    /// It is an annotation of the wrong type.
    Malformed(&'static str),
    /// Its value is not allowed.
    Wrong(WrongValue),
    Not,
}

impl Annotations {
    /// Reads a member of a Schema Object, if it is an annotation.
    pub(super) fn take(&mut self, key: &str, value: Node<'_>) -> Taken {
        match key {
            "description" => text(&mut self.description, "description", value),
            "title" => text(&mut self.title, "title", value),
            "deprecated" => set(&mut self.deprecated, key, value),
            "readOnly" => set(&mut self.read_only, key, value),
            "writeOnly" => set(&mut self.write_only, key, value),
            "nullable" | "x-nullable" => set(&mut self.nullable, key, value),
            "format" => {
                self.format = value.as_str().map(|format| format.into_owned());
                self.fact(key, value)
            }
            "contentEncoding" => {
                self.is_binary |= value.as_str().is_some_and(|name| is_binary_encoding(&name));
                self.fact(key, value)
            }
            "contentMediaType" => {
                self.is_binary |= value.as_str().is_some_and(|name| is_binary(&name));
                self.fact(key, value)
            }
            _ => self.fact(key, value),
        }
    }

    fn fact(&mut self, key: &str, value: Node<'_>) -> Taken {
        if let Some(wrong) = wrong_value(key, value) {
            _ = wrong.is_read.then(|| self.facts.take(key, value));
            return Taken::Wrong(wrong);
        }
        self.facts.take(key, value).map_or(Taken::Not, |()| Taken::Yes)
    }

    /// Completes facts that two keywords state together, once all are read.
    pub(super) fn complete(&mut self) {
        self.facts.join_exclusive();
    }

    /// The facts that are keywords.
    pub(super) fn facts(&self) -> &KeywordFacts {
        &self.facts
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
        self.facts.replace_example(example);
    }

    /// Adds facts after all others.
    pub(super) fn add_last(&mut self, facts: &[String]) {
        self.facts.add_last(facts);
    }

    /// Removes the facts that another schema has too.
    pub(super) fn remove_facts(&mut self, other: &Self) {
        self.facts.remove(&other.facts);
        self.other_facts.retain(|fact| !other.other_facts.contains(fact));
    }

    /// Removes the annotations that describe the schema as a whole.
    pub(super) fn clear_texts(&mut self) {
        self.description = None;
        self.title = None;
        self.deprecated = false;
    }

    /// Adds the annotations of another schema of the same field: texts that are not set yet, flags, and facts.
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
        self.facts.merge(other.facts);
        other.other_facts.into_iter().for_each(|fact| self.add_fact(fact));
    }

    /// The line of flags and facts, without the format if the display shows it.
    pub(super) fn line(&self, required: bool, display: &str) -> String {
        let flags = [
            (required, "required"),
            (self.deprecated, "deprecated"),
            (self.read_only, "read only"),
            (self.write_only, "write only"),
        ];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, label)| *label);
        let facts = self.facts.texts(display);
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

fn set(slot: &mut bool, key: &str, value: Node<'_>) -> Taken {
    let (is_set, wrong) = flag(key, value);
    *slot |= is_set;
    wrong.map_or(Taken::Yes, Taken::Wrong)
}
