//! The table of [`keys`] as a JSON Schema, for editors that complete and check a config while it is written.
//!
//! It says what a single key may be; what only several keys tell together (the shapes of the document's address,
//! filters that can run) is [`super::parse`]'s. Every value may also be a text with a variable, `$NAME` or `${NAME}`.

use serde_json::{Map, Value, json};

use super::key::{Key, Kind, Need, Words};
use super::keys::below;

/// A text that a variable stands in.
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
        below(path).filter(|key| key.need == Need::Required).map(|key| key.name).collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("additionalProperties".to_owned(), json!(false)),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), json!(required)),
    ])
}

fn property(key: &'static Key) -> Map<String, Value> {
    let mut property = match key.kind {
        Kind::Object => mapping(&key.path()),
        other => value(other),
    };
    if key.need != Need::Required {
        allow_null(&mut property);
    }
    property.insert("description".to_owned(), json!(description(key)));
    if let Some(default) = key.default() {
        property.insert("default".to_owned(), literal(key.kind, default));
    }
    property
}

/// A key that need not be there may be without a value.
fn allow_null(property: &mut Map<String, Value>) {
    if let Some(Value::Array(forms)) = property.get_mut("anyOf") {
        forms.push(json!({"type": "null"}));
    } else if let Some(kind) = property.get_mut("type") {
        *kind = json!([kind.clone(), "null"]);
    }
}

/// What a key means, what comes of it, and who knows it.
fn description(key: &Key) -> String {
    let versions = key.versions.map_or_else(String::new, |versions| format!(" ({versions})"));
    format!("{}{versions}", key.meaning())
}

/// A default as a value of its kind.
fn literal(kind: Kind, default: &str) -> Value {
    match kind {
        Kind::Bool | Kind::Int(..) => serde_json::from_str(default).unwrap_or_else(|_| json!(default)),
        _ => json!(default),
    }
}

/// What a value may be.
fn value(kind: Kind) -> Map<String, Value> {
    let variable = || json!({"type": "string", "pattern": VARIABLE});
    let schema = match kind {
        Kind::Object | Kind::Free => json!({"type": "object"}),
        Kind::Text | Kind::Secret => json!({"type": "string"}),
        Kind::Url => {
            json!({"type": "string", "pattern": format!(r"^\s*[A-Za-z][A-Za-z0-9+.-]*:|{VARIABLE}")})
        }
        Kind::Uuid => json!({"type": "string", "pattern": format!("^{UUID}$|{VARIABLE}")}),
        Kind::Bool => {
            let words = r"^([Tt]([Rr][Uu][Ee])?|[Ff]([Aa][Ll][Ss][Ee])?|[Yy]([Ee][Ss])?|[Nn][Oo]?|[Oo][Nn]|[Oo][Ff][Ff]|[01])$";
            json!({"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": words}, variable()]})
        }
        Kind::Int(least, most) => {
            let number = json!({"type": "integer", "minimum": least, "maximum": most});
            json!({"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]+\s*$"}, variable()]})
        }
        Kind::Word(words) => json!({"anyOf": [word(words), variable()]}),
        Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Headers => json!({"type": "object", "additionalProperties": {"type": "string"}}),
    };
    schema.as_object().cloned().unwrap_or_default()
}

/// One of some words, those of the documentation too; where letter case says nothing, in any.
fn word(words: Words) -> Value {
    if words.any_case {
        let any = |c: char| format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase());
        let patterns = words.words.iter().map(|word| word.chars().map(any).collect::<String>());
        return json!({"type": "string", "pattern": format!("^({})$", patterns.collect::<Vec<_>>().join("|"))});
    }
    let documented = words.documented.iter().map(|(word, _)| *word);
    json!({"enum": words.words.iter().copied().chain(documented).collect::<Vec<_>>()})
}
