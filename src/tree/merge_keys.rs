//! Merge keys (`<<`, YAML's merge key, 2005): the mappings that an object merges, in the order in which they count.
//!
//! Only a plain `<<` merges; a quoted one is a key like any other. A merge of anything but mappings adds nothing and is
//! reported once the tree is built.

use std::collections::BTreeSet;

use super::node::Node;
use super::raw::{BLOCK, ESCAPED, Kind, MERGES, NodeId, QUOTED, RawNode, SLICE};

/// The key whose value is a mapping, or a list of mappings, that the object merges.
pub(super) const MERGE: &str = "<<";

impl RawNode {
    /// Whether a key whose text is [`MERGE`] is written plain.
    pub(super) fn is_plain(&self) -> bool {
        self.flags & (SLICE | QUOTED | ESCAPED | BLOCK) == SLICE
    }
}

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
        self.merge_keys().into_iter().flat_map(|key| self.value_of(key).merged()).collect()
    }

    /// Its merge keys, in order.
    pub(super) fn merge_keys(self) -> Vec<NodeId> {
        let text = |id: &NodeId| self.tree().node(*id).text();
        let mut keys: Vec<NodeId> = match self.index() {
            _ if !self.has(MERGES) => return Vec::new(),
            Some(keys) => {
                let after = keys.get(keys.partition_point(|id| *text(id) < *MERGE)..).unwrap_or_default();
                after.iter().copied().take_while(|id| text(id) == MERGE).collect()
            }
            None => self.raw_keys().filter(|id| text(id) == MERGE).collect(),
        };
        keys.retain(|id| self.tree().node(*id).is_merge_key());
        keys
    }

    /// Whether this key merges, in an object that does.
    pub(super) fn is_merge_key(self) -> bool {
        self.raw().is_plain() && self.text() == MERGE
    }

    /// Whether this key is `<<` and does not merge.
    pub(super) fn is_quoted_merge(self) -> bool {
        !self.raw().is_plain() && self.text() == MERGE
    }

    /// The mappings that are the value of a `<<`: one, or each of a list.
    pub(super) fn merged(self) -> Vec<Self> {
        if self.is_array() { self.items().collect() } else { vec![self] }
    }

    /// What a merge key's value has that is no mapping: the value itself, or items of its list.
    pub(super) fn unmergeable(self) -> Vec<Self> {
        self.merged().into_iter().filter(|node| node.kind() != Kind::Object).collect()
    }
}
