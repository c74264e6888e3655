//! The values that can be written for a key.

use super::candidate::Candidate;
use super::context::Context;
use super::key::keys;
use super::written::Written;
use crate::config::outline::KeyId;
use crate::config::schema::key::{ConfigKey, Presence, ValueType};
use crate::config::schema::keys;

/// The values of a key, in the line of the key.
pub(super) fn values(context: &Context<'_>, id: KeyId, written: &Written<'_>) -> Vec<Candidate> {
    let Some(key) = context.row(id) else { return header(context, id, written) };
    match key.value_type {
        ValueType::Object | ValueType::AnyObject | ValueType::Headers => mapping(context, id, key, written),
        ValueType::TextOrObject => {
            let below = mapping(context, id, key, written);
            scalars(key, written).into_iter().chain(below).collect()
        }
        ValueType::TextList if written.is_flow() => vec![written.candidate(key, "[]", "[]", "an empty list")],
        ValueType::TextList => {
            let below = written.below(context, id);
            vec![below.candidate(key, "-", "- ", "an item of the list")]
        }
        _ => scalars(key, written),
    }
}

/// A mapping as a value: in block style its keys in a line below, then an empty one.
fn mapping(
    context: &Context<'_>,
    id: KeyId,
    key: &'static ConfigKey,
    written: &Written<'_>,
) -> Vec<Candidate> {
    let path = key.mapping().filter(|_| !written.is_flow());
    let within = path.map_or_else(Vec::new, |path| keys(context, path, &written.below(context, id)));
    let empty = written.candidate(key, "{}", "{}", "an empty mapping");
    within.into_iter().chain([empty]).collect()
}

/// The scalars that a key can have: its default first, and null where that means nothing is set.
pub(super) fn scalars(key: &'static ConfigKey, written: &Written<'_>) -> Vec<Candidate> {
    let default = key.default();
    let listed: &[&str] = match key.value_type {
        ValueType::Enum(values) => values.values,
        ValueType::Bool => &["true", "false"],
        _ => &[],
    };
    let others = listed.iter().copied().filter(|value| Some(*value) != default);
    let is_literal = matches!(key.value_type, ValueType::Bool | ValueType::Int(..));
    let of = |value: &str| {
        let text = if is_literal { value.to_owned() } else { written.string(value) };
        written.candidate(key, value, &text, if Some(value) == default { "default" } else { "" })
    };
    let mut found: Vec<Candidate> = default.into_iter().chain(others).map(of).collect();
    if key.value_type == ValueType::Secret {
        found.push(variable(key, &variable_name(key), written));
    }
    if key.presence == Presence::Optional {
        found.push(written.candidate(key, "null", "null", "not set"));
    }
    found
}

/// The value of a header, if the key is one.
fn header(context: &Context<'_>, id: KeyId, written: &Written<'_>) -> Vec<Candidate> {
    let name = context.outline.key(id).and_then(|key| Some((key.name, context.owner(key.mapping)??)));
    match name {
        Some((name, key)) if key.value_type == ValueType::Headers => {
            vec![variable(key, &upper(name), written)]
        }
        _ => Vec::new(),
    }
}

/// A reference to a variable of the environment, which the stock connector fills in too (stock.md#config-files).
fn variable(key: &'static ConfigKey, name: &str, written: &Written<'_>) -> Candidate {
    let label = format!("${{{name}}}");
    written.candidate(key, &label, &written.string(&label), "from the environment")
}

/// The usual name of the variable that contains a secret: Amazon's own for its credentials.
fn variable_name(key: &'static ConfigKey) -> String {
    if *key == keys::JWT_TOKEN {
        return "OPENMETADATA_JWT_TOKEN".to_owned();
    }
    match key.name {
        "token" | "bearer" => "DOCUMENT_TOKEN".to_owned(),
        "password" | "clientSecret" => format!("DOCUMENT_{}", upper(key.name)),
        "value" => "DOCUMENT_API_KEY".to_owned(),
        name => upper(name),
    }
}

/// A name in upper case, its words joined by `_`: `awsAccessKeyId` → `AWS_ACCESS_KEY_ID`.
fn upper(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            out.push('_');
        }
        out.push(if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        before = c;
    }
    out
}
