//! The account: every schema node that the mapped schemas reach is held by a field, or becomes one [`Loss`].

use std::collections::{BTreeSet, VecDeque};

use super::follow::{resolve, siblings_count};
use super::graph::Graph;
use super::keywords::{Keywords, is_schema};
use super::ledger::{Ledger, Loss, Reason};
use super::pointers::pointers;
use super::twins::twins;
use crate::tree::{Node, NodeId};

/// A node that was reached, and why it would be lost.
struct Reached<'d> {
    node: Node<'d>,
    why: (Reason, String),
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
    let mut seen = BTreeSet::new();
    let mut lost = Vec::new();
    let mapped = roots.iter().map(|node| Reached { node: *node, why: cut() }).collect();
    lost.extend(walk(graph, mapped, &mut seen, ledger));
    left_out.iter().for_each(|root| hold_with_twin(root, ledger));
    let further = left_out.iter().map(|root| Reached { node: root.schema, why: left_out_by(root.policy) });
    lost.extend(walk(graph, further.collect(), &mut seen, ledger));
    lost.sort_by_key(|(id, ..)| *id);
    let ids: Vec<NodeId> = lost.iter().map(|(id, ..)| *id).collect();
    for ((id, node, (reason, message)), pointer) in
        lost.into_iter().zip(pointers(graph.documents.tree(), &ids))
    {
        ledger.lose(id, || Loss { pointer, reason, message, span: node.span() });
    }
}

fn cut() -> (Reason, String) {
    (Reason::Cut, "beyond the limit of fields or levels".to_owned())
}

fn left_out_by(policy: Reason) -> (Reason, String) {
    (policy, format!("left out: {}", policy.meaning()))
}

/// What says the same as a schema that a field holds is held with it.
fn hold_with_twin(root: &LeftOut<'_>, ledger: &mut Ledger) {
    for (twin, shown) in root.shown.map(|shown| twins(root.schema, shown)).unwrap_or_default() {
        if ledger.holds(shown.id()) {
            ledger.hold(twin.id());
        }
    }
}

/// A node that no field holds, and why.
type Lost<'d> = (NodeId, Node<'d>, (Reason, String));

/// What of that which the roots reach, and was not seen, no field holds.
fn walk<'d>(
    graph: &Graph<'d>,
    roots: Vec<Reached<'d>>,
    seen: &mut BTreeSet<NodeId>,
    ledger: &Ledger,
) -> Vec<Lost<'d>> {
    let mut queue = VecDeque::from(roots);
    let mut lost = Vec::new();
    while let Some(Reached { node, why }) = queue.pop_front() {
        if !seen.insert(node.id()) {
            continue;
        }
        let held = ledger.holds(node.id());
        let why = graph.findings.mark(node.id()).cloned().unwrap_or(why);
        if !held {
            lost.push((node.id(), node, why.clone()));
        }
        let below = if held { cut() } else { why };
        queue.extend(next(graph, node, &below, ledger));
    }
    lost
}

/// What a node leads to, and why each would be lost: for the reason of the node itself, unless the way there has
/// one of its own.
fn next<'d>(graph: &Graph<'d>, node: Node<'d>, why: &(Reason, String), ledger: &Ledger) -> Vec<Reached<'d>> {
    let documents = graph.documents;
    let mut words = Keywords::read(node);
    words.include_properties(|reference| resolve(documents, reference).ok());
    let ignored = words.reference.is_some() && !siblings_count(documents.version());
    let targets =
        words.reference.map(|reference| graph.scopes.targets(&words, reference, |id| ledger.holds(id)));
    let targets = targets.into_iter().flatten();
    let mut reached: Vec<Reached<'d>> = targets.map(|node| Reached { node, why: why.clone() }).collect();
    for (keyword, below) in words.below() {
        let why = if !is_schema(below) {
            (Reason::Malformed, format!("{} stands where a schema belongs", below.kind().noun()))
        } else if ignored {
            (Reason::Malformed, "what stands beside `$ref` is ignored before OpenAPI 3.1".to_owned())
        } else if words.unshown.iter().any(|(_, unshown)| *unshown == below) || keyword == "propertyNames" {
            (Reason::Keyword, format!("the catalogue has no word for `{keyword}`"))
        } else {
            why.clone()
        };
        reached.push(Reached { node: below, why });
    }
    reached
}
