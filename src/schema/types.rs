//! The `type` of a Schema Object → the catalogue's types, and the types that several schemas allow together.

use super::field::DataType;
use super::keyword_values::WrongValue;
use super::value_text::shortened;
use crate::tree::{Kind, Node};

/// The name of a type, except `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypeName {
    Boolean,
    Integer,
    Number,
    String,
    Object,
    Array,
    /// A name that no version defines, as written.
    Other(String),
}

impl TypeName {
    pub(super) fn read(text: &str) -> Self {
        let named = Self::of(text).or_else(|| Self::of(&text.to_ascii_lowercase()));
        named.unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// The type of this name, if it is one of JSON Schema.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "boolean" => Some(Self::Boolean),
            "integer" => Some(Self::Integer),
            "number" => Some(Self::Number),
            "string" => Some(Self::String),
            "object" => Some(Self::Object),
            "array" => Some(Self::Array),
            _ => None,
        }
    }

    /// The name as written.
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

    /// Whether it is no type of JSON Schema, Swagger 2 or the stock connector.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Other(name) if literal(name) == DataType::Unknown && several(name).is_none())
    }

    /// Whether a value of a kind may be of this type; of one that no version defines, any.
    pub(super) fn may_be(&self, kind: Kind) -> bool {
        match self {
            Self::Boolean => kind == Kind::Bool,
            Self::Integer | Self::Number => kind == Kind::Number,
            Self::String => kind == Kind::String,
            Self::Object => kind == Kind::Object,
            Self::Array => kind == Kind::Array,
            Self::Other(_) => true,
        }
    }

    /// The catalogue's type for this name and format (design.md#field-trees; stock.md#fields).
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

/// The catalogue's type of that name, as the stock connector reads names that no version defines; `file` is Swagger
/// 2's.
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

/// The names of types (JSON Schema 2020-12, 7.1).
pub(super) const NAMES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

/// Several types in one text, as other languages write them: `string|null`, `string, null`, `string?`; and whether `null`
/// is one. `None` unless all are names of types.
fn several(text: &str) -> Option<(Vec<TypeName>, bool)> {
    if !text.contains(['|', ',', '?']) {
        return None;
    }
    let (list, is_optional) = text.trim().strip_suffix('?').map_or((text, false), |list| (list, true));
    let names: Vec<String> = list.split(['|', ',']).map(|name| name.trim().to_ascii_lowercase()).collect();
    if !names.iter().all(|name| NAMES.contains(&name.as_str())) {
        return None;
    }
    let is_null = |name: &String| name == "null";
    let null = is_optional || names.iter().any(is_null);
    Some((names.iter().filter(|name| !is_null(name)).map(|name| TypeName::read(name)).collect(), null))
}

/// What is wrong with a `type`, or with one of the types in its list, that is read as meant; and with an empty list.
pub(super) fn wrong_type(node: Node<'_>) -> Option<WrongValue> {
    if node.is_array() && node.item(0).is_none() {
        let help = "list the types, or leave `type` out for any".to_owned();
        return Some(WrongValue::read("`type` lists no types; any is read".to_owned(), help));
    }
    let text = node.as_str()?;
    let (names, null) = several(&text)?;
    let null = null.then_some("'null'");
    let list: Vec<&str> = names.iter().map(TypeName::text).chain(null).collect();
    let message =
        format!("`{}` is not a type; it is read as the types {}", shortened(&text, 100), list.join(" and "));
    let nullable = if null.is_some() { ", before OpenAPI 3.1 one type with `nullable: true`" } else { "" };
    Some(WrongValue::read(message, format!("write `type: [{}]`{nullable}", list.join(", "))))
}

/// The types of a `type`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Types {
    /// The names, without `null`.
    pub(super) names: Vec<TypeName>,
    /// Whether `null` is among them.
    pub(super) null: bool,
}

impl Types {
    /// Reads a `type`; false if something in it is not a string.
    pub(super) fn read(node: Node<'_>) -> (Self, bool) {
        let mut types = Self::default();
        let mut is_valid = true;
        let single = (!node.is_array()).then_some(node);
        for item in single.into_iter().chain(node.items()) {
            match item.as_str() {
                Some(text) if text.eq_ignore_ascii_case("null") => types.null = true,
                Some(text) if text.is_empty() => {}
                Some(text) => match several(&text) {
                    Some((names, null)) => {
                        types.null |= null;
                        names.into_iter().for_each(|name| types.add(name));
                    }
                    None => types.add(TypeName::read(&text)),
                },
                // `type: null` in YAML is a null, not the string.
                None if item.is_null() => types.null = true,
                None => is_valid = false,
            }
        }
        (types, is_valid)
    }

    fn add(&mut self, name: TypeName) {
        if !self.names.contains(&name) && self.names.len() < 16 {
            self.names.push(name);
        }
    }

    /// Whether there is no type.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.null
    }

    /// Whether only `null` is allowed.
    pub(super) fn only_null(&self) -> bool {
        self.names.is_empty() && self.null
    }

    /// The types that both allow; `None` if there are none.
    pub(super) fn narrow(&self, later: &Self) -> Option<Self> {
        if self.is_empty() || later.is_empty() {
            return Some(if self.is_empty() { later.clone() } else { self.clone() });
        }
        let mut both = Self { names: Vec::new(), null: self.null && later.null };
        for name in &self.names {
            for other in &later.names {
                match (name, other) {
                    (a, b) if a == b => both.add(a.clone()),
                    (TypeName::Integer, TypeName::Number) | (TypeName::Number, TypeName::Integer) => {
                        both.add(TypeName::Integer)
                    }
                    _ => {}
                }
            }
        }
        (!both.is_empty()).then_some(both)
    }
}
