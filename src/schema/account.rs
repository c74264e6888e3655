//! The account: every schema node that the mapped schemas reach is held by a field, or becomes one [`Loss`].

use std::borrow::Cow;
use std::collections::VecDeque;

use super::findings::Why;
use super::follow::{resolve, siblings_count};
use super::graph::Graph;
use super::keywords::{Keywords, is_schema};
use super::ledger::{Ledger, Loss, Reason};
use super::pointers::pointers;
use super::twins::twins;
use crate::tree::{Node, NodeId, NodeSet};

/// A node that was reached, and why it would be lost.
struct Reached<'d> {
    node: Node<'d>,
    why: Why,
}

/// A root that a policy leaves out.
#[derive(Debug)]
pub(super) struct LeftOut<'d> {
    pub(super) schema: Node<'d>,
    pub(super) policy: Reason,
    /// What is shown in its stead.
    pub(super) shown: Option<Node<'d>>,
}

/// Walks all that the roots reach, and enters what no field holds as lost. What only those roots reach that a policy
/// leaves out is lost to that policy.
pub(super) fn settle<'d>(
    graph: &Graph<'d>,
    roots: &[Node<'d>],
    left_out: &[LeftOut<'d>],
    ledger: &mut Ledger,
) {
    let mut seen = NodeSet::default();
    let mut lost = Vec::new();
    // What a discriminator alone names is under no keyword of a schema.
    let named = graph.findings.mapped().map(|id| graph.documents.tree().node(id));
    let mapped = roots.iter().copied().chain(named).map(|node| Reached { node, why: cut() });
    lost.extend(walk(graph, mapped.collect(), &mut seen, ledger));
    left_out.iter().for_each(|root| hold_with_twin(root, ledger));
    let further = left_out.iter().map(|root| Reached { node: root.schema, why: left_out_by(root.policy) });
    lost.extend(walk(graph, further.collect(), &mut seen, ledger));
    lost.sort_by_key(|lost| lost.node.id());
    let ids: Vec<NodeId> = lost.iter().map(|lost| lost.node.id()).collect();
    for (Reached { node, why: Why { reason, message } }, pointer) in
        lost.into_iter().zip(pointers(graph.documents.tree(), &ids))
    {
        let message = message.into_owned();
        ledger.lose(node.id(), || Loss { pointer, reason, message, span: node.span() });
    }
}

fn why(reason: Reason, message: impl Into<Cow<'static, str>>) -> Why {
    Why { reason, message: message.into() }
}

fn cut() -> Why {
    why(Reason::Cut, "beyond the limit of fields or levels")
}

fn left_out_by(policy: Reason) -> Why {
    why(policy, format!("left out: {}", policy.meaning()))
}

/// What says the same as a schema that a field holds is held with it.
fn hold_with_twin(root: &LeftOut<'_>, ledger: &mut Ledger) {
    for (twin, shown) in root.shown.map(|shown| twins(root.schema, shown)).unwrap_or_default() {
        if ledger.holds(shown.id()) {
            ledger.hold(twin.id());
        }
    }
}

/// What of that which the roots reach, and was not seen, no field holds.
fn walk<'d>(
    graph: &Graph<'d>,
    roots: Vec<Reached<'d>>,
    seen: &mut NodeSet,
    ledger: &Ledger,
) -> Vec<Reached<'d>> {
    let mut queue = VecDeque::from(roots);
    let mut lost = Vec::new();
    while let Some(Reached { node, why }) = queue.pop_front() {
        if !seen.insert(node.id()) {
            continue;
        }
        if ledger.holds(node.id()) {
            next(graph, node, &cut(), ledger, &mut queue);
            continue;
        }
        let why = graph.findings.mark(node.id()).cloned().unwrap_or(why);
        next(graph, node, &why, ledger, &mut queue);
        lost.push(Reached { node, why });
    }
    lost
}

/// Queues what a node leads to, and why each would be lost: for the reason of the node itself, unless the way there
/// has one of its own.
fn next<'d>(
    graph: &Graph<'d>,
    node: Node<'d>,
    own: &Why,
    ledger: &Ledger,
    queue: &mut VecDeque<Reached<'d>>,
) {
    let documents = graph.documents;
    let mut words = Keywords::read_shape(node);
    words.include_properties(|reference| resolve(documents, reference).ok());
    let ignored = words.reference.is_some() && !siblings_count(documents.version());
    let targets =
        words.reference.map(|reference| graph.scopes.targets(&words, reference, |id| ledger.holds(id)));
    queue.extend(targets.into_iter().flatten().map(|node| Reached { node, why: own.clone() }));
    for (keyword, node) in words.below() {
        let why = if !is_schema(node) {
            why(Reason::Malformed, format!("{} stands where a schema belongs", node.kind().noun()))
        } else if ignored {
            why(Reason::Malformed, "what stands beside `$ref` is ignored before OpenAPI 3.1")
        } else if words.unshown.iter().any(|(_, unshown)| *unshown == node) || keyword == "propertyNames" {
            why(Reason::Keyword, format!("the catalogue has no word for `{keyword}`"))
        } else {
            own.clone()
        };
        queue.push_back(Reached { node, why });
    }
}
