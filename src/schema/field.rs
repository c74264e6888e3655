//! What the catalogue holds of a schema: a tree of typed fields. Serialised as it goes over the wire.

use serde::{Deserialize, Serialize};

use super::text::Text;

/// The types that the catalogue has for a field (OpenMetadata's `DataTypeTopic`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the words are OpenMetadata's own")]
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

/// A field, in the member order of the wire (STOCK 2.8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// 1 to 128 characters, without `"`.
    pub name: Text,
    /// The type.
    pub data_type: DataType,
    /// The type as a person writes it: `array<Pet>`, `string?`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type_display: Option<Text>,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The fields below; `None` where there can be none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Vec<Self>>,
}

impl Field {
    /// A field of that name and type, nothing else said.
    pub fn new(name: impl Into<Text>, data_type: DataType) -> Self {
        Self { name: name.into(), data_type, data_type_display: None, description: None, children: None }
    }
}

/// A request or response schema of an endpoint. An empty one empties what the server holds (STOCK 10).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiSchema {
    /// The fields at the top.
    #[serde(default)]
    pub schema_fields: Vec<Field>,
}
