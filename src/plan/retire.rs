//! What goes because the document no longer has it, and what of that is held back (MAPPING, deletion).
//!
//! Only what is managed, could be read whole and no filter hides can go. A collection goes only with everything in it; otherwise
//! its endpoints go singly and it stays. A document that is not whole holds all of it back, so does the guard.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::{Fate, Fates, Index};
use super::{Action, Change, Held, HeldReason, Kind, Rules, State, Write, hash};
use crate::config::Guard;
use crate::entity::{Catalog, Filters};
use crate::name::{decode, filter_path, is_cut, split_endpoint_name};

/// What there is to say about everything on the server that the catalog does not have.
pub(super) struct Retired {
    /// The deletions, endpoints before collections, each by FQN.
    pub(super) changes: Vec<Change>,
    pub(super) held: Vec<Held>,
    pub(super) approval_hash: Option<String>,
    pub(super) unmanaged: Vec<String>,
    pub(super) hidden: Vec<String>,
    pub(super) unreadable: Vec<String>,
}

/// What goes, what is held back and what is left alone. What only moves is no loss to the guard, and what people talk
/// about may have to stay.
pub(super) fn retire(
    catalog: &Catalog,
    index: &Index<'_>,
    fates: &Fates,
    (moved, discussed): (&BTreeSet<&str>, &BTreeSet<&str>),
    rules: &Rules,
) -> Retired {
    let mut stale = Stale::sort(catalog, index, fates);
    let (stay, go) = std::mem::take(&mut stale.endpoints)
        .into_iter()
        .partition::<Vec<_>, _>(|state| discussed.contains(state.fqn.as_str()));
    stale.endpoints = go;
    let (going, not_empty) = if rules.mark_deleted { stale.going() } else { Default::default() };
    let reason = hold_reason(catalog, &stale, &going, moved, rules.guard);
    let mut approval_hash = None;
    let mut held: Vec<Held> = not_empty.iter().map(|state| held(state, HeldReason::NotEmpty)).collect();
    held.extend(stay.iter().map(|state| self::held(state, HeldReason::Discussed)));
    let mut changes = Vec::new();
    match reason {
        Some(HeldReason::Guard) => {
            let hash = hash::approval(going.iter().map(|gone| (gone.state.kind, gone.state.fqn.as_str())));
            if rules.approve.as_ref() == Some(&hash) {
                changes = going.iter().map(Going::change).collect();
            } else {
                approval_hash = Some(hash);
                held.extend(going.iter().map(|gone| self::held(gone.state, HeldReason::Guard)));
            }
        }
        Some(reason) => held.extend(going.iter().map(|gone| self::held(gone.state, reason))),
        None => changes = going.iter().map(Going::change).collect(),
    }
    held.sort_by(|a, b| (a.kind, &a.fqn).cmp(&(b.kind, &b.fqn)));
    Retired {
        changes,
        held,
        approval_hash,
        unmanaged: stale.unmanaged,
        hidden: stale.hidden,
        unreadable: stale.unreadable,
    }
}

/// The states that the catalog does not have, by what may be done to them.
#[derive(Default)]
struct Stale<'a> {
    endpoints: Vec<&'a State>,
    collections: Vec<&'a State>,
    /// Endpoints that are there or come back, by their collection.
    within: BTreeMap<&'a str, Vec<&'a State>>,
    /// How many endpoints that are there are managed and not hidden, those of the catalog among them.
    in_scope: usize,
    unmanaged: Vec<String>,
    hidden: Vec<String>,
    unreadable: Vec<String>,
}

impl<'a> Stale<'a> {
    fn sort(catalog: &Catalog, index: &Index<'a>, fates: &Fates) -> Self {
        let wanted = identities(catalog);
        let mut stale = Self::default();
        for (identity, state) in index {
            let collection = state.collection_fqn().unwrap_or_default();
            let endpoint = state.kind == Kind::ApiEndpoint;
            let comes_back =
                fates.service == Fate::Restored || (endpoint && fates.of(collection) == Fate::Restored);
            if state.deleted() && !comes_back {
                continue;
            }
            if endpoint {
                stale.within.entry(collection).or_default().push(state);
            }
            stale.file(state, wanted.contains(identity), visible(&catalog.filters, index, state));
        }
        stale
    }

    fn file(&mut self, state: &'a State, wanted: bool, visible: bool) {
        if state.unreadable {
            return self.unreadable.push(state.fqn.clone());
        }
        if !state.managed() {
            return self.unmanaged.push(state.fqn.clone());
        }
        if !wanted && !visible {
            return self.hidden.push(state.fqn.clone());
        }
        if state.kind == Kind::ApiEndpoint && !state.deleted() {
            self.in_scope += 1;
        }
        match state.kind {
            _ if wanted => {}
            Kind::ApiEndpoint => self.endpoints.push(state),
            Kind::ApiCollection => self.collections.push(state),
            Kind::ApiService => {}
        }
    }

    /// The deletions, and the collections that stay because something else is in them.
    fn going(&self) -> (Vec<Going<'a>>, Vec<&'a State>) {
        let stale: BTreeSet<&str> = self.endpoints.iter().map(|state| state.fqn.as_str()).collect();
        let within = |fqn: &str| self.within.get(fqn).map_or(&[][..], Vec::as_slice);
        let whole =
            |state: &&State| within(&state.fqn).iter().all(|inner| stale.contains(inner.fqn.as_str()));
        let (whole, not_empty): (Vec<&State>, Vec<&State>) = self.collections.iter().partition(|s| whole(s));
        let recursive: BTreeSet<&str> = whole.iter().map(|state| state.fqn.as_str()).collect();
        let endpoints = self.endpoints.iter().map(|state| {
            let with_collection = state.collection_fqn().is_some_and(|fqn| recursive.contains(fqn));
            Going { state, writes: !with_collection }
        });
        let collections = whole.iter().map(|state| Going { state, writes: true });
        (endpoints.chain(collections).collect(), not_empty)
    }
}

/// A deletion.
struct Going<'a> {
    state: &'a State,
    /// Whether it is written itself, and not by the deletion of its collection.
    writes: bool,
}

impl Going<'_> {
    fn change(&self) -> Change {
        let recursive = self.state.kind == Kind::ApiCollection;
        Change {
            action: Action::Delete,
            kind: self.state.kind,
            fqn: self.state.fqn.clone(),
            id: Some(self.state.id.clone()),
            from: None,
            differences: Vec::new(),
            writes: if self.writes { vec![Write::Delete { recursive }] } else { Vec::new() },
        }
    }
}

/// Why the deletions are held back, if they are. Those of endpoints that only come back with their collection do
/// not count for the guard: they were gone already.
fn hold_reason(
    catalog: &Catalog,
    stale: &Stale<'_>,
    going: &[Going<'_>],
    moved: &BTreeSet<&str>,
    guard: Guard,
) -> Option<HeldReason> {
    if !catalog.holes.is_empty() {
        return Some(HeldReason::DocumentNotWhole);
    }
    let endpoint = |gone: &&Going<'_>| gone.state.kind == Kind::ApiEndpoint && !gone.state.deleted();
    let gone = going.iter().filter(endpoint).filter(|gone| !moved.contains(gone.state.fqn.as_str())).count();
    let scope = stale.in_scope.saturating_sub(moved.len());
    let all = gone > 0 && gone == scope;
    let most = gone > guard.endpoints && gone * 100 > scope * guard.percent;
    (all || most).then_some(HeldReason::Guard)
}

fn held(state: &State, reason: HeldReason) -> Held {
    Held { kind: state.kind, fqn: state.fqn.clone(), reason }
}

pub(super) fn identities(catalog: &Catalog) -> BTreeSet<(Kind, &str)> {
    let collections = catalog.collections.iter().map(|c| (Kind::ApiCollection, c.fqn.as_str()));
    let endpoints = catalog.endpoints.iter().map(|e| (Kind::ApiEndpoint, e.fqn.as_str()));
    collections.chain(endpoints).collect()
}

/// Whether no filter hides it, by its own name and by its collection's. What cannot be told is hidden.
pub(super) fn visible(filters: &Filters, index: &Index<'_>, state: &State) -> bool {
    let told = |state: &State| state.name().filter(|name| !is_cut(name)).map(decode);
    let keeps = |state: &State| told(state).is_some_and(|name| filters.keeps_collection(&name));
    if filters.is_empty() {
        return true;
    }
    if state.kind != Kind::ApiEndpoint {
        return keeps(state);
    }
    let collection = state.collection_fqn().and_then(|fqn| index.get(&(Kind::ApiCollection, fqn)));
    collection.is_some_and(|collection| keeps(collection))
        && told(state).is_some_and(|name| filters.keeps_endpoint(filter_path(split_endpoint_name(&name).0)))
}
