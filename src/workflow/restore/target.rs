//! One entity to restore, from what it is to what became of it.

use serde_json::Value;

use crate::name::parent;
use crate::openmetadata::{Answer, Lost};
use crate::plan::{Action, Kind};
use crate::workflow::options::RestoredEntity;
use crate::workflow::outcome::{EntityOutcome, EntityResult};
use crate::workflow::session::Session;

/// One entity.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) entity: RestoredEntity,
    pub(super) status: Status,
    /// The FQN of what it is in, if that is deleted.
    pub(super) deleted_parent: Option<String>,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    /// It was not read yet.
    Unknown,
    /// It is deleted, and to be restored.
    Deleted,
    /// It was restored, or what it is in; if the answer does not prove it, what it said.
    Sent(Option<String>),
    Ended(EntityOutcome),
}

impl Status {
    pub(super) fn skipped(reason: &str) -> Self {
        Self::Ended(EntityOutcome::Skipped { reason: reason.to_owned() })
    }

    fn failed(reason: impl Into<String>) -> Self {
        Self::Ended(EntityOutcome::Failed { reason: reason.into() })
    }
}

impl Target {
    pub(super) fn new(entity: RestoredEntity) -> Self {
        Self { entity, status: Status::Unknown, deleted_parent: None }
    }

    /// Whether an entity of that FQN is in it.
    pub(super) fn is_above(&self, fqn: &str) -> bool {
        let mut above = parent(fqn);
        while let Some(fqn) = above {
            if fqn == self.entity.fqn {
                return true;
            }
            above = parent(&fqn);
        }
        false
    }

    /// Takes the entity as it is before anything is restored.
    pub(super) fn look(&mut self, session: &Session, answer: &Answer) {
        self.status = match (answer, why(session, answer)) {
            (Answer::Done(found), _) => self.found(found),
            (Answer::NotSent, Some(reason)) => Status::skipped(&reason),
            (_, reason) => Status::failed(reason.unwrap_or_default()),
        };
    }

    fn found(&mut self, found: &Value) -> Status {
        let fqn = found.get("fullyQualifiedName").and_then(Value::as_str).unwrap_or_default();
        if fqn != self.entity.fqn {
            return Status::failed(format!("its id is that of `{fqn}` now"));
        }
        let within = match self.entity.kind {
            Kind::ApiService => None,
            Kind::ApiCollection => found.get("service"),
            Kind::ApiEndpoint => found.get("apiCollection"),
        };
        self.deleted_parent = within
            .filter(|parent| is_deleted(parent))
            .and_then(|parent| Some(parent.get("fullyQualifiedName").and_then(Value::as_str)?.to_owned()));
        match is_deleted(found) {
            true => Status::Deleted,
            false => Status::Ended(EntityOutcome::Unchanged),
        }
    }

    /// Takes the answer to its restoring. What a server fails on may be done nevertheless.
    pub(super) fn written(&mut self, session: &Session, answer: &Answer) {
        self.status = match (answer, why(session, answer)) {
            (Answer::NotSent, Some(reason)) => Status::skipped(&reason),
            (Answer::Done(_) | Answer::Lost(_) | Answer::Malformed(_) | Answer::Conflict, reason) => {
                Status::Sent(reason)
            }
            (_, reason) => Status::failed(reason.unwrap_or_default()),
        };
    }

    /// Takes the entity as it is afterwards.
    pub(super) fn read_back(&mut self, session: &Session, answer: &Answer) {
        let Status::Sent(said) = &self.status else { return };
        self.status = match (answer, why(session, answer)) {
            (Answer::Done(found), _) if !is_deleted(found) => Status::Ended(EntityOutcome::Applied),
            (Answer::Done(_), _) => {
                Status::failed(said.clone().unwrap_or_else(|| {
                    "the server answered with success, but it is still deleted".to_owned()
                }))
            }
            (_, reason) => {
                Status::failed(format!("whether it was restored is unknown: {}", reason.unwrap_or_default()))
            }
        };
    }

    pub(super) fn result(self, session: &Session) -> EntityResult {
        let RestoredEntity { kind, fqn, id } = self.entity;
        let outcome = match self.status {
            Status::Ended(outcome) => outcome,
            Status::Unknown | Status::Deleted | Status::Sent(_) => {
                EntityOutcome::Skipped { reason: session.not_sent() }
            }
        };
        EntityResult { action: Action::Restore, kind, fqn, id: Some(id), outcome }
    }
}

/// Why an answer is no proof of anything; none if it is a good one.
fn why(session: &Session, answer: &Answer) -> Option<String> {
    match answer {
        Answer::Done(_) => None,
        Answer::NotSent => Some(session.not_sent()),
        Answer::Missing(_) => Some("it no longer exists: it was deleted for good".to_owned()),
        Answer::Conflict => Some("somebody else changed it at the same time".to_owned()),
        Answer::Lost(Lost { reason, .. })
        | Answer::Malformed(reason)
        | Answer::Unauthorized(reason)
        | Answer::Unsupported { reason, .. }
        | Answer::Refused { reason, .. } => Some(reason.clone()),
    }
}

fn is_deleted(entity: &Value) -> bool {
    entity.get("deleted") == Some(&Value::Bool(true))
}
