//! The account of a mapping: every schema node that an operation reaches is held by a field or is one loss.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::tree::NodeId;

/// Why something of the document is not in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A reference whose target is not there.
    Dangling,
    /// A reference to another document.
    External,
    /// Beyond the limit of fields or levels.
    Cut,
    /// Not what the specification wants there.
    Malformed,
    /// The parts of an `allOf` contradict each other.
    Conflict,
    /// A keyword that the catalogue has no word for.
    Keyword,
    /// A method that the catalogue has no word for.
    Method,
    /// Left out by a named policy (other statuses, webhooks, callbacks).
    Policy,
}

/// Something that the document says and the catalogue could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where it stands in the document, as a JSON Pointer.
    pub pointer: String,
    /// Why.
    pub reason: Reason,
    /// What is lost, for people.
    pub message: String,
    /// Where it stands in the text.
    pub span: Span,
}

/// How many of a kind there are, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// All of them.
    pub total: u64,
    /// In the catalogue.
    pub held: u64,
    /// Lost, each with a [`Loss`].
    pub lost: u64,
    /// Left out by a named policy or filter.
    pub policy: u64,
    /// Beyond a limit, saturating.
    pub cut: u64,
}

/// What became of schema nodes, by node: held wins over lost, so a node that any endpoint shows is held.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// A bit a node of the tree.
    held: Vec<u64>,
    lost: BTreeMap<NodeId, Loss>,
}

/// The word of a node's bit, and the bit.
fn bit(node: NodeId) -> (usize, u64) {
    (node.index() / 64, 1 << (node.index() % 64))
}

impl Ledger {
    /// A field shows this node.
    pub fn hold(&mut self, node: NodeId) {
        let (word, bit) = bit(node);
        if self.held.len() <= word {
            self.held.resize(word + 1, 0);
        }
        if let Some(word) = self.held.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether a field shows this node.
    pub fn holds(&self, node: NodeId) -> bool {
        let (word, bit) = bit(node);
        self.held.get(word).is_some_and(|word| word & bit != 0)
    }

    /// No field shows this node, for this reason; the first reason stays.
    pub fn lose(&mut self, node: NodeId, loss: impl FnOnce() -> Loss) {
        self.lost.entry(node).or_insert_with(loss);
    }

    /// The losses that stand, in the order of the text.
    pub fn losses(&self) -> impl Iterator<Item = &Loss> {
        self.lost.iter().filter(|(node, _)| !self.holds(**node)).map(|(_, loss)| loss)
    }

    /// The counts over all nodes reached.
    pub fn counts(&self) -> Counts {
        let held = self.held.iter().map(|word| u64::from(word.count_ones())).sum();
        let mut counts = Counts { held, ..Counts::default() };
        for loss in self.losses() {
            match loss.reason {
                Reason::Cut => counts.cut += 1,
                Reason::Policy => counts.policy += 1,
                _ => counts.lost += 1,
            }
        }
        counts.total = counts.held + counts.lost + counts.policy + counts.cut;
        counts
    }
}

impl Reason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Dangling,
        Self::External,
        Self::Cut,
        Self::Malformed,
        Self::Conflict,
        Self::Keyword,
        Self::Method,
        Self::Policy,
    ];

    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dangling => "dangling",
            Self::External => "external",
            Self::Cut => "cut",
            Self::Malformed => "malformed",
            Self::Conflict => "conflict",
            Self::Keyword => "keyword",
            Self::Method => "method",
            Self::Policy => "policy",
        }
    }
}
