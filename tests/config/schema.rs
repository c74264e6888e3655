//! The JSON Schema accepts and rejects the same cases as the check, as far as each key on its own goes.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use fancy_regex::Regex;
use metarest::config::json_schema;
use metarest::diagnostic::Severity;
use serde_json::{Value, json};

use super::{check, files, stock_texts};

/// Why a value does not match a schema. Supports the part of draft-07 that the schema uses; anything else panics.
fn fault(schema: &Value, value: &Value, path: &str) -> Option<String> {
    let schema = schema.as_object().unwrap();
    schema.iter().find_map(|(word, says)| match word.as_str() {
        "$schema" | "title" | "description" | "default" | "format" => None,
        "type" => (!is(says, value)).then(|| format!("{path}: not {says}")),
        "enum" => (!says.as_array().unwrap().contains(value)).then(|| format!("{path}: not one of {says}")),
        "minimum" => (value.as_f64() < says.as_f64()).then(|| format!("{path}: too small")),
        "maximum" => (value.as_f64() > says.as_f64()).then(|| format!("{path}: too large")),
        "pattern" => {
            let regex = Regex::new(says.as_str().unwrap()).unwrap();
            value
                .as_str()
                .filter(|text| !regex.is_match(text).unwrap())
                .map(|_| format!("{path}: not like {says}"))
        }
        "anyOf" => {
            let forms = says.as_array().unwrap();
            (!forms.iter().any(|form| fault(form, value, path).is_none()))
                .then(|| format!("{path}: none of {says}"))
        }
        "required" => {
            let mut names = says.as_array().unwrap().iter().filter_map(Value::as_str);
            let object = value.as_object()?;
            names.find(|name| !object.contains_key(*name)).map(|name| format!("{path}: no {name}"))
        }
        "properties" => says
            .as_object()
            .unwrap()
            .iter()
            .find_map(|(name, schema)| fault(schema, value.get(name)?, &format!("{path}.{name}"))),
        "additionalProperties" => {
            let known = schema.get("properties").and_then(Value::as_object);
            let mut names = value
                .as_object()?
                .iter()
                .filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
            match says {
                Value::Bool(false) => names.next().map(|(name, _)| format!("{path}: {name} is unknown")),
                says => names.find_map(|(_, value)| fault(says, value, path)),
            }
        }
        "items" => value.as_array()?.iter().find_map(|item| fault(says, item, path)),
        other => panic!("{path}: the schema says {other}"),
    })
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        None => kind.as_array().unwrap().iter().any(|kind| is(kind, value)),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("null") => value.is_null(),
        Some(other) => panic!("{other}"),
    }
}

/// Cases in which no key is wrong on its own.
const BEYOND: [&str; 4] = [
    "missing openAPISchemaConnection (refuses)",
    "empty openAPISchemaConnection (refuses)",
    "openAPISchemaConnection both url and file (refuses)",
    "S3 without awsCredentials (refuses)",
];

#[test]
fn the_schema_accepts_and_rejects_what_the_check_does() {
    let schema = json_schema();
    let mut refused = 0;
    let texts = files("ok").into_iter().map(|path| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
    });
    for (name, text) in texts.chain(stock_texts()) {
        let value: Value = serde_yaml::from_str(&text).unwrap();
        let errors: Vec<_> = check(&text)
            .diagnostics
            .into_iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.code.id)
            .collect();
        let found = fault(&schema, &value, "");
        let wrong = !errors.is_empty() && !BEYOND.contains(&name.as_str());
        assert_eq!(found.is_some(), wrong, "{name}: {found:?} {errors:?}");
        refused += usize::from(found.is_some());
    }
    assert!(refused > 20, "{refused} refused");
}

#[test]
fn the_schema_has_defaults_and_values() {
    let schema = json_schema();
    let limits = &schema["properties"]["x-metarest"]["properties"]["limits"]["properties"]["fields"];
    assert_eq!(limits["default"], json!(2000));
    let level = &schema["properties"]["workflowConfig"]["properties"]["loggerLevel"];
    assert_eq!((&level["default"], &level["anyOf"][0]["enum"][2]), (&json!("INFO"), &json!("WARN")));
}
