//! Merge keys (`<<`, YAML 1.1): which mappings' members an object has too, and which of them counts.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::build::MERGES;
use super::{Member, Node, NodeId};

/// The key whose value is a mapping, or are several, whose members are its object's too.
pub(super) const MERGE: &str = "<<";

/// An object and the mappings that it merges, each before those that it merges itself, and once: of one key the first
/// that has it counts (YAML's merge key, 2005).
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
    /// Own members, then those of each merged mapping; of one key those of the first that has it, and there the last.
    pub(super) fn collect_members(self) -> Vec<Member<'t>> {
        let mut found: Vec<Member<'t>> = Vec::new();
        let mut at: BTreeMap<Cow<'t, str>, (usize, usize)> = BTreeMap::new();
        for (layer, object) in Layers::of(self).enumerate() {
            let merges = object.has(MERGES);
            for key in object.raw_keys() {
                let member = object.member(key);
                match at.get(&member.key) {
                    _ if merges && member.key == MERGE => {}
                    Some((of, place)) if *of == layer => {
                        found.get_mut(*place).into_iter().for_each(|slot| *slot = member.clone());
                    }
                    Some(_) => {}
                    None => {
                        at.insert(member.key.clone(), (layer, found.len()));
                        found.push(member);
                    }
                }
            }
        }
        found
    }

    /// The mappings that it merges, in their order.
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

    /// What `<<` names: a mapping, or each of several.
    pub(super) fn merged(self) -> Vec<Self> {
        if self.is_array() { self.items().collect() } else { vec![self] }
    }
}
