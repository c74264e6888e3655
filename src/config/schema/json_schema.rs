//! The table of keys as a JSON Schema, for editors that complete and check a config while it is written.
//!
//! It covers each key on its own. Rules about several keys (the shapes of the document's address) and patterns that
//! must compile are checked by [`crate::config::parse`] only. Every value may also be a string with a variable, `$NAME`
//! or `${NAME}`.

use serde_json::{Map, Value, json};

use super::key::{ConfigKey, EnumValues, Presence, ValueType};
use super::keys::below;

/// A string that contains a variable.
const VARIABLE: &str = r"\$(\{?[A-Za-z_])";

const UUID: &str = "[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}";

/// The JSON Schema (draft-07) of a workflow config.
pub fn json_schema() -> Value {
    let mut schema = Map::from_iter([
        ("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#")),
        ("title".to_owned(), json!("Workflow config of OpenMetadata's REST connector, for metarest")),
    ]);
    schema.extend(mapping(""));
    Value::Object(schema)
}

/// The mapping at a path of the table.
fn mapping(path: &str) -> Map<String, Value> {
    let properties: Map<String, Value> =
        below(path).map(|key| (key.name.to_owned(), Value::Object(property(key)))).collect();
    let required: Vec<&str> =
        below(path).filter(|key| key.presence == Presence::Required).map(|key| key.name).collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("additionalProperties".to_owned(), json!(false)),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), json!(required)),
    ])
}

fn property(key: &'static ConfigKey) -> Map<String, Value> {
    let mut property = match key.value_type {
        ValueType::Object => mapping(&key.path()),
        ValueType::TextOrObject => {
            let forms = json!({"anyOf": [{"type": "string"}, mapping(&key.path())]});
            forms.as_object().cloned().unwrap_or_default()
        }
        other => value(other),
    };
    if key.presence != Presence::Required {
        allow_null(&mut property);
    }
    property.insert("description".to_owned(), json!(description(key)));
    if let Some(default) = key.default() {
        property.insert("default".to_owned(), literal(key.value_type, default));
    }
    property
}

/// An optional key may be null.
fn allow_null(property: &mut Map<String, Value>) {
    if let Some(Value::Array(forms)) = property.get_mut("anyOf") {
        forms.push(json!({"type": "null"}));
    } else if let Some(kind) = property.get_mut("type") {
        *kind = json!([kind.clone(), "null"]);
    }
}

/// What a key means, whether it has an effect, and which versions know it.
fn description(key: &ConfigKey) -> String {
    let versions = key.versions.map_or_else(String::new, |versions| format!(" ({versions})"));
    format!("{}{versions}", key.meaning())
}

/// A default as a value of its type.
fn literal(kind: ValueType, default: &str) -> Value {
    match kind {
        ValueType::Bool | ValueType::Int(..) => {
            serde_json::from_str(default).unwrap_or_else(|_| json!(default))
        }
        _ => json!(default),
    }
}

/// The schema of a value.
fn value(kind: ValueType) -> Map<String, Value> {
    let variable = || json!({"type": "string", "pattern": VARIABLE});
    let schema = match kind {
        ValueType::Object | ValueType::AnyObject => json!({"type": "object"}),
        ValueType::Text | ValueType::Secret | ValueType::TextOrObject => json!({"type": "string"}),
        ValueType::Url => {
            json!({"type": "string", "pattern": format!(r"^\s*[A-Za-z][A-Za-z0-9+.-]*:|{VARIABLE}")})
        }
        ValueType::Uuid => json!({"type": "string", "pattern": format!("^{UUID}$|{VARIABLE}")}),
        ValueType::Bool => {
            let words = r"^([Tt]([Rr][Uu][Ee])?|[Ff]([Aa][Ll][Ss][Ee])?|[Yy]([Ee][Ss])?|[Nn][Oo]?|[Oo][Nn]|[Oo][Ff][Ff]|[01])$";
            json!({"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": words}, variable()]})
        }
        ValueType::Int(least, most) => {
            let number = json!({"type": "integer", "minimum": least, "maximum": most});
            json!({"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]+\s*$"}, variable()]})
        }
        ValueType::Enum(values) => json!({"anyOf": [enum_of(values), variable()]}),
        ValueType::TextList => json!({"type": "array", "items": {"type": "string"}}),
        ValueType::Headers => json!({"type": "object", "additionalProperties": {"type": "string"}}),
    };
    schema.as_object().cloned().unwrap_or_default()
}

/// One of the values, including those that only the documentation has; in any letter case where case does not matter.
fn enum_of(values: EnumValues) -> Value {
    if values.ignore_case {
        let any = |c: char| format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase());
        let patterns = values.values.iter().map(|value| value.chars().map(any).collect::<String>());
        return json!({"type": "string", "pattern": format!("^({})$", patterns.collect::<Vec<_>>().join("|"))});
    }
    let documented = values.documented.iter().map(|(value, _)| *value);
    json!({"enum": values.values.iter().copied().chain(documented).collect::<Vec<_>>()})
}
