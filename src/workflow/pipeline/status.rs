//! Writes the pipeline's status at the end of a run (stock.md#pipeline-status), also if it ended before its plan
//! existed.

use super::request;
use crate::Diagnostic;
use crate::diagnostic::Severity;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::{PipelineState, Step};
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::JobId;
use crate::workflow::outcome::{EntityOutcome, EntityResult, Mapped};
use crate::workflow::run_result::RunResult;
use crate::workflow::session::{Session, Stop};
use crate::workflow::transition::{Ending, Next, Transition};
use crate::workflow::{Command, Phase};

/// The status is being written.
#[derive(Debug)]
pub(crate) struct ReportStatus {
    job: JobId,
    asked: Asked,
    fqn: String,
    /// None if the run ended before its plan existed.
    pub(crate) execution: Option<Box<Execution>>,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    /// The status, assuming that the pipeline exists.
    Status,
    /// The pipeline, since it does not exist.
    Create,
    /// The status again.
    Again,
}

impl ReportStatus {
    /// `execution`: none if the run ended before its plan existed. A run that only plans writes no status, nor one
    /// whose server was not found or rejected its token.
    pub(crate) fn start(session: &mut Session, execution: Option<Box<Execution>>) -> Next<Self> {
        let reached = session.command == Command::Ingest
            && session.server.is_some()
            && session.stop != Some(Stop::Unauthorized);
        let writes = execution.is_some() || reached;
        let Some(fqn) = session.config.pipeline_fqn.clone().filter(|_| writes) else {
            return Transition::Finish(Ending::of(execution)).into();
        };
        session.progress(Phase::Report, 0, 0);
        if session.stop.is_some() {
            session.queue.reopen_for_last_requests();
        }
        let job = send_status(session, &fqn, execution.as_deref());
        Next::Stay(Self { job, asked: Asked::Status, fqn, execution })
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        if job != self.job {
            return Next::Stay(self);
        }
        let service_id = self.execution.as_ref().and_then(|execution| execution.service_id.clone());
        match (self.asked, &answer, service_id) {
            (_, Answer::Done(_), _) if !matches!(self.asked, Asked::Create) => session.pipeline_is_there(),
            (Asked::Create, Answer::Done(_), _) => {
                let job = send_status(session, &self.fqn, self.execution.as_deref());
                return Next::Stay(Self { job, asked: Asked::Again, ..self });
            }
            (Asked::Status, Answer::Missing(_), Some(service)) => {
                let job = request::create(session, &self.fqn, &service);
                return Next::Stay(Self { job, asked: Asked::Create, ..self });
            }
            // No pipeline is created for a run that did nothing.
            (_, Answer::Missing(_), _) if self.execution.is_none() => {}
            _ => request::warn(session, &answer),
        }
        Transition::CloseLog(self.execution).into()
    }
}

fn send_status(session: &mut Session, fqn: &str, execution: Option<&Execution>) -> JobId {
    let (state, steps) = match execution {
        Some(execution) => {
            let results = execution.journal.results(&execution.plan);
            let run_result = RunResult::new(&results, execution.journal.all_held(&execution.plan));
            (
                state(session, &run_result),
                vec![source(session, &execution.mapped), sink(&results, &run_result)],
            )
        }
        None => (PipelineState::Failed, vec![broken(session)]),
    };
    let end = Some(session.now);
    request::put_status(session, fqn, state, end, steps)
}

/// Failed if nothing succeeded, a success if everything did.
fn state(session: &Session, run_result: &RunResult<'_>) -> PipelineState {
    match run_result.succeeded() {
        _ if run_result.is_success(session) => PipelineState::Success,
        0 => PipelineState::Failed,
        _ => PipelineState::PartialSuccess,
    }
}

/// The step that reads the document.
fn source(session: &Session, mapped: &Mapped) -> Step {
    Step {
        name: "Rest",
        records: 1 + mapped.collections + mapped.endpoints,
        warnings: of_severity(session, Severity::Warning).count(),
        filtered: usize::try_from(mapped.coverage.operations.filtered).unwrap_or(usize::MAX),
        ..Step::default()
    }
}

/// The failed step of a run without a plan.
fn broken(session: &Session) -> Step {
    let service = &session.config.mapping.service_name;
    let stopped = session.stop.map(|stop| (service.clone(), format!("{} its plan existed", stop.reason())));
    let errors =
        of_severity(session, Severity::Error).map(|error| (error.code.id.to_owned(), error.message.clone()));
    Step {
        name: "Rest",
        warnings: of_severity(session, Severity::Warning).count(),
        failures: errors.chain(stopped).collect(),
        ..Step::default()
    }
}

fn of_severity(session: &Session, severity: Severity) -> impl Iterator<Item = &Diagnostic> {
    session.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity)
}

/// The step that writes to the server.
fn sink(results: &[EntityResult], run_result: &RunResult<'_>) -> Step {
    let applied = |result: &&EntityResult| result.outcome == EntityOutcome::Applied;
    let (new, changed): (Vec<_>, Vec<_>) =
        results.iter().filter(applied).partition(|result| result.action.creates());
    let failures = run_result.problems().map(|(fqn, reason)| (fqn.to_owned(), reason.to_owned()));
    Step {
        name: "OpenMetadata",
        records: new.len(),
        updated: changed.len(),
        failures: failures.collect(),
        ..Step::default()
    }
}
