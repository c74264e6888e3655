//! Rules of where the document is.

use url::Url;

use super::diagnostic_at::{at, at_value};
use crate::config::edit::convert::nest;
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, Raw};
use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The shapes of `openAPISchemaConnection`.
const SHAPES: [&Key; 3] = [&keys::SCHEMA_URL, &keys::SCHEMA_FILE, &keys::SCHEMA_S3];

/// The mapping in which a token's address stands.
const OAUTH2: &str = "x-metarest.auth.oauth2";

/// Exactly one shape says where the document is.
pub(super) fn shape(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(connection) = raw.object(&keys::CONNECTION) else { return };
    match (raw.entry(&keys::FLAT_URL), raw.entry(&keys::SCHEMA)) {
        (Some(flat), Some(_)) => out.push(mixed(flat, "openAPISchemaURL", "openAPISchemaConnection")),
        (Some(flat), None) => out.push(flat_url(connection, flat)),
        (None, Some(_)) => nested(raw, out),
        (None, None) => {
            let claimed =
                [&keys::SCHEMA, &keys::FLAT_URL].iter().chain(&SHAPES).any(|key| raw.is_claimed(key));
            if !claimed {
                let message = "`openAPISchemaConnection` is missing in `source.serviceConnection.config`";
                let help =
                    "write where the document is: `openAPISchemaConnection: {openAPISchemaURL: https://…}`";
                out.push(at(&code::MISSING_KEY, connection.key_span, message).help(help));
            }
        }
    }
}

/// The shapes within `openAPISchemaConnection`.
fn nested(raw: &Raw<'_>, out: &mut Vec<Diagnostic>) {
    let Some(schema) = raw.object(&keys::SCHEMA) else { return };
    let written: Vec<_> =
        SHAPES.into_iter().filter_map(|key| raw.entry(key).map(|entry| (key, entry))).collect();
    match written.as_slice() {
        [] if !SHAPES.iter().any(|key| raw.is_claimed(key)) => {
            let message = "`openAPISchemaConnection` does not say where the document is";
            let help = "write `openAPISchemaURL`, `openAPISchemaFilePath`, or `openAPISchemaS3URL` with `awsCredentials` in it";
            out.push(at(&code::MISSING_KEY, schema.key_span, message).help(help));
        }
        [(first, one), (second, other), ..] => {
            let (first, second, later) =
                if one.key_span < other.key_span { (first, second, other) } else { (second, first, one) };
            out.push(mixed(later, second.name, first.name));
        }
        [(key, _)] if **key != keys::SCHEMA_S3 => {
            if let Some(aws) = raw.entry(&keys::AWS) {
                out.push(mixed(aws, keys::AWS.name, key.name));
            }
        }
        _ => {}
    }
}

fn mixed(later: &Entry<'_>, name: &str, other: &str) -> Diagnostic {
    let message = format!("`{name}` stands beside `{other}`: the document can be in one place only");
    let help = "keep the one that is meant, and remove the other";
    at(&code::SHAPES_MIXED, later.key_span, message).help(help)
}

/// The shape of the 1.12 documentation, which 1.12.2 and later refuse (STOCK 1.2).
fn flat_url(connection: &Entry<'_>, flat: &Entry<'_>) -> Diagnostic {
    let message = "`openAPISchemaURL` stands directly in the connection, as 1.12.1 and before have it; the stock \
                   connector of 1.12.2 and later refuses it there";
    let diagnostic = at(&code::FLAT_SCHEMA_URL, flat.key_span, message)
        .help("metarest takes both; write it in `openAPISchemaConnection` to share the file");
    match nest(connection.node, &flat.member()) {
        Some(edits) => diagnostic.fix("Move it into openAPISchemaConnection", edits),
        None => diagnostic,
    }
}

/// The document's address is one that can be fetched.
pub(super) fn address(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::FLAT_URL, &keys::SCHEMA_URL] {
        let Some((entry, text)) = raw.known(key) else { continue };
        out.extend(Url::parse(text).ok().and_then(|url| unreachable_scheme(entry, &url)));
    }
}

/// The page of the documentation is one below which others can stand.
pub(super) fn page(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known(&keys::DOC_URL) else { return };
    if Url::parse(text).is_ok_and(|url| url.cannot_be_a_base()) {
        let message = format!("`{}` is not the address of a page", keys::DOC_URL.path());
        out.push(at_value(&code::INVALID_URL, entry, message).help("write it as `https://example.com/docs`"));
    }
}

/// Addresses are stored and shown, so none may hold a secret.
pub(super) fn credentials(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in keys::ALL.iter().filter(|key| key.kind == Kind::Url) {
        let Some((entry, text)) = raw.known(key) else { continue };
        let is_told = |url: &Url| !url.username().is_empty() || url.password().is_some();
        if !Url::parse(text).is_ok_and(|url| is_told(&url)) {
            continue;
        }
        let (comes_of_it, instead) = match key.parent {
            OAUTH2 => ("shown", "`clientId` and `clientSecret` say who asks"),
            _ if [&keys::SCHEMA_S3, &keys::AWS_ENDPOINT].contains(key) => {
                ("stored in the catalogue", "`awsCredentials` holds the keys")
            }
            _ => ("stored in the catalogue", "`token` sends a bearer token"),
        };
        let message = format!("`{}` holds a user or a password, which would be {comes_of_it}", key.path());
        let help = format!("take it out of the address; {instead}");
        out.push(at_value(&code::URL_CREDENTIALS, entry, message).help(help));
    }
}

fn unreachable_scheme(entry: &Entry<'_>, url: &Url) -> Option<Diagnostic> {
    let help = match url.scheme() {
        "http" | "https" => return None,
        "file" => "write a file as `openAPISchemaConnection: {openAPISchemaFilePath: …}`",
        _ => "write an http or https address",
    };
    let message = "the document's address is neither http nor https, so it cannot be fetched";
    Some(at_value(&code::INVALID_URL, entry, message).help(help))
}

/// A file's path is not empty, and the run is where files are.
pub(super) fn file(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, path)) = raw.known(&keys::SCHEMA_FILE) else { return };
    if path.trim().is_empty() {
        let message = "`openAPISchemaFilePath` is empty";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help("write the path of the document"));
    } else if let Environment::Worker(_) = environment {
        let message = "`openAPISchemaFilePath` names a file, and a Worker has none";
        let help = "give the document an address, and write `openAPISchemaURL`; or run `metarest ingest` where the file is";
        out.push(at_value(&code::RUNTIME, entry, message).help(help));
    }
}
