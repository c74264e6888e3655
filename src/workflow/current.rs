//! The current state of the service: itself, then its lists. Used before the plan and after the writes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::connect::Known;
use super::context::Context;
use super::exchange::Ticket;
use super::lists::{self, Lists};
use crate::entity::name::quote;
use crate::openmetadata::{Answer, Include, Lost, Retry};
use crate::plan::{Change, Kind, Snapshot, State, unmet};

/// The state that is being read.
#[derive(Debug)]
pub(super) enum Current {
    Service(Ticket),
    Lists { service: Value, lists: Lists },
}

/// How far it is.
#[derive(Debug)]
pub(super) enum Step {
    More(Current),
    Finished(Snapshot),
    Failed(Answer),
}

impl Current {
    pub(super) fn start(cx: &mut Context) -> Self {
        let request = cx.api.service(&quote(&cx.config.mapping.service_name));
        Self::Service(cx.send(request))
    }

    /// How many entities were read.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Service(_) => 0,
            Self::Lists { lists, .. } => lists.count(),
        }
    }

    pub(super) fn answered(self, cx: &mut Context, known: &Known, ticket: Ticket, answer: Answer) -> Step {
        match self {
            Self::Service(asked) if asked == ticket => service(cx, known, answer),
            Self::Service(asked) => Step::More(Self::Service(asked)),
            Self::Lists { service, mut lists } => match lists.answered(cx, ticket, answer) {
                lists::Step::More => Step::More(Self::Lists { service, lists }),
                lists::Step::Failed(answer) => Step::Failed(answer),
                lists::Step::Finished => {
                    Step::Finished(Snapshot { service: Some(service), ..lists.snapshot })
                }
            },
        }
    }
}

/// What a state of the server holds, by identity; of two of one identity the later (see [`Snapshot`]).
pub(super) struct Index<'a> {
    service: bool,
    states: BTreeMap<(Kind, &'a str), &'a State>,
}

impl<'a> Index<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let deleted = |service: &Value| service.get("deleted") == Some(&Value::Bool(true));
        Self {
            service: snapshot.service.as_ref().is_some_and(|service| !deleted(service)),
            states: snapshot.states.iter().map(|state| ((state.kind, state.fqn.as_str()), state)).collect(),
        }
    }

    /// The entity that a change is about; none if it is not there or deleted.
    pub(super) fn live(&self, change: &Change) -> Option<&'a State> {
        let state = self.states.get(&(change.kind, change.fqn.as_str())).copied();
        state.filter(|state| !state.deleted())
    }

    /// What of a change is not so, by path. Of the service it is only told whether it is there.
    pub(super) fn unmet(&self, change: &Change) -> Vec<String> {
        match change.kind {
            Kind::ApiService if self.service => Vec::new(),
            _ => unmet(change, self.live(change)),
        }
    }
}

fn service(cx: &mut Context, known: &Known, answer: Answer) -> Step {
    let mut service = match answer {
        Answer::Done(service) if service.get("id").is_some_and(Value::is_string) => service,
        Answer::Done(_) => {
            let reason = "the answer is not a service".to_owned();
            let lost = Lost { reason, retry: Retry::Never, unreachable: false, divisible: false };
            return Step::Failed(Answer::Lost(lost));
        }
        Answer::Missing(_) => return Step::Finished(Snapshot::default()),
        other => return Step::Failed(other),
    };
    // A bot reads the connection's token in clear (STOCK 10); nothing here needs it.
    if let Value::Object(members) = &mut service {
        members.remove("connection");
    }
    let scopes = lists::of_service(&quote(&cx.config.mapping.service_name));
    let lists = Lists::start(cx, scopes, Include::All, known.capabilities.domains);
    Step::More(Current::Lists { service, lists })
}
