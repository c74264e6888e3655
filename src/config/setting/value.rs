//! Which keys are settings, which values they take, and whether one has a value already.

use serde_json::Value;

use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;
use crate::suggest::nearest;
use crate::tree::{Kind, Node};

/// Why a setting cannot be written. Its texts are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWritten {
    /// There is no such setting.
    Key(String),
    /// The setting does not take this value.
    Value(String),
    /// The text cannot be edited safely.
    Config(String),
}

/// The lists of the filters.
static FILTERS: [&ConfigKey; 4] =
    [&keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT];

/// The settings: the keys of `x-metarest` and the lists of the filters; secrets are none.
fn all() -> impl Iterator<Item = &'static ConfigKey> {
    let own = keys::ALL.iter().copied().filter(|key| {
        let is_own = key.parent == keys::X_METAREST.name || key.parent.starts_with("x-metarest.");
        let has_keys = matches!(key.value_type, ValueType::Object | ValueType::AnyObject);
        is_own && !key.is_secret() && !has_keys
    });
    FILTERS.into_iter().chain(own)
}

/// The setting at a dotted path.
///
/// # Errors
///
/// There is no such setting.
pub fn setting_key(path: &str) -> Result<&'static ConfigKey, NotWritten> {
    if let Some(key) = all().find(|key| key.path() == path) {
        return Ok(key);
    }
    let paths: Vec<String> = all().map(ConfigKey::path).collect();
    let meant = nearest(path, paths.iter().map(String::as_str));
    let help = meant.map_or_else(
        || format!("settings are keys of `x-metarest`, like `{}`", keys::RESPONSES.path()),
        |meant| format!("did you mean {meant}?"),
    );
    Err(NotWritten::Key(format!("there is no such setting; {help}")))
}

/// Checks that a setting takes a value.
pub(super) fn check(key: &ConfigKey, value: &Value) -> Result<(), NotWritten> {
    let expected = match key.value_type {
        ValueType::Enum(known) => format!("one of {}", known.values.join(", ")),
        ValueType::Int(least, most) => format!("a whole number from {least} to {most}"),
        // The mapping is written by its keys.
        ValueType::TextOrObject => ValueType::Text.noun().to_owned(),
        other => other.noun().to_owned(),
    };
    let text = value.as_str();
    let is_valid = match key.value_type {
        ValueType::Bool => value.is_boolean(),
        ValueType::Int(least, most) => value.as_u64().is_some_and(|number| (least..=most).contains(&number)),
        ValueType::Enum(known) => text.is_some_and(|text| known.values.contains(&text)),
        ValueType::TextList => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        _ => text.is_some(),
    };
    let refused = || NotWritten::Value(format!("the value of `{}` is {expected}", key.path()));
    if is_valid { Ok(()) } else { Err(refused()) }
}

/// Whether a setting has a value: written, merged from elsewhere, or as its default.
pub(super) fn is_set(root: Node<'_>, names: &[&str], key: &ConfigKey, value: &Value) -> bool {
    match names.iter().try_fold(root, |node, name| node.get(name)) {
        Some(node) => is_value(node, value),
        None => match value {
            Value::Array(items) => items.is_empty(),
            Value::String(text) => key.default() == Some(text),
            other => key.default() == Some(other.to_string().as_str()),
        },
    }
}

/// Whether a node is written as a value.
pub(super) fn is_value(node: Node<'_>, value: &Value) -> bool {
    match value {
        Value::Array(items) => {
            node.is_array()
                && node.items().count() == items.len()
                && node.items().zip(items).all(|(node, item)| is_value(node, item))
        }
        Value::String(text) => node.as_str().is_some_and(|written| written == text.as_str()),
        Value::Bool(flag) => node.as_bool() == Some(*flag),
        other => node.kind() == Kind::Number && node.text() == other.to_string(),
    }
}
