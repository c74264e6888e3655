//! Finds the schema nodes that the mapped schemas reach and no field shows, and records a [`Loss`] for each.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::coverage::SchemaCoverage;
use super::equivalence::equivalent_schemas;
use super::findings::LossCause;
use super::graph::Graph;
use super::keywords::{Keywords, is_schema};
use super::losses::{Loss, Reason};
use super::pointers::pointers;
use super::resolve::{resolve, siblings_count, wrapped_schema};
use crate::tree::{Node, NodeId, NodeSet};

/// A node that was reached, and the cause of its loss if no field shows it.
struct Reached<'d> {
    node: Node<'d>,
    cause: LossCause,
}

/// A root schema that a policy leaves out.
#[derive(Debug)]
pub(super) struct LeftOut<'d> {
    pub(super) schema: Node<'d>,
    pub(super) policy: Reason,
    /// The schema that is shown instead.
    pub(super) shown: Option<Node<'d>>,
}

/// Walks over all nodes that the roots reach, and records a loss for each that no field shows. The loss of a node that
/// is reached only from roots that a policy leaves out has that policy as its reason.
pub(super) fn record_unmapped<'d>(
    graph: &Graph<'d>,
    roots: &[Node<'d>],
    left_out: &[LeftOut<'d>],
    coverage: &mut SchemaCoverage,
) {
    let mut seen = NodeSet::default();
    let mut lost = Vec::new();
    // Schemas that only a discriminator names are under no keyword of a schema.
    let named = graph.findings.discriminated().map(|id| graph.documents.tree().node(id));
    let mapped = roots.iter().copied().chain(named).map(|node| Reached { node, cause: cut() });
    lost.extend(walk(graph, mapped.collect(), &mut seen, coverage));
    left_out.iter().for_each(|root| hold_equivalent(root, coverage));
    let further = left_out.iter().map(|root| Reached { node: root.schema, cause: left_out_by(root.policy) });
    lost.extend(walk(graph, further.collect(), &mut seen, coverage));
    lost.sort_by_key(|lost| lost.node.id());
    let ids: Vec<NodeId> = lost.iter().map(|lost| lost.node.id()).collect();
    for (Reached { node, cause: LossCause { reason, message } }, pointer) in
        lost.into_iter().zip(pointers(graph.documents.tree(), &ids))
    {
        let message = message.into_owned();
        coverage.record_loss(node.id(), || Loss { pointer, reason, message, span: node.span() });
    }
}

fn cause(reason: Reason, message: impl Into<Cow<'static, str>>) -> LossCause {
    LossCause { reason, message: message.into() }
}

fn cut() -> LossCause {
    cause(Reason::Cut, "beyond the limit of fields or levels")
}

fn left_out_by(policy: Reason) -> LossCause {
    cause(policy, format!("left out: {}", policy.meaning()))
}

/// Records schemas as held that are equivalent to a schema that a field shows.
fn hold_equivalent(root: &LeftOut<'_>, coverage: &mut SchemaCoverage) {
    let pairs = root.shown.map(|shown| equivalent_schemas(root.schema, shown));
    for (schema, shown) in pairs.unwrap_or_default() {
        if coverage.holds(shown.id()) {
            coverage.hold(schema.id());
        }
    }
}

/// Returns the nodes that the roots reach and no field shows, without those seen before.
fn walk<'d>(
    graph: &Graph<'d>,
    roots: Vec<Reached<'d>>,
    seen: &mut NodeSet,
    coverage: &SchemaCoverage,
) -> Vec<Reached<'d>> {
    let mut queue = VecDeque::from(roots);
    let mut lost = Vec::new();
    while let Some(Reached { node, cause }) = queue.pop_front() {
        if !seen.insert(node.id()) {
            continue;
        }
        if coverage.holds(node.id()) {
            next(graph, node, &cut(), coverage, &mut queue);
            continue;
        }
        let cause = graph.findings.cause_of(node.id()).cloned().unwrap_or(cause);
        next(graph, node, &cause, coverage, &mut queue);
        lost.push(Reached { node, cause });
    }
    lost
}

/// Queues the nodes that a node leads to, each with the cause of its loss: that of the node itself, unless the keyword
/// has its own.
fn next<'d>(
    graph: &Graph<'d>,
    node: Node<'d>,
    own: &LossCause,
    coverage: &SchemaCoverage,
    queue: &mut VecDeque<Reached<'d>>,
) {
    let documents = graph.documents;
    let mut keywords = Keywords::read_shape(node);
    keywords.include_properties(|reference| resolve(documents, reference).ok());
    let ignored = keywords.reference.is_some() && !siblings_count(documents.version());
    let targets = keywords
        .reference
        .map(|reference| graph.scopes.targets(&keywords, reference, |id| coverage.holds(id)));
    queue.extend(targets.into_iter().flatten().map(|node| Reached { node, cause: own.clone() }));
    let wrapped = wrapped_schema(node).map(|(node, _)| Reached { node, cause: own.clone() });
    queue.extend(wrapped);
    for (keyword, node) in keywords.below() {
        let cause = if !is_schema(node) {
            let message = format!("a schema must be an object or a boolean, not {}", node.kind().noun());
            cause(Reason::Malformed, message)
        } else if ignored {
            cause(Reason::Malformed, "keywords beside `$ref` are ignored before OpenAPI 3.1")
        } else if keywords.without_field.iter().any(|(_, other)| *other == node) || keyword == "propertyNames"
        {
            cause(Reason::Keyword, format!("the catalogue does not represent `{keyword}`"))
        } else {
            own.clone()
        };
        queue.push_back(Reached { node, cause });
    }
}
