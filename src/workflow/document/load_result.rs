//! The result of a load → a complete text, or a diagnostic and whether a retry may help.

use super::aws;
use crate::Diagnostic;
use crate::config::{Config, DocumentSource};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, FaultKind, Lost, Retry, Scrubber, answer};
use crate::workflow::Body;
use crate::workflow::io::network_help::{self, unavailable};
use crate::workflow::io::oauth;
use crate::workflow::loaded_text::LoadedText;

/// What was to be loaded.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LoadPurpose<'c> {
    /// The document's first text.
    Document(Wanted<'c>),
    /// An external document. The caller's diagnostic names it.
    External,
    /// The credentials to fetch it with.
    Credentials(&'c DocumentSource),
}

impl LoadPurpose<'_> {
    /// The key of the config that has its address.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Document(Wanted { is_given: true, .. }) => "--spec",
            Self::Document(Wanted { source: DocumentSource::S3(object), .. }) => match object.endpoint {
                Some(_) => "endPointURL",
                None => "openAPISchemaS3URL",
            },
            Self::Document(_) => "openAPISchemaURL",
            Self::External => "x-metarest.hosts",
            Self::Credentials(DocumentSource::S3(_)) => "endPointURL",
            Self::Credentials(_) => "tokenUrl",
        }
    }
}

/// The document that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'c> {
    pub(crate) source: &'c DocumentSource,
    /// By `--spec`, and not by the config.
    pub(crate) is_given: bool,
}

impl<'c> Wanted<'c> {
    pub(crate) fn by(config: &'c Config) -> Self {
        Self { source: config.source(), is_given: config.is_document_given() }
    }
}

/// Why a load failed, and whether a retry may help.
pub(crate) struct LoadError {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) retry: Retry,
}

/// Accepts a complete body with status 200, from that address.
pub(crate) fn classify(
    wanted: LoadPurpose<'_>,
    scrubber: &Scrubber,
    address: String,
    result: Result<Body, Fault>,
    now: u64,
) -> Result<LoadedText, LoadError> {
    let body = result.map_err(|fault| unreachable(wanted, fault.kind, answer::of_fault(&fault, scrubber)))?;
    if body.status == 200 {
        return whole(wanted, address, body);
    }
    let reason = refusal_reason(&body.bytes).map(|reason| scrubber.text(&reason));
    let retry = match &reason {
        Some(reason) if aws::is_throttled(reason) => Some(Retry::Often { after: None }),
        _ => answer::transient(body.status, body.retry_after.as_deref(), now),
    };
    let reason = reason.map_or(String::new(), |reason| format!(" ({reason})"));
    let diagnostic = match retry {
        Some(retry) => answered(wanted, body.status, &reason).help(unavailable(body.status, retry)),
        None => refused(wanted, body.status, &reason),
    };
    Err(LoadError { diagnostic, retry: retry.unwrap_or(Retry::Never) })
}

/// Why it was refused, as S3, STS and servers of OAuth 2 report it; a longer body is from another program.
fn refusal_reason(body: &[u8]) -> Option<String> {
    const MOST: usize = 16 << 10;
    match body.trim_ascii_start() {
        text if text.len() > MOST => None,
        text if text.starts_with(b"<") => aws::refusal(text),
        text => oauth::refusal(text),
    }
}

/// That an address answered with another status.
fn answered(wanted: LoadPurpose<'_>, status: u16, reason: &str) -> Diagnostic {
    let (code, who) = match wanted {
        LoadPurpose::Credentials(_) => {
            (&code::SPEC_CREDENTIALS, "the server that issues the document's credentials")
        }
        LoadPurpose::Document(Wanted { source: DocumentSource::S3(_), .. }) => (&code::SPEC_STATUS, "S3"),
        LoadPurpose::Document(_) => (&code::SPEC_STATUS, "the document's address"),
        LoadPurpose::External => (&code::SPEC_STATUS, "its address"),
    };
    Diagnostic::new(code, format!("{who} answered with HTTP {status} instead of 200{reason}"))
}

/// That an address refused, and what to do about it.
fn refused(wanted: LoadPurpose<'_>, status: u16, reason: &str) -> Diagnostic {
    let help = match (wanted, status) {
        (LoadPurpose::Credentials(DocumentSource::S3(_)), _) => {
            "check `assumeRoleArn`, and that the keys of `awsCredentials` are allowed to assume it"
        }
        (LoadPurpose::Credentials(_), _) => {
            "check `tokenUrl`, `clientId`, `clientSecret` and `scopes` of `x-metarest.auth.oauth2`"
        }
        (LoadPurpose::Document(Wanted { source: DocumentSource::S3(_), .. }), 400..=403) => {
            "check the keys, the region and the session token of `awsCredentials`, and that they are allowed to read the object"
        }
        (LoadPurpose::Document(Wanted { source: DocumentSource::S3(_), .. }), 404 | 410) => {
            "check the bucket and the key of `openAPISchemaS3URL`"
        }
        (LoadPurpose::Document(Wanted { is_given: true, .. }), 401 | 403) => {
            "the address needs credentials: a config has them for its own document (`serviceConnection.config.token`, `x-metarest.auth`); or download the document, and give its path"
        }
        (LoadPurpose::Document(Wanted { is_given: true, .. }), 404 | 410) => "check the address of `--spec`",
        (_, 401 | 403) => {
            "the address needs credentials: set `serviceConnection.config.token`, or another method in `x-metarest.auth`"
        }
        (LoadPurpose::External, 404 | 410) => "check the `$ref` that names it",
        (_, 404 | 410) => "check `openAPISchemaURL`",
        _ => "open the address in a browser, or try again later",
    };
    answered(wanted, status, reason).help(help)
}

fn unreachable(wanted: LoadPurpose<'_>, kind: FaultKind, lost: Lost) -> LoadError {
    let (code, what, help) = match wanted {
        LoadPurpose::External => {
            let diagnostic = Diagnostic::new(&code::SPEC_UNREACHABLE, lost.reason);
            return LoadError { diagnostic, retry: lost.retry };
        }
        LoadPurpose::Credentials(document) => {
            let help = match document {
                DocumentSource::S3(_) => {
                    "check `awsRegion` and `endPointURL` of `awsCredentials`, and firewalls or proxies in between"
                }
                _ => "check `x-metarest.auth.oauth2.tokenUrl`, and firewalls or proxies in between",
            };
            (
                &code::SPEC_CREDENTIALS,
                "the server that issues the document's credentials cannot be reached".to_owned(),
                Some(help),
            )
        }
        LoadPurpose::Document(document) => {
            let what = match document.source {
                DocumentSource::File(path) => format!("the document `{path}` cannot be read"),
                DocumentSource::Url(_) | DocumentSource::S3(_) | DocumentSource::Service => {
                    "the document cannot be fetched".to_owned()
                }
            };
            (
                &code::SPEC_UNREACHABLE,
                what,
                network_help::no_document(document.source, document.is_given, kind),
            )
        }
    };
    let diagnostic = Diagnostic::new(code, format!("{what}: {}", lost.reason));
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    LoadError { diagnostic, retry: lost.retry }
}

/// A body that is shorter than its `Content-Length` broke off on the way.
fn whole(wanted: LoadPurpose<'_>, address: String, body: Body) -> Result<LoadedText, LoadError> {
    let came = u64::try_from(body.bytes.len()).unwrap_or(u64::MAX);
    match body.length {
        Some(length) if came < length => {
            let what = match wanted {
                LoadPurpose::Document(_) => "the document",
                LoadPurpose::Credentials(_) => "the server that issues the document's credentials",
                LoadPurpose::External => "it",
            };
            let message = format!("{what} was cut off: {came} of {length} bytes arrived");
            let help =
                "its server sent less than `Content-Length` says: try again, or check proxies in between";
            let diagnostic = Diagnostic::new(&code::SPEC_CUT_OFF, message).help(help);
            Err(LoadError { diagnostic, retry: Retry::Often { after: None } })
        }
        _ => Ok(LoadedText::of(body, address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_refusal_is_short() {
        let check =
            |body: &str, expect: Option<&str>| assert_eq!(refusal_reason(body.as_bytes()).as_deref(), expect);
        let xml = "<Error><Code>NoSuchKey</Code></Error>";
        check(xml, Some("NoSuchKey"));
        check(&format!(" \n{xml}"), Some("NoSuchKey"));
        check(r#"{"error": "invalid_client"}"#, Some("invalid_client"));
        check("<!doctype html><html>", None);
        check(&format!("{xml}<!--{}-->", "-x".repeat(10_000)), None);
        check(&format!(r#"{{"error": "{}"}}"#, "x".repeat(20_000)), None);
    }
}
