//! Load and map: the document's bytes, those of what it refers to, and the desired state from them.

use std::collections::BTreeMap;

use super::arrival::Wanted;
use super::closing::Closing;
use super::connect::Known;
use super::context::Context;
use super::exchange::{Ticket, Work};
use super::pass::{self, Next};
use super::reading::Reading;
use super::stage::Stage;
use super::{Body, Command, LoadLimits, Phase, desired, finish, source};
use crate::Diagnostic;
use crate::config::DocumentSource;
use crate::diagnostic::Parsed;
use crate::spec::{Address, Gathering};
use crate::tree::Texts;

/// The document is being fetched, then what it refers to.
#[derive(Debug)]
pub(super) struct Load {
    /// None where no server is asked.
    known: Option<Known>,
    fetching: Fetching,
}

#[derive(Debug)]
enum Fetching {
    /// What the document has to be asked for with.
    Pass(Ticket),
    First(Ticket),
    Companions {
        gathering: Box<Gathering>,
        said: Vec<Diagnostic>,
        open: BTreeMap<Ticket, Address>,
    },
}

impl Load {
    pub(super) fn start(cx: &mut Context, known: Option<Known>) -> Stage {
        cx.progress(Phase::Load, 0, 0);
        Self::go_on(cx, known)
    }

    /// Asks for the document, or for what it has to be asked for with.
    fn go_on(cx: &mut Context, known: Option<Known>) -> Stage {
        let fetching = match pass::next(cx) {
            Ok(Next::Pass(ticket)) => Fetching::Pass(ticket),
            Ok(Next::Document(ticket)) => Fetching::First(ticket),
            Err(diagnostic) => return finish::early(cx, diagnostic),
        };
        Stage::Load(Self { known, fetching })
    }

    /// What is asked for; the document is there.
    pub(super) fn wanted<'c>(&self, document: &'c DocumentSource) -> Wanted<'c> {
        match self.fetching {
            Fetching::Pass(_) => Wanted::Pass(document),
            Fetching::First(_) => Wanted::Document(document),
            Fetching::Companions { .. } => Wanted::Companion,
        }
    }

    pub(super) fn loaded(self, cx: &mut Context, ticket: Ticket, body: Result<Body, Diagnostic>) -> Stage {
        let Self { known, fetching } = self;
        match fetching {
            Fetching::Pass(asked) if asked == ticket => match body.and_then(|body| pass::taken(cx, &body)) {
                Ok(()) => Self::go_on(cx, known),
                Err(diagnostic) => finish::early(cx, diagnostic),
            },
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
            fetching @ (Fetching::Pass(_) | Fetching::First(_)) => Stage::Load(Self { known, fetching }),
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
        match source::companion(cx, &address) {
            Ok(source) => {
                let work = Work::Load(source, limits(cx));
                open.insert(cx.exchange.submit(work), address);
            }
            Err(diagnostic) => gathering.miss(&address, &diagnostic.message),
        }
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
