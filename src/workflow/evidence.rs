//! What a reading shows of the plan's changes: gathered entity by entity, none of which is kept.

use std::collections::BTreeMap;

use crate::plan::{Change, Kind, Plan, State, unmet};

/// What was seen of the entities that the changes are about.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Whether the service is there.
    pub(super) service: bool,
    /// The places of the changes, by kind and FQN.
    places: BTreeMap<(Kind, String), usize>,
    /// Of each change whose entity is there: what of it is not so, by path.
    seen: BTreeMap<usize, Vec<String>>,
}

impl Evidence {
    /// Nothing seen yet.
    pub(super) fn new(plan: &Plan) -> Self {
        let places = plan.changes.iter().enumerate().map(|(at, c)| ((c.kind, c.fqn.clone()), at));
        Self { places: places.collect(), ..Self::default() }
    }

    /// Takes an entity that a list has. Of two with one identity the later counts: a list that is written to while it
    /// is read can give an entity twice.
    pub(super) fn take(&mut self, plan: &Plan, state: State) {
        let Some(at) = self.places.get(&(state.kind, state.fqn.clone())).copied() else { return };
        match plan.changes.get(at).filter(|_| !state.deleted()) {
            Some(change) => self.seen.insert(at, unmet(change, Some(&state))),
            None => self.seen.remove(&at),
        };
    }

    /// Whether the entity of that change is there, and not deleted.
    pub(super) fn is_live(&self, at: usize) -> bool {
        self.seen.contains_key(&at)
    }

    /// What of a change is not so, by path. Of the service it is only told whether it is there.
    pub(super) fn unmet(&self, at: usize, change: &Change) -> Vec<String> {
        match change.kind {
            Kind::ApiService if self.service => Vec::new(),
            _ => self.seen.get(&at).cloned().unwrap_or_else(|| unmet(change, None)),
        }
    }
}
