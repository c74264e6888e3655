//! Lists of the server, page by page, several lists side by side. A page that does not come is asked for in smaller
//! ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::Context;
use super::exchange::Ticket;
use crate::openmetadata::capability::DomainField;
use crate::openmetadata::{Answer, Include, ListQuery, Lost, Retry, Scope};
use crate::plan::{Kind, State};

/// A list of more pages is not read: two million entities at the default size.
const MOST_PAGES: usize = 10_000;

/// Lists that are being read.
#[derive(Debug)]
pub(super) struct Lists {
    open: BTreeMap<Ticket, Open>,
    read: usize,
}

/// Takes each entity as its page comes.
pub(super) type Sink<'s> = &'s mut dyn FnMut(State);

#[derive(Debug)]
struct Open {
    query: ListQuery,
    domains: Domains,
    /// The cursors that were followed: one that comes again would never end.
    seen: BTreeSet<String>,
}

/// Which name for domains is asked for; the server refuses one that it does not know.
#[derive(Debug, Clone, Copy)]
enum Domains {
    Guess(DomainField),
    Other(DomainField),
    None,
}

impl Domains {
    fn field(self) -> Option<&'static str> {
        match self {
            Self::Guess(field) | Self::Other(field) => Some(field.as_str()),
            Self::None => None,
        }
    }

    fn next(self) -> Option<Self> {
        match self {
            Self::Guess(field) => Some(Self::Other(field.other())),
            Self::Other(_) => Some(Self::None),
            Self::None => None,
        }
    }
}

/// How far the lists are.
#[derive(Debug)]
pub(super) enum Step {
    /// Pages are still to come.
    More,
    /// All are read.
    Finished,
    /// One could not be read.
    Failed(Answer),
}

impl Lists {
    pub(super) fn start(
        cx: &mut Context,
        scopes: impl IntoIterator<Item = Scope>,
        include: Include,
        domains: DomainField,
    ) -> Self {
        let mut lists = Self { open: BTreeMap::new(), read: 0 };
        for scope in scopes {
            let query = ListQuery { scope, fields: Vec::new(), include, limit: cx.page_size, after: None };
            lists.ask(cx, Open { query, domains: Domains::Guess(domains), seen: BTreeSet::new() });
        }
        lists
    }

    fn ask(&mut self, cx: &mut Context, mut open: Open) {
        open.query.fields = ["owners", "tags"].into_iter().chain(open.domains.field()).collect();
        let request = cx.api.list(&open.query);
        self.open.insert(cx.send(request), open);
    }

    /// How many entities were read.
    pub(super) fn count(&self) -> usize {
        self.read
    }

    pub(super) fn answered(
        &mut self,
        cx: &mut Context,
        ticket: Ticket,
        answer: Answer,
        sink: Sink<'_>,
    ) -> Step {
        let Some(mut open) = self.open.remove(&ticket) else { return Step::More };
        match answer {
            Answer::Done(page) => return self.page(cx, open, page, sink),
            // The service or collection that is listed is not there.
            Answer::Missing(_) => {}
            Answer::Refused { status: 400, reason } if reason.contains("Invalid field name") => {
                let Some(domains) = open.domains.next() else {
                    return Step::Failed(Answer::Refused { status: 400, reason });
                };
                self.ask(cx, Open { domains, ..open });
            }
            // A page of many, or of large ones, may be more than someone bears.
            Answer::Lost(Lost { divisible: true, .. }) if open.query.limit > 1 && cx.exchange.spend(1) => {
                open.query.limit /= 2;
                self.ask(cx, open);
            }
            other => return Step::Failed(other),
        }
        self.step()
    }

    fn page(&mut self, cx: &mut Context, mut open: Open, page: Value, sink: Sink<'_>) -> Step {
        let kind = match open.query.scope {
            Scope::Collections { .. } => Kind::ApiCollection,
            Scope::Endpoints { .. } | Scope::EndpointsOf { .. } => Kind::ApiEndpoint,
        };
        let (states, read) = match State::page(kind, page) {
            Ok(read) => read,
            Err(error) => return failed(error.to_string()),
        };
        self.read += states.len();
        states.into_iter().for_each(sink);
        let Some(after) = read.after else { return self.step() };
        if !open.seen.insert(after.clone()) {
            return failed("the list comes back to a page that it gave before".to_owned());
        }
        if open.seen.len() > MOST_PAGES {
            return failed(format!("the list has more than {MOST_PAGES} pages"));
        }
        open.query.after = Some(after);
        self.ask(cx, open);
        Step::More
    }

    fn step(&self) -> Step {
        if self.open.is_empty() { Step::Finished } else { Step::More }
    }
}

/// The answer is not a list.
fn failed(reason: String) -> Step {
    Step::Failed(Answer::Lost(Lost { reason, retry: Retry::Never, unreached: None, divisible: false }))
}

/// Both lists of a service.
pub(super) fn of_service(fqn: &str) -> [Scope; 2] {
    let service = || fqn.to_owned();
    [Scope::Collections { service: service() }, Scope::Endpoints { service: service() }]
}
