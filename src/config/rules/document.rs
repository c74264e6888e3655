//! Rules for the place of the document.

use url::Url;

use super::diagnostic_at::{at, at_value};
use crate::conceal::secret_parameters;
use crate::config::edit::convert::nest;
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::alternatives::SHAPES;
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The mapping that contains the URL of a token.
const OAUTH2: &str = "x-metarest.auth.oauth2";

/// Exactly one shape specifies where the document is.
pub(super) fn shape(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(connection) = raw.object(&keys::CONNECTION) else { return };
    match (raw.entry(&keys::FLAT_URL), raw.entry(&keys::SCHEMA)) {
        (Some(flat), Some(_)) => out.push(mixed(flat, "openAPISchemaURL", "openAPISchemaConnection")),
        (Some(flat), None) => out.push(flat_url(connection, flat)),
        (None, Some(_)) => nested(raw, out),
        (None, None) => {
            let suggested =
                [&keys::SCHEMA, &keys::FLAT_URL].iter().chain(&SHAPES).any(|key| raw.is_suggested(key));
            if !suggested {
                let message = "`openAPISchemaConnection` is missing in `source.serviceConnection.config`";
                let help =
                    "specify where the document is: `openAPISchemaConnection: {openAPISchemaURL: https://…}`";
                out.push(at(&code::MISSING_KEY, connection.key_span, message).help(help));
            }
        }
    }
}

/// The shapes within `openAPISchemaConnection`.
fn nested(raw: &RawConfig<'_>, out: &mut Vec<Diagnostic>) {
    let Some(schema) = raw.object(&keys::SCHEMA) else { return };
    let written: Vec<_> =
        SHAPES.into_iter().filter_map(|key| raw.entry(key).map(|entry| (key, entry))).collect();
    match written.as_slice() {
        [] if !SHAPES.iter().any(|key| raw.is_suggested(key)) => {
            let message = "`openAPISchemaConnection` does not specify where the document is";
            let help = "add `openAPISchemaURL`, `openAPISchemaFilePath`, or `openAPISchemaS3URL` with `awsCredentials` to it";
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
    let message = format!("`{name}` and `{other}` are both set, but the document can be in only one place");
    let help = "keep the one you need, and remove the other";
    at(&code::SHAPES_MIXED, later.key_span, message).help(help)
}

/// The shape of the 1.12 documentation, which 1.12.2 and later reject (stock.md#config-versions).
fn flat_url(connection: &Entry<'_>, flat: &Entry<'_>) -> Diagnostic {
    let message = "`openAPISchemaURL` is directly in the connection, as in 1.12.1 and earlier; the stock connector 1.12.2 and \
                   later rejects it there";
    let diagnostic = at(&code::FLAT_SCHEMA_URL, flat.key_span, message)
        .help("metarest accepts both; move it into `openAPISchemaConnection` if the stock connector reads the file too");
    match nest(connection.node, &flat.member()) {
        Some(edits) => diagnostic.fix("Move it into openAPISchemaConnection", edits),
        None => diagnostic,
    }
}

/// The document's URL can be fetched.
pub(super) fn address(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::FLAT_URL, &keys::SCHEMA_URL] {
        let Some((entry, text)) = raw.known_text(key) else { continue };
        out.extend(Url::parse(text).ok().and_then(|url| unreachable_scheme(entry, &url)));
    }
}

/// The page of the documentation has a URL to which paths can be added.
pub(super) fn page(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known_text(&keys::DOC_URL) else { return };
    if Url::parse(text).is_ok_and(|url| url.cannot_be_a_base()) {
        let message = format!("`{}` is not the URL of a page", keys::DOC_URL.path());
        out.push(at_value(&code::INVALID_URL, entry, message).help("write it as `https://example.com/docs`"));
    }
}

/// URLs are stored and shown, so none may contain a secret.
pub(super) fn credentials(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in keys::ALL.iter().filter(|key| key.value_type == ValueType::Url) {
        let Some((entry, text)) = raw.known_text(key) else { continue };
        let has_userinfo = |url: &Url| !url.username().is_empty() || url.password().is_some();
        if !Url::parse(text).is_ok_and(|url| has_userinfo(&url)) {
            continue;
        }
        let (consequence, instead) = match key.parent {
            OAUTH2 => ("shown in messages", "use `clientId` and `clientSecret`"),
            _ if [&keys::SCHEMA_S3, &keys::AWS_ENDPOINT].contains(key) => {
                ("stored in the catalogue", "use the keys of `awsCredentials`")
            }
            _ => ("stored in the catalogue", "use `token` for a bearer token"),
        };
        let message =
            format!("`{}` contains a user name or a password, which would be {consequence}", key.path());
        let help = format!("remove it from the URL; {instead}");
        out.push(at_value(&code::URL_CREDENTIALS, entry, message).help(help));
    }
}

/// What is in the query of an address that is stored is stored with it, whether the file has the secret itself or a
/// variable.
pub(super) fn secret_in_query(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, stored, instead) in STORED {
        let Some(entry) = raw.entry(key) else { continue };
        // As written, and where the address is that of a variable, as it is then.
        let written = entry.node.text();
        let known = raw.known_text(key).map(|(_, text)| text);
        let mut parameters =
            [Some(written.as_ref()), known].into_iter().flatten().flat_map(secret_parameters);
        let Some((name, _)) = parameters.next() else { continue };
        let message = format!(
            "`{}` has a secret in its parameter `{name}`, which would become part of {stored} in the catalogue, where everyone can \
             read it",
            key.path()
        );
        let help = format!(
            "{instead}; a variable (`${{NAME}}`) keeps it out of this file, not out of the catalogue"
        );
        out.push(at_value(&code::URL_SECRET, entry, message).help(help));
    }
}

/// The addresses that are stored, what each becomes part of, and how to do without the secret.
const STORED: [(&ConfigKey, &str, &str); 5] = [
    (&keys::FLAT_URL, OF_DOCUMENT, IN_HEADER),
    (&keys::SCHEMA_URL, OF_DOCUMENT, IN_HEADER),
    (
        &keys::SCHEMA_S3,
        OF_SERVICE,
        "write the object's address without it, and sign with the keys of `awsCredentials`",
    ),
    (&keys::AWS_ENDPOINT, OF_SERVICE, "remove it: requests are signed with the keys of `awsCredentials`"),
    (
        &keys::DOC_URL,
        "the address of every collection and endpoint",
        "write the address of a page without it",
    ),
];
const OF_SERVICE: &str = "the service's connection";
const OF_DOCUMENT: &str =
    "the service's connection and, without `docURL`, the address of every collection and endpoint";
const IN_HEADER: &str = "send it apart from the address: `token` of the connection for a bearer token, `x-metarest.auth.query` for a \
                         parameter, `x-metarest.headers` for a header";

fn unreachable_scheme(entry: &Entry<'_>, url: &Url) -> Option<Diagnostic> {
    let help = match url.scheme() {
        "http" | "https" => return None,
        "file" => "for a file, write `openAPISchemaConnection: {openAPISchemaFilePath: …}`",
        _ => "write an http or https URL",
    };
    let message = "the document's URL is neither http nor https, so it cannot be fetched";
    Some(at_value(&code::INVALID_URL, entry, message).help(help))
}

/// A file's path is not empty, and the runtime has a file system.
pub(super) fn file(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, path)) = raw.known_text(&keys::SCHEMA_FILE) else { return };
    if path.trim().is_empty() {
        let message = "`openAPISchemaFilePath` is empty";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help("write the path of the document"));
    } else if let Environment::Worker(_) = environment {
        let message = "`openAPISchemaFilePath` names a file, but a Worker has no file system";
        let help = "publish the document and write its URL as `openAPISchemaURL`, or run `metarest ingest` where the file is";
        out.push(at_value(&code::RUNTIME, entry, message).help(help));
    }
}
