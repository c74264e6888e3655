//! Rules for `x-metarest`: authentication for the document, and further hosts.

use url::{Host, Url};

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::alternatives::METHODS;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// At most one authentication method is set, and `auth` sets one.
pub(super) fn auth(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let methods: Vec<(&ConfigKey, &Entry<'_>)> =
        METHODS.into_iter().filter_map(|key| Some((key, raw.non_blank(key)?))).collect();
    match (raw.object(&keys::AUTH), methods.as_slice()) {
        (Some(auth), []) if !METHODS.iter().any(|key| raw.is_suggested(key)) => {
            let message = "`x-metarest.auth` has no authentication method";
            let help = "add one of `basic`, `bearer`, `query` and `oauth2`";
            out.push(at(&code::MISSING_KEY, auth.key_span, message).help(help));
        }
        (Some(_), [(first, _), rest @ ..]) => {
            out.extend(rest.iter().map(|(key, entry)| mixed(entry, &key.path(), &first.path())));
        }
        _ => {}
    }
    if let (Some((method, _)), Some(header)) =
        (methods.iter().find(|(key, _)| **key != keys::AUTH_QUERY), authorization(raw))
    {
        let message = format!(
            "`x-metarest.headers` contains `Authorization` and `{}` is set too, but only one can be sent",
            method.path()
        );
        out.push(at(&code::AUTH_MIXED, header, message).help("keep one of the two"));
    }
}

fn mixed(entry: &Entry<'_>, name: &str, other: &str) -> Diagnostic {
    let message =
        format!("`{name}` and `{other}` are both set, but only one authentication method can be used");
    at(&code::AUTH_MIXED, entry.key_span, message).help("keep the one you need, and remove the other")
}

/// The place of `Authorization` among the headers.
fn authorization(raw: &RawConfig<'_>) -> Option<crate::diagnostic::Span> {
    let mut members = raw.entry(&keys::DOCUMENT_HEADERS)?.node.members();
    members.find(|member| member.key.eq_ignore_ascii_case("authorization")).map(|member| member.key_span)
}

/// A request can carry the credentials.
pub(super) fn credentials(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let mut reject = |entry: &Entry<'_>, message: &str, help: &str| {
        out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
    };
    if let Some((entry, name)) = raw.known_text(&keys::BASIC_USERNAME)
        && name.contains(':')
    {
        reject(
            entry,
            "the user name contains a colon, which HTTP Basic authentication does not allow (RFC 7617)",
            "remove the colon and what follows it",
        );
    }
    if let Some((entry, name)) = raw.known_text(&keys::QUERY_NAME)
        && name.is_empty()
    {
        reject(entry, "the query parameter has no name", "write the name that the document's server expects");
    }
    if let Some((entry, url)) = raw.known_text(&keys::OAUTH2_TOKEN_URL)
        && !Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    {
        let message = "`tokenUrl` is neither http nor https, so no token can be requested";
        out.push(at_value(&code::INVALID_URL, entry, message).help("write an http or https URL"));
    }
}

/// Further hosts are host names only.
pub(super) fn hosts(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (node, text) in raw.known_texts(&keys::HOSTS) {
        if Host::parse(text).is_err() {
            let message = "a value in `x-metarest.hosts` is not a valid host name";
            let help = "write only the name, without scheme, port and path: `schemas.example.com`";
            out.push(at(&code::INVALID_VALUE, node.span(), message).help(help));
        }
    }
}
