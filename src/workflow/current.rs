//! The current state of the service: itself, then its lists. Used before the plan and after the writes.

use serde_json::Value;

use super::connect::Known;
use super::context::Context;
use super::deleted::Deleted;
use super::exchange::Ticket;
use super::lists::{self, Lists, Sink};
use crate::entity::name::quote;
use crate::openmetadata::{Answer, Include, Lost, Retry};
use crate::plan::{Kind, State};

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
    /// All is read; this is the service, without its connection.
    Finished(Option<Value>),
    Failed(Answer),
}

impl Current {
    pub(super) fn start(cx: &mut Context) -> Self {
        cx.deleted.clear();
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

    /// Takes an answer; the entities in it go to `sink`.
    pub(super) fn answered(
        self,
        cx: &mut Context,
        known: &Known,
        (ticket, answer): (Ticket, Answer),
        sink: Sink<'_>,
    ) -> Step {
        match self {
            Self::Service(asked) if asked == ticket => service(cx, known, answer),
            Self::Service(asked) => Step::More(Self::Service(asked)),
            Self::Lists { service, mut lists } => {
                let mut deleted = Vec::new();
                let mut noting = |state: State| {
                    deleted.extend(Deleted::collection(&state));
                    sink(state);
                };
                let step = lists.answered(cx, ticket, answer, &mut noting);
                cx.deleted.extend(deleted);
                match step {
                    lists::Step::More => Step::More(Self::Lists { service, lists }),
                    lists::Step::Failed(answer) => Step::Failed(answer),
                    lists::Step::Finished => Step::Finished(Some(service)),
                }
            }
        }
    }
}

fn service(cx: &mut Context, known: &Known, answer: Answer) -> Step {
    let mut service = match answer {
        Answer::Done(service) if service.get("id").is_some_and(Value::is_string) => service,
        Answer::Done(_) => {
            let reason = "the answer is not a service".to_owned();
            let lost = Lost { reason, retry: Retry::Never, unreached: None, divisible: false };
            return Step::Failed(Answer::Lost(lost));
        }
        Answer::Missing(_) => return Step::Finished(None),
        other => return Step::Failed(other),
    };
    // A bot reads the connection's token in clear (STOCK 10); nothing here needs it.
    if let Value::Object(members) = &mut service {
        members.remove("connection");
    }
    cx.deleted.extend(Deleted::of(Kind::ApiService, &service));
    let scopes = lists::of_service(&quote(&cx.config.mapping.service_name));
    let lists = Lists::start(cx, scopes, Include::All, known.capabilities);
    Step::More(Current::Lists { service, lists })
}
