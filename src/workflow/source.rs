//! Where the document's texts are, and with what they are asked for.
//!
//! In: the config, and what was fetched before (`pass`). Out: what a shell loads from. What proves who asks goes to the
//! document's own address only.

use url::Url;

use super::context::Context;
use super::pass::{Pass, unsigned};
use super::{LoadSource, aws};
use crate::config::{AwsCredentials, Config, DocumentSource, S3Object};
use crate::openmetadata::{HeaderValue, api};
use crate::spec::Address;
use crate::{Diagnostic, Secret};

/// Where a config's document is.
pub(super) fn document(cx: &Context) -> Result<LoadSource, Diagnostic> {
    Ok(match cx.config.source() {
        DocumentSource::File(path) => LoadSource::File(path.clone()),
        DocumentSource::Url(url) => by_url(&cx.config, url, true),
        DocumentSource::S3(object) => in_s3(cx, object, &object.request_url)?,
    })
}

/// Where a text is that the document refers to.
pub(super) fn companion(cx: &Context, address: &Address) -> Result<LoadSource, Diagnostic> {
    let url = match address {
        Address::File(path) => return Ok(LoadSource::File(path.clone())),
        Address::Url(url) => url,
    };
    let own = |first: &str| Url::parse(first).is_ok_and(|first| first.origin() == url.origin());
    match cx.config.source() {
        DocumentSource::S3(object) if own(&object.request_url) => in_s3(cx, object, url.as_str()),
        DocumentSource::Url(first) => Ok(by_url(&cx.config, url.as_str(), own(first))),
        DocumentSource::S3(_) | DocumentSource::File(_) => Ok(by_url(&cx.config, url.as_str(), false)),
    }
}

fn by_url(config: &Config, url: &str, own: bool) -> LoadSource {
    let agent = api::user_agent(&config.mapping.service_name);
    let mut headers = vec![("User-Agent".to_owned(), HeaderValue::Plain(agent))];
    if let Some(token) = config.document_token.as_ref().filter(|_| own) {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        headers.push(("Authorization".to_owned(), HeaderValue::Secret(value)));
    }
    LoadSource::Url { url: url.to_owned(), headers, form: None }
}

fn in_s3(cx: &Context, object: &S3Object, url: &str) -> Result<LoadSource, Diagnostic> {
    aws::object(object, url, keys(cx, object), cx.now).map_err(unsigned)
}

/// A role's keys, once they are there.
fn keys<'c>(cx: &'c Context, object: &'c S3Object) -> &'c AwsCredentials {
    match &cx.pass {
        Some(Pass::Keys(keys)) => keys,
        None => &object.credentials,
    }
}
