//! Replays the exchanges recorded from a real server of the 1.6 line and compares each answer.
//!
//! Compared: the status, and the whole body but for what `normal` takes out of both sides: times, links,
//! cursors, empty tag lists, the order of changes, and places in a text that Jackson names. Ids are paired as
//! they turn up. Differences that stay are in `KNOWN`, with why.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use metarest_catalogue::{Catalogue, Release, Reply, Request, Response};
use serde_json::{Value, json};

/// Differences that stay: file, name of the exchange, why.
const KNOWN: &[(&str, &str, &str)] = &[(
    "1.6-people.jsonl",
    "rename refused or not",
    "the name stays, but the change is described with field names under the new one; nobody can use that",
)];

#[test]
fn answers_as_the_real_server() {
    let Some(folder) = recordings() else {
        println!("skipped: no recorded exchanges (set METAREST_SHARED to the folder that holds them)");
        return;
    };
    let mut different = Vec::new();
    let mut count = 0;
    for file in ["1.6.jsonl", "1.6-people.jsonl", "1.6-writes.jsonl"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let mut replay = Replay::new();
        for line in text.lines() {
            count += 1;
            let exchange: Value = serde_json::from_str(line).unwrap();
            let name = exchange["name"].as_str().unwrap();
            let found = replay.difference(&exchange);
            let known = KNOWN.iter().any(|(of, one, _)| (*of, *one) == (file, name));
            match found {
                Some(what) if !known => different.push(format!("{file}: {name}: {what}")),
                None if known => different.push(format!("{file}: {name}: listed as different, but equal")),
                _ => {}
            }
        }
    }
    assert_eq!(count, 193, "exchanges recorded");
    assert!(different.is_empty(), "{} of {count} differ:\n{}", different.len(), different.join("\n"));
}

fn recordings() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("METAREST_SHARED").map_or(beside, PathBuf::from);
    Some(shared.join("connector/goldens/server")).filter(|folder| folder.is_dir())
}

struct Replay {
    catalogue: Catalogue,
    now: u64,
    /// Recorded ids and cursors, and ours for them.
    ours: BTreeMap<String, String>,
    /// The paging of the list answered last.
    paging: Value,
}

impl Replay {
    fn new() -> Self {
        let catalogue = Catalogue::new(Release::V1_6);
        Self { catalogue, now: 1_700_000_000_000, ours: BTreeMap::new(), paging: Value::Null }
    }

    fn difference(&mut self, exchange: &Value) -> Option<String> {
        self.now += 1000;
        let request = self.request(exchange);
        let Reply::Answer(response) = self.catalogue.handle(self.now, &request) else {
            return Some("no answer".to_owned());
        };
        if exchange["status"] != json!(response.status) {
            let body = String::from_utf8_lossy(&response.body).into_owned();
            return Some(format!("status {}, recorded {}: {body}", response.status, exchange["status"]));
        }
        self.paging = response.value()["paging"].clone();
        header_difference(exchange, &response).or_else(|| self.body_difference(exchange, &response))
    }

    fn request(&self, exchange: &Value) -> Request {
        let text = |name: &str| exchange[name].as_str().map(str::to_owned);
        let mut path = self.with_our_ids(&text("path").unwrap());
        if let Some(after) = self.paging["after"].as_str() {
            path = path.replace("CURSOR", &after.replace('=', "%3D"));
        }
        let content_type = text("content_type").unwrap_or_else(|| "application/json".to_owned());
        let mut headers = vec![("Content-Type".to_owned(), content_type)];
        let token = match exchange["as"].as_str().unwrap() {
            "bot" => Some("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJpbmdlc3Rpb24tYm90In0.c2ln"),
            "admin" => Some("admin"),
            "bad" => Some("bad-token"),
            _ => None,
        };
        headers.extend(token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
        let mut body = match (exchange.get("request"), text("request_text")) {
            (Some(body), _) if !body.is_null() => body.to_string(),
            (_, Some(text)) => text,
            _ => String::new(),
        };
        body = self.with_our_ids(&body);
        if exchange["name"] == "gzip body" {
            // The recording lost the bytes; the answer says what they were.
            headers.push(("Content-Encoding".to_owned(), "gzip".to_owned()));
            return Request {
                method: "PUT".to_owned(),
                path,
                headers,
                body: gzip(&sent(&exchange["response"])),
            };
        }
        Request { method: text("method").unwrap(), path, headers, body: body.into_bytes() }
    }

    fn with_our_ids(&self, text: &str) -> String {
        self.ours.iter().fold(text.to_owned(), |text, (recorded, our)| text.replace(recorded, our))
    }

    fn body_difference(&mut self, exchange: &Value, response: &Response) -> Option<String> {
        if let Some(text) = exchange["response_text"].as_str() {
            let ours = String::from_utf8_lossy(&response.body).into_owned();
            let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            return (first(text) != first(&ours)).then(|| format!("{ours}\n  recorded {text}"));
        }
        let recorded = &exchange["response"];
        pair(recorded, &response.value(), &mut self.ours);
        let recorded: Value = serde_json::from_str(&self.with_our_ids(&recorded.to_string())).unwrap();
        first_difference("", &normal(&recorded, ""), &normal(&response.value(), ""))
    }
}

fn header_difference(exchange: &Value, response: &Response) -> Option<String> {
    exchange["headers"].as_object().unwrap().iter().find_map(|(name, value)| {
        let ours = response.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        (ours != value.as_str()).then(|| format!("header {name}: {ours:?}, recorded {value}"))
    })
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// The create request that an answer is the answer to.
fn sent(answer: &Value) -> String {
    let mut body = json!({ "apiCollection": answer["apiCollection"]["fullyQualifiedName"] });
    for name in [
        "name",
        "displayName",
        "description",
        "endpointURL",
        "requestMethod",
        "requestSchema",
        "responseSchema",
        "sourceHash",
    ] {
        body[name] = answer[name].clone();
    }
    body.to_string()
}

/// Pairs the ids that stand in the same place.
fn pair(recorded: &Value, ours: &Value, pairs: &mut BTreeMap<String, String>) {
    match (recorded, ours) {
        (Value::String(a), Value::String(b))
            if a.len() == 36 && a.starts_with("00000000-0000-4000-8000-") =>
        {
            pairs.entry(a.clone()).or_insert_with(|| b.clone());
        }
        (Value::Object(a), Value::Object(b)) => {
            a.iter().for_each(|(name, a)| {
                if let Some(b) = b.get(name) {
                    pair(a, b, pairs);
                }
            });
        }
        (Value::Array(a), Value::Array(b)) => a.iter().zip(b).for_each(|(a, b)| pair(a, b, pairs)),
        _ => {}
    }
}

/// What is compared of a value that stands at this member.
fn normal(value: &Value, member: &str) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, value)| match name.as_str() {
                "href" | "updatedAt" | "revision" | "timestamp" => false,
                "tags" => *value != &json!([]),
                _ => true,
            });
            Value::Object(kept.map(|(name, value)| (name.clone(), normal(value, name))).collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| normal(item, member)).collect();
            if member.starts_with("fields") {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::String(text) => normal_text(text, member),
        other => other.clone(),
    }
}

fn normal_text(text: &str, member: &str) -> Value {
    match member {
        "after" | "before" => json!("CURSOR"),
        // Values of changes and versions are JSON in text.
        "newValue" | "oldValue" | "versions" => {
            serde_json::from_str(text).map_or_else(|_| json!(text), |inner| normal(&inner, ""))
        }
        "message" | "responseMessage" => json!(message(text)),
        _ => json!(text),
    }
}

/// A message without the place in the text that Jackson names, the order in which it lists known members,
/// and the entity that a failed patch prints whole.
fn message(text: &str) -> String {
    let mut out = text.to_owned();
    if let (Some(from), Some(to)) = (out.find("\n at [Source"), out.find(" (through reference chain")) {
        out.replace_range(from..to, "");
    }
    if let (Some(from), Some(to)) = (out.find(" known properties: "), out.find("])")) {
        let list: Vec<&str> = out[from + 19..to].split(", ").collect();
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let sorted = sorted.join(", ");
        out.replace_range(from + 19..to, &sorted);
    }
    if let (Some(from), Some(to)) = (out.find("['{"), out.find("}' contains no value")) {
        out.replace_range(from + 2..to + 1, "entity");
    }
    out
}

fn first_difference(path: &str, recorded: &Value, ours: &Value) -> Option<String> {
    match (recorded, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            names.into_iter().find_map(|name| match (a.get(name), b.get(name)) {
                (Some(a), Some(b)) => first_difference(&format!("{path}/{name}"), a, b),
                (a, b) => Some(format!("{path}/{name}: {b:?}, recorded {a:?}")),
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| first_difference(&format!("{path}/{index}"), a, b)),
        (a, b) => (a != b).then(|| format!("{path}: {b}, recorded {a}")),
    }
}
