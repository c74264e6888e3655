//! What a plan does with the service and the collections, which decides about the entities in them.

use std::collections::BTreeMap;

/// What a plan does with a service or a collection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum ParentState {
    /// It exists, or is created.
    Present,
    /// It is restored, and with it everything that is in it.
    Restored,
    /// It stays deleted, so nothing can be written in it.
    StaysDeleted,
}

/// The states of the service and the collections.
pub(in crate::plan) struct Parents {
    /// Restoring a service restores everything that was ever in it, as it does for a collection.
    pub(in crate::plan) service: ParentState,
    /// The catalog's collections, by FQN.
    pub(in crate::plan) collections: BTreeMap<String, ParentState>,
}

impl Parents {
    /// The state of a collection; for one that the catalog does not have, that of the service.
    pub(in crate::plan) fn of(&self, collection: &str) -> ParentState {
        self.collections.get(collection).copied().unwrap_or(self.service)
    }
}
