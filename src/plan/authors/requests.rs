//! Which users and entities must be asked about before a plan, to know who wrote the texts on the server. Only what can
//! affect the plan is asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::Catalog;
use crate::plan::current::index::{index, visible};
use crate::plan::current::snapshot::Snapshot;
use crate::plan::current::state::State;
use crate::plan::details::MAX_DELETED_READ;
use crate::plan::difference::desired::Desired;
use crate::plan::model::kind::Kind;
use crate::plan::model::rules::Storage;

/// How many changed entities whose texts match are checked for another writer.
const SAMPLES: usize = 3;

/// The entities whose versions must be read (`/{id}/versions`) before a plan: kind and id.
///
/// `deletes`: entities that the document no longer has are deleted, so the authors of their texts matter.
pub fn versions_to_read(
    catalog: &Catalog,
    snapshot: &Snapshot,
    deletes: bool,
    storage: Storage,
) -> Vec<(Kind, String)> {
    let managed: Vec<&State> =
        snapshot.states.iter().filter(|state| state.managed() && !state.broken_on_server).collect();
    let index = index(snapshot);
    let may_lose_texts = |state: &State| {
        let has_texts = || !state.deleted() && !state.texts().is_empty() && !state.is_unaltered();
        deletes && visible(&catalog.filters, &index, state) && has_texts()
    };
    let mut selected = with_unclear_authors(catalog, &managed, may_lose_texts);
    // A text may have come from another endpoint of that name, which a filter may hide.
    let names: BTreeSet<&str> = selected.iter().filter_map(|state| state.name()).collect();
    let has_such_name = |state: &&&State| {
        state.kind == Kind::ApiEndpoint && state.name().is_some_and(|name| names.contains(name))
    };
    let others: Vec<&State> = managed.iter().filter(has_such_name).copied().collect();
    selected.extend(others);
    let unknown = selected.into_iter().filter(|state| storage.hash_is_hidden || !state.is_first_version());
    let unknown: BTreeSet<(Kind, String)> = unknown.map(|state| (state.kind, state.id.clone())).collect();
    unknown.into_iter().collect()
}

/// The entities that have a text other than the document's, some that were changed, and those that are deleted.
fn with_unclear_authors<'s>(
    catalog: &Catalog,
    managed: &[&'s State],
    may_lose_texts: impl Fn(&State) -> bool,
) -> Vec<&'s State> {
    let desired = by_identity(catalog);
    let names: BTreeSet<&str> = catalog.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    let (mut selected, mut samples, mut removed) = (Vec::new(), 0, 0);
    for state in managed {
        let is_selected = match desired.get(&(state.kind, state.fqn.as_str())) {
            Some(desired) if desired.has_other_text(state) && !state.is_unaltered() => true,
            Some(desired) => {
                let hash_differs = state.source_hash() != Some(desired.source_hash);
                let changed = hash_differs && !state.deleted() && !state.is_first_version();
                samples += usize::from(changed);
                changed && samples <= SAMPLES
            }
            None if may_lose_texts(state) => {
                let may_move = state.name().is_some_and(|name| names.contains(name));
                removed += usize::from(!may_move);
                may_move || removed <= MAX_DELETED_READ
            }
            None => false,
        };
        if is_selected {
            selected.push(*state);
        }
    }
    selected
}

fn by_identity(catalog: &Catalog) -> BTreeMap<(Kind, &str), Desired<'_>> {
    let collections = catalog.collections.iter().map(Desired::from);
    let endpoints = catalog.endpoints.iter().map(Desired::from);
    collections.chain(endpoints).map(|desired| ((desired.kind, desired.fqn), desired)).collect()
}

/// The entities whose audit log must be read: those with a text that differs from the document's or is deleted, and whose
/// versions name a connector without proving it. Kind, FQN and id.
pub fn audits_to_read(
    catalog: &Catalog,
    snapshot: &Snapshot,
    is_connector: impl Fn(&str) -> bool,
) -> Vec<(Kind, String, String)> {
    let desired = by_identity(catalog);
    let unproven = |state: &&State| {
        let of_document =
            desired.get(&(state.kind, state.fqn.as_str())).map(Desired::texts).unwrap_or_default();
        state.history.is_some()
            && state.texts().iter().any(|(path, text)| {
                of_document.get(path).map(String::as_str) != Some(text)
                    && !state.is_proven(path)
                    && state.author(path).is_some_and(&is_connector)
            })
    };
    let states = snapshot.states.iter().filter(unproven);
    states.map(|state| (state.kind, state.fqn.clone(), state.id.clone())).collect()
}

impl Snapshot {
    /// The recorded authors of entities whose hash is not the document's: if one is a person, the hash alone may not be
    /// written.
    pub fn recorded_authors<'s>(&'s self, catalog: &Catalog) -> BTreeSet<&'s str> {
        let desired = by_identity(catalog);
        let differs = |state: &&State| {
            let desired = desired.get(&(state.kind, state.fqn.as_str()));
            desired.is_some_and(|desired| state.source_hash() != Some(desired.source_hash))
        };
        self.states.iter().filter(differs).filter_map(State::updated_by).collect()
    }

    /// The users who wrote a text whose author matters.
    pub fn authors(&self) -> BTreeSet<&str> {
        let histories = self.states.iter().filter_map(|state| state.history.as_ref());
        let of_versions =
            histories.flat_map(|history| history.authors.values().chain(history.written_by_others.values()));
        let of_versions = of_versions.map(String::as_str);
        let first = self.states.iter().filter(|state| state.is_first_version()).filter_map(State::updated_by);
        of_versions.chain(first).collect()
    }
}
