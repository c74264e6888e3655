//! Load and map: the document's bytes, and the desired state from them.

use super::closing::Closing;
use super::connect::Known;
use super::context::Context;
use super::exchange::{Ticket, Work};
use super::reading::Reading;
use super::stage::Stage;
use super::{Body, LoadSource, Phase, desired, finish};
use crate::config::{Config, DocumentSource};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, HeaderValue, Lost, Retry, Scrubber, answer, api};
use crate::{Diagnostic, Secret};

/// The document is being fetched.
#[derive(Debug)]
pub(super) struct Load {
    ticket: Ticket,
    known: Known,
}

impl Load {
    pub(super) fn start(cx: &mut Context, known: Known) -> Stage {
        cx.progress(Phase::Load, 0, 0);
        let work = Work::Load(load_source(&cx.config), cx.options.load);
        Stage::Load(Self { ticket: cx.exchange.submit(work), known })
    }

    pub(super) fn loaded(self, cx: &mut Context, ticket: Ticket, body: Result<Body, Diagnostic>) -> Stage {
        if ticket != self.ticket {
            return Stage::Load(self);
        }
        match body {
            Ok(body) => map(cx, self.known, body),
            Err(diagnostic) => finish::early(cx, diagnostic),
        }
    }
}

/// Where a config's document is, with the headers that it is fetched with.
pub fn load_source(config: &Config) -> LoadSource {
    let url = match config.source() {
        DocumentSource::File(path) => return LoadSource::File(path.clone()),
        DocumentSource::Url(url) => url.clone(),
    };
    let agent = api::user_agent(&config.mapping.service_name);
    let mut headers = vec![("User-Agent".to_owned(), HeaderValue::Plain(agent))];
    if let Some(token) = &config.document_token {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        headers.push(("Authorization".to_owned(), HeaderValue::Secret(value)));
    }
    LoadSource::Url { url, headers }
}

fn map(cx: &mut Context, known: Known, body: Body) -> Stage {
    cx.progress(Phase::Map, 0, 0);
    let desired = desired::read(&cx.config, body);
    cx.document = desired.text;
    cx.diagnostics.extend(desired.diagnostics);
    match desired.catalog {
        Some(catalog) => Reading::start(cx, known, catalog),
        None => Closing::early(cx),
    }
}

/// What is wrong with a load, and whether trying again may help.
pub(crate) struct BadLoad {
    pub(crate) diagnostic: Diagnostic,
    pub(super) retry: Retry,
}

/// Takes a body that is whole and came with 200.
pub(crate) fn judge(
    document: &DocumentSource,
    scrubber: &Scrubber,
    result: Result<Body, Fault>,
) -> Result<Body, BadLoad> {
    let often = Retry::Often { after: None };
    let body = result.map_err(|fault| unreachable(document, answer::lost(&fault, scrubber)))?;
    let retry = match body.status {
        200 => return whole(body),
        429 | 502 | 503 | 504 => often,
        500 => Retry::Once,
        _ => Retry::Never,
    };
    let message = format!("the document's address answers with HTTP {}, not 200", body.status);
    let help = match body.status {
        401 | 403 => "the address wants a token: `serviceConnection.config.token`",
        404 | 410 => "check `openAPISchemaURL`",
        _ => "open the address in a browser, or try again later",
    };
    Err(BadLoad { diagnostic: Diagnostic::new(&code::SPEC_STATUS, message).help(help), retry })
}

fn unreachable(document: &DocumentSource, lost: Lost) -> BadLoad {
    let message = match document {
        DocumentSource::Url(_) => format!("the document cannot be fetched: {}", lost.reason),
        DocumentSource::File(path) => format!("the document `{path}` cannot be read: {}", lost.reason),
    };
    BadLoad { diagnostic: Diagnostic::new(&code::SPEC_UNREACHABLE, message), retry: lost.retry }
}

/// A body that is shorter than its `Content-Length` broke off on the way.
fn whole(body: Body) -> Result<Body, BadLoad> {
    let came = u64::try_from(body.bytes.len()).unwrap_or(u64::MAX);
    match body.length {
        Some(length) if came < length => {
            let message = format!("the document broke off: {came} of {length} bytes came");
            let diagnostic = Diagnostic::new(&code::SPEC_CUT_OFF, message);
            Err(BadLoad { diagnostic, retry: Retry::Often { after: None } })
        }
        _ => Ok(body),
    }
}
