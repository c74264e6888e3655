//! [`Findings`]: the diagnostics of a mapping, and the causes of losses that are known before all fields are made.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::keywords::Keywords;
use super::losses::Reason;
use super::types::NAMES;
use super::value_text::shortened;
use crate::diagnostic::code::schema as code;
use crate::diagnostic::{Code, Diagnostic, Source, Span};
use crate::suggest::{did_you_mean, nearest};
use crate::tree::{Node, NodeId};

/// The most diagnostics of one code. The losses are complete nevertheless.
const MOST: usize = 50;

/// Why a node is lost.
#[derive(Debug, Clone)]
pub(super) struct LossCause {
    pub(super) reason: Reason,
    pub(super) message: Cow<'static, str>,
}

/// Diagnostics, one for each code and position, and causes of losses by node.
#[derive(Debug, Default)]
pub(super) struct Findings {
    causes: BTreeMap<NodeId, LossCause>,
    /// What is lost and no schema: no keyword leads there.
    aside: BTreeSet<NodeId>,
    /// Schemas that the mapping of a discriminator names.
    discriminated: BTreeSet<NodeId>,
    /// Lists of alternatives, and whether some schema shows them all.
    alternatives: BTreeMap<NodeId, bool>,
    diagnostics: Vec<Diagnostic>,
    seen: BTreeSet<(&'static str, Span)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Findings {
    /// Reports a diagnostic at a node, unless this code was reported there before or too often. Returns the diagnostic, to
    /// add help.
    pub(super) fn report(
        &mut self,
        code: &'static Code,
        node: Node<'_>,
        message: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        self.report_at(code, node.span(), message)
    }

    fn report_at(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        if !self.seen.insert((code.id, span)) {
            return None;
        }
        let count = self.counts.entry(code.id).or_default();
        *count += 1;
        let diagnostic = Diagnostic::new(code, message).at(Source::Spec, span);
        (*count <= MOST).then(|| self.diagnostics.push_mut(diagnostic))
    }

    /// Reports a diagnostic, and records why the node is lost; the first cause is kept.
    pub(super) fn record_loss(
        &mut self,
        code: &'static Code,
        node: Node<'_>,
        reason: Reason,
        message: String,
    ) -> Option<&mut Diagnostic> {
        self.record_cause(node, reason, &message);
        self.report(code, node, message)
    }

    fn record_cause(&mut self, node: Node<'_>, reason: Reason, message: &str) {
        let cause = || LossCause { reason, message: Cow::Owned(message.to_owned()) };
        self.causes.entry(node.id()).or_insert_with(cause);
    }

    /// As [`Findings::record_loss`], of what is no schema, or under no keyword.
    pub(super) fn record_loss_aside(
        &mut self,
        code: &'static Code,
        node: Node<'_>,
        reason: Reason,
        message: String,
    ) -> Option<&mut Diagnostic> {
        self.record_aside(node, reason, &message);
        self.report(code, node, message)
    }

    fn record_aside(&mut self, node: Node<'_>, reason: Reason, message: &str) {
        self.record_cause(node, reason, message);
        self.aside.insert(node.id());
    }

    /// What is lost and no schema, with the causes.
    pub(super) fn aside(&self) -> impl Iterator<Item = (NodeId, &LossCause)> + '_ {
        self.aside.iter().filter_map(|id| Some((*id, self.causes.get(id)?)))
    }

    /// Adds a schema that may become a field because a discriminator names it.
    pub(super) fn add_discriminated(&mut self, node: Node<'_>) {
        self.discriminated.insert(node.id());
    }

    /// The schemas that discriminators name.
    pub(super) fn discriminated(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.discriminated.iter().copied()
    }

    /// Records whether a list of alternatives is shown as a whole somewhere, or excluded by a subtype that is in it.
    pub(super) fn decide_alternatives(&mut self, list: Node<'_>, are_shown: bool) {
        *self.alternatives.entry(list.id()).or_default() |= are_shown;
    }

    /// Whether a list of alternatives is of a schema that is used only as the base of one of them.
    pub(super) fn is_excluded(&self, list: Node<'_>) -> bool {
        self.alternatives.get(&list.id()) == Some(&false)
    }

    /// Records that nodes which lead only to a lost one are lost for the same cause.
    pub(super) fn record_losses_on_way(&mut self, end: NodeId, way: &[NodeId]) {
        let Some(cause) = self.causes.get(&end).cloned() else { return };
        for node in way {
            self.causes.entry(*node).or_insert_with(|| cause.clone());
        }
    }

    /// Reports keywords of the wrong type; only the keyword is ignored.
    pub(super) fn malformed(&mut self, keywords: &Keywords<'_>) {
        for (keyword, value) in &keywords.malformed {
            let message = format!("`{keyword}` must not be {}", value.kind().noun());
            if value.has_content() {
                self.record_aside(*value, Reason::Malformed, &message);
            }
            self.report(&code::MALFORMED, *value, message);
        }
        for (wrong, value) in &keywords.wrong_values {
            if !wrong.is_read && value.has_content() {
                self.record_aside(*value, Reason::Malformed, &wrong.message);
            }
            if let Some(diagnostic) = self.report(&code::MALFORMED, *value, wrong.message.clone()) {
                diagnostic.help = Some(wrong.help.clone());
            }
        }
        self.misspelt(keywords);
        self.unknown_types(keywords);
        let meaning = match keywords.types.null {
            true => "it is read as the type `'null'`",
            false => "it is ignored, as other keywords say what the schema is",
        };
        for node in &keywords.unquoted_nulls {
            self.report(&code::UNQUOTED_NULL, *node, format!("`type` has null without quotes; {meaning}"));
        }
    }

    /// Reports misspelt keywords at their keys; the schemas under those that are not read are lost.
    fn misspelt(&mut self, keywords: &Keywords<'_>) {
        for found in &keywords.misspelt {
            if found.is_lost {
                self.record_aside(found.value, Reason::Malformed, &found.message);
            }
            if let Some(diagnostic) = self.report_at(&code::MISSPELT, found.key_span, found.message.clone()) {
                diagnostic.help = Some(found.help.clone());
            }
        }
    }

    /// Reports names of types that do not exist; the field has no type.
    fn unknown_types(&mut self, keywords: &Keywords<'_>) {
        for node in &keywords.unknown_types {
            let name = node.text();
            let message = format!("`{}` is not a type", shortened(&name, 100));
            if let Some(diagnostic) = self.report(&code::UNKNOWN_TYPE, *node, message) {
                let similar = nearest(&name, NAMES.into_iter()).map(did_you_mean);
                diagnostic.help =
                    Some(similar.unwrap_or_else(|| format!("the types are {}", NAMES.join(", "))));
            }
        }
    }

    /// The recorded cause of the loss of a node.
    pub(super) fn cause_of(&self, node: NodeId) -> Option<&LossCause> {
        self.causes.get(&node)
    }

    /// The diagnostics in the order in which they are shown. The message of a code that was reported too often ends
    /// with the number of those left out.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        for diagnostic in &mut self.diagnostics {
            let more = self.counts.get(diagnostic.code.id).map_or(0, |count| count.saturating_sub(MOST));
            if more > 0 {
                self.counts.remove(diagnostic.code.id);
                diagnostic.message.push_str(&format!(" (and {more} more of this code)"));
            }
        }
        self.diagnostics.sort_by(Diagnostic::order);
        self.diagnostics
    }
}
