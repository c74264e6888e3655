//! Type words of a Schema Object → the catalogue's types, and what several schemas allow together.

use super::field::DataType;
use crate::tree::Node;

/// A type word, without `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Boolean,
    Integer,
    Number,
    String,
    Object,
    Array,
    /// A word of no version, as written.
    Other(String),
}

impl Word {
    fn read(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "object" => Self::Object,
            "array" => Self::Array,
            _ => Self::Other(text.to_owned()),
        }
    }

    /// As a person writes it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Object => "object",
            Self::Array => "array",
            Self::Other(text) => text,
        }
    }

    /// The catalogue's type for this word with this format (MAPPING, field tree; STOCK 2.8).
    pub(super) fn data_type(&self, format: Option<&str>) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Integer if format == Some("int64") => DataType::Long,
            Self::Integer => DataType::Int,
            Self::Number if format == Some("float") => DataType::Float,
            Self::Number => DataType::Double,
            Self::String => string(format),
            Self::Object => DataType::Map,
            Self::Array => DataType::Array,
            Self::Other(text) => literal(text),
        }
    }
}

fn string(format: Option<&str>) -> DataType {
    match format {
        Some("date") => DataType::Date,
        Some("date-time") => DataType::Timestampz,
        Some("time") => DataType::Time,
        Some("byte" | "binary") => DataType::Bytes,
        _ => DataType::String,
    }
}

/// Words of no version that are literally a type of the catalogue, as stock has them; `file` is Swagger 2's.
fn literal(text: &str) -> DataType {
    match text.to_ascii_lowercase().as_str() {
        "record" => DataType::Record,
        "int" => DataType::Int,
        "long" => DataType::Long,
        "bytes" | "file" => DataType::Bytes,
        "float" => DataType::Float,
        "double" => DataType::Double,
        "timestamp" => DataType::Timestamp,
        "timestampz" => DataType::Timestampz,
        "time" => DataType::Time,
        "date" => DataType::Date,
        "map" => DataType::Map,
        "enum" => DataType::Enum,
        "union" => DataType::Union,
        "fixed" => DataType::Fixed,
        "error" => DataType::Error,
        _ => DataType::Unknown,
    }
}

/// What `type` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Types {
    /// The words, without `null`.
    pub(super) words: Vec<Word>,
    /// Whether `null` is among them.
    pub(super) null: bool,
}

impl Types {
    /// Reads a `type`; false if something in it is not a word.
    pub(super) fn read(node: Node<'_>) -> (Self, bool) {
        let mut types = Self::default();
        let mut whole = true;
        let single = (!node.is_array() && !node.is_null()).then_some(node);
        for item in single.into_iter().chain(node.items()) {
            match item.as_str() {
                Some(text) if text.eq_ignore_ascii_case("null") => types.null = true,
                Some(text) if text.is_empty() => {}
                Some(text) => types.add(Word::read(&text)),
                // `type: [string, null]` in YAML: a null, not the word.
                None if item.is_null() => types.null = true,
                None => whole = false,
            }
        }
        (types, whole)
    }

    fn add(&mut self, word: Word) {
        if !self.words.contains(&word) && self.words.len() < 16 {
            self.words.push(word);
        }
    }

    /// Whether any type is said.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty() && !self.null
    }

    /// Whether only `null` is allowed.
    pub(super) fn only_null(&self) -> bool {
        self.words.is_empty() && self.null
    }

    /// What both allow; `None` if that is nothing.
    pub(super) fn narrow(&self, later: &Self) -> Option<Self> {
        if self.is_empty() || later.is_empty() {
            return Some(if self.is_empty() { later.clone() } else { self.clone() });
        }
        let mut both = Self { words: Vec::new(), null: self.null && later.null };
        for word in &self.words {
            for other in &later.words {
                match (word, other) {
                    (a, b) if a == b => both.add(a.clone()),
                    (Word::Integer, Word::Number) | (Word::Number, Word::Integer) => both.add(Word::Integer),
                    _ => {}
                }
            }
        }
        (!both.is_empty()).then_some(both)
    }
}
