//! Restore: brings back what an earlier run deleted, by id, and reads back what came of it (stock.md#openmetadata-112).
//!
//! In: [`Options::restore`](crate::workflow::Options::restore). Out: a result for each entity. Parents come first, since a
//! server takes an endpoint back into a collection that stays deleted. What is in a restored collection or service comes
//! back with it, so it gets no request of its own: a server fails on restoring what is not deleted.

mod target;

use std::collections::BTreeMap;

use crate::config::LogLevel;
use crate::openmetadata::Answer;
use crate::plan::Kind;
use crate::workflow::Phase;
use crate::workflow::io::queue::JobId;
use crate::workflow::session::Session;
use crate::workflow::transition::{Ending, Next, Transition};
use target::{Status, Target};

/// Entities are being restored.
#[derive(Debug)]
pub(crate) struct Restore {
    /// Parents first.
    targets: Vec<Target>,
    step: Step,
    /// By their place among the targets.
    open: BTreeMap<JobId, usize>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Every entity is read as it is.
    Look,
    /// The entities of one kind are restored.
    Write(Kind),
    /// What was restored is read again.
    ReadBack,
}

impl Restore {
    pub(crate) fn start(session: &mut Session) -> Next<Self> {
        let mut entities = session.options.restore.clone();
        entities.sort();
        entities.dedup();
        session.log(LogLevel::Info, format!("{} entities to restore", entities.len()));
        let targets: Vec<_> = entities.into_iter().map(Target::new).collect();
        let every = 0..targets.len();
        let mut restore = Self { targets, step: Step::Look, open: BTreeMap::new() };
        restore.read(session, every);
        restore.go_on(session)
    }

    pub(crate) fn answered(mut self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        let Some(at) = self.open.remove(&job) else { return Next::Stay(self) };
        if let Answer::Unauthorized(reason) = &answer {
            session.token_refused(reason);
        }
        if let Some(target) = self.targets.get_mut(at) {
            match self.step {
                Step::Look => target.look(session, &answer),
                Step::Write(_) => target.written(session, &answer),
                Step::ReadBack => target.read_back(session, &answer),
            }
        }
        self.go_on(session)
    }

    /// Goes on to the next step once nothing is open.
    fn go_on(mut self, session: &mut Session) -> Next<Self> {
        while self.open.is_empty() {
            match self.step {
                Step::Look => self.write(session, Kind::ApiService),
                Step::Write(Kind::ApiService) => self.write(session, Kind::ApiCollection),
                Step::Write(Kind::ApiCollection) => self.write(session, Kind::ApiEndpoint),
                Step::Write(Kind::ApiEndpoint) => {
                    self.step = Step::ReadBack;
                    let sent = |target: &Target| matches!(target.status, Status::Sent(_));
                    let sent: Vec<_> = self.places(sent).collect();
                    self.read(session, sent);
                }
                Step::ReadBack => {
                    let results = self.targets.into_iter().map(|target| target.result(session)).collect();
                    return Transition::Finish(Ending::Restored(results)).into();
                }
            }
        }
        let phase = if let Step::ReadBack = self.step { Phase::Verify } else { Phase::Apply };
        let total = self.targets.len();
        session.progress(phase, total - self.open.len(), total);
        Next::Stay(self)
    }

    fn places(&self, wanted: impl Fn(&Target) -> bool) -> impl Iterator<Item = usize> {
        self.targets.iter().enumerate().filter(move |(_, target)| wanted(target)).map(|(at, _)| at)
    }

    fn read(&mut self, session: &mut Session, places: impl IntoIterator<Item = usize>) {
        for at in places {
            let Some(Target { entity, .. }) = self.targets.get(at) else { continue };
            let request = session.api.entity_or_deleted(entity.kind, &entity.id);
            self.open.insert(session.send(request), at);
        }
    }

    /// Restores the deleted entities of a kind.
    fn write(&mut self, session: &mut Session, kind: Kind) {
        self.step = Step::Write(kind);
        let deleted = |target: &Target| target.entity.kind == kind && target.status == Status::Deleted;
        for at in self.places(deleted).collect::<Vec<_>>() {
            match self.parent_of(at) {
                Some(Status::Sent(said)) => {
                    let said = said.clone();
                    self.set(at, Status::Sent(said));
                }
                Some(Status::Ended(outcome)) if outcome.is_problem() => {
                    self.set(at, Status::skipped("what it is in was not restored"));
                }
                Some(_) => self.send(session, at),
                None => match self.targets.get(at).and_then(|target| target.deleted_parent.clone()) {
                    Some(parent) => {
                        let reason = format!("`{parent}`, which it is in, is deleted: restore that as well");
                        self.set(at, Status::skipped(&reason));
                    }
                    None => self.send(session, at),
                },
            }
        }
    }

    fn send(&mut self, session: &mut Session, at: usize) {
        let Some(Target { entity, .. }) = self.targets.get(at) else { return };
        let request = session.api.restore(entity.kind, &entity.id);
        self.open.insert(session.send(request), at);
    }

    fn set(&mut self, at: usize, status: Status) {
        if let Some(target) = self.targets.get_mut(at) {
            target.status = status;
        }
    }

    /// What became of the entity that this one is in, if that is to be restored too: of the nearest that was deleted.
    fn parent_of(&self, at: usize) -> Option<&Status> {
        let fqn = &self.targets.get(at)?.entity.fqn;
        let is_parent = |target: &&Target| {
            target.is_above(fqn)
                && !matches!(&target.status, Status::Ended(outcome) if outcome.is_up_to_date())
        };
        self.targets.iter().rev().find(is_parent).map(|target| &target.status)
    }
}
