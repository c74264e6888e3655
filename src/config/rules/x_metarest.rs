//! Rules of metarest's own settings: how the document's address is asked, and which hosts beside it.

use url::{Host, Url};

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, Raw};
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The ways to authenticate at the document's address, the stock connector's first.
const WAYS: [&Key; 5] =
    [&keys::TOKEN, &keys::AUTH_BASIC, &keys::AUTH_BEARER, &keys::AUTH_QUERY, &keys::AUTH_OAUTH2];

/// One way says how to authenticate, and `auth` says one.
pub(super) fn auth(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let ways: Vec<(&Key, &Entry<'_>)> =
        WAYS.into_iter().filter_map(|key| Some((key, raw.given(key)?))).collect();
    match (raw.object(&keys::OWN_AUTH), ways.as_slice()) {
        (Some(auth), []) if !WAYS.iter().any(|key| raw.is_claimed(key)) => {
            let message = "`x-metarest.auth` does not say how to authenticate";
            let help = "write one of `basic`, `bearer`, `query` and `oauth2` in it";
            out.push(at(&code::MISSING_KEY, auth.key_span, message).help(help));
        }
        (Some(_), [(first, _), rest @ ..]) => {
            out.extend(rest.iter().map(|(key, entry)| mixed(entry, &key.path(), &first.path())));
        }
        _ => {}
    }
    if let (Some((way, _)), Some(header)) =
        (ways.iter().find(|(key, _)| **key != keys::AUTH_QUERY), authorization(raw))
    {
        let message =
            format!("`x-metarest.headers` has `Authorization` beside `{}`: only one can be sent", way.path());
        out.push(at(&code::AUTH_MIXED, header, message).help("keep one of the two"));
    }
}

fn mixed(entry: &Entry<'_>, name: &str, other: &str) -> Diagnostic {
    let message = format!("`{name}` stands beside `{other}`: there can be one way to authenticate only");
    at(&code::AUTH_MIXED, entry.key_span, message).help("keep the one that is meant, and remove the other")
}

/// Where `Authorization` stands among the headers.
fn authorization(raw: &Raw<'_>) -> Option<crate::diagnostic::Span> {
    let mut members = raw.entry(&keys::OWN_HEADERS)?.node.members();
    members.find(|member| member.key.eq_ignore_ascii_case("authorization")).map(|member| member.key_span)
}

/// Credentials are ones that a request can carry.
pub(super) fn credentials(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let mut refuse = |entry: &Entry<'_>, message: &str, help: &str| {
        out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
    };
    if let Some((entry, name)) = raw.known(&keys::BASIC_USERNAME)
        && name.contains(':')
    {
        refuse(entry, "a user's name holds a colon, which ends it (RFC 7617)", "write the part before it");
    }
    if let Some((entry, name)) = raw.known(&keys::QUERY_NAME)
        && name.is_empty()
    {
        refuse(entry, "the parameter has no name", "write the name that the document's server asks for");
    }
    if let Some((entry, url)) = raw.known(&keys::OAUTH2_TOKEN_URL)
        && !Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    {
        let message = "`tokenUrl` is neither http nor https, so no token can be asked for";
        out.push(at_value(&code::INVALID_URL, entry, message).help("write an http or https address"));
    }
}

/// What may be fetched from elsewhere is named by its host alone.
pub(super) fn hosts(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (node, text) in raw.known_texts(&keys::OWN_HOSTS) {
        if Host::parse(text).is_err() {
            let message = "a host of `x-metarest.hosts` is not one";
            let help = "write its name alone, without scheme, port and path: `schemas.example.com`";
            out.push(at(&code::INVALID_VALUE, node.span(), message).help(help));
        }
    }
}
