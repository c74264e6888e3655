//! Rules of the OpenMetadata server: its address, the token, further headers.

use url::Url;

use super::secret::{is_placeholder, is_template};
use super::{at, at_value};
use crate::config::Environment;
use crate::config::address::with_scheme;
use crate::config::edit::replace;
use crate::config::keys;
use crate::config::raw::{Entry, Raw};
use crate::config::token::{is_header_text, names_file};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The server's address is one of HTTP, whole, and leads to its API.
pub(super) fn host_port(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known(&keys::HOST_PORT) else { return };
    let text = text.trim();
    if is_template(text) {
        return;
    }
    out.extend(address(entry, text).or_else(|| api(entry, text)));
}

/// What keeps the address from being used.
fn address(entry: &Entry<'_>, text: &str) -> Option<Diagnostic> {
    let wrong = |what: &str| {
        let message = format!("`workflowConfig.openMetadataServerConfig.hostPort` {what}");
        at_value(&code::INVALID_URL, entry, message).help("write it as `http://localhost:8585/api`")
    };
    if !text.starts_with("http://") && !text.starts_with("https://") {
        let diagnostic = wrong("does not begin with http:// or https://");
        let meant = with_scheme(text).filter(|_| !entry.hidden && !entry.node.is_alias());
        let Some(meant) = meant.map(|meant| below_api(&meant)) else { return Some(diagnostic) };
        let edit = replace(entry.node.tree().text(), entry.span(), &meant);
        return Some(diagnostic.fix(format!("Write it as {meant}"), vec![edit]));
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return Some(wrong(&format!("is not a URL: {error}"))),
    };
    if !url.username().is_empty() || url.password().is_some() {
        let message = "`workflowConfig.openMetadataServerConfig.hostPort` holds a user or a password";
        let help = "take it out of the address; `securityConfig.jwtToken` is what the server asks for";
        return Some(at_value(&code::URL_CREDENTIALS, entry, message).help(help));
    }
    (url.query().is_some() || url.fragment().is_some()).then(|| wrong("holds a query or a fragment"))
}

/// The API stands below `/api`.
fn api(entry: &Entry<'_>, text: &str) -> Option<Diagnostic> {
    if text.trim_end_matches('/').ends_with("/api") {
        return None;
    }
    let message = "`workflowConfig.openMetadataServerConfig.hostPort` does not end in `/api`, below which the server's API is";
    let help = "let it end in `/api`, unless a proxy adds that; the version stands in `apiVersion`";
    let diagnostic = at_value(&code::HOST_WITHOUT_API, entry, message).help(help);
    if entry.hidden || entry.node.is_alias() {
        return Some(diagnostic);
    }
    let edit = replace(entry.node.tree().text(), entry.span(), &below_api(text));
    Some(diagnostic.fix("Let it end in /api", vec![edit]))
}

/// The address up to its `/api`, or with one.
fn below_api(text: &str) -> String {
    let path = text.trim_end_matches('/');
    if path.ends_with("/api") {
        return path.to_owned();
    }
    let base = path.find("/api/").and_then(|at| path.get(..at)).unwrap_or(path);
    format!("{base}/api")
}

/// The API's version is one part of a path.
pub(super) fn api_version(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known(&keys::API_VERSION) else { return };
    let fits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !fits {
        let message = "`workflowConfig.openMetadataServerConfig.apiVersion` is not a version such as `v1`";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help("leave it out, or write `v1`"));
    }
}

/// A token is a token: no placeholder, nothing that a header cannot hold; the server's may be in a file.
pub(super) fn token(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::JWT_TOKEN, &keys::TOKEN] {
        let Some((entry, text)) = raw.known(key) else { continue };
        let path = key.path();
        if is_placeholder(text) {
            continue;
        }
        if *key == keys::JWT_TOKEN && names_file(text) {
            if let Environment::Worker(_) = environment {
                let message = format!("`{path}` is the path of a file, and a Worker has none");
                let help = "take the token from a secret of the Worker: `$NAME`";
                out.push(at_value(&code::RUNTIME, entry, message).help(help));
            }
        } else if *key == keys::JWT_TOKEN && text.trim().is_empty() {
            out.push(
                at_value(&code::INVALID_VALUE, entry, format!("`{path}` is empty")).help("write the token"),
            );
        } else if !is_header_text(text) {
            let message = format!("`{path}` holds characters that no HTTP header has");
            out.push(
                at_value(&code::INVALID_VALUE, entry, message).help("write the token alone, in one line"),
            );
        }
    }
}

/// Headers are ones that HTTP knows.
pub(super) fn headers(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(entry) = raw.entry(&keys::EXTRA_HEADERS) else { return };
    let pairs = raw.pairs(&keys::EXTRA_HEADERS).iter();
    for (member, (name, text)) in entry.node.members().zip(pairs) {
        let fault = if !is_header_name(name) {
            Some((&code::INVALID_HEADER, "a name of `extraHeaders` is not one of an HTTP header"))
        } else if !is_header_text(text) {
            Some((&code::INVALID_HEADER, "a text of `extraHeaders` holds characters that no HTTP header has"))
        } else {
            None
        };
        out.extend(fault.map(|(code, message)| at(code, member.key_span, message)));
    }
}

/// A token of RFC 9110, 5.6.2.
pub(super) fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
