//! Lookups: stored entities by identity, identities of the catalog, and what a filter hides.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::{Catalog, Filters};
use crate::name::{decode, filter_path, is_cut, split_endpoint_name};
use crate::plan::current::snapshot::Snapshot;
use crate::plan::current::state::State;
use crate::plan::model::kind::Kind;

/// The states by identity.
pub(in crate::plan) type Index<'a> = BTreeMap<(Kind, &'a str), &'a State>;

/// The states of a snapshot by identity.
pub(in crate::plan) fn index(snapshot: &Snapshot) -> Index<'_> {
    snapshot.states.iter().map(|state| ((state.kind, state.fqn.as_str()), state)).collect()
}

/// The identities of the catalog's collections and endpoints.
pub(in crate::plan) fn identities(catalog: &Catalog) -> BTreeSet<(Kind, &str)> {
    let collections = catalog.collections.iter().map(|c| (Kind::ApiCollection, c.fqn.as_str()));
    let endpoints = catalog.endpoints.iter().map(|e| (Kind::ApiEndpoint, e.fqn.as_str()));
    collections.chain(endpoints).collect()
}

/// Whether no filter hides it, by its own name and by its collection's. It is hidden if its name is unknown.
pub(in crate::plan) fn visible(filters: &Filters, index: &Index<'_>, state: &State) -> bool {
    let decoded = |state: &State| state.name().filter(|name| !is_cut(name)).map(decode);
    let keeps = |state: &State| decoded(state).is_some_and(|name| filters.keeps_collection(&name));
    if filters.is_empty() {
        return true;
    }
    if state.kind != Kind::ApiEndpoint {
        return keeps(state);
    }
    let collection = state.collection_fqn().and_then(|fqn| index.get(&(Kind::ApiCollection, fqn)));
    collection.is_some_and(|collection| keeps(collection))
        && decoded(state)
            .is_some_and(|name| filters.keeps_endpoint(filter_path(split_endpoint_name(&name).0)))
}
