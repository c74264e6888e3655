//! Sends the writes level by level: service, collections, endpoints.
//!
//! A level begins when the one before it is answered. Within it several writes are open at once, those of one
//! entity one after another. A body is serialized when its request is sent. Where the server has bulk requests, PUTs
//! are sent in them, limited by count and bytes. A bulk request that fails as a whole proves
//! nothing about each entity: it is split until the entity that the server rejects is alone and
//! gets an answer of its own. A request that is too large or takes too long makes the following ones smaller.

mod bulk;
mod request;
mod results;
mod single;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::name::parent;
use crate::openmetadata::Answer;
use crate::plan::{Action, Body, Change, Kind, Write};
use crate::workflow::Phase;
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::JobId;
use crate::workflow::journal::ChangeStatus;
use crate::workflow::session::Session;
use crate::workflow::transition::{Next, Transition};

/// The most bytes of a bulk request, whatever `bulk_sink_batch_size` is; one entity always fits.
const BULK_BYTES: usize = 4 << 20;

/// Into how many pieces a failed bulk request is split. One bad entity of a hundred then takes some
/// twenty requests, a hundred bad ones little more than one each.
const PIECES: usize = 8;

/// The writes are being sent.
#[derive(Debug)]
pub(crate) struct Apply {
    pub(crate) execution: Box<Execution>,
    levels: VecDeque<Kind>,
    open: BTreeMap<JobId, Open>,
    /// What is not sent yet.
    waiting: VecDeque<Batch>,
    /// The limits of a bulk request.
    limits: BulkLimits,
    /// The ids of created entities, by the index of the change.
    created: BTreeMap<usize, String>,
    /// The service's connection is sent in the other shape: the server rejected the one that its version should take.
    other_shape: bool,
}

/// Entities and bytes.
#[derive(Debug, Clone, Copy)]
struct BulkLimits {
    count: usize,
    bytes: usize,
}

/// First writes of changes.
#[derive(Debug)]
enum Batch {
    /// In one bulk request at least.
    Bulk(Vec<usize>),
    One(usize),
}

impl Batch {
    fn changes(self) -> Vec<usize> {
        match self {
            Self::Bulk(changes) => changes,
            Self::One(change) => vec![change],
        }
    }
}

#[derive(Debug)]
enum Open {
    /// The first write of these changes.
    Bulk(Vec<usize>),
    /// A write of a change, by its place among them.
    One { change: usize, write: usize },
    /// The entity, for the `ETag` that this write needs.
    Tag { change: usize, write: usize },
}

impl Apply {
    pub(crate) fn start(session: &mut Session, execution: Box<Execution>) -> Next<Self> {
        let levels = VecDeque::from([Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint]);
        let limits = BulkLimits { count: session.config.batch_size.max(1), bytes: BULK_BYTES };
        let (open, waiting, created) = Default::default();
        session.progress(Phase::Apply, execution.journal.answered(), execution.plan.changes.len());
        Self { execution, levels, open, waiting, limits, created, other_shape: false }.advance(session)
    }

    pub(crate) fn answered(mut self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        match self.open.remove(&job) {
            Some(Open::Bulk(changes)) => self.bulk_answered(session, changes, answer),
            Some(Open::One { change, write }) => self.one_answered(session, change, write, answer),
            Some(Open::Tag { change, write }) => self.tag_answered(session, change, write, answer),
            None => {}
        }
        session.progress(Phase::Apply, self.execution.journal.answered(), self.execution.plan.changes.len());
        self.advance(session)
    }

    /// Sends what may be sent now; goes on to the next level once this one is answered.
    fn advance(mut self, session: &mut Session) -> Next<Self> {
        loop {
            self.send_waiting(session);
            if !self.open.is_empty() {
                return Next::Stay(self);
            }
            let Some(kind) = self.levels.pop_front() else {
                return Transition::Verify(self.execution).into();
            };
            self.begin(session, kind);
        }
    }

    fn begin(&mut self, session: &mut Session, kind: Kind) {
        let (changes, without): (Vec<usize>, Vec<usize>) = self
            .changing(kind)
            .partition(|at| self.change(*at).is_some_and(|change| !change.writes.is_empty()));
        // A change without a write of its own comes with the write of another; reading back decides it.
        without.into_iter().for_each(|at| self.execution.journal.set(at, ChangeStatus::Unverified));
        let absent = self.execution.journal.not_created(&self.execution.plan);
        let (orphaned, live): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|at| session.stop.is_none() && self.is_in(*at, &absent));
        for change in orphaned {
            self.execution.journal.set(change, ChangeStatus::Skipped("its collection failed".to_owned()));
        }
        let bulk = self.execution.server.capabilities.bulk && kind != Kind::ApiService;
        let in_bulk =
            |at: &usize| bulk && self.change(*at).is_some_and(|change| !change.needs_single_request());
        let (bulk, single): (Vec<_>, Vec<_>) = live.into_iter().partition(in_bulk);
        if !bulk.is_empty() {
            self.waiting.push_back(Batch::Bulk(bulk));
        }
        self.waiting.extend(single.into_iter().map(Batch::One));
    }

    /// The indices of the changes that are still to be written, without deletions.
    fn changing(&self, kind: Kind) -> impl Iterator<Item = usize> {
        let changing = move |at: usize, change: &Change| {
            change.kind == kind
                && !matches!(change.action, Action::Delete | Action::NoOp)
                && *self.execution.journal.status(at) == ChangeStatus::Pending
        };
        let changes = self.execution.plan.changes.iter().enumerate();
        changes.filter(move |(at, change)| changing(*at, change)).map(|(at, _)| at)
    }

    fn change(&self, at: usize) -> Option<&Change> {
        self.execution.plan.changes.get(at)
    }

    /// Whether it is in one of these.
    fn is_in(&self, at: usize, fqns: &BTreeSet<&str>) -> bool {
        let parent = self.change(at).and_then(|change| parent(&change.fqn));
        parent.is_some_and(|parent| fqns.contains(parent.as_str()))
    }

    fn put_body(&self, at: usize) -> Option<&Body> {
        match self.change(at)?.writes.first()? {
            Write::Put(body) => Some(body),
            _ => None,
        }
    }

    /// Sends while the queue has room, at least once; bulk requests by the present limits.
    fn send_waiting(&mut self, session: &mut Session) {
        while let Some(piece) = self.waiting.pop_front() {
            if !self.open.is_empty() && session.queue.room() == 0 {
                return self.waiting.push_front(piece);
            }
            match piece {
                Batch::One(change) => self.send_one(session, change, 0),
                Batch::Bulk(mut changes) => {
                    let rest = changes.split_off(self.fitting(&changes));
                    if !rest.is_empty() {
                        self.waiting.push_front(Batch::Bulk(rest));
                    }
                    self.send_bulk(session, changes);
                }
            }
        }
    }

    fn write(&self, change: usize, write: usize) -> Option<&Write> {
        self.change(change)?.writes.get(write)
    }
}
