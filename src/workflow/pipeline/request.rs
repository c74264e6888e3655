//! Requests for the pipeline and its status, at the start and at the end of a run.

use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::{self, PipelineState, PipelineStatus, Step};
use crate::workflow::io::queue::JobId;
use crate::workflow::session::Session;

/// Creates the pipeline of that name for a service.
pub(crate) fn create(session: &mut Session, fqn: &str, service_id: &str) -> JobId {
    let request = session.api.put_pipeline(&pipeline::create_body(fqn, service_id));
    session.send(request)
}

/// Writes a status of this run; `end` is when it ended.
pub(crate) fn put_status(
    session: &mut Session,
    fqn: &str,
    state: PipelineState,
    end: Option<u64>,
    steps: Vec<Step>,
) -> JobId {
    let status = PipelineStatus { run_id: session.run_id.clone(), state, start: session.started, end, steps };
    let request = session.api.put_pipeline_status(fqn, &status.body());
    session.send(request)
}

/// Warns that the status could not be written.
pub(crate) fn warn(session: &mut Session, answer: &Answer) {
    let reason = answer.reason().unwrap_or("no answer");
    let message = format!("the status of the ingestion pipeline could not be written: {reason}");
    session.emit(Diagnostic::new(&code::STATUS, message).help("check `ingestionPipelineFQN`"));
}
