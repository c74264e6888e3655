//! Load and map: the document's bytes, those of what it refers to, and the desired state from them.

use std::collections::BTreeMap;

use super::arrival::Wanted;
use super::arrived::Arrived;
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
    Companions(Box<Round>),
}

/// What the gathered texts refer to, asked for at once.
#[derive(Debug)]
struct Round {
    gathering: Gathering,
    said: Vec<Diagnostic>,
    open: BTreeMap<Ticket, Address>,
    arrived: Arrived,
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
            Fetching::Companions(mut round) => {
                if let Some(address) = round.open.remove(&ticket) {
                    round.arrived.take(address, body);
                }
                gather(cx, known, round)
            }
            fetching @ (Fetching::Pass(_) | Fetching::First(_)) => Stage::Load(Self { known, fetching }),
        }
    }
}

fn begin(cx: &mut Context, known: Option<Known>, body: Body) -> Stage {
    let Parsed { value, diagnostics } = desired::begin(&cx.config, body);
    match value {
        Ok(gathering) => {
            let arrived = Arrived::new(cx.config.document_limits.bytes);
            let round = Round { gathering, said: diagnostics, open: BTreeMap::new(), arrived };
            gather(cx, known, Box::new(round))
        }
        Err(text) => {
            cx.document = Some(Texts::of(text));
            cx.diagnostics.extend(diagnostics);
            Closing::early(cx)
        }
    }
}

/// Asks for what is referred to and was not asked for; maps the document once nothing more is open. What came is added
/// when all of it is there, in the order of the addresses: the same texts make the same document.
fn gather(cx: &mut Context, known: Option<Known>, mut round: Box<Round>) -> Stage {
    while round.open.is_empty() {
        round.arrived.add_to(&mut round.gathering, cx.config.document_limits);
        let wanted = round.gathering.wanted(&cx.config.hosts);
        if wanted.is_empty() {
            let Round { gathering, said, .. } = *round;
            return map(cx, known, gathering, said);
        }
        for address in wanted {
            match source::companion(cx, &address) {
                Ok(source) => {
                    let work = Work::Load(source, limits(cx));
                    round.open.insert(cx.exchange.submit(work), address);
                }
                Err(diagnostic) => round.arrived.take(address, Err(diagnostic)),
            }
        }
    }
    let texts = round.gathering.texts() + round.arrived.len();
    cx.progress(Phase::Load, texts, texts + round.open.len());
    Stage::Load(Load { known, fetching: Fetching::Companions(round) })
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
