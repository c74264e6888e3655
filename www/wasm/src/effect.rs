//! [`Effect`] → the plain object that `Effect` of `types.d.ts` describes.
//!
//! Secrets leave here, and only here: in the headers of what a shell is asked to send, in the path of a token's file,
//! in certificates and keys.

use metarest::Secret;
use metarest::config::{self, LogLevel, Verify};
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Effect, LoadSource, Peer, Phase};
use serde::{Serialize, Serializer};
use wasm_bindgen::{JsCast, JsError};

use crate::run::EffectResult;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Plain<'e> {
    Load { id: u64, source: Source<'e>, limits: Limits },
    Send { id: u64, request: Sent<'e> },
    Tls(Tls<'e>),
    WakeAt { at: u64 },
    Progress { phase: Phase, done: usize, total: usize },
    Log { level: &'static str, message: &'e str },
    Done,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Source<'e> {
    Url { url: &'e str, headers: Vec<Header<'e>>, query: Option<(&'e str, &'e str)>, form: Option<&'e str> },
    File { file: &'e str },
}

#[derive(Serialize)]
struct Tls<'e> {
    peer: Peer,
    verify: bool,
    ca: Option<&'e str>,
    client: Option<Client<'e>>,
}

#[derive(Serialize)]
struct Client<'e> {
    cert: &'e str,
    key: &'e str,
    of: Option<&'e str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    bytes: usize,
    timeout_ms: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent<'e> {
    method: &'static str,
    url: &'e str,
    headers: Vec<Header<'e>>,
    body: Option<Bytes<'e>>,
    compress: bool,
    timeout_ms: u64,
}

#[derive(Serialize)]
struct Header<'e> {
    name: &'e str,
    value: &'e str,
    secret: bool,
}

/// Crosses the boundary as a `Uint8Array`.
struct Bytes<'e>(&'e [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// An effect for JavaScript; of the end it says only that it has come.
pub(crate) fn plain(effect: &Effect) -> Result<EffectResult, JsError> {
    let plain = match effect {
        Effect::Load { id, source, limits } => Plain::Load {
            id: id.0,
            source: plain_source(source),
            limits: Limits { bytes: limits.bytes, timeout_ms: limits.timeout_ms },
        },
        Effect::Send { id, request } => Plain::Send { id: id.0, request: sent(request) },
        Effect::Tls { peer, tls, of } => Plain::Tls(plain_tls(*peer, tls, of.as_deref())),
        Effect::WakeAt(at) => Plain::WakeAt { at: *at },
        Effect::Progress { phase, done, total } => {
            Plain::Progress { phase: *phase, done: *done, total: *total }
        }
        Effect::Log { level, message } => Plain::Log { level: level_name(*level), message },
        Effect::Done(_) => Plain::Done,
    };
    given(&plain)
}

/// The end.
pub(crate) fn done() -> Result<EffectResult, JsError> {
    given(&Plain::Done)
}

/// A level's name in JavaScript.
pub(crate) fn level_name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

fn given(plain: &Plain<'_>) -> Result<EffectResult, JsError> {
    Ok(plain.serialize(&serde_wasm_bindgen::Serializer::new())?.unchecked_into())
}

fn plain_source(source: &LoadSource) -> Source<'_> {
    match source {
        LoadSource::Url { url, headers, query, form } => Source::Url {
            url,
            headers: plain_headers(headers),
            query: query.as_ref().map(|(name, value)| (name.as_str(), value.expose())),
            form: form.as_ref().map(Secret::expose),
        },
        LoadSource::File(file) => Source::File { file },
        LoadSource::Token(file) => Source::File { file: file.expose() },
    }
}

fn plain_tls<'e>(peer: Peer, tls: &'e config::Tls, of: Option<&'e str>) -> Tls<'e> {
    let ca = match &tls.verify {
        Verify::Authority(authority) => Some(authority.expose()),
        Verify::System | Verify::Nothing => None,
    };
    let client = tls.client.as_ref().map(|client| Client {
        cert: client.certificate.expose(),
        key: client.key.expose(),
        of,
    });
    Tls { peer, verify: tls.verify != Verify::Nothing, ca, client }
}

fn sent(request: &Request) -> Sent<'_> {
    Sent {
        method: request.method.as_str(),
        url: &request.url,
        headers: plain_headers(&request.headers),
        body: request.body.as_deref().map(Bytes),
        compress: request.compress,
        timeout_ms: request.timeout_ms,
    }
}

fn plain_headers(headers: &[(String, HeaderValue)]) -> Vec<Header<'_>> {
    let plain = headers.iter().map(|(name, value)| match value {
        HeaderValue::Plain(value) => Header { name, value, secret: false },
        HeaderValue::Secret(value) => Header { name, value: value.expose(), secret: true },
    });
    plain.collect()
}
