//! The account: every schema node that the mapped schemas reach is held by a field, or becomes one [`Loss`].

use std::collections::{BTreeSet, VecDeque};

use super::findings::Findings;
use super::follow::{resolve, siblings_count};
use super::keywords::{Keywords, is_schema};
use super::ledger::{Ledger, Loss, Reason};
use super::pointers::pointers;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// A node that was reached, and why it would be lost.
struct Reached<'d> {
    node: Node<'d>,
    why: (Reason, String),
}

/// Walks all that the roots reach, and enters what no field holds as lost.
pub(super) fn settle<'d>(
    documents: &'d Documents,
    roots: &[Node<'d>],
    findings: &Findings,
    ledger: &mut Ledger,
) {
    let cut = || (Reason::Cut, "beyond the limit of fields or levels".to_owned());
    let mut queue: VecDeque<Reached<'d>> =
        roots.iter().map(|node| Reached { node: *node, why: cut() }).collect();
    let mut seen = BTreeSet::new();
    let mut lost: Vec<(NodeId, Node<'d>, (Reason, String))> = Vec::new();
    while let Some(Reached { node, why }) = queue.pop_front() {
        if !seen.insert(node.id()) {
            continue;
        }
        let held = ledger.holds(node.id());
        let why = findings.mark(node.id()).cloned().unwrap_or(why);
        if !held {
            lost.push((node.id(), node, why.clone()));
        }
        let below = if held { cut() } else { why };
        queue.extend(next(documents, node, &below));
    }
    lost.sort_by_key(|(id, ..)| *id);
    let ids: Vec<NodeId> = lost.iter().map(|(id, ..)| *id).collect();
    for ((id, node, (reason, message)), pointer) in lost.into_iter().zip(pointers(documents.tree(), &ids)) {
        ledger.lose(id, || Loss { pointer, reason, message, span: node.span() });
    }
}

/// What a node leads to, and why each would be lost: for the reason of the node itself, unless the way there has
/// one of its own.
fn next<'d>(documents: &'d Documents, node: Node<'d>, why: &(Reason, String)) -> Vec<Reached<'d>> {
    let words = Keywords::read(node);
    let ignored = words.reference.is_some() && !siblings_count(documents.version());
    let target = words.reference.and_then(|reference| resolve(documents, reference).ok());
    let mut reached: Vec<Reached<'d>> =
        target.into_iter().map(|node| Reached { node, why: why.clone() }).collect();
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
