//! [`NodeSet`]: a set of values of one tree, one bit for each.

use super::raw::NodeId;

/// A set of values of one tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeSet {
    /// The lowest index that it can contain.
    first: usize,
    words: Vec<u64>,
}

impl NodeSet {
    /// Creates an empty set for this value and later ones.
    pub(crate) fn beginning(first: NodeId) -> Self {
        Self { first: first.index(), words: Vec::new() }
    }

    /// The index of the word of a value's bit, and the bit.
    fn bit(&self, node: NodeId) -> (usize, u64) {
        let at = node.index().saturating_sub(self.first);
        (at / 64, 1 << (at % 64))
    }

    /// Adds a value; returns whether it is new.
    pub(crate) fn insert(&mut self, node: NodeId) -> bool {
        let is_new = !self.contains(node);
        let (word, bit) = self.bit(node);
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words.get_mut(word).into_iter().for_each(|word| *word |= bit);
        is_new
    }

    pub(crate) fn contains(&self, node: NodeId) -> bool {
        let (word, bit) = self.bit(node);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(crate) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}
