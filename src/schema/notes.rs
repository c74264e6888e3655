//! What a schema says beside its shape: description, marks, and facts such as limits, default, format, pattern.
//!
//! Notes of several schemas that are one field (a reference and its target, the parts of an `allOf`) are gathered:
//! of each thing the first that is said counts.

use super::value;
use crate::name::storable;
use crate::tree::{Kind, Node};

/// How a fact is written.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Label and value: ``default `5` ``.
    Code,
    /// Label and bare value: `minimum 1`.
    Bare,
    /// The label alone, where the value is `true`.
    Flag,
    /// Label and the first element.
    First,
}

/// The keywords that are facts, in the order of the line, with their label.
const FACTS: [(&str, &str, Form); 23] = [
    ("default", "default", Form::Code),
    ("example", "example", Form::Code),
    ("x-example", "example", Form::Code),
    ("examples", "example", Form::First),
    ("format", "format", Form::Code),
    ("minimum", "minimum", Form::Bare),
    ("maximum", "maximum", Form::Bare),
    ("exclusiveMinimum", "exclusive minimum", Form::Bare),
    ("exclusiveMaximum", "exclusive maximum", Form::Bare),
    ("multipleOf", "multiple of", Form::Bare),
    ("minLength", "minimum length", Form::Bare),
    ("maxLength", "maximum length", Form::Bare),
    ("minItems", "minimum items", Form::Bare),
    ("maxItems", "maximum items", Form::Bare),
    ("uniqueItems", "unique items", Form::Flag),
    ("minContains", "minimum contains", Form::Bare),
    ("maxContains", "maximum contains", Form::Bare),
    ("minProperties", "minimum properties", Form::Bare),
    ("maxProperties", "maximum properties", Form::Bare),
    ("pattern", "pattern", Form::Code),
    ("contentEncoding", "content encoding", Form::Code),
    ("contentMediaType", "content type", Form::Code),
    ("collectionFormat", "collection format", Form::Code),
];

/// What is said beside the shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Notes {
    pub(super) description: Option<String>,
    pub(super) title: Option<String>,
    pub(super) format: Option<String>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) nullable: bool,
    /// By index into [`FACTS`], ascending, each once.
    facts: Vec<(usize, String)>,
    /// Facts that are no single keyword: a list of values, the keys of a map.
    further: Vec<String>,
}

/// Whether a member is a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    /// It is one of that keyword, of the wrong kind.
    Malformed(&'static str),
    Not,
}

impl Notes {
    /// Takes a member of a Schema Object, if it is a note.
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
        let (_, label, form) = FACTS.get(at)?;
        if key == "format" {
            self.format = value.as_str().map(|format| format.into_owned());
        }
        let said = match form {
            Form::Code => Some(format!("{label} {}", value::code(value))),
            Form::First => value.items().next().map(|first| format!("{label} {}", value::code(first))),
            Form::Flag => (value.as_bool() == Some(true)).then(|| (*label).to_owned()),
            Form::Bare if value.kind() == Kind::Bool => {
                (value.as_bool() == Some(true)).then(|| (*label).to_owned())
            }
            Form::Bare => value.scalar().map(|_| format!("{label} {}", value::plain(value))),
        };
        if let Some(said) = said {
            self.put(at, said);
        }
        Some(())
    }

    fn put(&mut self, at: usize, said: String) {
        if let Err(slot) = self.facts.binary_search_by_key(&at, |(at, _)| *at) {
            self.facts.insert(slot, (at, said));
        }
    }

    /// Adds a fact that is no single keyword.
    pub(super) fn say(&mut self, fact: String) {
        let fact = storable(fact.into()).into_owned();
        if !self.further.contains(&fact) && self.further.len() < 16 {
            self.further.push(fact);
        }
    }

    /// Leaves out what is said of the schema as a whole.
    pub(super) fn forget_texts(&mut self) {
        self.description = None;
        self.title = None;
        self.deprecated = false;
    }

    /// Adds what another schema of the same field says, where nothing is said yet.
    pub(super) fn absorb(&mut self, other: Self) {
        let first = |mine: &mut Option<String>, other: Option<String>| *mine = mine.take().or(other);
        first(&mut self.description, other.description);
        first(&mut self.title, other.title);
        first(&mut self.format, other.format);
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
        self.nullable |= other.nullable;
        other.facts.into_iter().for_each(|(at, said)| self.put(at, said));
        other.further.into_iter().for_each(|fact| self.say(fact));
    }

    /// The line of facts. `shown_format` is left out: the display already says it.
    pub(super) fn line(&self, required: bool, shown_format: bool) -> String {
        let marks = [
            (required, "required"),
            (self.deprecated, "deprecated"),
            (self.read_only, "read only"),
            (self.write_only, "write only"),
        ];
        let marks = marks.iter().filter(|(set, _)| *set).map(|(_, word)| *word);
        let is_format = |at: usize| FACTS.get(at).is_some_and(|(keyword, ..)| *keyword == "format");
        let facts = self.facts.iter().filter(|(at, _)| !(shown_format && is_format(*at)));
        let facts = facts.map(|(_, said)| said.as_str());
        let further = self.further.iter().map(String::as_str);
        marks.chain(further).chain(facts).collect::<Vec<_>>().join("; ")
    }
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
