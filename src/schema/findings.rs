//! What a mapping has to say beside its fields: diagnostics, and why certain nodes cannot be held.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::keywords::Keywords;
use super::ledger::Reason;
use crate::diagnostic::code::schema as code;
use crate::diagnostic::{Code, Diagnostic, Source, Span};
use crate::tree::{Node, NodeId};

/// More diagnostics than this of one code help nobody; the losses stay complete.
const MOST: usize = 50;

/// Why a node is lost, and what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Why {
    pub(super) reason: Reason,
    pub(super) message: Cow<'static, str>,
}

/// Diagnostics, each place once, and marks on nodes.
#[derive(Debug, Default)]
pub(super) struct Findings {
    marks: BTreeMap<NodeId, Why>,
    /// Schemas that a discriminator names, by its mapping alone.
    mapped: BTreeSet<NodeId>,
    diagnostics: Vec<Diagnostic>,
    seen: BTreeSet<(&'static str, Span)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Findings {
    /// A diagnostic at a node, unless this code was said there before or too often.
    pub(super) fn say(&mut self, code: &'static Code, node: Node<'_>, message: impl Into<String>) {
        if !self.seen.insert((code.id, node.span())) {
            return;
        }
        let count = self.counts.entry(code.id).or_default();
        *count += 1;
        if *count <= MOST {
            self.diagnostics.push(Diagnostic::new(code, message).at(Source::Spec, node.span()));
        }
    }

    /// A diagnostic, and the reason why the node is lost; the first reason stays.
    pub(super) fn lose(&mut self, code: &'static Code, node: Node<'_>, reason: Reason, message: String) {
        self.say(code, node, message.clone());
        self.marks.entry(node.id()).or_insert(Why { reason, message: Cow::Owned(message) });
    }

    /// A schema that a field may be made of because a discriminator names it.
    pub(super) fn map(&mut self, node: Node<'_>) {
        self.mapped.insert(node.id());
    }

    /// The schemas that discriminators name.
    pub(super) fn mapped(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.mapped.iter().copied()
    }

    /// Nodes that lead only to a lost one are lost for its reason.
    pub(super) fn lose_way(&mut self, end: NodeId, way: &[NodeId]) {
        let Some(mark) = self.marks.get(&end).cloned() else { return };
        for node in way {
            self.marks.entry(*node).or_insert_with(|| mark.clone());
        }
    }

    /// Keywords of the wrong kind: each costs itself alone.
    pub(super) fn malformed(&mut self, words: &Keywords<'_>) {
        for (keyword, value) in &words.malformed {
            let message = format!("`{keyword}` cannot be {} here", value.kind().noun());
            self.say(&code::MALFORMED, *value, message);
        }
    }

    /// Why a node cannot be held, if it was said.
    pub(super) fn mark(&self, node: NodeId) -> Option<&Why> {
        self.marks.get(&node)
    }

    /// The diagnostics, in the order in which they are shown; codes said too often end with their number.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        for diagnostic in &mut self.diagnostics {
            let more = self.counts.get(diagnostic.code.id).map_or(0, |count| count.saturating_sub(MOST));
            if more > 0 {
                self.counts.remove(diagnostic.code.id);
                diagnostic.message.push_str(&format!(" (and {more} more of this kind)"));
            }
        }
        self.diagnostics.sort_by(Diagnostic::order);
        self.diagnostics
    }
}
