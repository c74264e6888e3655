//! Loads the document and the external documents that it refers to, and maps them to the catalog.

mod aws;
pub(crate) mod credentials;
pub(crate) mod load_result;
pub(crate) mod mapping;
mod received;
mod source;
pub(crate) mod unchanged;

use std::collections::BTreeMap;

use crate::Diagnostic;
use crate::diagnostic::Parsed;
use crate::diagnostic::code::spec as code;
use crate::spec::{Address, DocumentLoader};
use crate::tree::Texts;
use crate::workflow::io::queue::{Job, JobId};
use crate::workflow::known::KnownDocuments;
use crate::workflow::loaded_text::LoadedText;
use crate::workflow::session::{ServerInfo, Session};
use crate::workflow::transition::{Ending, Next, Transition};
use crate::workflow::{Command, Phase};
use credentials::Fetch;
use load_result::{LoadPurpose, Wanted};
use received::ReceivedDocuments;

/// The document is being fetched, then external documents.
#[derive(Debug)]
pub(crate) struct LoadDocument {
    /// None if no server is asked.
    server: Option<ServerInfo>,
    fetching: Fetching,
}

#[derive(Debug)]
enum Fetching {
    /// The credentials for the document.
    Credentials(JobId),
    First(JobId),
    External(Box<Round>),
}

/// The external documents that are fetched at the same time.
#[derive(Debug)]
struct Round {
    loader: DocumentLoader,
    diagnostics: Vec<Diagnostic>,
    open: BTreeMap<JobId, Address>,
    received: ReceivedDocuments,
}

impl LoadDocument {
    pub(crate) fn start(session: &mut Session, server: Option<ServerInfo>) -> Next<Self> {
        session.progress(Phase::Load, 0, 0);
        match session.document.first.take() {
            Some(text) => begin(session, server, *text),
            None => Self::go_on(session, server),
        }
    }

    /// Fetches the document, or the credentials that it needs first.
    fn go_on(session: &mut Session, server: Option<ServerInfo>) -> Next<Self> {
        let fetching = match credentials::fetch(session) {
            Ok(Fetch::Credentials(job)) => Fetching::Credentials(job),
            Ok(Fetch::Document(job)) => Fetching::First(job),
            Err(diagnostic) => return Next::fail(diagnostic),
        };
        Next::Stay(Self { server, fetching })
    }

    /// What is being fetched.
    pub(crate) fn purpose<'c>(&self, document: Wanted<'c>) -> LoadPurpose<'c> {
        match self.fetching {
            Fetching::Credentials(_) => LoadPurpose::Credentials(document.source),
            Fetching::First(_) => LoadPurpose::Document(document),
            Fetching::External { .. } => LoadPurpose::External,
        }
    }

    pub(crate) fn loaded(
        self,
        session: &mut Session,
        job: JobId,
        body: Result<LoadedText, Diagnostic>,
    ) -> Next<Self> {
        let Self { server, fetching } = self;
        match fetching {
            Fetching::Credentials(asked) if asked == job => {
                match body.and_then(|body| credentials::take(session, &body)) {
                    Ok(()) => Self::go_on(session, server),
                    Err(diagnostic) => Next::fail(diagnostic),
                }
            }
            Fetching::First(asked) if asked == job => match body {
                Ok(body) => begin(session, server, body),
                Err(diagnostic) => Next::fail(diagnostic),
            },
            Fetching::External(mut round) => {
                if let Some(address) = round.open.remove(&job) {
                    know_external(session, &address, &body);
                    round.received.take(address, body);
                }
                fetch_external(session, server, round)
            }
            fetching @ (Fetching::Credentials(_) | Fetching::First(_)) => {
                Next::Stay(Self { server, fetching })
            }
        }
    }
}

fn begin(session: &mut Session, server: Option<ServerInfo>, text: LoadedText) -> Next<LoadDocument> {
    session.document.bytes = text.bytes.len();
    know_first(session, &text);
    let Parsed { value, diagnostics } = mapping::begin(&session.config, text);
    match value {
        Ok(loader) => {
            let received = ReceivedDocuments::new(session.config.document_limits.bytes);
            let round = Round { loader, diagnostics, open: BTreeMap::new(), received };
            fetch_external(session, server, Box::new(round))
        }
        Err(text) => {
            // A text that is no document may repeat the request, as pages of errors do.
            let text = session.scrubber.covered(&text);
            session.document.texts = Some(Texts::of(text).named(session.config.source().shown_name()));
            let diagnostics = diagnostics.into_iter().map(|found| session.scrubber.diagnostic(found));
            session.diagnostics.extend(diagnostics);
            Transition::ReportStatus(None).into()
        }
    }
}

/// Fetches external documents that were not fetched yet; maps the document once nothing is open. They are added
/// together, in the order of their addresses, so that the result does not depend on which came first.
fn fetch_external(
    session: &mut Session,
    server: Option<ServerInfo>,
    mut round: Box<Round>,
) -> Next<LoadDocument> {
    while round.open.is_empty() {
        round.received.add_to(&mut round.loader, session.config.document_limits);
        let wanted = round.loader.wanted(&session.config.hosts);
        if wanted.is_empty() {
            let Round { loader, diagnostics, .. } = *round;
            return map(session, server, loader, diagnostics);
        }
        for address in wanted {
            match source::external(session, &address) {
                Ok(source) => {
                    let job = Job::Load(source, source::limits(session));
                    round.open.insert(session.queue.submit(job), address);
                }
                Err(diagnostic) => round.received.take(address, Err(diagnostic)),
            }
        }
    }
    let texts = round.loader.texts() + round.received.len();
    session.progress(Phase::Load, texts, texts + round.open.len());
    Next::Stay(LoadDocument { server, fetching: Fetching::External(round) })
}

fn map(
    session: &mut Session,
    server: Option<ServerInfo>,
    loader: DocumentLoader,
    diagnostics: Vec<Diagnostic>,
) -> Next<LoadDocument> {
    session.progress(Phase::Map, 0, 0);
    let desired = mapping::map(&session.config, loader, diagnostics);
    session.document.version = Some(desired.version);
    session.document.operations = desired.operations;
    session.document.texts =
        session.options.for_report.then(|| desired.texts.named(session.config.source().shown_name()));
    session.diagnostics.extend(desired.diagnostics);
    let Some(catalog) = desired.catalog else { return Transition::ReportStatus(None).into() };
    if !catalog.holes.is_empty() || has_unread(session) {
        session.document.known = None;
    }
    let short = session.options.min_coverage.and_then(|least| catalog.coverage.short_of(least));
    if let (Some(short), Command::Ingest) = (&short, session.command) {
        return Next::fail(short.clone());
    }
    session.diagnostics.extend(short);
    match server {
        Some(server) => Transition::ReadSnapshot(server, Box::new(catalog)).into(),
        None => Transition::Finish(Ending::Previewed(Box::new(catalog))).into(),
    }
}

/// Keeps what the next run needs to ask whether the document changed.
fn know_first(session: &mut Session, text: &LoadedText) {
    let config = &session.config;
    if session.command != Command::Ingest || !unchanged::is_fetched(config.source()) {
        return;
    }
    let mut known = KnownDocuments::new(config, session.options.min_coverage);
    let address = session.scrubber.concealed(&source::address(config.source()));
    let is_known = known.add(text.known(address));
    session.document.known = is_known.then_some(known);
}

/// The same of an external document. Without all of them, none is known.
fn know_external(session: &mut Session, address: &Address, body: &Result<LoadedText, Diagnostic>) {
    let Some(known) = &mut session.document.known else { return };
    let asked = address.text();
    // An address with a secret is not stored, so it cannot be asked again.
    let is_public = session.scrubber.is_clean(&asked);
    let is_known = match body {
        Ok(text) if is_public => known.add(text.known(asked)),
        Ok(_) | Err(_) => false,
    };
    if !is_known {
        session.document.known = None;
    }
}

/// Whether an external document could not be read.
fn has_unread(session: &Session) -> bool {
    session.diagnostics.iter().any(|found| found.code == &code::EXTERNAL_UNREAD)
}
