//! Retire: the deletions, each by its id, after everything else (MAPPING, deletion).
//!
//! Only what the first plan named and what is still to go after the writes is deleted. A write that was lost holds
//! everything back; an entity that was refused holds back what it would replace. A collection goes with what is in it
//! only if a list of it, read just before, names nothing else; otherwise its endpoints go singly and it stays.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Phase;
use super::closing::Closing;
use super::connect::give_up;
use super::context::Context;
use super::evidence::Evidence;
use super::exchange::Ticket;
use super::journal::Mark;
use super::lists::{Lists, Step};
use super::planning::Ground;
use super::stage::Stage;
use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Answer, Include, Scope, parent, parts};
use crate::plan::{Action, Change, Held, HeldReason, Kind, State};

/// Deletions are on their way.
#[derive(Debug)]
pub(super) struct Retire {
    pub(super) ground: Ground,
    doing: Doing,
    going: Going,
}

#[derive(Debug)]
enum Doing {
    /// What is in the collections that shall go is listed once more: ids by the collection's FQN.
    Looking(Lists, BTreeMap<String, Vec<String>>),
    /// Endpoints go; by their place among the plan's changes.
    Endpoints(BTreeMap<Ticket, usize>),
    /// Then collections.
    Collections(BTreeMap<Ticket, usize>),
}

/// Places among the plan's changes.
#[derive(Debug, Default)]
struct Going {
    /// Collections that go with what is in them: those of the plan that are endpoints.
    collections: BTreeMap<usize, Vec<usize>>,
    /// Endpoints that go singly.
    endpoints: BTreeSet<usize>,
}

impl Retire {
    /// `there` is the state after the writes, if it could be read.
    pub(super) fn start(cx: &mut Context, mut ground: Ground, there: Option<&Evidence>) -> Stage {
        let planned: Vec<usize> = deletions(&ground);
        let there = match there {
            _ if cx.stop.is_some() => Err(HeldReason::Cancelled),
            _ if ground.journal.has_lost(&ground.plan) => Err(HeldReason::WriteLost),
            there => there.ok_or(HeldReason::Unread),
        };
        let there = match there {
            Ok(there) => there,
            Err(reason) => {
                hold(&mut ground, planned, reason);
                return Closing::start(cx, ground);
            }
        };
        if planned.is_empty() {
            return Closing::start(cx, ground);
        }
        cx.progress(Phase::Retire, 0, planned.len());
        let going = sort(&mut ground, &planned, there);
        let scope =
            |at: &usize| Some(Scope::EndpointsOf { collection: ground.plan.changes.get(*at)?.fqn.clone() });
        let scopes: Vec<_> = going.collections.keys().filter_map(scope).collect();
        let looks = !scopes.is_empty();
        let lists = Lists::start(cx, scopes, Include::NonDeleted, ground.known.capabilities);
        let retire = Self { ground, doing: Doing::Looking(lists, BTreeMap::new()), going };
        if looks { Stage::Retire(retire) } else { retire.delete_endpoints(cx) }
    }

    pub(super) fn answered(mut self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        match &mut self.doing {
            Doing::Looking(lists, inside) => {
                let mut note = |state: State| {
                    let collection = state.collection_fqn().unwrap_or_default().to_owned();
                    inside.entry(collection).or_default().push(state.id);
                };
                let step = lists.answered(cx, ticket, answer, &mut note);
                self.looked(cx, step)
            }
            Doing::Endpoints(open) => {
                let at = open.remove(&ticket);
                let finished = open.is_empty();
                at.into_iter().for_each(|at| settle(cx, &mut self.ground, &[at], &answer));
                if finished { self.delete_collections(cx) } else { Stage::Retire(self) }
            }
            Doing::Collections(open) => {
                let at = open.remove(&ticket);
                let finished = open.is_empty();
                if let Some(at) = at {
                    let mut with = self.going.collections.remove(&at).unwrap_or_default();
                    with.push(at);
                    settle(cx, &mut self.ground, &with, &answer);
                }
                if finished { Closing::start(cx, self.ground) } else { Stage::Retire(self) }
            }
        }
    }

    fn looked(mut self, cx: &mut Context, step: Step) -> Stage {
        match step {
            Step::More => return Stage::Retire(self),
            Step::Finished => {
                let Doing::Looking(_, inside) = &mut self.doing else { return Stage::Retire(self) };
                let inside = std::mem::take(inside);
                self.spare(&inside);
            }
            Step::Failed(answer) => {
                let why = give_up(cx, "list of a collection's endpoints", answer).message;
                cx.say(Diagnostic::new(&code::UNCONFIRMED, why));
                let reason = if cx.stop.is_some() { HeldReason::Cancelled } else { HeldReason::Unread };
                let Going { collections, endpoints } = std::mem::take(&mut self.going);
                let all = collections.into_iter().flat_map(|(at, with)| with.into_iter().chain([at]));
                hold(&mut self.ground, all.chain(endpoints), reason);
                return Closing::start(cx, self.ground);
            }
        }
        self.delete_endpoints(cx)
    }

    /// Collections in which something else lives stay, and what was to go with them goes singly.
    fn spare(&mut self, inside: &BTreeMap<String, Vec<String>>) {
        // What does not say where it stands may stand anywhere.
        let homeless = inside.contains_key("");
        let changes = &self.ground.plan.changes;
        let id = |at: &usize| changes.get(*at).and_then(|change| change.id.as_deref());
        let mut spared = Vec::new();
        for (at, with) in &self.going.collections {
            let ours: BTreeSet<_> = with.iter().filter_map(id).collect();
            let fqn = changes.get(*at).map_or("", |change| change.fqn.as_str());
            if homeless || inside.get(fqn).into_iter().flatten().any(|id| !ours.contains(id.as_str())) {
                spared.push(*at);
            }
        }
        for at in &spared {
            self.going.endpoints.extend(self.going.collections.remove(at).into_iter().flatten());
        }
        hold(&mut self.ground, spared, HeldReason::NotEmpty);
    }

    fn delete_endpoints(mut self, cx: &mut Context) -> Stage {
        let places: Vec<_> = self.going.endpoints.iter().copied().collect();
        let open = send(cx, &mut self.ground, &places, false);
        if open.is_empty() {
            return self.delete_collections(cx);
        }
        Stage::Retire(Self { doing: Doing::Endpoints(open), ..self })
    }

    fn delete_collections(mut self, cx: &mut Context) -> Stage {
        let places: Vec<_> = self.going.collections.keys().copied().collect();
        let open = send(cx, &mut self.ground, &places, true);
        if open.is_empty() {
            return Closing::start(cx, self.ground);
        }
        Stage::Retire(Self { doing: Doing::Collections(open), ..self })
    }
}

/// The places of the plan's deletions that are still to be made.
fn deletions(ground: &Ground) -> Vec<usize> {
    let changes = ground.plan.changes.iter().enumerate();
    let due = |at: usize, change: &Change| {
        change.action == Action::Delete && *ground.journal.mark(at) == Mark::Open
    };
    changes.filter(|(at, change)| due(*at, change)).map(|(at, _)| at).collect()
}

fn hold(ground: &mut Ground, places: impl IntoIterator<Item = usize>, reason: HeldReason) {
    for at in places {
        if let Some(change) = ground.plan.changes.get(at) {
            ground.journal.held.push(Held { kind: change.kind, fqn: change.fqn.clone(), reason });
        }
    }
}

/// Which of the planned deletions are still to be made, and how; what was refused keeps what it would replace.
fn sort(ground: &mut Ground, planned: &[usize], there: &Evidence) -> Going {
    let refused = refused_names(ground);
    let (mut going, mut endpoints) = (Going::default(), BTreeMap::<String, Vec<usize>>::new());
    let (mut replaced, mut not_empty, mut kept) = (Vec::new(), Vec::new(), BTreeSet::new());
    let (mut collections, mut gone) = (Vec::new(), Vec::new());
    for at in planned {
        let Some(change) = ground.plan.changes.get(*at) else { continue };
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
            going.collections.insert(at, endpoints.remove(&fqn).unwrap_or_default());
        }
    }
    going.endpoints = endpoints.into_values().flatten().collect();
    // Someone else deleted it in between.
    gone.into_iter().for_each(|at| ground.journal.set(at, Mark::Landed));
    hold(ground, replaced, HeldReason::Replaced);
    hold(ground, not_empty, HeldReason::NotEmpty);
    going
}

/// The last part of the FQN: path and method.
fn name(change: &Change) -> String {
    parts(&change.fqn).pop().unwrap_or_default()
}

/// The names of endpoints that the server did not take.
fn refused_names(ground: &Ground) -> BTreeSet<String> {
    let changes = ground.plan.changes.iter().enumerate();
    changes
        .filter(|(at, change)| {
            change.kind == Kind::ApiEndpoint
                && change.action != Action::Delete
                && matches!(ground.journal.mark(*at), Mark::Refused(_) | Mark::NotTried(_))
        })
        .map(|(_, change)| name(change))
        .collect()
}

fn send(cx: &mut Context, ground: &mut Ground, places: &[usize], recursive: bool) -> BTreeMap<Ticket, usize> {
    let mut open = BTreeMap::new();
    for at in places {
        let Some(change) = ground.plan.changes.get(*at) else { continue };
        match change.id.as_deref() {
            Some(id) => {
                let request = cx.api.delete(change.kind, id, recursive);
                open.insert(cx.send(request), *at);
            }
            None => ground.journal.set(*at, Mark::Refused("the plan has no id for it".to_owned())),
        }
    }
    open
}

/// One answer for a deletion and what went with it.
fn settle(cx: &mut Context, ground: &mut Ground, places: &[usize], answer: &Answer) {
    let mark = match answer {
        Answer::NotSent => return hold(ground, places.iter().copied(), HeldReason::Cancelled),
        Answer::Done(entity) if entity.get("deleted") == Some(&Value::Bool(false)) => {
            Mark::Refused("the server says that it is done, but it is still there".to_owned())
        }
        Answer::Done(Value::Null) | Answer::Missing(_) => Mark::Landed,
        Answer::Done(entity) if entity.get("deleted") == Some(&Value::Bool(true)) => Mark::Landed,
        Answer::Done(_) => Mark::Lost("the answer to its deletion does not speak of it".to_owned()),
        Answer::Lost(lost) => Mark::Lost(lost.reason.clone()),
        Answer::Conflict => Mark::Conflict,
        Answer::Unauthorized(reason) => {
            cx.token_refused(reason);
            Mark::Refused(reason.clone())
        }
        Answer::Unsupported { reason, .. } | Answer::Refused { reason, .. } => Mark::Refused(reason.clone()),
    };
    places.iter().for_each(|at| ground.journal.set(*at, mark.clone()));
}
