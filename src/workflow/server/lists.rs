//! Reads lists of the server page by page, several lists at once. A page that fails is requested again in smaller
//! pages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::openmetadata::{Answer, Capabilities, Include, ListQuery, Lost, Scope};
use crate::plan::{Kind, State};
use crate::workflow::io::queue::JobId;
use crate::workflow::session::Session;

/// A list of more pages is not read: two million entities at the default size.
const MOST_PAGES: usize = 10_000;

/// Lists that are being read.
#[derive(Debug)]
pub(crate) struct ListReader {
    open: BTreeMap<JobId, Open>,
    read: usize,
}

/// Receives each entity of a page.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(State);

#[derive(Debug)]
struct Open {
    query: ListQuery,
    /// The `fields` to ask for, where the server knows them.
    fields: &'static [&'static str],
    /// The cursors that were followed: a list that repeats one would never end.
    seen: BTreeSet<String>,
}

impl Open {
    fn kind(&self) -> Kind {
        match self.query.scope {
            Scope::Collections { .. } => Kind::ApiCollection,
            Scope::Endpoints { .. } | Scope::EndpointsOf { .. } => Kind::ApiEndpoint,
        }
    }

    /// The `fields` of the next request. Domains have another name in other releases.
    fn fields(&self, refused: &BTreeSet<String>) -> Vec<&'static str> {
        let other = |field: &&'static str| match *field {
            "domain" if refused.contains("domain") => "domains",
            "domains" if refused.contains("domains") => "domain",
            field => field,
        };
        let fields = self.fields.iter().map(other);
        fields.filter(|field| !refused.contains(*field)).collect()
    }
}

/// The state of the lists.
#[derive(Debug)]
pub(crate) enum Step {
    /// Further pages are on their way.
    More,
    /// All lists are read.
    Finished,
    /// A list could not be read.
    Failed(Answer),
}

impl ListReader {
    pub(crate) fn start(
        session: &mut Session,
        scopes: impl IntoIterator<Item = Scope>,
        include: Include,
        capabilities: Capabilities,
    ) -> Self {
        let mut lists = Self { open: BTreeMap::new(), read: 0 };
        for scope in scopes {
            let fields = match scope {
                Scope::Collections { .. } => capabilities.collection_fields,
                Scope::Endpoints { .. } | Scope::EndpointsOf { .. } => capabilities.endpoint_fields,
            };
            let limit = session.lists.page_size;
            let query = ListQuery { scope, fields: Vec::new(), include, limit, after: None };
            lists.ask(session, Open { query, fields, seen: BTreeSet::new() });
        }
        lists
    }

    fn ask(&mut self, session: &mut Session, mut open: Open) {
        open.query.fields = open.fields(&session.lists.refused_fields);
        let request = session.api.list(&open.query);
        self.open.insert(session.send(request), open);
    }

    /// How many entities were read.
    pub(crate) fn count(&self) -> usize {
        self.read
    }

    pub(crate) fn answered(
        &mut self,
        session: &mut Session,
        job: JobId,
        answer: Answer,
        sink: Sink<'_>,
    ) -> Step {
        let Some(mut open) = self.open.remove(&job) else { return Step::More };
        match answer {
            Answer::Done(page) => return self.page(session, open, page, sink),
            // The service or collection does not exist.
            Answer::Missing(_) => {}
            Answer::Refused { status: 400, reason } => match refused_field(&reason, &open.query.fields) {
                Some(field) => {
                    session.lists.refused_fields.insert(field.to_owned());
                    self.ask(session, open);
                }
                None => return Step::Failed(Answer::Refused { status: 400, reason }),
            },
            // The page may be too large for the server or for a proxy.
            Answer::Lost(Lost { divisible: true, .. }) if open.query.limit > 1 && session.queue.spend(1) => {
                open.query.limit /= 2;
                self.ask(session, open);
            }
            other => return Step::Failed(other),
        }
        self.step()
    }

    fn page(&mut self, session: &mut Session, mut open: Open, page: Value, sink: Sink<'_>) -> Step {
        let (states, read) = match State::page(open.kind(), page) {
            Ok(read) => read,
            Err(error) => return failed(error.to_string()),
        };
        self.read += states.len();
        states.into_iter().for_each(sink);
        let Some(after) = read.after else { return self.step() };
        if !open.seen.insert(after.clone()) {
            return failed("the list repeats a page".to_owned());
        }
        if open.seen.len() > MOST_PAGES {
            return failed(format!("the list has more than {MOST_PAGES} pages"));
        }
        open.query.after = Some(after);
        self.ask(session, open);
        Step::More
    }

    fn step(&self) -> Step {
        if self.open.is_empty() { Step::Finished } else { Step::More }
    }
}

/// Which of the requested fields the server does not know.
fn refused_field(reason: &str, asked: &[&'static str]) -> Option<&'static str> {
    let name = reason.split_once("Invalid field name ")?.1;
    asked.iter().copied().find(|field| name.trim() == *field)
}

/// The answer is not a list.
fn failed(reason: String) -> Step {
    Step::Failed(Answer::Malformed(reason))
}

/// Both lists of a service.
pub(crate) fn of_service(fqn: &str) -> [Scope; 2] {
    let service = || fqn.to_owned();
    [Scope::Collections { service: service() }, Scope::Endpoints { service: service() }]
}
