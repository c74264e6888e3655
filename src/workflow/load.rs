//! Load and map: the document's bytes, those of what it refers to, and the desired state from them.

use std::collections::BTreeMap;

use url::Url;

use super::closing::Closing;
use super::connect::Known;
use super::context::Context;
use super::exchange::{Ticket, Work};
use super::reading::Reading;
use super::stage::Stage;
use super::{Body, Command, LoadLimits, LoadSource, Phase, cure, desired, finish};
use crate::config::{Config, DocumentSource};
use crate::diagnostic::Parsed;
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, FaultKind, HeaderValue, Lost, Retry, Scrubber, answer, api};
use crate::spec::{Address, Gathering};
use crate::tree::Texts;
use crate::{Diagnostic, Secret};

/// The document is being fetched, then what it refers to.
#[derive(Debug)]
pub(super) struct Load {
    /// None where no server is asked.
    known: Option<Known>,
    fetching: Fetching,
}

#[derive(Debug)]
enum Fetching {
    First(Ticket),
    Companions { gathering: Box<Gathering>, said: Vec<Diagnostic>, open: BTreeMap<Ticket, Address> },
}

impl Load {
    pub(super) fn start(cx: &mut Context, known: Option<Known>) -> Stage {
        cx.progress(Phase::Load, 0, 0);
        let work = Work::Load(load_source(&cx.config), limits(cx));
        Stage::Load(Self { known, fetching: Fetching::First(cx.exchange.submit(work)) })
    }

    pub(super) fn loaded(self, cx: &mut Context, ticket: Ticket, body: Result<Body, Diagnostic>) -> Stage {
        let Self { known, fetching } = self;
        match fetching {
            Fetching::First(asked) if asked == ticket => match body {
                Ok(body) => begin(cx, known, body),
                Err(diagnostic) => finish::early(cx, diagnostic),
            },
            Fetching::Companions { mut gathering, said, mut open } => {
                match (open.remove(&ticket), body) {
                    (Some(address), Ok(body)) => {
                        gathering.add(&address, body.bytes, &body.final_url, cx.config.document_limits);
                    }
                    (Some(address), Err(diagnostic)) => gathering.miss(&address, &diagnostic.message),
                    (None, _) => {}
                }
                gather(cx, known, gathering, said, open)
            }
            fetching @ Fetching::First(_) => Stage::Load(Self { known, fetching }),
        }
    }
}

fn begin(cx: &mut Context, known: Option<Known>, body: Body) -> Stage {
    let Parsed { value, diagnostics } = desired::begin(&cx.config, body);
    match value {
        Ok(gathering) => gather(cx, known, Box::new(gathering), diagnostics, BTreeMap::new()),
        Err(text) => {
            cx.document = Some(Texts::of(text));
            cx.diagnostics.extend(diagnostics);
            Closing::early(cx)
        }
    }
}

/// Asks for what is referred to and was not asked for; maps the document once nothing more is open.
fn gather(
    cx: &mut Context,
    known: Option<Known>,
    mut gathering: Box<Gathering>,
    said: Vec<Diagnostic>,
    mut open: BTreeMap<Ticket, Address>,
) -> Stage {
    for address in gathering.wanted(&cx.config.hosts) {
        let work = Work::Load(companion_source(&cx.config, &address), limits(cx));
        open.insert(cx.exchange.submit(work), address);
    }
    if open.is_empty() {
        return map(cx, known, *gathering, said);
    }
    cx.progress(Phase::Load, gathering.texts(), gathering.texts() + open.len());
    Stage::Load(Load { known, fetching: Fetching::Companions { gathering, said, open } })
}

/// What a text of the document may cost to fetch.
pub(super) fn limits(cx: &Context) -> LoadLimits {
    LoadLimits { bytes: cx.config.document_limits.bytes, timeout_ms: cx.options.load_timeout_ms }
}

/// Where a config's document is, with the headers that it is fetched with.
pub(super) fn load_source(config: &Config) -> LoadSource {
    let url = match config.source() {
        DocumentSource::File(path) => return LoadSource::File(path.clone()),
        DocumentSource::Url(url) => url,
    };
    url_source(config, url, true)
}

/// Where a text is that the document refers to. The document's token goes to the document's own origin only.
fn companion_source(config: &Config, address: &Address) -> LoadSource {
    match address {
        Address::File(path) => LoadSource::File(path.clone()),
        Address::Url(url) => {
            let first = match config.source() {
                DocumentSource::Url(first) => Url::parse(first).ok(),
                DocumentSource::File(_) => None,
            };
            url_source(config, url.as_str(), first.is_some_and(|first| first.origin() == url.origin()))
        }
    }
}

fn url_source(config: &Config, url: &str, with_token: bool) -> LoadSource {
    let agent = api::user_agent(&config.mapping.service_name);
    let mut headers = vec![("User-Agent".to_owned(), HeaderValue::Plain(agent))];
    if let Some(token) = config.document_token.as_ref().filter(|_| with_token) {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        headers.push(("Authorization".to_owned(), HeaderValue::Secret(value)));
    }
    LoadSource::Url { url: url.to_owned(), headers }
}

fn map(cx: &mut Context, known: Option<Known>, gathering: Gathering, said: Vec<Diagnostic>) -> Stage {
    cx.progress(Phase::Map, 0, 0);
    let desired = desired::map(&cx.config, gathering, said);
    cx.document = cx.options.for_report.then_some(desired.texts);
    cx.diagnostics.extend(desired.diagnostics);
    let Some(catalog) = desired.catalog else { return Closing::early(cx) };
    let short = cx.options.min_coverage.and_then(|least| catalog.coverage.short_of(least));
    if let (Some(short), Command::Ingest) = (&short, cx.command) {
        return finish::early(cx, short.clone());
    }
    cx.diagnostics.extend(short);
    match known {
        Some(known) => Reading::start(cx, known, catalog),
        None => finish::previewed(cx, catalog),
    }
}

/// What is wrong with a load, and whether trying again may help.
pub(super) struct BadLoad {
    pub(super) diagnostic: Diagnostic,
    pub(super) retry: Retry,
}

/// Takes a body that is whole and came with 200.
pub(super) fn judge(
    document: &DocumentSource,
    scrubber: &Scrubber,
    result: Result<Body, Fault>,
) -> Result<Body, BadLoad> {
    let often = Retry::Often { after: None };
    let body = result.map_err(|fault| unreachable(document, fault.kind, answer::lost(&fault, scrubber)))?;
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

fn unreachable(document: &DocumentSource, kind: FaultKind, lost: Lost) -> BadLoad {
    let message = match document {
        DocumentSource::Url(_) => format!("the document cannot be fetched: {}", lost.reason),
        DocumentSource::File(path) => format!("the document `{path}` cannot be read: {}", lost.reason),
    };
    let diagnostic = Diagnostic::new(&code::SPEC_UNREACHABLE, message);
    let diagnostic = match cure::no_document(document, kind) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    BadLoad { diagnostic, retry: lost.retry }
}

/// A body that is shorter than its `Content-Length` broke off on the way.
fn whole(body: Body) -> Result<Body, BadLoad> {
    let came = u64::try_from(body.bytes.len()).unwrap_or(u64::MAX);
    match body.length {
        Some(length) if came < length => {
            let message = format!("the document broke off: {came} of {length} bytes came");
            let help = "its server sends less than it promises: try again, or look at what lies between";
            let diagnostic = Diagnostic::new(&code::SPEC_CUT_OFF, message).help(help);
            Err(BadLoad { diagnostic, retry: Retry::Often { after: None } })
        }
        _ => Ok(body),
    }
}
