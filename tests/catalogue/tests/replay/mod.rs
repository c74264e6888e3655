//! Replays recorded exchanges against the catalogue, and lists where an answer differs.

#![allow(dead_code, reason = "each test file uses its own part of it")]
#![allow(clippy::allow_attributes, reason = "whether it is all used differs from file to file")]
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

pub(crate) mod normal;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use metarest_catalogue::{Catalogue, Release, Reply, Request, Response};
use serde_json::{Value, json};

use normal::{Pairs, normal};

/// The duration of an exchange: the recordings were made fast.
const STEP_MS: u64 = 500;

/// How far the clock is set forward before a read of the audit log, which lags.
const AUDIT_LAG_MS: u64 = 10_000;

/// The folder of the recordings: part of the corpus, so tests that need it are `#[ignore]`d.
pub(crate) fn recordings() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("METAREST_SHARED").map_or(beside, PathBuf::from);
    shared.join("connector/goldens/server")
}

/// A catalogue that gets the requests of a recording.
pub(crate) struct Replay {
    catalogue: Catalogue,
    release: Release,
    now: u64,
    pairs: Pairs,
    /// Recorded `ETag`s, and the catalogue's for them.
    etags: BTreeMap<String, String>,
    /// For each entity the catalogue's ETags, and the recorded ones.
    tags_of: BTreeMap<(String, String), String>,
    /// The paging of the last list.
    paging: Value,
}

impl Replay {
    pub(crate) fn new(release: Release) -> Self {
        Self {
            catalogue: Catalogue::new(release),
            release,
            now: 1_700_000_000_000,
            pairs: Pairs::default(),
            etags: BTreeMap::new(),
            tags_of: BTreeMap::new(),
            paging: Value::Null,
        }
    }

    /// Sends a recorded request; returns the differences of the answers, each with its path first.
    pub(crate) fn differences(&mut self, exchange: &Value) -> Vec<String> {
        let path = exchange["path"].as_str().unwrap();
        self.now +=
            if path.starts_with("/audit") || path.starts_with("/events") { AUDIT_LAG_MS } else { STEP_MS };
        let request = self.request(exchange);
        let Reply::Answer(response) = self.catalogue.handle(self.now, &request) else {
            return vec!["no answer".to_owned()];
        };
        if exchange["status"] != json!(response.status) {
            let body = String::from_utf8_lossy(&response.body).into_owned();
            return vec![format!("status {}, recorded {}: {body}", response.status, exchange["status"])];
        }
        self.paging = response.value()["paging"].clone();
        let mut found: Vec<String> = self.header_difference(exchange, &response).into_iter().collect();
        found.extend(self.body_differences(exchange, &response));
        found
    }

    fn request(&self, exchange: &Value) -> Request {
        let text = |name: &str| exchange[name].as_str().map(str::to_owned);
        let mut path = self.pairs.with_our_ids(&text("path").unwrap());
        if let Some(after) = self.paging["after"].as_str() {
            path = path.replace("CURSOR", &after.replace('=', "%3D"));
        }
        let content_type = text("content_type").unwrap_or_else(|| "application/json".to_owned());
        let mut headers = vec![("Content-Type".to_owned(), content_type)];
        headers.extend(token(exchange).map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))));
        for (name, value) in exchange["request_headers"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            headers.push((name.clone(), self.etags.get(value).map_or(value, String::as_str).to_owned()));
        }
        let body = match (exchange.get("request"), text("request_text")) {
            (Some(body), _) if !body.is_null() => body.to_string(),
            (_, Some(text)) => text,
            _ => String::new(),
        };
        let mut body = self.with_our_times(&self.pairs.with_our_ids(&body)).into_bytes();
        if exchange["name"] == "gzip body" && self.release == Release::V1_6 {
            // The recording of 1.6 does not have the bytes; they are derived from the answer.
            headers.push(("Content-Encoding".to_owned(), "gzip".to_owned()));
            body = sent(&exchange["response"]).into_bytes();
        }
        let gzip = headers.iter().any(|(name, _)| name == "Content-Encoding");
        let method =
            if text("method").unwrap() == "RAW" { "PUT".to_owned() } else { text("method").unwrap() };
        Request { method, path, headers, body: if gzip { compressed(&body) } else { body } }
    }

    /// A patch that tests a time tests one that was answered before.
    fn with_our_times(&self, body: &str) -> String {
        let Ok(Value::Array(mut operations)) = serde_json::from_str(body) else { return body.to_owned() };
        for operation in &mut operations {
            let path = operation["path"].as_str().unwrap_or_default();
            if let Some(member) = path.strip_prefix('/').filter(|member| *member == "updatedAt") {
                operation["value"] = self.pairs.ours(&operation["value"], member);
            }
        }
        Value::Array(operations).to_string()
    }

    fn header_difference(&mut self, exchange: &Value, response: &Response) -> Option<String> {
        let headers = exchange["headers"].as_object().unwrap();
        // No client uses the other methods of a path.
        headers.iter().filter(|(name, _)| *name != "Allow").find_map(|(name, value)| {
            let ours = response.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            let mut recorded = value.as_str().unwrap().to_owned();
            if let (Some(ours), "ETag") = (&ours, name.as_str()) {
                // A recorded tag stands for one of ours, and no other does.
                let entity = response.value()["id"].to_string();
                let before = self.tags_of.insert((entity, ours.clone()), recorded.clone());
                if before.is_some_and(|before| before != recorded) {
                    return Some(format!("header ETag: the same as before, recorded {recorded}"));
                }
                recorded = self.etags.entry(recorded).or_insert_with(|| ours.clone()).clone();
            }
            (ours.as_ref() != Some(&recorded)).then(|| format!("header {name}: {ours:?}, recorded {value}"))
        })
    }

    fn body_differences(&mut self, exchange: &Value, response: &Response) -> Vec<String> {
        if let Some(text) = exchange["response_text"].as_str() {
            let ours = String::from_utf8_lossy(&response.body).into_owned();
            let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            let differs = first(text) != first(&ours);
            return differs.then(|| format!("{ours}\n  recorded {text}")).into_iter().collect();
        }
        let times = self.release > Release::V1_6;
        let recorded = normal(&exchange["response"], "", times);
        let ours = normal(&response.value(), "", times);
        self.pairs.pair(&recorded, &ours, "");
        normal::differences("", &self.pairs.ours(&recorded, ""), &ours)
    }
}

fn token(exchange: &Value) -> Option<&'static str> {
    match exchange["as"].as_str().unwrap() {
        "bot" => Some("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJpbmdlc3Rpb24tYm90In0.c2ln"),
        "admin" => Some("admin"),
        // A JWT whose subject is anna.
        "person" => Some("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2ln"),
        "bad" => Some("bad-token"),
        _ => None,
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The create request of an answer.
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
