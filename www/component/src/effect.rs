//! [`Effect`] → an effect for a host.
//!
//! Secrets leave the core only here: in the headers of requests, in the path of a token's file, in certificates and
//! keys.

use metarest::Secret;
use metarest::config::{self, Verify};
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Effect, LoadLimits, LoadSource, Peer, Phase};

use crate::run::level;
use crate::world::commands;

/// The effect. That of the end is without the outcome.
pub(crate) fn of(effect: Effect) -> commands::Effect {
    match effect {
        Effect::Load { id, source, limits } => commands::Effect::Load(load(id.0, source, limits)),
        Effect::Send { id, request } => {
            commands::Effect::Send(commands::Send { id: id.0, request: sent(request) })
        }
        Effect::Tls { peer, tls, of } => commands::Effect::Tls(tls_settings(peer, &tls, of)),
        Effect::WakeAt(at) => commands::Effect::WakeAt(at),
        Effect::Progress { phase, done, total } => commands::Effect::Progress(commands::Progress {
            phase: phase_of(phase),
            done: done as u64,
            total: total as u64,
        }),
        Effect::Log { level: of, message } => {
            commands::Effect::Log(commands::LogLine { level: level(of), message })
        }
        Effect::Done(_) => commands::Effect::Done,
    }
}

fn load(id: u64, source: LoadSource, limits: LoadLimits) -> commands::Load {
    let LoadLimits { bytes, timeout_ms } = limits;
    commands::Load { id, source: load_source(source), limit: bytes as u64, timeout_ms }
}

fn load_source(source: LoadSource) -> commands::LoadSource {
    let url = source.request_url().map_or(String::new(), String::from);
    match source {
        LoadSource::Url { headers, body, .. } => {
            let body = body.as_ref().map(exposed);
            commands::LoadSource::Url(commands::DocumentRequest { url, headers: headers_of(headers), body })
        }
        LoadSource::File(file) => commands::LoadSource::File(file),
        LoadSource::Token(file) => commands::LoadSource::File(exposed(&file)),
    }
}

fn sent(request: Request) -> commands::Request {
    let Request { method, url, headers, body, compress, timeout_ms } = request;
    let (method, headers) = (method.as_str().to_owned(), headers_of(headers));
    let body = body.map(text);
    commands::Request { method, url, headers, body, compress, timeout_ms }
}

/// The text of bytes that the core wrote as UTF-8.
pub(crate) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn headers_of(headers: Vec<(String, HeaderValue)>) -> Vec<commands::Header> {
    let headers = headers.into_iter().map(|(name, value)| match value {
        HeaderValue::Plain(value) => commands::Header { name, value },
        HeaderValue::Secret(value) => commands::Header { name, value: exposed(&value) },
    });
    headers.collect()
}

fn tls_settings(peer: Peer, tls: &config::Tls, of: Option<String>) -> commands::Tls {
    let ca = match &tls.verify {
        Verify::Authority(authority) => Some(exposed(authority)),
        Verify::System | Verify::Nothing => None,
    };
    let client = tls.client.as_ref().map(|client| commands::ClientCertificate {
        cert: exposed(&client.certificate),
        key: exposed(&client.key),
        of,
    });
    commands::Tls { peer: peer_of(peer), verify: tls.verify != Verify::Nothing, ca, client }
}

fn exposed(secret: &Secret) -> String {
    secret.expose().to_owned()
}

fn peer_of(peer: Peer) -> commands::Peer {
    match peer {
        Peer::Document => commands::Peer::Document,
        Peer::Server => commands::Peer::Server,
    }
}

fn phase_of(phase: Phase) -> commands::Phase {
    match phase {
        Phase::Connect => commands::Phase::Connect,
        Phase::Load => commands::Phase::Load,
        Phase::Map => commands::Phase::Map,
        Phase::Snapshot => commands::Phase::Snapshot,
        Phase::Plan => commands::Phase::Plan,
        Phase::Apply => commands::Phase::Apply,
        Phase::Verify => commands::Phase::Verify,
        Phase::Delete => commands::Phase::Delete,
        Phase::Report => commands::Phase::Report,
    }
}
