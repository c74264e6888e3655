//! Verify: reads the lists again and looks up each change in them, to confirm the writes.
//!
//! A creation that was answered with the entity needs no more proof; everything else does. If something is to be
//! deleted, the lists are read in any case.

use serde_json::Value;

use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::plan::Action;
use crate::workflow::Phase;
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::JobId;
use crate::workflow::server::Readback;
use crate::workflow::server::failure::request_failed;
use crate::workflow::server::service::{ServiceReader, Step};
use crate::workflow::session::Session;
use crate::workflow::transition::{Next, Transition};

/// The state after the writes is being read.
#[derive(Debug)]
pub(crate) struct Verify {
    pub(crate) execution: Box<Execution>,
    current: ServiceReader,
    readback: Readback,
}

impl Verify {
    pub(crate) fn start(session: &mut Session, mut execution: Box<Execution>) -> Next<Self> {
        if session.stop.is_some() {
            execution.journal.unconfirmed();
            return Transition::Delete(execution, None).into();
        }
        if !needs_proof(&execution) {
            return Transition::Delete(execution, None).into();
        }
        session.progress(Phase::Verify, 0, 0);
        let readback = Readback::new(&execution.plan);
        Next::Stay(Self { execution, current: ServiceReader::start(session), readback })
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        let Self { mut execution, current, mut readback } = self;
        let mut sink = |state| readback.take(&execution.plan, state);
        match current.answered(session, &execution.server, (job, answer), &mut sink) {
            Step::More(current) => {
                session.progress(Phase::Verify, current.count(), 0);
                Next::Stay(Self { execution, current, readback })
            }
            Step::Finished(service) => {
                readback.service =
                    service.is_some_and(|service| service.get("deleted") != Some(&Value::Bool(true)));
                execution.journal.verify(&execution.plan, Ok(&readback));
                Transition::Delete(execution, Some(readback)).into()
            }
            Step::Failed(answer) => {
                let why = request_failed(session, "list of entities", answer).message;
                execution.journal.verify(&execution.plan, Err(&why));
                session.emit(Diagnostic::new(&code::UNCONFIRMED, why));
                Transition::Delete(execution, None).into()
            }
        }
    }
}

fn needs_proof(execution: &Execution) -> bool {
    let changes = execution.plan.changes.iter().enumerate();
    changes
        .into_iter()
        .any(|(at, change)| change.action == Action::Delete || execution.journal.status(at).needs_proof())
}
