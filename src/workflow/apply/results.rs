//! What an answer means for the status of a change.

use super::Apply;
use crate::openmetadata::{Answer, Lost};
use crate::plan::Kind;
use crate::workflow::journal::ChangeStatus;
use crate::workflow::session::Session;
use serde_json::Value;

impl Apply {
    /// Sends the next write of the same entity, or ends the change. Only a creation is proven by its answer.
    pub(super) fn done(&mut self, session: &mut Session, at: usize, write: usize, entity: &Value) {
        let Some(change) = self.change(at) else { return };
        if write + 1 < change.writes.len() {
            return self.send_one(session, at, write + 1);
        }
        let named = entity.get("fullyQualifiedName").and_then(Value::as_str) == Some(change.fqn.as_str());
        let proven = named && change.action.creates();
        self.note_service(at, entity);
        self.execution.journal.set(at, if proven { ChangeStatus::Applied } else { ChangeStatus::Unverified });
    }

    /// The service's id, which the pipeline needs.
    pub(super) fn note_service(&mut self, at: usize, entity: &Value) {
        let is_service = self.change(at).is_some_and(|change| change.kind == Kind::ApiService);
        if let (true, Some(id)) = (is_service, entity.get("id").and_then(Value::as_str)) {
            self.execution.service_id = Some(id.to_owned());
        }
    }

    pub(super) fn settle(&mut self, session: &mut Session, at: usize, answer: Answer) {
        let status = match answer {
            Answer::Done(_) => ChangeStatus::Unverified,
            Answer::Conflict => ChangeStatus::Conflict,
            Answer::Lost(Lost { reason, .. }) | Answer::Malformed(reason) => ChangeStatus::Unknown(reason),
            Answer::NotSent => ChangeStatus::Skipped(session.not_sent()),
            Answer::Unauthorized(reason) => {
                session.token_refused(&reason);
                ChangeStatus::Rejected(reason)
            }
            Answer::Missing(reason) | Answer::Unsupported { reason, .. } | Answer::Refused { reason, .. } => {
                ChangeStatus::Rejected(reason)
            }
        };
        self.execution.journal.set(at, status);
    }
}
