//! [`SchemaCoverage`]: which schema nodes a field shows, and which are lost. Every node that an operation reaches is
//! one of both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::losses::{Loss, Reason};
use crate::tree::{NodeId, NodeSet};

/// The number of things of one kind, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Counts {
    /// All.
    pub total: u64,
    /// Those in the catalogue.
    pub mapped: u64,
    /// Those that are lost, each with a [`Loss`].
    pub lost: u64,
    /// Those that a policy leaves out.
    pub policy: u64,
    /// Those that a filter of the config leaves out.
    #[serde(default)]
    pub filtered: u64,
    /// Those beyond a limit, saturating.
    pub cut: u64,
}

impl Counts {
    /// With so many more that are lost.
    pub fn with_lost(self, more: u64) -> Self {
        Self { total: self.total + more, lost: self.lost + more, ..self }
    }

    /// The number that would be mapped if nothing were lost or cut: all but those that a policy or filter leaves out.
    pub fn wanted(&self) -> u64 {
        self.total.saturating_sub(self.policy + self.filtered)
    }
}

/// The schema nodes that are mapped, and the losses. A node that is both is mapped: some endpoint shows it.
#[derive(Debug, Clone, Default)]
pub struct SchemaCoverage {
    mapped: NodeSet,
    lost: BTreeMap<NodeId, Loss>,
    /// The number of schemas with more fields than the limit.
    cut_schemas: usize,
}

impl SchemaCoverage {
    /// The number of schemas of which fields were cut, though other uses may show them.
    pub fn cut_schemas(&self) -> usize {
        self.cut_schemas
    }

    pub(super) fn set_cut_schemas(&mut self, cut_schemas: usize) {
        self.cut_schemas = cut_schemas;
    }

    /// Records that a field shows this node.
    pub fn mark_mapped(&mut self, node: NodeId) {
        self.mapped.insert(node);
    }

    /// Whether a field shows this node.
    pub fn is_mapped(&self, node: NodeId) -> bool {
        self.mapped.contains(node)
    }

    /// Records a loss of this node; the first loss of a node is kept.
    pub fn record_loss(&mut self, node: NodeId, loss: impl FnOnce() -> Loss) {
        self.lost.entry(node).or_insert_with(loss);
    }

    /// The losses of nodes that no field shows, in the order of the text.
    pub fn losses(&self) -> impl Iterator<Item = &Loss> {
        self.lost.iter().filter(|(node, _)| !self.is_mapped(**node)).map(|(_, loss)| loss)
    }

    /// The counts of all nodes.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { mapped: self.mapped.count(), ..Counts::default() };
        for loss in self.losses() {
            match loss.reason {
                Reason::Cut => counts.cut += 1,
                reason if reason.is_policy() => counts.policy += 1,
                _ => counts.lost += 1,
            }
        }
        counts.total = counts.mapped + counts.lost + counts.policy + counts.cut;
        counts
    }
}
