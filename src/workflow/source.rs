//! Where the document's texts are, and with what they are asked for.
//!
//! In: the config, and what was fetched before (`pass`). Out: what a shell loads from. What proves who asks goes to the
//! origin of the config's own document only, wherever its bytes are read from: a connection that is taken from the
//! server comes with its token after that was said.

use url::Url;

use super::context::Context;
use super::pass::{Pass, keys, unsigned};
use super::{LoadSource, aws, oauth};
use crate::config::{Auth, DocumentSource, S3Object};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{HeaderValue, api};
use crate::spec::Address;
use crate::{Diagnostic, Secret};

/// Where a config's document is.
pub(super) fn document(cx: &Context) -> Result<LoadSource, Diagnostic> {
    Ok(match cx.config.source() {
        DocumentSource::File(path) => LoadSource::File(path.clone()),
        DocumentSource::Url(url) if is_home(cx, url) => own(cx, url),
        DocumentSource::Url(url) => foreign(cx, url),
        DocumentSource::S3(object) => in_s3(cx, object, &object.request_url)?,
        DocumentSource::Service => return Err(not_asked()),
    })
}

/// The server was not asked for the connection.
fn not_asked() -> Diagnostic {
    let message = "the config has no `serviceConnection`, and a preview does not ask the server for it";
    Diagnostic::new(&code::CONNECTION, message)
        .help("give the document with `--spec`, or run `metarest plan`")
}

/// Where a text is that the document refers to.
pub(super) fn companion(cx: &Context, address: &Address) -> Result<LoadSource, Diagnostic> {
    let url = match address {
        Address::File(path) => return Ok(LoadSource::File(path.clone())),
        Address::Url(url) => url,
    };
    let url = url.as_str();
    match cx.config.source() {
        DocumentSource::S3(object) if same_origin(&object.request_url, url) => in_s3(cx, object, url),
        DocumentSource::Url(first) if same_origin(first, url) && is_home(cx, url) => Ok(own(cx, url)),
        DocumentSource::Url(_)
        | DocumentSource::S3(_)
        | DocumentSource::File(_)
        | DocumentSource::Service => Ok(foreign(cx, url)),
    }
}

/// Whether an address is of the origin at which the config has its document.
pub(super) fn is_home(cx: &Context, url: &str) -> bool {
    match &cx.config.document {
        DocumentSource::Url(home) => same_origin(home, url),
        DocumentSource::S3(_) | DocumentSource::File(_) | DocumentSource::Service => false,
    }
}

fn same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

/// An address that is not told who asks.
fn foreign(cx: &Context, url: &str) -> LoadSource {
    LoadSource::Url { url: url.to_owned(), headers: vec![agent(cx)], query: None, form: None }
}

/// An address of the document's own origin.
fn own(cx: &Context, url: &str) -> LoadSource {
    let mut headers = vec![agent(cx)];
    headers.extend(authorization(cx).map(|value| ("Authorization".to_owned(), HeaderValue::Secret(value))));
    for (name, value) in &cx.config.document_headers {
        headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        headers.push((name.clone(), HeaderValue::Secret(value.clone())));
    }
    let query = match &cx.config.document_auth {
        Some(Auth::Query { name, value }) => Some((name.clone(), value.clone())),
        _ => None,
    };
    LoadSource::Url { url: url.to_owned(), headers, query, form: None }
}

/// What says who asks.
fn authorization(cx: &Context) -> Option<Secret> {
    let bearer = |token: &Secret| Secret::new(format!("Bearer {}", token.expose()));
    match (&cx.config.document_auth, &cx.pass) {
        (Some(Auth::Basic { username, password }), _) => Some(oauth::basic(username, password.expose())),
        (Some(Auth::Bearer(token)), _) => Some(bearer(token)),
        (_, Some(Pass::Bearer(token))) => Some(bearer(token)),
        _ => cx.config.document_token.as_ref().map(bearer),
    }
}

fn agent(cx: &Context) -> (String, HeaderValue) {
    let agent = api::user_agent(&cx.config.mapping.service_name);
    ("User-Agent".to_owned(), HeaderValue::Plain(agent))
}

fn in_s3(cx: &Context, object: &S3Object, url: &str) -> Result<LoadSource, Diagnostic> {
    aws::object(object, url, keys(cx, object)?, cx.now).map_err(unsigned)
}
