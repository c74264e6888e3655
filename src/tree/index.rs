//! Indexes the containers of a tree once all of it is read: the members of large ones by key and position, duplicate
//! keys, and merge keys.

use std::borrow::Cow;

use super::arena::{Format, Tree};
use super::merge_keys::MERGE;
use super::node::Node;
use super::raw::{ALIAS, DUPLICATES, INDEXED, Kind, MERGES, NodeId};

/// Containers of at least this many members get an index.
const LARGE: usize = 16;

/// The text of a key, and its id.
type KeyText<'t> = (Cow<'t, str>, NodeId);

struct Indexer<'t> {
    tree: &'t Tree,
    /// The keys of the current object.
    keys: Vec<KeyText<'t>>,
    indexes: Vec<(NodeId, Vec<NodeId>)>,
    orders: Vec<(NodeId, Vec<NodeId>)>,
    flags: Vec<(NodeId, u8)>,
    duplicates: Vec<NodeId>,
}

/// Adds the indexes to the tree; returns the keys that repeat an earlier one.
pub(super) fn index(tree: &mut Tree) -> Vec<NodeId> {
    let (keys, indexes, orders, flags, duplicates) = Default::default();
    let mut indexer = Indexer { tree, keys, indexes, orders, flags, duplicates };
    for (raw, at) in indexer.tree.nodes.iter().zip(0u32..) {
        match raw.kind {
            _ if raw.flags & ALIAS != 0 => {}
            Kind::Object => indexer.object(NodeId(at)),
            Kind::Array => indexer.array(NodeId(at)),
            _ => {}
        }
    }
    let Indexer { indexes, orders, flags, duplicates, .. } = indexer;
    (tree.indexes, tree.orders) = (indexes, orders);
    for (id, flags) in flags {
        if let Some(raw) = tree.nodes.get_mut(id.index()) {
            raw.flags |= flags;
        }
    }
    duplicates
}

impl<'t> Indexer<'t> {
    fn array(&mut self, array: NodeId) {
        let items = self.tree.node(array).items();
        if items.clone().nth(LARGE - 1).is_some() {
            self.orders.push((array, items.map(Node::own_id).collect()));
        }
    }

    /// Sorts the keys of a large object, and those of a small one with a duplicate: both are rare.
    fn object(&mut self, object: NodeId) {
        let tree = self.tree;
        self.keys.clear();
        self.keys.extend(tree.node(object).raw_keys().map(|id| (tree.node(id).text(), id)));
        let merges = tree.format == Format::Yaml
            && self.keys.iter().any(|(text, id)| text == MERGE && tree.node(*id).is_merge_key());
        let large = self.keys.len() >= LARGE;
        if large {
            self.orders.push((object, self.ids()));
        }
        let before = self.duplicates.len();
        if large || self.has_duplicates() {
            self.keys.sort_unstable();
            self.collect_duplicates(merges);
        }
        if large {
            self.indexes.push((object, self.ids()));
        }
        let is_duplicated = self.duplicates.len() > before;
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        let flags = flag(is_duplicated, DUPLICATES) | flag(merges, MERGES) | flag(large, INDEXED);
        if flags != 0 {
            self.flags.push((object, flags));
        }
    }

    fn ids(&self) -> Vec<NodeId> {
        self.keys.iter().map(|(_, id)| *id).collect()
    }

    /// Compares pair by pair, which for a few keys costs less than sorting them.
    fn has_duplicates(&self) -> bool {
        let mut rest = self.keys.as_slice();
        while let [(text, _), after @ ..] = rest {
            if after.iter().any(|(other, _)| are_equal(text, other)) {
                return true;
            }
            rest = after;
        }
        false
    }

    /// Collects the sorted keys that have the text of the one before. Several merge keys are no duplicates.
    fn collect_duplicates(&mut self, merges: bool) {
        let pairs = self.keys.iter().zip(self.keys.iter().skip(1));
        let is_merge = |id: NodeId| merges && self.tree.node(id).is_merge_key();
        let pairs = pairs.filter(|((_, a), (_, b))| !is_merge(*a) && !is_merge(*b));
        self.duplicates.extend(pairs.filter(|((a, _), (b, _))| a == b).map(|(_, (_, id))| *id));
    }
}

/// Compares as `==` does, which is a call for texts of equal length; most of those differ in the last byte.
fn are_equal(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}
