//! Rules for the OpenMetadata server: its URL and API version.

use url::Url;

use super::diagnostic_at::at_value;
use crate::config::edit::scalar::replace;
use crate::config::model::Environment;
use crate::config::model::address::with_scheme;
use crate::config::reading::placeholder::is_template;
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The server's URL is a complete http or https URL, and leads to its API.
pub(super) fn host_port(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known_text(&keys::HOST_PORT) else { return };
    let text = text.trim();
    if is_template(text) {
        return;
    }
    out.extend(address(entry, text).or_else(|| api(entry, text)));
}

/// What makes the URL unusable.
fn address(entry: &Entry<'_>, text: &str) -> Option<Diagnostic> {
    let wrong = |what: &str| {
        let message = format!("`workflowConfig.openMetadataServerConfig.hostPort` {what}");
        at_value(&code::INVALID_URL, entry, message).help("write it as `http://localhost:8585/api`")
    };
    if !text.starts_with("http://") && !text.starts_with("https://") {
        let diagnostic = wrong("does not begin with http:// or https://");
        let meant = with_scheme(text).filter(|_| !entry.hidden && !entry.node.is_alias());
        let meant = meant.map(|meant| below_api(&meant));
        return Some(match meant.and_then(|meant| Some((replace(entry.node, &meant)?, meant))) {
            Some((edit, meant)) => diagnostic
                .help(format!("write it as `{meant}`"))
                .fix(format!("Write it as {meant}"), vec![edit]),
            None => diagnostic,
        });
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return Some(wrong(&format!("is not a URL: {error}"))),
    };
    if !url.username().is_empty() || url.password().is_some() {
        let message = "`workflowConfig.openMetadataServerConfig.hostPort` contains a user name or a password";
        let help = "remove it from the URL; the server authenticates by `securityConfig.jwtToken`";
        return Some(at_value(&code::URL_CREDENTIALS, entry, message).help(help));
    }
    (url.query().is_some() || url.fragment().is_some()).then(|| wrong("has a query or a fragment"))
}

/// The path of the API is `/api`.
fn api(entry: &Entry<'_>, text: &str) -> Option<Diagnostic> {
    if text.trim_end_matches('/').ends_with("/api") {
        return None;
    }
    let message = "`workflowConfig.openMetadataServerConfig.hostPort` does not end in `/api`, the path of the server's API";
    let help = "make it end in `/api`, unless a proxy adds that; the version belongs in `apiVersion`";
    let diagnostic = at_value(&code::HOST_WITHOUT_API, entry, message).help(help);
    let is_own = !entry.hidden && !entry.node.is_alias();
    Some(match replace(entry.node, &below_api(text)).filter(|_| is_own) {
        Some(edit) => diagnostic.fix("Make it end in /api", vec![edit]),
        None => diagnostic,
    })
}

/// The URL up to its `/api`, which is added if it is missing.
fn below_api(text: &str) -> String {
    let path = text.trim_end_matches('/');
    if path.ends_with("/api") {
        return path.to_owned();
    }
    let base = path.find("/api/").and_then(|at| path.get(..at)).unwrap_or(path);
    format!("{base}/api")
}

/// The API version is one segment of a path.
pub(super) fn api_version(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known_text(&keys::API_VERSION) else { return };
    let fits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !fits {
        let message = "`workflowConfig.openMetadataServerConfig.apiVersion` is not a version such as `v1`";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help("leave it out, or write `v1`"));
    }
}
