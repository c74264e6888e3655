//! Delete: deletes by id what the plan names and the server still has, after everything else (design.md#deletion).
//!
//! After a lost write nothing is deleted; after a rejected one the entity that it replaces is kept. A collection is
//! deleted as a whole only if a list of it, read just before, has nothing else; otherwise its endpoints are deleted one
//! by one, and it stays.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::name::{parent, parts};
use crate::openmetadata::{Answer, Include, Lost, Scope};
use crate::plan::{Action, Change, Held, HeldReason, Kind, State};
use crate::workflow::Phase;
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::JobId;
use crate::workflow::journal::ChangeStatus;
use crate::workflow::server::Readback;
use crate::workflow::server::failure::request_failed;
use crate::workflow::server::lists::{ListReader, Step};
use crate::workflow::session::Session;
use crate::workflow::transition::{Next, Transition};

/// Deletions are on their way.
#[derive(Debug)]
pub(crate) struct Delete {
    pub(crate) execution: Box<Execution>,
    step: Deletion,
    due: Due,
    /// How many deletions the plan names.
    total: usize,
}

#[derive(Debug)]
enum Deletion {
    /// What is in the collections that shall go is listed once more: ids by the collection's FQN.
    Listing(ListReader, BTreeMap<String, Vec<String>>),
    /// Endpoints go; by their place among the plan's changes.
    Endpoints(BTreeMap<JobId, usize>),
    /// Then collections.
    Collections(BTreeMap<JobId, usize>),
}

/// Places among the plan's changes.
#[derive(Debug, Default)]
struct Due {
    /// Collections that go with what is in them: those of the plan that are endpoints.
    collections: BTreeMap<usize, Vec<usize>>,
    /// Endpoints that go singly.
    endpoints: BTreeSet<usize>,
}

impl Due {
    /// How many entities are still to go as a collection or with one.
    fn with_collections(&self) -> usize {
        self.collections.values().map(|with| with.len() + 1).sum()
    }
}

impl Delete {
    /// `there` is the state after the writes, if it could be read.
    pub(crate) fn start(
        session: &mut Session,
        mut execution: Box<Execution>,
        there: Option<&Readback>,
    ) -> Next<Self> {
        let planned: Vec<usize> = deletions(&execution);
        let there = match there {
            _ if session.stop.is_some() => Err(HeldReason::Cancelled),
            _ if execution.journal.has_unknown(&execution.plan) => Err(HeldReason::WriteLost),
            there => there.ok_or(HeldReason::StateUnknown),
        };
        let there = match there {
            Ok(there) => there,
            Err(reason) => {
                hold(&mut execution, planned, reason);
                return Transition::ReportStatus(Some(execution)).into();
            }
        };
        if planned.is_empty() {
            return Transition::ReportStatus(Some(execution)).into();
        }
        session.progress(Phase::Delete, 0, planned.len());
        let due = select(&mut execution, &planned, there);
        let scope = |at: &usize| {
            Some(Scope::EndpointsOf { collection: execution.plan.changes.get(*at)?.fqn.clone() })
        };
        let scopes: Vec<_> = due.collections.keys().filter_map(scope).collect();
        let lists_first = !scopes.is_empty();
        let lists = ListReader::start(session, scopes, Include::NonDeleted, execution.server.capabilities);
        let step = Deletion::Listing(lists, BTreeMap::new());
        let retire = Self { execution, step, due, total: planned.len() };
        if lists_first { Next::Stay(retire) } else { retire.delete_endpoints(session) }
    }

    pub(crate) fn answered(mut self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        match &mut self.step {
            Deletion::Listing(lists, inside) => {
                let mut note = |state: State| {
                    let collection = state.collection_fqn().unwrap_or_default().to_owned();
                    inside.entry(collection).or_default().push(state.id);
                };
                let step = lists.answered(session, job, answer, &mut note);
                self.listed(session, step)
            }
            Deletion::Endpoints(open) => {
                let at = open.remove(&job);
                let (finished, left) = (open.is_empty(), open.len() + self.due.with_collections());
                at.into_iter().for_each(|at| settle(session, &mut self.execution, &[at], &answer));
                session.progress(Phase::Delete, self.total.saturating_sub(left), self.total);
                if finished { self.delete_collections(session) } else { Next::Stay(self) }
            }
            Deletion::Collections(open) => {
                let at = open.remove(&job);
                let finished = open.is_empty();
                if let Some(at) = at {
                    let mut with = self.due.collections.remove(&at).unwrap_or_default();
                    with.push(at);
                    settle(session, &mut self.execution, &with, &answer);
                }
                let left = self.due.with_collections();
                session.progress(Phase::Delete, self.total.saturating_sub(left), self.total);
                if finished {
                    Transition::ReportStatus(Some(self.execution)).into()
                } else {
                    Next::Stay(self)
                }
            }
        }
    }

    fn listed(mut self, session: &mut Session, step: Step) -> Next<Self> {
        match step {
            Step::More => return Next::Stay(self),
            Step::Finished => {
                let Deletion::Listing(_, inside) = &mut self.step else { return Next::Stay(self) };
                let inside = std::mem::take(inside);
                self.keep_shared(&inside);
            }
            Step::Failed(answer) => {
                let why = request_failed(session, "list of a collection's endpoints", answer).message;
                session.emit(Diagnostic::new(&code::UNCONFIRMED, why));
                let reason =
                    if session.stop.is_some() { HeldReason::Cancelled } else { HeldReason::StateUnknown };
                let Due { collections, endpoints } = std::mem::take(&mut self.due);
                let all = collections.into_iter().flat_map(|(at, with)| with.into_iter().chain([at]));
                hold(&mut self.execution, all.chain(endpoints), reason);
                return Transition::ReportStatus(Some(self.execution)).into();
            }
        }
        self.delete_endpoints(session)
    }

    /// Collections in which something else lives stay, and what was to go with them goes singly.
    fn keep_shared(&mut self, inside: &BTreeMap<String, Vec<String>>) {
        // What does not say where it stands may stand anywhere.
        let without_collection = inside.contains_key("");
        let changes = &self.execution.plan.changes;
        let id = |at: &usize| changes.get(*at).and_then(|change| change.id.as_deref());
        let mut kept_back = Vec::new();
        for (at, with) in &self.due.collections {
            let ours: BTreeSet<_> = with.iter().filter_map(id).collect();
            let fqn = changes.get(*at).map_or("", |change| change.fqn.as_str());
            if without_collection
                || inside.get(fqn).into_iter().flatten().any(|id| !ours.contains(id.as_str()))
            {
                kept_back.push(*at);
            }
        }
        for at in &kept_back {
            self.due.endpoints.extend(self.due.collections.remove(at).into_iter().flatten());
        }
        hold(&mut self.execution, kept_back, HeldReason::NotEmpty);
    }

    fn delete_endpoints(mut self, session: &mut Session) -> Next<Self> {
        let indices: Vec<_> = self.due.endpoints.iter().copied().collect();
        let open = send(session, &mut self.execution, &indices, false);
        if open.is_empty() {
            return self.delete_collections(session);
        }
        Next::Stay(Self { step: Deletion::Endpoints(open), ..self })
    }

    fn delete_collections(mut self, session: &mut Session) -> Next<Self> {
        let indices: Vec<_> = self.due.collections.keys().copied().collect();
        let open = send(session, &mut self.execution, &indices, true);
        if open.is_empty() {
            return Transition::ReportStatus(Some(self.execution)).into();
        }
        Next::Stay(Self { step: Deletion::Collections(open), ..self })
    }
}

/// The places of the plan's deletions that are still to be made.
fn deletions(execution: &Execution) -> Vec<usize> {
    let changes = execution.plan.changes.iter().enumerate();
    let due = |at: usize, change: &Change| {
        change.action == Action::Delete && *execution.journal.status(at) == ChangeStatus::Pending
    };
    changes.filter(|(at, change)| due(*at, change)).map(|(at, _)| at).collect()
}

fn hold(execution: &mut Execution, indices: impl IntoIterator<Item = usize>, reason: HeldReason) {
    for at in indices {
        if let Some(change) = execution.plan.changes.get(at) {
            execution.journal.held.push(Held { kind: change.kind, fqn: change.fqn.clone(), reason });
        }
    }
}

/// Which of the planned deletions are still to be made, and how; what was refused keeps what it would replace.
fn select(execution: &mut Execution, planned: &[usize], there: &Readback) -> Due {
    let refused = refused_names(execution);
    let (mut due, mut endpoints) = (Due::default(), BTreeMap::<String, Vec<usize>>::new());
    let (mut replaced, mut not_empty, mut kept) = (Vec::new(), Vec::new(), BTreeSet::new());
    let (mut collections, mut gone) = (Vec::new(), Vec::new());
    for at in planned {
        let Some(change) = execution.plan.changes.get(*at) else { continue };
        let within = parent(&change.fqn).unwrap_or_default();
        match change.kind {
            _ if !there.is_live(*at) => gone.push(*at),
            Kind::ApiCollection => collections.push((*at, change.fqn.clone())),
            _ if refused.contains(&name(change)) => {
                replaced.push(*at);
                kept.insert(within);
            }
            _ => endpoints.entry(within).or_default().push(*at),
        }
    }
    for (at, fqn) in collections {
        if kept.contains(&fqn) {
            not_empty.push(at);
        } else {
            due.collections.insert(at, endpoints.remove(&fqn).unwrap_or_default());
        }
    }
    due.endpoints = endpoints.into_values().flatten().collect();
    // Someone else deleted it in between.
    gone.into_iter().for_each(|at| execution.journal.set(at, ChangeStatus::Applied));
    hold(execution, replaced, HeldReason::ReplacementFailed);
    hold(execution, not_empty, HeldReason::NotEmpty);
    due
}

/// The last part of the FQN: path and method.
fn name(change: &Change) -> String {
    parts(&change.fqn).pop().unwrap_or_default()
}

/// The names of endpoints that the server did not take.
fn refused_names(execution: &Execution) -> BTreeSet<String> {
    let changes = execution.plan.changes.iter().enumerate();
    changes
        .filter(|(at, change)| {
            change.kind == Kind::ApiEndpoint
                && change.action != Action::Delete
                && matches!(
                    execution.journal.status(*at),
                    ChangeStatus::Rejected(_) | ChangeStatus::Skipped(_)
                )
        })
        .map(|(_, change)| name(change))
        .collect()
}

fn send(
    session: &mut Session,
    execution: &mut Execution,
    indices: &[usize],
    recursive: bool,
) -> BTreeMap<JobId, usize> {
    let mut open = BTreeMap::new();
    for at in indices {
        let Some(change) = execution.plan.changes.get(*at) else { continue };
        match change.id.as_deref() {
            Some(id) => {
                let request = session.api.delete(change.kind, id, recursive);
                open.insert(session.send(request), *at);
            }
            None => {
                execution.journal.set(*at, ChangeStatus::Rejected("the plan has no id for it".to_owned()))
            }
        }
    }
    open
}

/// One answer for a deletion and what went with it.
fn settle(session: &mut Session, execution: &mut Execution, indices: &[usize], answer: &Answer) {
    let status = match answer {
        Answer::NotSent => return hold(execution, indices.iter().copied(), HeldReason::Cancelled),
        Answer::Done(entity) if entity.get("deleted") == Some(&Value::Bool(false)) => {
            ChangeStatus::Rejected("the server answered with success, but the entity still exists".to_owned())
        }
        Answer::Done(Value::Null) | Answer::Missing(_) => ChangeStatus::Applied,
        Answer::Done(entity) if entity.get("deleted") == Some(&Value::Bool(true)) => ChangeStatus::Applied,
        Answer::Done(_) => ChangeStatus::Unknown("unexpected answer to its deletion".to_owned()),
        Answer::Lost(Lost { reason, .. }) | Answer::Malformed(reason) => {
            ChangeStatus::Unknown(reason.clone())
        }
        Answer::Conflict => ChangeStatus::Conflict,
        Answer::Unauthorized(reason) => {
            session.token_refused(reason);
            ChangeStatus::Rejected(reason.clone())
        }
        Answer::Unsupported { reason, .. } | Answer::Refused { reason, .. } => {
            ChangeStatus::Rejected(reason.clone())
        }
    };
    indices.iter().for_each(|at| execution.journal.set(*at, status.clone()));
}
