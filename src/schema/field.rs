//! [`Field`]: the tree of typed fields that the catalogue stores for a schema, serialised as the server's API has it.

use serde::{Deserialize, Serialize};

use super::shared_text::SharedText;

/// The types of fields in the catalogue (OpenMetadata's `DataTypeTopic`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the names are OpenMetadata's")]
pub enum DataType {
    Record,
    Null,
    Boolean,
    Int,
    Long,
    Bytes,
    Float,
    Double,
    Timestamp,
    Timestampz,
    Time,
    Date,
    String,
    Array,
    Map,
    Enum,
    Union,
    Fixed,
    Error,
    Unknown,
}

impl DataType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "RECORD",
            Self::Null => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Int => "INT",
            Self::Long => "LONG",
            Self::Bytes => "BYTES",
            Self::Float => "FLOAT",
            Self::Double => "DOUBLE",
            Self::Timestamp => "TIMESTAMP",
            Self::Timestampz => "TIMESTAMPZ",
            Self::Time => "TIME",
            Self::Date => "DATE",
            Self::String => "STRING",
            Self::Array => "ARRAY",
            Self::Map => "MAP",
            Self::Enum => "ENUM",
            Self::Union => "UNION",
            Self::Fixed => "FIXED",
            Self::Error => "ERROR",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// A field, with its members in the order of the API (stock.md#fields).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Field {
    /// 1 to 128 characters, without `"`.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub name: SharedText,
    /// The type.
    pub data_type: DataType,
    /// The type for people: `array<Pet>`, `string?`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<String>"))]
    pub data_type_display: Option<SharedText>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<String>"))]
    pub description: Option<SharedText>,
    /// The fields below; missing if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Self>>,
}

impl Field {
    /// A field with this name and type only.
    pub fn new(name: impl Into<SharedText>, data_type: DataType) -> Self {
        Self { name: name.into(), data_type, data_type_display: None, description: None, children: None }
    }
}

/// A request or response schema of an endpoint. An empty one clears that of the server (stock.md#openmetadata-16).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ApiSchema {
    /// The fields at the top.
    #[serde(default)]
    pub schema_fields: Vec<Field>,
}
