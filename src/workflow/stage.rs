//! Where a run is: each stage holds what it knows, and becomes the next one by an answer.

use super::announce::Announce;
use super::apply::Apply;
use super::closing::Closing;
use super::confirm::Confirm;
use super::connect::Connect;
use super::context::Context;
use super::exchange::Ticket;
use super::load::Load;
use super::log_stream::LastLines;
use super::planning::Ground;
use super::prepare::{Begin, Prepare};
use super::probe::Probe;
use super::reading::Reading;
use super::retire::Retire;
use super::stored::Resume;
use crate::openmetadata::Answer;

/// Where a run is.
#[derive(Debug)]
pub(super) enum Stage {
    /// Not started.
    Waiting,
    /// Not started, in its further life.
    Stored(Resume, Box<Ground>),
    Prepare(Prepare),
    Connect(Connect),
    Probe(Probe),
    Load(Load),
    Reading(Reading),
    Announce(Announce),
    Apply(Apply),
    Confirm(Confirm),
    Retire(Retire),
    Closing(Closing),
    LastLines(LastLines),
    /// The outcome is said.
    Ended,
}

impl Stage {
    /// Goes on with the final answer to a request.
    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Self {
        match self {
            Self::Prepare(stage) => stage.unsent(cx, ticket),
            Self::Connect(stage) => stage.answered(cx, ticket, answer),
            Self::Probe(stage) => stage.answered(cx, ticket, answer),
            Self::Reading(stage) => stage.answered(cx, ticket, answer),
            Self::Announce(stage) => stage.answered(cx, ticket, answer),
            Self::Apply(stage) => stage.answered(cx, ticket, answer),
            Self::Confirm(stage) => stage.answered(cx, ticket, answer),
            Self::Retire(stage) => stage.answered(cx, ticket, answer),
            Self::Closing(stage) => stage.answered(cx, ticket, answer),
            Self::LastLines(stage) => stage.answered(cx, ticket, &answer),
            // A load is not a request; the others wait for nothing.
            Self::Waiting | Self::Stored(..) | Self::Load(_) | Self::Ended => self,
        }
    }

    /// Where a run that stops here goes on, and on what; none before the plan stands and after the end.
    pub(super) fn resume(&self) -> Option<(Resume, &Ground)> {
        Some(match self {
            Self::Stored(resume, ground) => (*resume, ground),
            Self::Prepare(Prepare { then: Begin::Further(resume, ground), .. }) => (*resume, ground),
            Self::Announce(stage) => (Resume::Announce, &stage.ground),
            Self::Apply(stage) => (Resume::Apply, &stage.ground),
            Self::Confirm(stage) => (Resume::Confirm, &stage.ground),
            Self::Retire(stage) => (Resume::Confirm, &stage.ground),
            Self::Closing(stage) => (Resume::Closing, stage.ground.as_ref()?),
            Self::LastLines(stage) => (Resume::Closing, stage.ground.as_ref()?),
            Self::Waiting
            | Self::Prepare(_)
            | Self::Connect(_)
            | Self::Probe(_)
            | Self::Load(_)
            | Self::Reading(_)
            | Self::Ended => return None,
        })
    }

    /// Whether it can be left at once: nothing was written yet.
    pub(super) fn only_reads(&self) -> bool {
        match self {
            Self::Prepare(stage) => matches!(stage.then, Begin::New),
            _ => matches!(
                self,
                Self::Waiting | Self::Connect(_) | Self::Probe(_) | Self::Load(_) | Self::Reading(_)
            ),
        }
    }

    /// Whether a stop still changes anything.
    pub(super) fn can_stop(&self) -> bool {
        !matches!(self, Self::Closing(_) | Self::LastLines(_) | Self::Ended)
    }
}
