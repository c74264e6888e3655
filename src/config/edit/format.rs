//! How a value is written: as JSON, as YAML, in given quotes.

use serde_yaml::{Mapping, Value};

use crate::tree::Format;

/// A text in the quotes of the text that it replaces; without quotes where none are needed.
pub(super) fn as_written(other: &str, text: &str, format: Format) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_./:%~+@?=&".contains(&b);
    let plain = match format {
        Format::Json => matches!(text, "true" | "false"),
        Format::Yaml => text.bytes().all(is_plain) && !text.ends_with(':'),
    };
    match other.chars().next() {
        Some('\'') => format!("'{}'", text.replace('\'', "''")),
        Some('"') => flow(&Value::from(text), Format::Json),
        _ if plain => text.to_owned(),
        _ => flow(&Value::from(text), Format::Json),
    }
}

/// A value as block YAML, its lines after the first indented.
pub(in crate::config) fn yaml(value: &Value, indent: &str) -> Option<String> {
    let text = serde_yaml::to_string(value).ok()?;
    Some(text.trim_end().replace('\n', &format!("\n{indent}")))
}

/// A mapping of these members.
pub(in crate::config) fn mapping<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Mapping(members.into_iter().map(|(key, value)| (key.into(), value)).collect::<Mapping>())
}

/// A value in one line: JSON, or YAML without unnecessary quotes.
pub(in crate::config) fn flow(value: &Value, format: Format) -> String {
    match value {
        Value::Mapping(members) => {
            let member = |(key, value)| format!("{}: {}", flow(key, format), flow(value, format));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if format == Format::Yaml && text.bytes().all(is_word_byte) => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-' || b == b'_'
}
