//! Announce: the pipeline's status says that the run has begun (STOCK 3.4).
//!
//! Without `ingestionPipelineFQN` there is nothing to say. A pipeline that is missing is made here if its service is
//! there, else at the end. That a status cannot be written never stops a run.

use super::apply::Apply;
use super::context::Context;
use super::deleted;
use super::exchange::Ticket;
use super::planning::Ground;
use super::stage::Stage;
use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::{self, PipelineState, PipelineStatus};

/// The pipeline is being spoken to.
#[derive(Debug)]
pub(super) struct Announce {
    ticket: Ticket,
    asked: Asked,
    fqn: String,
    pub(super) ground: Ground,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    IsThere,
    Create,
    Running,
}

impl Announce {
    pub(super) fn start(cx: &mut Context, ground: Ground) -> Stage {
        deleted::warn(cx, &ground.plan);
        let Some(fqn) = cx.config.pipeline_fqn.clone() else { return Apply::start(cx, ground) };
        let ticket = cx.send(cx.api.pipeline(&fqn));
        Stage::Announce(Self { ticket, asked: Asked::IsThere, fqn, ground })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::Announce(self);
        }
        match (self.asked, answer) {
            (Asked::IsThere | Asked::Create, Answer::Done(_)) => {
                cx.pipeline_is_there();
                self.running(cx)
            }
            (Asked::IsThere, Answer::Missing(_)) => match self.ground.service_id.clone() {
                Some(id) => self.create(cx, &id),
                None => Apply::start(cx, self.ground),
            },
            (Asked::Running, Answer::Done(_)) | (_, Answer::NotSent) => Apply::start(cx, self.ground),
            (_, answer) => {
                warn(cx, &answer);
                Apply::start(cx, self.ground)
            }
        }
    }

    fn create(self, cx: &mut Context, service_id: &str) -> Stage {
        let request = cx.api.put_pipeline(&pipeline::create_body(&self.fqn, service_id));
        Stage::Announce(Self { ticket: cx.send(request), asked: Asked::Create, ..self })
    }

    fn running(self, cx: &mut Context) -> Stage {
        let status = PipelineStatus {
            run_id: cx.run_id.clone(),
            state: PipelineState::Running,
            start: cx.started,
            end: None,
            steps: Vec::new(),
        };
        let request = cx.api.put_pipeline_status(&self.fqn, &status.body());
        Stage::Announce(Self { ticket: cx.send(request), asked: Asked::Running, ..self })
    }
}

/// Says that the status could not be written.
pub(super) fn warn(cx: &mut Context, answer: &Answer) {
    let reason = match answer {
        Answer::Missing(reason) | Answer::Unauthorized(reason) | Answer::Unsupported { reason, .. } => reason,
        Answer::Refused { reason, .. } => reason,
        Answer::Lost(lost) => &lost.reason,
        Answer::Done(_) | Answer::Conflict | Answer::NotSent => "no answer",
    };
    let message = format!("the status of the ingestion pipeline could not be written: {reason}");
    cx.say(Diagnostic::new(&code::STATUS, message).help("check `ingestionPipelineFQN`"));
}
