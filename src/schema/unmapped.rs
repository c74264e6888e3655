//! Finds the schema nodes that the mapped schemas reach and no field shows, and records a [`Loss`] for each.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

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
    let named = graph.context.findings.discriminated().map(|id| graph.context.documents.tree().node(id));
    let mapped = roots.iter().copied().chain(named).map(|node| Reached { node, cause: cut() });
    let mut siblings = Vec::new();
    lost.extend(walk(graph, mapped.collect(), &mut seen, coverage, &mut siblings));
    left_out.iter().for_each(|root| hold_equivalent(root, coverage));
    let further = left_out.iter().map(|root| Reached { node: root.schema, cause: left_out_by(root.policy) });
    lost.extend(walk(graph, further.collect(), &mut seen, coverage, &mut siblings));
    // Last, as each of them may be reached otherwise too.
    while !siblings.is_empty() {
        let found = std::mem::take(&mut siblings);
        hold_references(graph, &found, coverage);
        lost.extend(walk(graph, found, &mut seen, coverage, &mut siblings));
    }
    let documents = graph.context.documents;
    for (id, cause) in graph.context.findings.aside() {
        if seen.insert(id) {
            lost.push(Reached { node: documents.tree().node(id), cause: cause.clone() });
        }
    }
    lost.sort_by_key(|lost| lost.node.id());
    let ids: Vec<NodeId> = lost.iter().map(|lost| lost.node.id()).collect();
    for (Reached { node, cause: LossCause { reason, message } }, pointer) in
        lost.into_iter().zip(pointers(documents.tree(), &ids))
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

/// Records schemas as mapped that are equivalent to a schema that a field shows.
fn hold_equivalent(root: &LeftOut<'_>, coverage: &mut SchemaCoverage) {
    let pairs = root.shown.map(|shown| equivalent_schemas(root.schema, shown));
    for (schema, shown) in pairs.unwrap_or_default() {
        if coverage.is_mapped(shown.id()) {
            coverage.mark_mapped(schema.id());
        }
    }
}

/// Records references as mapped that lead to a schema that a field shows.
fn hold_references<'d>(graph: &Graph<'d>, siblings: &[Reached<'d>], coverage: &mut SchemaCoverage) {
    for Reached { node, .. } in siblings {
        let way = graph.context.subtypes.way(*node);
        if way.last().is_some_and(|end| coverage.is_mapped(end.id())) {
            way.iter().for_each(|node| coverage.mark_mapped(node.id()));
        }
    }
}

/// Returns the nodes that the roots reach and no field shows, without those seen before. The alternatives of a base that
/// only its subtypes use are not reached; they are added to `siblings`.
fn walk<'d>(
    graph: &Graph<'d>,
    roots: Vec<Reached<'d>>,
    seen: &mut NodeSet,
    coverage: &SchemaCoverage,
    siblings: &mut Vec<Reached<'d>>,
) -> Vec<Reached<'d>> {
    let mut queue = VecDeque::from(roots);
    let mut lost = Vec::new();
    while let Some(Reached { node, cause }) = queue.pop_front() {
        if !seen.insert(node.id()) {
            continue;
        }
        if coverage.is_mapped(node.id()) {
            next(graph, node, &cut(), coverage, (&mut queue, siblings));
            continue;
        }
        let cause = graph.context.findings.cause_of(node.id()).cloned().unwrap_or(cause);
        next(graph, node, &cause, coverage, (&mut queue, siblings));
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
    (queue, siblings): (&mut VecDeque<Reached<'d>>, &mut Vec<Reached<'d>>),
) {
    let documents = graph.context.documents;
    let mut keywords = Keywords::read_below(node);
    keywords.include_properties(|reference| resolve(documents, reference).ok());
    let ignored = keywords.reference.is_some() && !siblings_count(documents.version());
    let targets = keywords
        .reference
        .map(|reference| graph.context.scopes.targets(&keywords, reference, |id| coverage.is_mapped(id)));
    queue.extend(targets.into_iter().flatten().map(|node| Reached { node, cause: own.clone() }));
    let wrapped = if keywords.is_surely_schema { None } else { wrapped_schema(node) };
    let wrapped = wrapped.map(|(node, _)| Reached { node, cause: own.clone() });
    queue.extend(wrapped);
    let excluded =
        keywords.alternative_lists.iter().filter(|list| graph.context.findings.is_excluded(**list));
    let excluded: BTreeSet<NodeId> = excluded.flat_map(|list| list.items()).map(Node::id).collect();
    for (keyword, node) in keywords.below() {
        if excluded.contains(&node.id()) {
            siblings.push(Reached { node, cause: left_out_by(Reason::Subtype) });
            continue;
        }
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
