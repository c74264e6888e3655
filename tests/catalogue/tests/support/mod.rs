//! A client of the catalogue for tests: one line a request.

#![allow(dead_code, reason = "each test file uses its own part of it")]
#![allow(clippy::allow_attributes, reason = "whether it is all used differs from file to file")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is not as it must be")]

use metarest_catalogue::{Catalogue, Fault, FaultKind, Matcher, Release, Reply, Request};
use serde_json::{Value, json};

pub(crate) const BOT: &str = "bot";
pub(crate) const PERSON: &str = "admin";

/// A catalogue, and a clock that moves with every request.
pub(crate) struct Client {
    pub(crate) catalogue: Catalogue,
    pub(crate) now: u64,
}

impl Client {
    pub(crate) fn new(release: Release) -> Self {
        Self { catalogue: Catalogue::new(release), now: 1_700_000_000_000 }
    }

    /// A service `s` with a collection `s.c`.
    pub(crate) fn with_collection(release: Release) -> Self {
        let mut client = Self::new(release);
        client.ok("PUT", "/services/apiServices", json!({"name": "s", "serviceType": "Rest"}));
        client.ok("PUT", "/apiCollections", collection("c"));
        client
    }

    /// The same with an endpoint `/a/get`, which [`path`] names.
    pub(crate) fn with_endpoint(release: Release) -> Self {
        let mut client = Self::with_collection(release);
        client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
        client
    }

    pub(crate) fn send(&mut self, token: &str, method: &str, path: &str, body: &Value) -> Reply {
        self.now += 1000;
        let content_type = if method == "PATCH" { "application/json-patch+json" } else { "application/json" };
        let request = Request {
            method: method.to_owned(),
            path: format!("/api/v1{path}"),
            headers: vec![
                ("authorization".to_owned(), format!("Bearer {token}")),
                ("content-type".to_owned(), content_type.to_owned()),
            ],
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
        };
        self.catalogue.handle(self.now, &request)
    }

    /// Status and body, sent with this token.
    pub(crate) fn answer(&mut self, token: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        match self.send(token, method, path, &body) {
            Reply::Answer(response) => (response.status, response.value()),
            other => panic!("{method} {path}: {other:?}"),
        }
    }

    /// The body of an answer that must be 200 or 201, as the bot.
    pub(crate) fn ok(&mut self, method: &str, path: &str, body: Value) -> Value {
        self.ok_as(BOT, method, path, body)
    }

    pub(crate) fn ok_as(&mut self, token: &str, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.answer(token, method, path, body);
        assert!(matches!(status, 200 | 201), "{method} {path}: {status} {answer}");
        answer
    }

    pub(crate) fn get(&mut self, path: &str) -> Value {
        self.ok("GET", path, Value::Null)
    }

    pub(crate) fn fail(&mut self, path_contains: &str, times: usize, kind: FaultKind) {
        let when = Matcher { path_contains: Some(path_contains.to_owned()), ..Matcher::default() };
        self.catalogue.fail(Fault { when, times, kind });
    }
}

pub(crate) fn collection(name: &str) -> Value {
    json!({"name": name, "service": "s", "endpointURL": "http://docs.test/"})
}

/// An endpoint of `s.c` with one response field.
pub(crate) fn endpoint(name: &str, hash: &str) -> Value {
    json!({
        "name": name, "apiCollection": "s.c", "endpointURL": "http://docs.test/", "requestMethod": "GET",
        "description": "doc", "sourceHash": hash,
        "responseSchema": {"schemaFields": [{"name": "id", "dataType": "LONG", "description": "doc id"}]},
    })
}

/// The path of an entity by its FQN.
pub(crate) fn named(resource: &str, fqn: &str) -> String {
    format!("/{resource}/name/{}", fqn.replace('%', "%25").replace('/', "%2F"))
}

/// The values of one member of all rows.
pub(crate) fn column(list: &Value, member: &str) -> Vec<String> {
    let rows = list["data"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row[member].as_str().unwrap_or_default().to_owned()).collect()
}

/// The path of the endpoint of [`Client::with_endpoint`].
pub(crate) fn path() -> String {
    named("apiEndpoints", "s.c./a/get")
}

/// A JSON Patch that adds a value.
pub(crate) fn add(path: &str, value: Value) -> Value {
    json!([{"op": "add", "path": path, "value": value}])
}
