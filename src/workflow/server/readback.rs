//! What the server holds after the writes, compared with the plan's changes. Entities are not kept.

use std::collections::BTreeMap;

use crate::plan::{Change, Kind, Plan, State, Unapplied, unapplied};

/// What was read of the entities that the plan changes.
#[derive(Debug, Default)]
pub(crate) struct Readback {
    /// Whether the service exists.
    pub(crate) service: bool,
    /// The indices of the changes, by kind and FQN.
    places: BTreeMap<(Kind, String), usize>,
    /// For each change whose entity exists: what of it is not applied.
    seen: BTreeMap<usize, Option<Unapplied>>,
}

impl Readback {
    /// Nothing is read yet.
    pub(crate) fn new(plan: &Plan) -> Self {
        let places = plan.changes.iter().enumerate().map(|(at, c)| ((c.kind, c.fqn.clone()), at));
        Self { places: places.collect(), ..Self::default() }
    }

    /// Takes an entity of a list. Of two with the same FQN the later one counts: a list that changes while it is read
    /// can give an entity twice.
    pub(crate) fn take(&mut self, plan: &Plan, state: State) {
        let Some(at) = self.places.get(&(state.kind, state.fqn.clone())).copied() else { return };
        match plan.changes.get(at).filter(|_| !state.deleted()) {
            Some(change) => self.seen.insert(at, unapplied(change, Some(&state))),
            None => self.seen.remove(&at),
        };
    }

    /// Whether the entity of that change exists and is not deleted.
    pub(crate) fn is_live(&self, at: usize) -> bool {
        self.seen.contains_key(&at)
    }

    /// What of a change is not applied. Of the service only its existence is known.
    pub(crate) fn unapplied(&self, at: usize, change: &Change) -> Option<Unapplied> {
        match change.kind {
            Kind::ApiService if self.service => None,
            _ => self.seen.get(&at).cloned().unwrap_or_else(|| unapplied(change, None)),
        }
    }
}
