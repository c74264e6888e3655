//! Report: the pipeline's status says how the run ended (STOCK 3.4), also one that ended before its plan stood.

use super::announce::warn;
use super::context::{Context, Stop};
use super::exchange::Ticket;
use super::log_stream::LastLines;
use super::outcome::{EntityOutcome, EntityResult, Mapped};
use super::planning::Ground;
use super::stage::Stage;
use super::verdict::Verdict;
use super::{Command, Phase, finish};
use crate::Diagnostic;
use crate::diagnostic::Severity;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::{self, PipelineState, PipelineStatus, Step};

/// The last words are on their way.
#[derive(Debug)]
pub(super) struct Closing {
    ticket: Ticket,
    asked: Asked,
    fqn: String,
    /// None if the run ended before its plan stood.
    pub(super) ground: Option<Ground>,
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
    /// After the plan was carried out.
    pub(super) fn start(cx: &mut Context, ground: Ground) -> Stage {
        match cx.config.pipeline_fqn.clone() {
            Some(fqn) => Self::say(cx, fqn, Some(ground)),
            None => finish::applied(cx, ground),
        }
    }

    /// Before the plan stood. A run that only plans says nothing, nor one whose server was not found or does not
    /// take its token.
    pub(super) fn early(cx: &mut Context) -> Stage {
        let heard =
            cx.command == Command::Ingest && cx.server.is_some() && cx.stop != Some(Stop::Unauthorized);
        match cx.config.pipeline_fqn.clone().filter(|_| heard) {
            Some(fqn) => Self::say(cx, fqn, None),
            None => finish::now(cx),
        }
    }

    fn say(cx: &mut Context, fqn: String, ground: Option<Ground>) -> Stage {
        cx.progress(Phase::Report, 0, 0);
        if cx.stop.is_some() {
            cx.exchange.reopen_for_last_words();
        }
        let ticket = send_status(cx, &fqn, ground.as_ref());
        Stage::Closing(Self { ticket, asked: Asked::Status, fqn, ground })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::Closing(self);
        }
        let service_id = self.ground.as_ref().and_then(|ground| ground.service_id.clone());
        match (self.asked, &answer, service_id) {
            (_, Answer::Done(_), _) if !matches!(self.asked, Asked::Create) => cx.pipeline_is_there(),
            (Asked::Create, Answer::Done(_), _) => {
                let ticket = send_status(cx, &self.fqn, self.ground.as_ref());
                return Stage::Closing(Self { ticket, asked: Asked::Again, ..self });
            }
            (Asked::Status, Answer::Missing(_), Some(service)) => {
                let request = cx.api.put_pipeline(&pipeline::create_body(&self.fqn, &service));
                return Stage::Closing(Self { ticket: cx.send(request), asked: Asked::Create, ..self });
            }
            // A pipeline that was never there has nothing to say of a run that did nothing.
            (_, Answer::Missing(_), _) if self.ground.is_none() => {}
            _ => warn(cx, &answer),
        }
        LastLines::start(cx, self.ground)
    }
}

fn send_status(cx: &mut Context, fqn: &str, ground: Option<&Ground>) -> Ticket {
    let (state, steps) = match ground {
        Some(ground) => {
            let results = ground.journal.results(&ground.plan);
            let verdict = Verdict::new(&results, ground.journal.all_held(&ground.plan));
            (state(cx, &verdict), vec![source(cx, &ground.mapped), sink(&results, &verdict)])
        }
        None => (PipelineState::Failed, vec![broken(cx)]),
    };
    let status =
        PipelineStatus { run_id: cx.run_id.clone(), state, start: cx.started, end: Some(cx.now), steps };
    cx.send(cx.api.put_pipeline_status(fqn, &status.body()))
}

/// Nothing that is good makes it failed, everything makes it a success.
fn state(cx: &Context, verdict: &Verdict<'_>) -> PipelineState {
    match verdict.good() {
        _ if verdict.is_well(cx) => PipelineState::Success,
        0 => PipelineState::Failed,
        _ => PipelineState::PartialSuccess,
    }
}

/// What the document gave.
fn source(cx: &Context, mapped: &Mapped) -> Step {
    Step {
        name: "Rest",
        records: 1 + mapped.collections + mapped.endpoints,
        warnings: of_severity(cx, Severity::Warning).count(),
        filtered: usize::try_from(mapped.coverage.operations.policy).unwrap_or(usize::MAX),
        ..Step::default()
    }
}

/// Why there is no plan.
fn broken(cx: &Context) -> Step {
    let service = &cx.config.mapping.service_name;
    let stopped = cx.stop.map(|stop| (service.clone(), format!("{} its plan stood", stop.reason())));
    let errors =
        of_severity(cx, Severity::Error).map(|error| (error.code.id.to_owned(), error.message.clone()));
    Step {
        name: "Rest",
        warnings: of_severity(cx, Severity::Warning).count(),
        failures: errors.chain(stopped).collect(),
        ..Step::default()
    }
}

fn of_severity(cx: &Context, severity: Severity) -> impl Iterator<Item = &Diagnostic> {
    cx.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity)
}

/// What the server took.
fn sink(results: &[EntityResult], verdict: &Verdict<'_>) -> Step {
    let landed = |result: &&EntityResult| result.outcome == EntityOutcome::Landed;
    let (new, changed): (Vec<_>, Vec<_>) =
        results.iter().filter(landed).partition(|result| result.action.makes());
    let failures = verdict.bad().filter_map(|result| match &result.outcome {
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
