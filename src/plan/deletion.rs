//! Which entities are deleted because the document no longer has them, and which of these deletions are held back
//! (design.md#deletion).
//!
//! Only an entity that is managed, readable and not hidden by a filter can be deleted. A collection is deleted only with
//! everything in it; otherwise its endpoints are deleted one by one and it is kept. All deletions are held back if the
//! document is incomplete or if they exceed the limit of the guard; that of an entity which somebody restored, until it is
//! approved.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Guard;
use crate::entity::Catalog;
use crate::plan::current::index::{Index, identities, visible};
use crate::plan::current::state::State;
use crate::plan::model::change::{Action, Change, Write};
use crate::plan::model::hash;
use crate::plan::model::held::{Held, HeldReason};
use crate::plan::model::kind::Kind;
use crate::plan::model::rules::Rules;
use crate::plan::parents::{ParentState, Parents};

/// What becomes of the entities on the server that the catalog does not have.
pub(in crate::plan) struct Deletions {
    /// The deletions, endpoints before collections, each by FQN.
    pub(in crate::plan) changes: Vec<Change>,
    pub(in crate::plan) held: Vec<Held>,
    pub(in crate::plan) approval_hash: Option<String>,
    pub(in crate::plan) approved: bool,
    pub(in crate::plan) unmanaged: Vec<String>,
    pub(in crate::plan) hidden: Vec<String>,
    pub(in crate::plan) broken_on_server: Vec<String>,
}

/// The endpoints that a move replaces, which do not count for the guard, and those that are kept because they have votes,
/// conversations or tasks.
pub(in crate::plan) struct Exceptions<'e> {
    pub(in crate::plan) moved: &'e BTreeSet<&'e str>,
    pub(in crate::plan) discussed: &'e BTreeSet<&'e str>,
}

/// The deletions, those that are held back, and the entities that are left alone.
pub(in crate::plan) fn deletions(
    catalog: &Catalog,
    index: &Index<'_>,
    parents: &Parents,
    exceptions: &Exceptions<'_>,
    rules: &Rules,
) -> Deletions {
    let mut candidates = Candidates::find(catalog, index, parents);
    let (discussed, endpoints) = std::mem::take(&mut candidates.endpoints)
        .into_iter()
        .partition::<Vec<_>, _>(|state| exceptions.discussed.contains(state.fqn.as_str()));
    candidates.endpoints = endpoints;
    let kept = candidates.restored(&rules.restored, exceptions.moved);
    let due = |kept| if rules.mark_deleted { candidates.deletions(kept) } else { Default::default() };
    let none = BTreeSet::new();
    let (all, not_empty) = due(&none);
    let (unrestored, _) = due(&kept);
    let mut held: Vec<Held> = not_empty.iter().map(|state| held(state, HeldReason::NotEmpty)).collect();
    held.extend(discussed.iter().map(|state| self::held(state, HeldReason::Discussed)));
    let reason = hold_reason(catalog, &candidates, &unrestored, exceptions.moved, &kept, rules.guard);
    let released = release(all, &unrestored, reason, rules.approve.as_deref());
    held.extend(released.held);
    held.sort_by(|a, b| (a.kind, &a.fqn).cmp(&(b.kind, &b.fqn)));
    Deletions {
        changes: released.changes,
        held,
        approval_hash: released.approval_hash,
        approved: released.approved,
        unmanaged: candidates.unmanaged,
        hidden: candidates.hidden,
        broken_on_server: candidates.broken_on_server,
    }
}

/// What is deleted now, and what waits.
#[derive(Default)]
struct Released {
    changes: Vec<Change>,
    held: Vec<Held>,
    approval_hash: Option<String>,
    approved: bool,
}

/// Splits the deletions: with the approval all are made, without it those that need none. Deletions of what somebody
/// restored wait, and all others too if the guard holds them.
fn release(
    all: Vec<Deletion<'_>>,
    unrestored: &[Deletion<'_>],
    reason: Option<HeldReason>,
    approve: Option<&str>,
) -> Released {
    let changes = |deletions: &[Deletion<'_>]| deletions.iter().map(Deletion::change).collect();
    let hash = |deletions: &[&Deletion<'_>]| {
        hash::approval(deletions.iter().map(|it| (it.state.kind, it.state.fqn.as_str())))
    };
    let is_unrestored: BTreeSet<_> = unrestored.iter().map(Deletion::identity).collect();
    let guarded = reason == Some(HeldReason::Guard);
    let pending: Vec<_> =
        all.iter().filter(|it| guarded || !is_unrestored.contains(&it.identity())).collect();
    // The hash of all counts also if they no longer exceed the limit: a run that held them back may have created
    // entities.
    let hashes = [hash(&all.iter().collect::<Vec<_>>()), hash(&pending)];
    let approved = approve.is_some_and(|approve| hashes.iter().any(|hash| hash == approve));
    match reason {
        Some(reason) if !guarded => {
            let held = all.iter().map(|it| held(it.state, reason)).collect();
            Released { held, approved, ..Released::default() }
        }
        _ if approved || pending.is_empty() => {
            Released { changes: changes(&all), approved, ..Released::default() }
        }
        _ => {
            let why = |it: &Deletion<'_>| {
                if is_unrestored.contains(&it.identity()) { HeldReason::Guard } else { HeldReason::Restored }
            };
            Released {
                changes: if guarded { Vec::new() } else { changes(unrestored) },
                held: pending.iter().map(|it| held(it.state, why(it))).collect(),
                approval_hash: Some(hash(&pending)),
                approved,
            }
        }
    }
}

/// The entities that the catalog does not have, by what may be done with them.
#[derive(Default)]
struct Candidates<'a> {
    endpoints: Vec<&'a State>,
    collections: Vec<&'a State>,
    /// Endpoints that exist or are restored, by their collection.
    by_collection: BTreeMap<&'a str, Vec<&'a State>>,
    /// How many existing endpoints are managed and not hidden, including those of the catalog.
    in_scope: usize,
    unmanaged: Vec<String>,
    hidden: Vec<String>,
    broken_on_server: Vec<String>,
}

impl<'a> Candidates<'a> {
    fn find(catalog: &Catalog, index: &Index<'a>, parents: &Parents) -> Self {
        let desired = identities(catalog);
        let mut candidates = Self::default();
        for (identity, state) in index {
            let collection = state.collection_fqn().unwrap_or_default();
            let is_endpoint = state.kind == Kind::ApiEndpoint;
            let is_restored = parents.service == ParentState::Restored
                || (is_endpoint && parents.of(collection) == ParentState::Restored);
            if state.deleted() && !is_restored {
                continue;
            }
            if is_endpoint {
                candidates.by_collection.entry(collection).or_default().push(state);
            }
            candidates.add(state, desired.contains(identity), visible(&catalog.filters, index, state));
        }
        candidates
    }

    fn add(&mut self, state: &'a State, is_desired: bool, visible: bool) {
        if state.broken_on_server {
            return self.broken_on_server.push(state.fqn.clone());
        }
        if !state.managed() {
            return self.unmanaged.push(state.fqn.clone());
        }
        if !is_desired && !visible {
            return self.hidden.push(state.fqn.clone());
        }
        if state.kind == Kind::ApiEndpoint && !state.deleted() {
            self.in_scope += 1;
        }
        match state.kind {
            _ if is_desired => {}
            Kind::ApiEndpoint => self.endpoints.push(state),
            Kind::ApiCollection => self.collections.push(state),
            Kind::ApiService => {}
        }
    }

    /// FQNs of what somebody restored, with what is in it. What a move replaces is not needed any more.
    fn restored(&self, restored: &BTreeSet<String>, moved: &BTreeSet<&str>) -> BTreeSet<&'a str> {
        let is_restored = |state: &&&State| {
            restored.contains(&state.fqn) || state.collection_fqn().is_some_and(|fqn| restored.contains(fqn))
        };
        let states = self.endpoints.iter().chain(&self.collections).filter(is_restored);
        states.map(|state| state.fqn.as_str()).filter(|fqn| !moved.contains(fqn)).collect()
    }

    /// The deletions but for these, and the collections that are kept because they contain other entities.
    fn deletions(&self, kept: &BTreeSet<&str>) -> (Vec<Deletion<'a>>, Vec<&'a State>) {
        let is_due = |state: &&&State| !kept.contains(state.fqn.as_str());
        let endpoints: Vec<&State> = self.endpoints.iter().filter(is_due).copied().collect();
        let deleted: BTreeSet<&str> = endpoints.iter().map(|state| state.fqn.as_str()).collect();
        let content = |fqn: &str| self.by_collection.get(fqn).map_or(&[][..], Vec::as_slice);
        let all_deleted =
            |state: &&State| content(&state.fqn).iter().all(|inner| deleted.contains(inner.fqn.as_str()));
        let (whole, not_empty): (Vec<&State>, Vec<&State>) =
            self.collections.iter().filter(is_due).partition(|s| all_deleted(s));
        let recursive: BTreeSet<&str> = whole.iter().map(|state| state.fqn.as_str()).collect();
        let endpoints = endpoints.into_iter().map(|state| {
            let with_collection = state.collection_fqn().is_some_and(|fqn| recursive.contains(fqn));
            Deletion { state, has_write: !with_collection }
        });
        let collections = whole.iter().map(|state| Deletion { state, has_write: true });
        (endpoints.chain(collections).collect(), not_empty)
    }
}

/// A deletion.
struct Deletion<'a> {
    state: &'a State,
    /// Whether it has a write of its own, and is not done by the deletion of its collection.
    has_write: bool,
}

impl Deletion<'_> {
    fn identity(&self) -> (Kind, &str) {
        (self.state.kind, self.state.fqn.as_str())
    }

    fn change(&self) -> Change {
        let recursive = self.state.kind == Kind::ApiCollection;
        Change {
            action: Action::Delete,
            kind: self.state.kind,
            fqn: self.state.fqn.clone(),
            id: Some(self.state.id.clone()),
            from: None,
            differences: Vec::new(),
            writes: if self.has_write { vec![Write::Delete { recursive }] } else { Vec::new() },
        }
    }
}

/// Why all deletions are held back, if they are. An endpoint that is only restored with its collection does not count for
/// the guard: it was deleted already.
fn hold_reason(
    catalog: &Catalog,
    candidates: &Candidates<'_>,
    deletions: &[Deletion<'_>],
    moved: &BTreeSet<&str>,
    kept: &BTreeSet<&str>,
    guard: Guard,
) -> Option<HeldReason> {
    if !catalog.holes.is_empty() {
        return Some(HeldReason::DocumentIncomplete);
    }
    let is_present_endpoint = |it: &&Deletion<'_>| it.state.kind == Kind::ApiEndpoint && !it.state.deleted();
    let deletions = deletions.iter().filter(is_present_endpoint);
    let count = deletions.filter(|it| !moved.contains(it.state.fqn.as_str())).count();
    let is_kept = |state: &&&State| kept.contains(state.fqn.as_str()) && !state.deleted();
    let kept = candidates.endpoints.iter().filter(is_kept).count();
    let scope = candidates.in_scope.saturating_sub(moved.len() + kept);
    let all = count > 0 && count == scope;
    let most = count > guard.endpoints && count * 100 > scope * guard.percent;
    (all || most).then_some(HeldReason::Guard)
}

fn held(state: &State, reason: HeldReason) -> Held {
    Held { kind: state.kind, fqn: state.fqn.clone(), reason }
}
