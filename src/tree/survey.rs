//! What is worth knowing of each container once all are read: where members of large ones stand, twins and merges.

use std::borrow::Cow;

use super::build::{ALIAS, DUPLICATES, MERGES};
use super::merge::MERGE;
use super::{Format, Kind, Node, NodeId, Tree};

/// Containers of at least this many members get an index.
const INDEXED: usize = 16;

/// A key's text and the key.
type Key<'t> = (Cow<'t, str>, NodeId);

struct Survey<'t> {
    tree: &'t Tree,
    /// Of the object that is looked at.
    keys: Vec<Key<'t>>,
    indexes: Vec<(NodeId, Vec<NodeId>)>,
    orders: Vec<(NodeId, Vec<NodeId>)>,
    flags: Vec<(NodeId, u8)>,
    doubled: Vec<NodeId>,
}

/// Notes in the tree what its containers have; gives the keys that were given before.
pub(super) fn survey(tree: &mut Tree) -> Vec<NodeId> {
    let (keys, indexes, orders, flags, doubled) = Default::default();
    let mut found = Survey { tree, keys, indexes, orders, flags, doubled };
    for (raw, at) in found.tree.nodes.iter().zip(0u32..) {
        match raw.kind {
            _ if raw.flags & ALIAS != 0 => {}
            Kind::Object => found.object(NodeId(at)),
            Kind::Array => found.array(NodeId(at)),
            _ => {}
        }
    }
    let Survey { indexes, orders, flags, doubled, .. } = found;
    (tree.indexes, tree.orders) = (indexes, orders);
    for (id, flags) in flags {
        if let Some(raw) = tree.nodes.get_mut(id.index()) {
            raw.flags |= flags;
        }
    }
    doubled
}

impl<'t> Survey<'t> {
    fn array(&mut self, array: NodeId) {
        let items = self.tree.node(array).items();
        if items.clone().nth(INDEXED - 1).is_some() {
            self.orders.push((array, items.map(Node::own_id).collect()));
        }
    }

    /// Sorts the keys of a large object, and those of a small one in which one is given twice: both are rare.
    fn object(&mut self, object: NodeId) {
        let tree = self.tree;
        self.keys.clear();
        self.keys.extend(tree.node(object).raw_keys().map(|id| (tree.node(id).text(), id)));
        let merges = tree.format == Format::Yaml && self.keys.iter().any(|(text, _)| text == MERGE);
        let large = self.keys.len() >= INDEXED;
        if large {
            self.orders.push((object, self.ids()));
        }
        let before = self.doubled.len();
        if large || self.has_twins() {
            self.keys.sort_unstable();
            self.twins(merges);
        }
        if large {
            self.indexes.push((object, self.ids()));
        }
        let twins = self.doubled.len() > before;
        let flags = if twins { DUPLICATES } else { 0 } | if merges { MERGES } else { 0 };
        if flags != 0 {
            self.flags.push((object, flags));
        }
    }

    fn ids(&self) -> Vec<NodeId> {
        self.keys.iter().map(|(_, id)| *id).collect()
    }

    /// Pair by pair, which for a few keys costs less than sorting them.
    fn has_twins(&self) -> bool {
        let mut rest = self.keys.as_slice();
        while let [(text, _), after @ ..] = rest {
            if after.iter().any(|(other, _)| are_equal(text, other)) {
                return true;
            }
            rest = after;
        }
        false
    }

    /// Of the sorted keys those that have the text of the one before; what is merged twice is no twin.
    fn twins(&mut self, merges: bool) {
        let pairs = self.keys.iter().zip(self.keys.iter().skip(1));
        let pairs = pairs.filter(|((text, _), _)| !merges || text != MERGE);
        self.doubled.extend(pairs.filter(|((a, _), (b, _))| a == b).map(|(_, (_, id))| *id));
    }
}

/// As `==`, which is a call for texts of one length; most of those differ at their end.
fn are_equal(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}
