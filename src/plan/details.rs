//! Which endpoints must be read by their own request before a plan, because the lists do not return everything that people
//! gave to them.

use std::collections::BTreeSet;

use crate::entity::Catalog;
use crate::plan::current::index::index;
use crate::plan::current::snapshot::Snapshot;
use crate::plan::current::state::State;
use crate::plan::difference::desired::Desired;
use crate::plan::moves::{moves, removed_endpoints};

/// How many deleted entities are asked about: if a document loses most of its content, the deletions are held back anyway.
/// Entities that may only move do not count.
pub(in crate::plan) const MAX_DELETED_READ: usize = 200;

/// An endpoint that must be read by its own request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailRequest {
    /// Its id.
    pub id: String,
    /// Its FQN.
    pub fqn: String,
    /// Why.
    pub reason: DetailReason,
}

/// Why an endpoint must be read by its own request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailReason {
    /// It moves to another collection.
    Moved,
    /// It is deleted.
    Deleted,
    /// Some of its fields are deleted.
    FieldsDeleted,
}

impl DetailRequest {
    fn new(state: &State, reason: DetailReason) -> Self {
        Self { id: state.id.clone(), fqn: state.fqn.clone(), reason }
    }
}

/// The endpoints that are moved or deleted.
pub fn details_of_removed(catalog: &Catalog, snapshot: &Snapshot) -> Vec<DetailRequest> {
    let index = index(snapshot);
    let moves: BTreeSet<&str> =
        moves(catalog, &index).into_values().map(|state| state.fqn.as_str()).collect();
    let (moved, deleted): (Vec<_>, Vec<_>) =
        removed_endpoints(catalog, &index).into_iter().partition(|state| moves.contains(state.fqn.as_str()));
    let request = |reason| move |state| DetailRequest::new(state, reason);
    let moved = moved.into_iter().map(request(DetailReason::Moved));
    moved.chain(deleted.into_iter().take(MAX_DELETED_READ).map(request(DetailReason::Deleted))).collect()
}

/// The endpoints that stay and lose fields. One that was never changed has nothing that people gave to it.
pub fn details_of_changed(catalog: &Catalog, snapshot: &Snapshot) -> Vec<DetailRequest> {
    let index = index(snapshot);
    let loses_fields = |endpoint| {
        let desired = Desired::from(endpoint);
        let state = *index.get(&(desired.kind, desired.fqn))?;
        let may_lose =
            state.managed() && !state.broken_on_server && !state.pruned && !state.is_first_version();
        (may_lose && desired.lacks_fields_of(state))
            .then(|| DetailRequest::new(state, DetailReason::FieldsDeleted))
    };
    catalog.endpoints.iter().filter_map(loses_fields).collect()
}
