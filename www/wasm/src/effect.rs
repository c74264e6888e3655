//! [`Effect`] → the object that `Effect` of `types.d.ts` describes.
//!
//! Secrets leave the core only here: in the headers of requests, in the path of a token's file, in certificates and
//! keys.

use metarest::Secret;
use metarest::config::{self, LogLevel, Verify};
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Effect, LoadSource, Peer, Phase};
use serde::{Serialize, Serializer};
use wasm_bindgen::{JsCast, JsError};

use crate::run::EffectResult;

/// What a run asks of its shell.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "Effect"))]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum EffectDto<'e> {
    /// Load the document; its bytes go to `receive`.
    Load { id: u64, source: Source<'e>, limits: Limits },
    /// Send a request; the bytes of the answer go to `receive`. A redirect is an answer.
    Send { id: u64, request: SentRequest<'e> },
    /// Use these settings for all further connections to that peer.
    Tls(Tls<'e>),
    /// Send the event `woke` at that time, in milliseconds since 1970. A later effect replaces this one.
    WakeAt { at: u64 },
    /// Show the progress.
    Progress { phase: Phase, done: usize, total: usize },
    /// Write a line to the log.
    Log {
        #[cfg_attr(test, ts(as = "config::LogLevel"))]
        level: &'static str,
        message: &'e str,
    },
    /// The run has ended: `report()` returns its report.
    Done,
}

/// Where a document is.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "LoadSource"))]
#[serde(untagged)]
pub(crate) enum Source<'e> {
    Url {
        /// It may hold a secret: never show it.
        url: String,
        headers: Vec<Header<'e>>,
        /// A body to send by POST; `Content-Type` is among the headers.
        #[cfg_attr(test, ts(optional))]
        body: Option<&'e str>,
    },
    File {
        file: &'e str,
    },
}

/// TLS settings; `ca`, `cert` and `key` are PEM texts or paths of files.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub(crate) struct Tls<'e> {
    peer: Peer,
    verify: bool,
    ca: Option<&'e str>,
    client: Option<ClientCertificate<'e>>,
}

/// A client certificate.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub(crate) struct ClientCertificate<'e> {
    cert: &'e str,
    key: &'e str,
    /// An address of the only origin that gets the certificate.
    of: Option<&'e str>,
}

/// The limits of a load.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "LoadLimits"))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limits {
    /// After decompression.
    bytes: usize,
    /// For the whole load.
    timeout_ms: u64,
}

/// A request.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentRequest<'e> {
    method: &'static str,
    url: &'e str,
    headers: Vec<Header<'e>>,
    #[cfg_attr(test, ts(optional, type = "Uint8Array"))]
    body: Option<Bytes<'e>>,
    /// Whether to send the body as gzip.
    compress: bool,
    timeout_ms: u64,
}

/// A header of a request. It may be a secret: never show it.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Header<'e> {
    name: &'e str,
    value: &'e str,
}

/// Bytes that become a `Uint8Array`.
struct Bytes<'e>(&'e [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// An effect for JavaScript. That of the end is without the outcome.
pub(crate) fn to_js(effect: &Effect) -> Result<EffectResult, JsError> {
    let dto = match effect {
        Effect::Load { id, source, limits } => EffectDto::Load {
            id: id.0,
            source: load_source(source),
            limits: Limits { bytes: limits.bytes, timeout_ms: limits.timeout_ms },
        },
        Effect::Send { id, request } => EffectDto::Send { id: id.0, request: sent_request(request) },
        Effect::Tls { peer, tls, of } => EffectDto::Tls(tls_settings(*peer, tls, of.as_deref())),
        Effect::WakeAt(at) => EffectDto::WakeAt { at: *at },
        Effect::Progress { phase, done, total } => {
            EffectDto::Progress { phase: *phase, done: *done, total: *total }
        }
        Effect::Log { level, message } => EffectDto::Log { level: level_name(*level), message },
        Effect::Done(_) => EffectDto::Done,
    };
    serialize(&dto)
}

/// The effect of the end.
pub(crate) fn done() -> Result<EffectResult, JsError> {
    serialize(&EffectDto::Done)
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

fn serialize(dto: &EffectDto<'_>) -> Result<EffectResult, JsError> {
    Ok(dto.serialize(&serde_wasm_bindgen::Serializer::new())?.unchecked_into())
}

fn load_source(source: &LoadSource) -> Source<'_> {
    match source {
        LoadSource::Url { headers, body, .. } => Source::Url {
            url: source.request_url().map_or(String::new(), String::from),
            headers: request_headers(headers),
            body: body.as_ref().map(Secret::expose),
        },
        LoadSource::File(file) => Source::File { file },
        LoadSource::Token(file) => Source::File { file: file.expose() },
    }
}

fn tls_settings<'e>(peer: Peer, tls: &'e config::Tls, of: Option<&'e str>) -> Tls<'e> {
    let ca = match &tls.verify {
        Verify::Authority(authority) => Some(authority.expose()),
        Verify::System | Verify::Nothing => None,
    };
    let client = tls.client.as_ref().map(|client| ClientCertificate {
        cert: client.certificate.expose(),
        key: client.key.expose(),
        of,
    });
    Tls { peer, verify: tls.verify != Verify::Nothing, ca, client }
}

fn sent_request(request: &Request) -> SentRequest<'_> {
    SentRequest {
        method: request.method.as_str(),
        url: &request.url,
        headers: request_headers(&request.headers),
        body: request.body.as_deref().map(Bytes),
        compress: request.compress,
        timeout_ms: request.timeout_ms,
    }
}

fn request_headers(headers: &[(String, HeaderValue)]) -> Vec<Header<'_>> {
    let headers = headers.iter().map(|(name, value)| match value {
        HeaderValue::Plain(value) => Header { name, value },
        HeaderValue::Secret(value) => Header { name, value: value.expose() },
    });
    headers.collect()
}
