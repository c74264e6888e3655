//! Writes of single entities, one after another.

use super::Apply;
use super::Open;
use super::request;
use crate::openmetadata::Answer;
use crate::openmetadata::EMPTY;
use crate::openmetadata::Lost;
use crate::openmetadata::Retry;
use crate::openmetadata::service;
use crate::plan::Write;
use crate::workflow::journal::ChangeStatus;
use crate::workflow::session::Session;
use serde_json::Value;

impl Apply {
    pub(super) fn send_one(&mut self, session: &mut Session, change: usize, write: usize) {
        let shape = self.execution.server.capabilities.connection;
        let shape = self.other_shape.then(|| shape.other());
        let created = self.created.get(&change).map(String::as_str);
        let Some(request) =
            self.change(change).and_then(|found| request::request(session, found, write, created, shape))
        else {
            let reason = "the plan has no id for it".to_owned();
            return self.execution.journal.set(change, ChangeStatus::Rejected(reason));
        };
        let asks = matches!(self.write(change, write), Some(Write::PatchIfMatch(_)));
        let open = if asks { Open::Tag { change, write } } else { Open::One { change, write } };
        self.open.insert(session.send(request), open);
    }

    /// Sends the patch with the entity's `ETag`; without one if the server gives none: its lock protects it too.
    pub(super) fn tag_answered(
        &mut self,
        session: &mut Session,
        change: usize,
        write: usize,
        answer: Answer,
    ) {
        let Answer::Done(_) = answer else { return self.settle(session, change, answer) };
        let etag = session.etag.take();
        let found = self.change(change);
        let id = found.and_then(|found| Some((found.kind, found.id.as_deref()?)));
        let (Some((kind, id)), Some(Write::PatchIfMatch(patch))) = (id, self.write(change, write)) else {
            return;
        };
        let request = match etag {
            Some(etag) => session.api.patch_if_match(kind, id, patch, &etag),
            None => session.api.patch(kind, id, patch),
        };
        self.open.insert(session.send(request), Open::One { change, write });
    }

    pub(super) fn one_answered(
        &mut self,
        session: &mut Session,
        change: usize,
        write: usize,
        answer: Answer,
    ) {
        match answer {
            Answer::Done(entity) => {
                if let (Some(Write::Put(_)), Some(id)) = (self.write(change, write), entity.get("id")) {
                    self.created.extend(id.as_str().map(|id| (change, id.to_owned())));
                }
                self.done(session, change, write, &entity);
            }
            // Creating a lineage edge is answered without a body.
            Answer::Lost(lost) if lost.reason == EMPTY && self.draws(change, write) => {
                self.done(session, change, write, &Value::Null);
            }
            // The server fails on restoring what is not deleted, as when a resumed run sends it again: the next
            // write, or reading back, decides.
            Answer::Lost(Lost { retry: Retry::Once, .. }) if self.restores(change, write) => {
                self.done(session, change, write, &Value::Null);
            }
            Answer::Refused { reason, .. } if self.may_take_other_shape(change, &reason) => {
                self.other_shape = true;
                self.send_one(session, change, write);
            }
            other => self.settle(session, change, other),
        }
    }

    pub(super) fn draws(&self, change: usize, write: usize) -> bool {
        matches!(self.write(change, write), Some(Write::Lineage(_)))
    }

    pub(super) fn restores(&self, change: usize, write: usize) -> bool {
        matches!(self.write(change, write), Some(Write::Restore))
    }

    /// Whether the server may accept the service with its connection in the other shape: the shape of unknown versions is
    /// guessed.
    pub(super) fn may_take_other_shape(&self, change: usize, reason: &str) -> bool {
        let has_connection =
            self.put_body(change).is_some_and(|body| service::has_connection(&body.members()));
        !self.other_shape && has_connection && service::is_of_another_shape(reason)
    }
}
