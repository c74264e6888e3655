//! Confirm: what the writes did, by reading the lists again and looking each change up in them.
//!
//! A creation that was answered with the entity needs no more proof. Everything else does; and so does the state in
//! which something is to be deleted.

use serde_json::Value;

use super::Phase;
use super::connect::give_up;
use super::context::Context;
use super::current::{Current, Step};
use super::evidence::Evidence;
use super::exchange::Ticket;
use super::journal::Mark;
use super::planning::Ground;
use super::retire::Retire;
use super::stage::Stage;
use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::plan::Action;

/// The state after the writes is being read.
#[derive(Debug)]
pub(super) struct Confirm {
    pub(super) ground: Ground,
    current: Current,
    evidence: Evidence,
}

impl Confirm {
    pub(super) fn start(cx: &mut Context, ground: Ground) -> Stage {
        if cx.stop.is_some() || !needs_proof(&ground) {
            return Retire::start(cx, ground, None);
        }
        cx.progress(Phase::Confirm, 0, 0);
        let evidence = Evidence::new(&ground.plan);
        Stage::Confirm(Self { ground, current: Current::start(cx), evidence })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        let Self { mut ground, current, mut evidence } = self;
        let mut sink = |state| evidence.take(&ground.plan, state);
        match current.answered(cx, &ground.known, (ticket, answer), &mut sink) {
            Step::More(current) => {
                cx.progress(Phase::Confirm, current.count(), 0);
                Stage::Confirm(Self { ground, current, evidence })
            }
            Step::Finished(service) => {
                evidence.service =
                    service.is_some_and(|service| service.get("deleted") != Some(&Value::Bool(true)));
                ground.journal.confirm(&ground.plan, Ok(&evidence));
                Retire::start(cx, ground, Some(&evidence))
            }
            Step::Failed(answer) => {
                let why = give_up(cx, "list of entities", answer).message;
                ground.journal.confirm(&ground.plan, Err(&why));
                cx.say(Diagnostic::new(&code::UNCONFIRMED, why));
                Retire::start(cx, ground, None)
            }
        }
    }
}

fn needs_proof(ground: &Ground) -> bool {
    let changes = ground.plan.changes.iter().enumerate();
    changes.into_iter().any(|(at, change)| {
        change.action == Action::Delete
            || matches!(ground.journal.mark(at), Mark::Said | Mark::Conflict | Mark::Lost(_))
    })
}
