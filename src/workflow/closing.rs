//! Report: the pipeline's status says how the run ended (STOCK 3.4).

use super::announce::warn;
use super::context::Context;
use super::exchange::Ticket;
use super::outcome::{EntityOutcome, EntityResult};
use super::planning::Ground;
use super::stage::Stage;
use super::{Phase, finish};
use crate::diagnostic::Severity;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::{self, PipelineState, PipelineStatus, Step};
use crate::plan::Action;

/// The last words are on their way.
#[derive(Debug)]
pub(super) struct Closing {
    ticket: Ticket,
    asked: Asked,
    fqn: String,
    pub(super) ground: Ground,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    /// The status, as if the pipeline were there.
    Status,
    /// The pipeline, since it is not.
    Create,
    /// The status once more.
    Again,
}

impl Closing {
    pub(super) fn start(cx: &mut Context, ground: Ground) -> Stage {
        let Some(fqn) = cx.config.pipeline_fqn.clone() else { return finish::applied(cx, ground) };
        cx.progress(Phase::Report, 0, 0);
        if cx.stop.is_some() {
            cx.exchange.reopen_for_last_words();
        }
        let ticket = send_status(cx, &fqn, &ground);
        Stage::Closing(Self { ticket, asked: Asked::Status, fqn, ground })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::Closing(self);
        }
        match (self.asked, &answer, self.ground.service_id.clone()) {
            (_, Answer::Done(_), _) if !matches!(self.asked, Asked::Create) => {}
            (Asked::Create, Answer::Done(_), _) => {
                let ticket = send_status(cx, &self.fqn, &self.ground);
                return Stage::Closing(Self { ticket, asked: Asked::Again, ..self });
            }
            (Asked::Status, Answer::Missing(_), Some(service)) => {
                let request = cx.api.put_pipeline(&pipeline::create_body(&self.fqn, &service));
                return Stage::Closing(Self { ticket: cx.send(request), asked: Asked::Create, ..self });
            }
            _ => warn(cx, &answer),
        }
        finish::applied(cx, self.ground)
    }
}

fn send_status(cx: &mut Context, fqn: &str, ground: &Ground) -> Ticket {
    let results = ground.journal.results(&ground.plan);
    let held = ground.journal.held.len() + ground.plan.held.len();
    let status = PipelineStatus {
        run_id: cx.run_id.clone(),
        state: state(&results, held),
        start: cx.started,
        end: Some(cx.now),
        steps: vec![source(cx, ground), sink(&results)],
    };
    cx.send(cx.api.put_pipeline_status(fqn, &status.body()))
}

/// Nothing that is good makes it failed, everything makes it a success.
fn state(results: &[EntityResult], held: usize) -> PipelineState {
    let good = results.iter().filter(|result| result.outcome.is_good()).count();
    match good {
        _ if good == results.len() && held == 0 => PipelineState::Success,
        0 => PipelineState::Failed,
        _ => PipelineState::PartialSuccess,
    }
}

/// What the document gave.
fn source(cx: &Context, ground: &Ground) -> Step {
    let warnings =
        cx.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).count();
    Step {
        name: "Rest",
        records: 1 + ground.mapped.collections + ground.mapped.endpoints,
        warnings,
        filtered: usize::try_from(ground.mapped.coverage.operations.policy).unwrap_or(usize::MAX),
        ..Step::default()
    }
}

/// What the server took.
fn sink(results: &[EntityResult]) -> Step {
    let landed = |result: &&EntityResult| result.outcome == EntityOutcome::Landed;
    let (new, changed): (Vec<_>, Vec<_>) =
        results.iter().filter(landed).partition(|result| result.action == Action::Create);
    let failures = results.iter().filter_map(|result| match &result.outcome {
        EntityOutcome::Failed { reason } | EntityOutcome::NotTried { reason } => {
            Some((result.fqn.clone(), reason.clone()))
        }
        EntityOutcome::Landed | EntityOutcome::Unchanged => None,
    });
    Step {
        name: "OpenMetadata",
        records: new.len(),
        updated: changed.len(),
        failures: failures.collect(),
        ..Step::default()
    }
}
