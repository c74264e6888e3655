//! Merge keys (`<<`, YAML 1.1): the mappings that an object merges, in the order in which they count.

use std::collections::BTreeSet;

use super::node::Node;
use super::raw::{MERGES, NodeId};

/// The key whose value is a mapping, or a list of mappings, that the object merges.
pub(super) const MERGE: &str = "<<";

/// Iterates over an object and the mappings that it merges, each once and before those that it merges itself. Of one
/// key the first mapping that has it counts (YAML's merge key, 2005).
pub(super) struct Layers<'t> {
    open: Vec<Node<'t>>,
    seen: BTreeSet<NodeId>,
}

impl<'t> Layers<'t> {
    pub(super) fn of(object: Node<'t>) -> Self {
        Self { open: vec![object], seen: BTreeSet::new() }
    }
}

impl<'t> Iterator for Layers<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        loop {
            let object = self.open.pop()?;
            if object.is_object() && self.seen.insert(object.id()) {
                self.open.extend(object.merges().into_iter().rev());
                return Some(object);
            }
        }
    }
}

impl<'t> Node<'t> {
    /// The mappings that it merges, in order.
    fn merges(self) -> Vec<Self> {
        let text = |id: &NodeId| self.tree().node(*id).text();
        let keys: Vec<NodeId> = match self.index() {
            _ if !self.has(MERGES) => return Vec::new(),
            Some(keys) => {
                let after = keys.get(keys.partition_point(|id| *text(id) < *MERGE)..).unwrap_or_default();
                after.iter().copied().take_while(|id| text(id) == MERGE).collect()
            }
            None => self.raw_keys().filter(|id| text(id) == MERGE).collect(),
        };
        keys.into_iter().flat_map(|key| self.value_of(key).merged()).collect()
    }

    /// The mappings that are the value of a `<<`: one, or each of a list.
    pub(super) fn merged(self) -> Vec<Self> {
        if self.is_array() { self.items().collect() } else { vec![self] }
    }
}
