//! Values that are in a secrets manager: `secret:ID`, as OpenMetadata writes them. Where they are in a config, and how
//! what was fetched takes their places.
//!
//! The connection as it is stored in the service keeps `secret:ID`: what was fetched is never stored.

use std::collections::BTreeMap;

use super::model::token::{WITH_SCHEME, is_header_text, scheme, secret_id};
use super::model::{Auth, AwsCredentials, ClientCertificate, Config, DocumentSource, Tls, Verify, jwt};
use super::reading::placeholder::is_placeholder;
use super::schema::key::ConfigKey;
use super::schema::keys;
use super::schema::tls_keys::{DOCUMENT, SERVER, TlsKeys};
use crate::Secret;

/// Whose requests need a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NeededFor {
    /// The OpenMetadata server's.
    Server,
    /// The document's.
    Document,
}

/// A place of a config whose value may be in a secrets manager.
struct Place<'c> {
    key: &'static ConfigKey,
    needed_for: NeededFor,
    secret: &'c mut Secret,
}

/// A value that has to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The secret's id.
    pub(crate) id: String,
    /// The keys whose values it is, in the order of the config.
    pub(crate) keys: Vec<&'static ConfigKey>,
}

impl Config {
    /// Each secret that has to be fetched for these requests, once.
    pub(crate) fn references(&mut self, needed: impl Fn(NeededFor) -> bool) -> Vec<Reference> {
        let mut found: BTreeMap<String, Vec<&'static ConfigKey>> = BTreeMap::new();
        for place in self.places().into_iter().filter(|place| needed(place.needed_for)) {
            if let Some(id) = secret_id(place.secret.expose()) {
                found.entry(id.to_owned()).or_default().push(place.key);
            }
        }
        found.into_iter().map(|(id, keys)| Reference { id, keys }).collect()
    }

    /// Puts fetched secrets in their places; the others stay as they are.
    pub(crate) fn fill(&mut self, fetched: &BTreeMap<String, Secret>) {
        for Place { key, secret, .. } in self.places() {
            let value = secret_id(secret.expose()).and_then(|id| fetched.get(id));
            if let Some(value) = value {
                *secret = Secret::new(written(key, value.expose()));
            }
        }
    }

    /// Leaves out what refers to a secret: the document is then fetched without it.
    pub(crate) fn drop_references_of_document(&mut self) {
        let refers = |secret: &Secret| secret_id(secret.expose()).is_some();
        self.document_token = self.document_token.take().filter(|token| !refers(token));
        self.document_headers.retain(|(_, value)| !refers(value));
        let mut left = std::mem::take(&mut self.document_auth);
        if left.as_mut().and_then(auth).is_some_and(|(_, secret)| refers(secret)) {
            left = None;
        }
        self.document_auth = left;
        if let DocumentSource::S3(object) = &mut self.document {
            let keys = object.credentials.take();
            object.credentials = keys.filter(|keys| !keys.secrets().any(refers));
        }
        let client = self.document_tls.client.take();
        self.document_tls.client =
            client.filter(|client| !refers(&client.certificate) && !refers(&client.key));
        if matches!(&self.document_tls.verify, Verify::Authority(authority) if refers(authority)) {
            self.document_tls.verify = Verify::System;
        }
    }

    fn places(&mut self) -> Vec<Place<'_>> {
        let place = |needed_for, key, secret| Place { key, needed_for, secret };
        let mut places = Vec::new();
        let server = &mut self.server;
        places.extend(server.token.iter_mut().map(|token| (NeededFor::Server, &keys::JWT_TOKEN, token)));
        places.extend(
            server
                .extra_headers
                .iter_mut()
                .map(|(_, value)| (NeededFor::Server, &keys::EXTRA_HEADERS, value)),
        );
        places.extend(tls(&SERVER, &mut server.tls).map(|(key, secret)| (NeededFor::Server, key, secret)));
        let document = self
            .document_token
            .iter_mut()
            .map(|token| (&keys::TOKEN, token))
            .chain(self.document_headers.iter_mut().map(|(_, value)| (&keys::DOCUMENT_HEADERS, value)))
            .chain(self.document_auth.iter_mut().filter_map(auth))
            .chain(tls(&DOCUMENT, &mut self.document_tls));
        places.extend(document.map(|(key, secret)| (NeededFor::Document, key, secret)));
        if let DocumentSource::S3(object) = &mut self.document {
            let keys = object.credentials.iter_mut().flat_map(aws);
            places.extend(keys.map(|(key, secret)| (NeededFor::Document, key, secret)));
        }
        places.into_iter().map(|(needed_for, key, secret)| place(needed_for, key, secret)).collect()
    }
}

type KeyAndSecret<'c> = (&'static ConfigKey, &'c mut Secret);

fn tls<'c>(keys: &TlsKeys, tls: &'c mut Tls) -> impl Iterator<Item = KeyAndSecret<'c>> {
    let authority = match &mut tls.verify {
        Verify::Authority(authority) => Some((keys.authority, authority)),
        Verify::System | Verify::Nothing => None,
    };
    let client = tls.client.as_mut().map(|ClientCertificate { certificate, key }| {
        // Without a key of its own, the certificate's text contains it.
        let of_key = if certificate == key { keys.certificate } else { keys.key };
        [(keys.certificate, certificate), (of_key, key)]
    });
    authority.into_iter().chain(client.into_iter().flatten())
}

fn auth(auth: &mut Auth) -> Option<KeyAndSecret<'_>> {
    Some(match auth {
        Auth::Basic { password, .. } => (&keys::BASIC_PASSWORD, password),
        Auth::Bearer(token) => (&keys::AUTH_BEARER, token),
        Auth::Query { value, .. } => (&keys::QUERY_VALUE, value),
        Auth::ClientCredentials { client_secret, .. } => (&keys::OAUTH2_CLIENT_SECRET, client_secret),
    })
}

fn aws(credentials: &mut AwsCredentials) -> impl Iterator<Item = KeyAndSecret<'_>> {
    let AwsCredentials { key_id, secret, session } = credentials;
    let pair = [(&keys::AWS_KEY, key_id), (&keys::AWS_SECRET, secret)];
    pair.into_iter().chain(session.as_mut().map(|session| (&keys::AWS_SESSION, session)))
}

/// Whether a value is sent in a header or signed, so that no line ends in it.
fn is_in_header(key: &'static ConfigKey) -> bool {
    keys::BEARERS.contains(&key)
        || [
            &keys::EXTRA_HEADERS,
            &keys::DOCUMENT_HEADERS,
            &keys::AWS_KEY,
            &keys::AWS_SECRET,
            &keys::AWS_SESSION,
        ]
        .contains(&key)
}

/// A fetched value as the key has it: what is sent in a header is without the line end that a file may have left.
fn written(key: &'static ConfigKey, text: &str) -> String {
    if is_in_header(key) { text.trim().to_owned() } else { text.to_owned() }
}

/// Why a fetched value cannot be the value of a key, by the rules that a value in the config follows; and what to store
/// instead.
pub(crate) fn fault(key: &'static ConfigKey, text: &str, now: u64) -> Option<(String, &'static str)> {
    let value = written(key, text);
    let fault = |what: &str, help| Some((what.to_owned(), help));
    if value.trim().is_empty() {
        return fault("is empty", "store the value in it");
    }
    if secret_id(&value).is_some() {
        return fault(
            "refers to another secret",
            "store the value itself in it, or write the other id in the config",
        );
    }
    if is_object(&value) {
        let help = "store only the value in it, as plain text: OpenMetadata reads a secret as a whole, not a key of it";
        return fault("is a JSON object, not the value", help);
    }
    if key.parent.ends_with("sslConfig") {
        let help = "store the text of the certificate or key in it, from `-----BEGIN` to the end";
        return if value.contains("-----BEGIN ") { None } else { fault("is not a PEM text", help) };
    }
    if keys::BEARERS.contains(&key) {
        return token_fault(&value, now);
    }
    if is_in_header(key) && !is_header_text(&value) {
        let help = "store only the value in it, in one line";
        return fault("contains characters that are not allowed in an HTTP header", help);
    }
    None
}

fn token_fault(value: &str, now: u64) -> Option<(String, &'static str)> {
    const WHOLE: &str = "store the full token in it, in one line and without anything else";
    let fault = |what: &str, help| Some((what.to_owned(), help));
    if scheme(value).is_some() {
        return fault(WITH_SCHEME, "store only the token in it");
    }
    match jwt::parse(value) {
        Some(Err(what)) => fault(what, WHOLE),
        Some(Ok(claims)) if claims.expires.is_some_and(|second| second <= now / 1000) => {
            fault("is a token that has expired", "create a new token and store it in the secret")
        }
        _ if is_placeholder(value) => fault("is a placeholder", WHOLE),
        _ if !is_header_text(value) => {
            fault("contains characters that are not allowed in an HTTP header", WHOLE)
        }
        _ => None,
    }
}

fn is_object(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('{')
        && text.ends_with('}')
        && crate::json::read::<serde_json::Value>(text.as_bytes()).is_some()
}
