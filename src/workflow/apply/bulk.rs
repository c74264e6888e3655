//! Bulk requests: how they are cut, and what their answers mean for each entity.

use super::Apply;
use super::Batch;
use super::Open;
use super::PIECES;
use crate::openmetadata::Answer;
use crate::openmetadata::Lost;
use crate::openmetadata::Retry;
use crate::openmetadata::bulk_answer;
use crate::openmetadata::bulk_answer::Row;
use crate::plan::Body;
use crate::workflow::journal::ChangeStatus;
use crate::workflow::session::Session;
use serde_json::Value;

impl Apply {
    /// How many of these fit into one bulk request; at least one.
    pub(super) fn fitting(&self, changes: &[usize]) -> usize {
        let mut bytes = 0;
        let fits = changes.iter().take(self.limits.count).take_while(|change| {
            bytes += self.size(**change);
            bytes <= self.limits.bytes
        });
        fits.count().max(1)
    }

    pub(super) fn size(&self, change: usize) -> usize {
        self.put_body(change).map_or(0, Body::size)
    }

    pub(super) fn send_bulk(&mut self, session: &mut Session, batch: Vec<usize>) {
        let Some(kind) = batch.first().and_then(|at| self.change(*at)).map(|change| change.kind) else {
            return;
        };
        let bodies: Vec<&Body> = batch.iter().filter_map(|change| self.put_body(*change)).collect();
        let job = session.send_many(session.api.put_bulk(kind, &bodies));
        self.open.insert(job, Open::Bulk(batch));
    }

    pub(super) fn bulk_answered(&mut self, session: &mut Session, changes: Vec<usize>, answer: Answer) {
        match answer {
            Answer::Done(answer) => self.read_rows(session, changes, &answer),
            Answer::Unsupported { .. } => {
                self.execution.server.capabilities.bulk = false;
                let waiting = std::mem::take(&mut self.waiting).into_iter().flat_map(Batch::changes);
                self.waiting = changes.into_iter().chain(waiting).map(Batch::One).collect();
            }
            Answer::Refused { status: 413, .. } => {
                let bytes: usize = changes.iter().map(|change| self.size(*change)).sum();
                self.limits.bytes = self.limits.bytes.min(bytes / 2);
                self.split(changes, 2);
            }
            Answer::Refused { .. } | Answer::Missing(_) | Answer::Conflict => self.split(changes, PIECES),
            // The retry failed too: because of one entity, or because the request takes
            // too long.
            Answer::Lost(Lost { retry: Retry::Once | Retry::Never, divisible: true, .. })
                if session.queue.spend(PIECES) =>
            {
                self.split(changes, PIECES);
            }
            Answer::Lost(Lost { retry: Retry::Often { .. } | Retry::Slow, divisible: true, .. })
                if changes.len() > 1 && session.queue.spend(2) =>
            {
                self.limits.count = self.limits.count.min(changes.len().div_ceil(2)).max(PIECES);
                self.split(changes, 2);
            }
            other => changes.into_iter().for_each(|change| self.settle(session, change, other.clone())),
        }
    }

    /// Splits a bulk request that failed as a whole; entities of pieces of one or two are sent singly.
    pub(super) fn split(&mut self, changes: Vec<usize>, pieces: usize) {
        let pieces: Vec<_> = match changes.len().div_ceil(pieces) {
            ..=2 => changes.into_iter().map(Batch::One).collect(),
            size => changes.chunks(size).map(|piece| Batch::Bulk(piece.to_vec())).collect(),
        };
        pieces.into_iter().rev().for_each(|piece| self.waiting.push_front(piece));
    }

    /// Entities without a result in the answer are sent again: in pieces, if the answer has no result at all.
    pub(super) fn read_rows(&mut self, session: &mut Session, changes: Vec<usize>, answer: &Value) {
        let fqns: Vec<_> = changes.iter().filter_map(|at| Some(self.change(*at)?.fqn.as_str())).collect();
        let rows = bulk_answer::read_rows(&fqns, answer, &session.scrubber);
        let (count, mut forgotten) = (changes.len(), Vec::new());
        for (change, row) in changes.into_iter().zip(rows) {
            match row {
                Row::Done => self.done(session, change, 0, &Value::Null),
                Row::Refused(reason) => self.execution.journal.set(change, ChangeStatus::Rejected(reason)),
                Row::Retryable(_) => self.waiting.push_back(Batch::One(change)),
                Row::Unaccounted => forgotten.push(change),
            }
        }
        match forgotten.len() {
            0 => {}
            some if some == count && session.queue.spend(PIECES) => self.split(forgotten, PIECES),
            some if some < count && session.queue.spend(1) => self.waiting.push_front(Batch::Bulk(forgotten)),
            _ => forgotten.into_iter().for_each(|change| {
                let reason = "the answer to the bulk request has no result for it".to_owned();
                self.execution.journal.set(change, ChangeStatus::Unknown(reason));
            }),
        }
    }
}
