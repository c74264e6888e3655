//! Where to load the document from, and with which credentials.
//!
//! In: the config, and fetched credentials. Out: what a shell loads. Credentials are sent to the origin of the config's
//! own document only, even with `--spec`: the token of a connection that is stored on the server never goes to the
//! address of `--spec`.

use url::Url;

use super::aws;
use crate::config::{Auth, AwsCredentials, DocumentSource, S3Object, basic_header};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{HeaderValue, api};
use crate::spec::Address;
use crate::workflow::io::redirect::http_url;
use crate::workflow::session::{DocumentCredentials, Session};
use crate::workflow::{LoadLimits, LoadSource};
use crate::{Diagnostic, Secret};

/// Where the config's document is.
pub(crate) fn document(session: &Session) -> Result<LoadSource, Diagnostic> {
    Ok(match session.config.source() {
        DocumentSource::File(path) => LoadSource::File(path.clone()),
        DocumentSource::Url(url) if has_own_origin(session, url) => with_credentials(session, url)?,
        DocumentSource::Url(url) => anonymous(session, url)?,
        DocumentSource::S3(object) => in_s3(session, object, &object.request_url)?,
        DocumentSource::Service => return Err(no_connection()),
    })
}

/// The address that the document is asked for at; empty for a document whose address is not known.
pub(crate) fn address(document: &DocumentSource) -> String {
    match document {
        DocumentSource::Url(url) => url.clone(),
        DocumentSource::S3(object) => object.request_url.clone(),
        DocumentSource::File(path) => path.clone(),
        DocumentSource::Service => String::new(),
    }
}

/// The server was not asked for the connection.
fn no_connection() -> Diagnostic {
    let message = "the config has no `serviceConnection`, and a preview does not ask the server for one";
    Diagnostic::new(&code::CONNECTION, message)
        .help("give the document with `--spec`, or run `metarest plan`")
}

/// Where an external document is.
pub(crate) fn external(session: &Session, address: &Address) -> Result<LoadSource, Diagnostic> {
    let url = match address {
        Address::File(path) => return Ok(LoadSource::File(path.clone())),
        Address::Url(url) => url,
    };
    let url = url.as_str();
    match session.config.source() {
        DocumentSource::S3(object) if same_origin(&object.request_url, url) => in_s3(session, object, url),
        DocumentSource::Url(first) if same_origin(first, url) && has_own_origin(session, url) => {
            with_credentials(session, url)
        }
        DocumentSource::Url(_)
        | DocumentSource::S3(_)
        | DocumentSource::File(_)
        | DocumentSource::Service => anonymous(session, url),
    }
}

/// Whether an address has the origin of the config's document.
pub(crate) fn has_own_origin(session: &Session, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| session.config.document.has_origin(&url))
}

fn same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

fn fetchable(url: &str) -> Result<Url, Diagnostic> {
    http_url(url).map_err(|reason| {
        Diagnostic::new(&code::SPEC_UNREACHABLE, format!("`{url}` cannot be fetched: {reason}"))
            .help("write a URL that begins with `https://` or `http://`")
    })
}

/// An address that gets no credentials.
fn anonymous(session: &Session, url: &str) -> Result<LoadSource, Diagnostic> {
    Ok(LoadSource::Url { url: fetchable(url)?, headers: vec![agent(session)], query: None, body: None })
}

/// An address of the document's own origin.
fn with_credentials(session: &Session, url: &str) -> Result<LoadSource, Diagnostic> {
    let mut headers = vec![agent(session)];
    headers
        .extend(authorization(session).map(|value| ("Authorization".to_owned(), HeaderValue::Secret(value))));
    for (name, value) in &session.config.document_headers {
        headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        headers.push((name.clone(), HeaderValue::Secret(value.clone())));
    }
    let query = match &session.config.document_auth {
        Some(Auth::Query { name, value }) => Some((name.clone(), value.clone())),
        _ => None,
    };
    Ok(LoadSource::Url { url: fetchable(url)?, headers, query, body: None })
}

/// The `Authorization` header.
fn authorization(session: &Session) -> Option<Secret> {
    let bearer = |token: &Secret| Secret::new(format!("Bearer {}", token.expose()));
    match (&session.config.document_auth, &session.document.credentials) {
        (Some(Auth::Basic { username, password }), _) => Some(basic_header(username, password.expose())),
        (Some(Auth::Bearer(token)), _) => Some(bearer(token)),
        (_, Some(DocumentCredentials::Bearer(token))) => Some(bearer(token)),
        _ => session.config.document_token.as_ref().map(bearer),
    }
}

fn agent(session: &Session) -> (String, HeaderValue) {
    let agent = api::user_agent(&session.config.mapping.service_name);
    ("User-Agent".to_owned(), HeaderValue::Plain(agent))
}

fn in_s3(session: &Session, object: &S3Object, url: &str) -> Result<LoadSource, Diagnostic> {
    aws::object(object, url, keys(session, object)?, session.now).map_err(unsigned)
}

/// The keys to sign with: a role's, once they are fetched.
pub(crate) fn keys<'c>(session: &'c Session, object: &'c S3Object) -> Result<&'c AwsCredentials, Diagnostic> {
    let server = match &session.document.credentials {
        Some(DocumentCredentials::Keys(keys)) => Some(keys),
        Some(DocumentCredentials::Bearer(_)) | None => object.credentials.as_ref(),
    };
    let none = || {
        let help = "write `awsAccessKeyId` and `awsSecretAccessKey` in `awsCredentials`";
        Diagnostic::new(&code::SPEC_CREDENTIALS, "the config has no keys for S3").help(help)
    };
    server.ok_or_else(none)
}

/// A request that could not be signed.
pub(crate) fn unsigned(reason: String) -> Diagnostic {
    let message = format!("the request to S3 cannot be signed: {reason}");
    Diagnostic::new(&code::SPEC_CREDENTIALS, message)
        .help("check `awsCredentials`: keys and tokens have only visible ASCII characters")
}

/// The limits for fetching one document.
pub(crate) fn limits(session: &Session) -> LoadLimits {
    LoadLimits { bytes: session.config.document_limits.bytes, timeout_ms: session.options.load_timeout_ms }
}
