//! What came of a load: whole and as asked for, or what is wrong with it and whether trying again may help.

use super::{Body, aws, cure, oauth};
use crate::Diagnostic;
use crate::config::DocumentSource;
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, FaultKind, Lost, Retry, Scrubber, answer};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'c> {
    /// The document's first text.
    Document(&'c DocumentSource),
    /// A text that it refers to; whoever tells what is wrong with it names it.
    Companion,
    /// What it has to be asked for with.
    Pass(&'c DocumentSource),
}

/// What is wrong with a load, and whether trying again may help.
pub(super) struct BadLoad {
    pub(super) diagnostic: Diagnostic,
    pub(super) retry: Retry,
}

/// Takes a body that is whole and came with 200.
pub(super) fn judge(
    wanted: Wanted<'_>,
    scrubber: &Scrubber,
    result: Result<Body, Fault>,
) -> Result<Body, BadLoad> {
    let often = Retry::Often { after: None };
    let body = result.map_err(|fault| unreachable(wanted, fault.kind, answer::of_fault(&fault, scrubber)))?;
    let retry = match body.status {
        200 => return whole(wanted, body),
        429 | 502 | 503 | 504 => often,
        500 => Retry::Once,
        _ => Retry::Never,
    };
    let reason = words(&body.bytes).map_or(String::new(), |said| format!(" ({})", scrubber.text(&said)));
    Err(BadLoad { diagnostic: refused(wanted, body.status, &reason), retry })
}

/// Why it was refused, as S3, STS and servers of OAuth 2 say it; what is longer is from somewhere else.
fn words(body: &[u8]) -> Option<String> {
    const MOST: usize = 16 << 10;
    match body.trim_ascii_start() {
        text if text.len() > MOST => None,
        text if text.starts_with(b"<") => aws::refusal(text),
        text => oauth::refusal(text),
    }
}

fn refused(wanted: Wanted<'_>, status: u16, reason: &str) -> Diagnostic {
    let (code, who) = match wanted {
        Wanted::Pass(_) => (&code::SPEC_PASS, "what gives access to the document"),
        Wanted::Document(DocumentSource::S3(_)) => (&code::SPEC_STATUS, "S3"),
        Wanted::Document(_) => (&code::SPEC_STATUS, "the document's address"),
        Wanted::Companion => (&code::SPEC_STATUS, "its address"),
    };
    let message = format!("{who} answers with HTTP {status}, not 200{reason}");
    let help = match (wanted, status) {
        (Wanted::Pass(DocumentSource::S3(_)), _) => {
            "check `assumeRoleArn`, and that the keys of `awsCredentials` may assume it"
        }
        (Wanted::Pass(_), _) => {
            "check `tokenUrl`, `clientId`, `clientSecret` and `scopes` of `x-metarest.auth.oauth2`"
        }
        (Wanted::Document(DocumentSource::S3(_)), 400..=403) => {
            "check the keys, the region and the session token of `awsCredentials`, and that they may read the object"
        }
        (Wanted::Document(DocumentSource::S3(_)), 404 | 410) => {
            "check bucket and key of `openAPISchemaS3URL`"
        }
        (_, 401 | 403) => {
            "the address wants to know who asks: `serviceConnection.config.token`, or another way in `x-metarest.auth`"
        }
        (_, 404 | 410) => "check `openAPISchemaURL`",
        _ => "open the address in a browser, or try again later",
    };
    Diagnostic::new(code, message).help(help)
}

fn unreachable(wanted: Wanted<'_>, kind: FaultKind, lost: Lost) -> BadLoad {
    let (code, what, help) = match wanted {
        Wanted::Companion => {
            let diagnostic = Diagnostic::new(&code::SPEC_UNREACHABLE, lost.reason);
            return BadLoad { diagnostic, retry: lost.retry };
        }
        Wanted::Pass(document) => {
            let help = match document {
                DocumentSource::S3(_) => {
                    "check `awsRegion` and `endPointURL` of `awsCredentials`, and what lies between"
                }
                _ => "check `x-metarest.auth.oauth2.tokenUrl`, and what lies between",
            };
            (&code::SPEC_PASS, "what gives access to the document cannot be reached".to_owned(), Some(help))
        }
        Wanted::Document(document) => {
            let what = match document {
                DocumentSource::File(path) => format!("the document `{path}` cannot be read"),
                DocumentSource::Url(_) | DocumentSource::S3(_) | DocumentSource::Service => {
                    "the document cannot be fetched".to_owned()
                }
            };
            (&code::SPEC_UNREACHABLE, what, cure::no_document(document, kind))
        }
    };
    let diagnostic = Diagnostic::new(code, format!("{what}: {}", lost.reason));
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    BadLoad { diagnostic, retry: lost.retry }
}

/// A body that is shorter than its `Content-Length` broke off on the way.
fn whole(wanted: Wanted<'_>, body: Body) -> Result<Body, BadLoad> {
    let came = u64::try_from(body.bytes.len()).unwrap_or(u64::MAX);
    match body.length {
        Some(length) if came < length => {
            let what = match wanted {
                Wanted::Document(_) => "the document",
                Wanted::Pass(_) => "what gives access to the document",
                Wanted::Companion => "it",
            };
            let message = format!("{what} broke off: {came} of {length} bytes came");
            let help = "its server sends less than it promises: try again, or look at what lies between";
            let diagnostic = Diagnostic::new(&code::SPEC_CUT_OFF, message).help(help);
            Err(BadLoad { diagnostic, retry: Retry::Often { after: None } })
        }
        _ => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_refusal_are_short() {
        let check = |body: &str, expect: Option<&str>| assert_eq!(words(body.as_bytes()).as_deref(), expect);
        let xml = "<Error><Code>NoSuchKey</Code></Error>";
        check(xml, Some("NoSuchKey"));
        check(&format!(" \n{xml}"), Some("NoSuchKey"));
        check(r#"{"error": "invalid_client"}"#, Some("invalid_client"));
        check("<!doctype html><html>", None);
        check(&format!("{xml}<!--{}-->", "-x".repeat(10_000)), None);
        check(&format!(r#"{{"error": "{}"}}"#, "x".repeat(20_000)), None);
    }
}
