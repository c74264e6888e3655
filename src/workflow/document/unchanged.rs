//! Asks for the documents of an earlier run with conditional requests (RFC 9110, 13): if none of them changed, the run
//! has nothing to do.
//!
//! In: [`KnownDocuments`] of the same config. Out: the end of the run, or its ordinary beginning. Anything but "not
//! modified" and the same bytes leads there, errors too: the ordinary run tries again, and reports them. The first
//! document is asked for first, since it changes most; what came of it is not fetched again.

use std::collections::BTreeMap;

use url::Url;

use super::credentials;
use super::load_result::{LoadPurpose, Wanted, classify};
use super::source;
use crate::config::{DocumentSource, LogLevel};
use crate::openmetadata::HeaderValue;
use crate::spec::Address;
use crate::workflow::io::queue::{Job, JobId};
use crate::workflow::known::{KnownDocument, KnownDocuments, Validators};
use crate::workflow::loaded_text::LoadedText;
use crate::workflow::session::Session;
use crate::workflow::transition::{Ending, Next, Transition};
use crate::workflow::{Body, Command, Fault, LoadSource, Phase};

/// The documents of an earlier run are being asked for.
#[derive(Debug)]
pub(crate) struct AskUnchanged {
    known: KnownDocuments,
    asking: Asking,
}

#[derive(Debug)]
enum Asking {
    /// The credentials for the document.
    Credentials(JobId),
    First(JobId),
    /// External documents, by their place among the known ones.
    External(BTreeMap<JobId, usize>),
}

/// What an answer to a conditional request says.
enum Reply {
    Unchanged(Validators),
    /// It changed; its text, if it came whole.
    Changed(Option<Box<LoadedText>>),
}

impl AskUnchanged {
    /// Begins, or goes on to the ordinary run where there is nothing to ask for.
    pub(crate) fn start(session: &mut Session) -> Next<Self> {
        let Some(known) = known(session) else { return Transition::Connect.into() };
        session.progress(Phase::Load, 0, 0);
        Self::first(session, known)
    }

    /// Asks for the first document, or for the credentials that it needs.
    fn first(session: &mut Session, known: KnownDocuments) -> Next<Self> {
        let source = match credentials::needed(session) {
            Some(Ok(job)) => return Next::Stay(Self { known, asking: Asking::Credentials(job) }),
            Some(Err(_)) => None,
            None => source::document(session).ok(),
        };
        let source =
            source.zip(known.documents.first()).and_then(|(source, known)| conditional(source, known));
        match source {
            Some(source) => {
                let job = session.queue.submit(Job::Load(source, source::limits(session)));
                Next::Stay(Self { known, asking: Asking::First(job) })
            }
            None => Transition::Connect.into(),
        }
    }

    /// Asks for all external documents.
    fn external(session: &mut Session, known: KnownDocuments) -> Next<Self> {
        let mut open = BTreeMap::new();
        for (at, document) in known.documents.iter().enumerate().skip(1) {
            let source = Url::parse(&document.address).ok().map(Address::Url);
            let source = source.and_then(|address| source::external(session, &address).ok());
            let Some(source) = source.and_then(|source| conditional(source, document)) else {
                return ordinary(session, None);
            };
            open.insert(session.queue.submit(Job::Load(source, source::limits(session))), at);
        }
        match open.is_empty() {
            true => unchanged(session, known),
            false => Next::Stay(Self { known, asking: Asking::External(open) }),
        }
    }

    /// What is being asked for.
    pub(crate) fn purpose<'c>(&self, document: Wanted<'c>) -> LoadPurpose<'c> {
        match self.asking {
            Asking::Credentials(_) => LoadPurpose::Credentials(document.source),
            Asking::First(_) => LoadPurpose::Document(document),
            Asking::External(_) => LoadPurpose::External,
        }
    }

    pub(crate) fn loaded(
        mut self,
        session: &mut Session,
        (job, address): (JobId, String),
        result: Result<Body, Fault>,
    ) -> Next<Self> {
        match &mut self.asking {
            Asking::Credentials(asked) if *asked == job => self.credentials(session, address, result),
            Asking::First(asked) if *asked == job => match self.reply(0, address, result) {
                Reply::Unchanged(validators) => {
                    self.refresh(0, validators);
                    Self::external(session, self.known)
                }
                Reply::Changed(text) => ordinary(session, text),
            },
            Asking::External(open) => {
                let Some(at) = open.remove(&job) else { return Next::Stay(self) };
                let finished = open.is_empty();
                match self.reply(at, address, result) {
                    Reply::Unchanged(validators) => self.refresh(at, validators),
                    Reply::Changed(_) => return ordinary(session, None),
                }
                if finished { unchanged(session, self.known) } else { Next::Stay(self) }
            }
            Asking::Credentials(_) | Asking::First(_) => Next::Stay(self),
        }
    }

    fn credentials(self, session: &mut Session, address: String, result: Result<Body, Fault>) -> Next<Self> {
        let purpose = LoadPurpose::Credentials(session.config.source());
        let text = classify(purpose, &session.scrubber, address, result, session.now);
        let text = text.map_err(|error| error.diagnostic);
        match text.and_then(|text| credentials::take(session, &text)) {
            Ok(()) => Self::first(session, self.known),
            // The ordinary run asks again, and reports why there are none.
            Err(_) => ordinary(session, None),
        }
    }

    fn reply(&self, at: usize, address: String, result: Result<Body, Fault>) -> Reply {
        let (Some(known), Ok(body)) = (self.known.documents.get(at), result) else {
            return Reply::Changed(None);
        };
        let moved = self.known.has_references() && !known.is_from(&address);
        let conditional = known.conditions().next().is_some();
        match body.status {
            304 if conditional && !moved => Reply::Unchanged(Validators::of(body.etag, body.last_modified)),
            200 => whole(known, moved, address, body),
            _ => Reply::Changed(None),
        }
    }

    fn refresh(&mut self, at: usize, validators: Validators) {
        if let Some(document) = self.known.documents.get_mut(at) {
            document.refresh(validators);
        }
    }
}

/// What this run may ask for. An approval and a plan want to be carried out, whatever the document is.
fn known(session: &Session) -> Option<KnownDocuments> {
    let (config, options) = (&session.config, &session.options);
    let known = options.known.as_ref().filter(|known| known.is_of(config, options.min_coverage))?;
    let ordinary = options.approve.is_some() || options.plan.is_some();
    (session.command == Command::Ingest && !ordinary && is_fetched(config.source())).then(|| known.clone())
}

/// Whether a document has an address of its own. Which one a service on the server has may change there.
pub(crate) fn is_fetched(source: &DocumentSource) -> bool {
    match source {
        DocumentSource::Url(_) | DocumentSource::S3(_) => true,
        DocumentSource::File(_) | DocumentSource::Service => false,
    }
}

/// The same request, on the condition that the document changed. None where the config has a condition of its own.
fn conditional(source: LoadSource, known: &KnownDocument) -> Option<LoadSource> {
    let LoadSource::Url { url, mut headers, query, body } = source else { return None };
    if headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("if-")) {
        return None;
    }
    let conditions = known.conditions();
    headers.extend(conditions.map(|(name, value)| (name.to_owned(), HeaderValue::Plain(value.to_owned()))));
    Some(LoadSource::Url { url, headers, query, body })
}

/// A text that came, though it may be the same.
fn whole(known: &KnownDocument, moved: bool, address: String, body: Body) -> Reply {
    let is_whole = body.length.is_none_or(|length| usize::try_from(length) == Ok(body.bytes.len()));
    if !is_whole {
        return Reply::Changed(None);
    }
    if !moved && known.has_bytes(&body.bytes) {
        return Reply::Unchanged(Validators::of(body.etag, body.last_modified));
    }
    Reply::Changed(Some(Box::new(LoadedText::of(body, address))))
}

/// The ordinary run; the first document's text is not fetched again.
fn ordinary(session: &mut Session, text: Option<Box<LoadedText>>) -> Next<AskUnchanged> {
    session.queue.abandon();
    session.document.first = text;
    Transition::Connect.into()
}

fn unchanged(session: &mut Session, known: KnownDocuments) -> Next<AskUnchanged> {
    session.log(LogLevel::Info, UNCHANGED);
    Transition::Finish(Ending::Unchanged(known)).into()
}

const UNCHANGED: &str = "the document did not change since the last run; nothing was compared";
