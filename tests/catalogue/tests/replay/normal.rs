//! Normalizes a recorded answer and the catalogue's answer before they are compared: ids and times are paired, and
//! what no client reads is removed from both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Times that must change exactly when the recorded ones do.
const TIMES: [&str; 2] = ["updatedAt", "changedAt"];

/// Times that must be present, with any value.
const SOME_TIMES: [&str; 7] =
    ["appliedAt", "appliedDate", "expiryDate", "threadTs", "createdAt", "eventTs", "timestamp"];

/// Recorded ids and times, and the catalogue's for them.
#[derive(Default)]
pub(crate) struct Pairs {
    ids: BTreeMap<String, String>,
    times: BTreeMap<u64, u64>,
}

impl Pairs {
    pub(crate) fn with_our_ids(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (recorded, our)| text.replace(recorded, our))
    }

    /// Pairs the ids and times in the same place.
    pub(crate) fn pair(&mut self, recorded: &Value, ours: &Value, member: &str) {
        match (recorded, ours) {
            (Value::String(a), Value::String(b))
                if a.len() == 36 && a.starts_with("00000000-0000-4000-8000-") =>
            {
                self.ids.entry(a.clone()).or_insert_with(|| b.clone());
            }
            (Value::Number(a), Value::Number(b)) if TIMES.contains(&member) => {
                if let (Some(a), Some(b)) = (a.as_u64(), b.as_u64()) {
                    self.times.entry(a).or_insert(b);
                }
            }
            (Value::Object(a), Value::Object(b)) => a.iter().for_each(|(name, a)| {
                if let Some(b) = b.get(name) {
                    self.pair(a, b, name);
                }
            }),
            (Value::Array(a), Value::Array(b)) => {
                a.iter().zip(b).for_each(|(a, b)| self.pair(a, b, member));
            }
            _ => {}
        }
    }

    /// A recorded value with the catalogue's ids and times.
    pub(crate) fn ours(&self, value: &Value, member: &str) -> Value {
        match value {
            Value::Object(map) => {
                map.iter().map(|(name, value)| (name.clone(), self.ours(value, name))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.ours(item, member)).collect(),
            Value::String(text) => json!(self.with_our_ids(text)),
            Value::Number(time) if TIMES.contains(&member) => {
                let ours = time.as_u64().and_then(|time| self.times.get(&time));
                ours.map_or_else(|| value.clone(), |ours| json!(ours))
            }
            other => other.clone(),
        }
    }
}

/// The part of a value at this member that is compared.
pub(crate) fn normal(value: &Value, member: &str, times: bool) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, value)| match name.as_str() {
                "href" | "revision" | "impersonatedBy" => false,
                "updatedAt" => times,
                "timestamp" => false,
                // The numbers of rows in the audit log and of tasks.
                "id" => !value.is_number(),
                // The JSON Schema of a type of metadata.
                "schema" => !map.contains_key("nameSpace"),
                "tags" => *value != &json!([]),
                _ => true,
            });
            Value::Object(kept.map(|(name, value)| (name.clone(), normal(value, name, times))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| normal(item, member, times)).collect();
            if member.starts_with("fields") {
                items.sort_by_key(sort_key);
            }
            Value::Array(items)
        }
        Value::String(text) => normal_text(text, member, times),
        Value::Number(_) if times && SOME_TIMES.contains(&member) => json!("TIME"),
        other => other.clone(),
    }
}

/// Changes are sorted by their subject: ids and times in them are not paired yet.
fn sort_key(change: &Value) -> String {
    change["name"].as_str().map_or_else(|| change.to_string(), str::to_owned)
}

fn normal_text(text: &str, member: &str, times: bool) -> Value {
    let inner = || serde_json::from_str(text).map_or_else(|_| json!(text), |inner| normal(&inner, "", times));
    match member {
        "after" | "before" => json!("CURSOR"),
        // Values of changes, versions and entities in events are JSON in text.
        "newValue" | "oldValue" | "versions" | "rawEventJson" => inner(),
        "entity" if text.starts_with('{') => inner(),
        "message" | "responseMessage" => json!(message(text)),
        _ if SOME_TIMES.contains(&member) => json!("TIME"),
        _ => json!(text),
    }
}

/// A message without the place in the text that Jackson names, the order in which it lists known members,
/// and the entity that a failed patch prints whole.
fn message(text: &str) -> String {
    let mut out = text.to_owned();
    if let Some(from) = out.find("\n at [Source") {
        let to = out.find(" (through reference chain").unwrap_or(out.len());
        out.replace_range(from..to, "");
    }
    if let (Some(from), Some(to)) = (out.find(" known properties: "), out.find("])")) {
        let list: Vec<&str> = out[from + 19..to].split(", ").collect();
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let sorted = sorted.join(", ");
        out.replace_range(from + 19..to, &sorted);
    }
    if let (Some(from), Some(to)) = (out.find("'{"), out.find("}' contains no ")) {
        out.replace_range(from + 1..to + 1, "entity");
    }
    if let (Some(from), Some(to)) = (out.find("' and value '"), out.find("'] was thrown")) {
        out.replace_range(from..to, "");
    }
    if let (Some(from), Some(to)) = (out.find("Current ETag: "), out.find(". Please refresh")) {
        out.replace_range(from..to, "");
    }
    if let Some(from) = out.find(" (attempted merging values") {
        let to = if out.contains("thrown while processing") { out.rfind(']') } else { None };
        out.replace_range(from..to.unwrap_or(out.len()), "");
    }
    out
}

/// Where two values differ: of each place its path and both values.
pub(crate) fn differences(path: &str, recorded: &Value, ours: &Value) -> Vec<String> {
    match (recorded, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let one = |name: &String| match (a.get(name), b.get(name)) {
                (Some(a), Some(b)) => differences(&format!("{path}/{name}"), a, b),
                (a, b) => vec![format!("{path}/{name}: {}, recorded {}", shown(b), shown(a))],
            };
            names.into_iter().flat_map(one).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let both = a.iter().zip(b).enumerate();
            both.flat_map(|(index, (a, b))| differences(&format!("{path}/{index}"), a, b)).collect()
        }
        (a, b) if a != b => vec![format!("{path}: {b}, recorded {a}")],
        _ => Vec::new(),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}
