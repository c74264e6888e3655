//! StartPipeline: the pipeline's status becomes running (stock.md#pipeline-status).
//!
//! Without `ingestionPipelineFQN` this stage is skipped. A missing pipeline is created here if its service exists, else
//! at the end. A failure to write the status does not stop the run.

use super::request;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::PipelineState;
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::JobId;
use crate::workflow::session::Session;
use crate::workflow::transition::{Next, Transition};

/// The pipeline is being spoken to.
#[derive(Debug)]
pub(crate) struct StartPipeline {
    job: JobId,
    asked: Asked,
    fqn: String,
    pub(crate) execution: Box<Execution>,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    IsThere,
    Create,
    Running,
}

impl StartPipeline {
    pub(crate) fn start(session: &mut Session, execution: Box<Execution>) -> Next<Self> {
        session.emit_deleted(&execution.plan);
        let Some(fqn) = session.config.pipeline_fqn.clone() else {
            return Transition::Apply(execution).into();
        };
        let job = session.send(session.api.pipeline(&fqn));
        Next::Stay(Self { job, asked: Asked::IsThere, fqn, execution })
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        if job != self.job {
            return Next::Stay(self);
        }
        match (self.asked, answer) {
            (Asked::IsThere | Asked::Create, Answer::Done(_)) => {
                session.pipeline_is_there();
                self.running(session)
            }
            (Asked::IsThere, Answer::Missing(_)) => match self.execution.service_id.clone() {
                Some(id) => self.create(session, &id),
                None => Transition::Apply(self.execution).into(),
            },
            (Asked::Running, Answer::Done(_)) | (_, Answer::NotSent) => {
                Transition::Apply(self.execution).into()
            }
            (_, answer) => {
                request::warn(session, &answer);
                Transition::Apply(self.execution).into()
            }
        }
    }

    fn create(self, session: &mut Session, service_id: &str) -> Next<Self> {
        let job = request::create(session, &self.fqn, service_id);
        Next::Stay(Self { job, asked: Asked::Create, ..self })
    }

    fn running(self, session: &mut Session) -> Next<Self> {
        let job = request::put_status(session, &self.fqn, PipelineState::Running, None, Vec::new());
        Next::Stay(Self { job, asked: Asked::Running, ..self })
    }
}
