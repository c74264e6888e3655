//! Follows a schema to the schema that defines its shape.
//!
//! A reference leads to its target. A single `allOf` member, or a single alternative beside `null`, is followed in the
//! same way if no keyword beside it affects the shape. Annotations on the way (description, default, nullable …) are
//! collected. Beside a `$ref`, 2.0 and 3.0 have annotations only. From 3.1 on, keywords beside it apply together with
//! the target (JSON Schema 2020-12, 8.2.3.1), and the chain ends there.

use super::annotations::Annotations;
use super::findings::Findings;
use super::keywords::{Keywords, is_schema};
use super::losses::Reason;
use super::resolve::{StandIn, UnresolvedReference, reference_name, siblings_count, unwrap};
use super::scope::{Scope, Scopes};
use crate::diagnostic::code::schema as code;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The longest chain; real documents have at most a few steps.
const LONGEST: usize = 100;

/// A schema that defines a shape, and its keywords.
pub(super) type ShapedSchema<'d> = (Node<'d>, Box<Keywords<'d>>);

/// The way from a use of a schema to the schema that defines its shape.
#[derive(Debug, Default)]
pub(super) struct Chain<'d> {
    /// The schema with the shape; `None` if there is none.
    pub(super) end: Option<ShapedSchema<'d>>,
    /// The nodes passed, with the end, without those that could not be read.
    pub(super) nodes: Vec<NodeId>,
    /// The name of the first schema on the way that has one.
    pub(super) name: Option<String>,
    /// The annotations on the way, without those of the end.
    pub(super) annotations: Annotations,
    /// Whether the use is written as a reference.
    pub(super) by_reference: bool,
    /// Whether the use is written with `properties`.
    pub(super) has_properties: bool,
    /// The scope at the end.
    pub(super) scope: Scope,
}

/// Follows a schema to its shape, from one dynamic scope to the scope there.
pub(super) fn follow<'d>(
    documents: &'d Documents,
    start: Node<'d>,
    scope: Scope,
    scopes: &mut Scopes<'d>,
    findings: &mut Findings,
) -> Chain<'d> {
    let mut chain = Chain { scope, ..Chain::default() };
    let mut node = start;
    let mut steps = 0;
    loop {
        if !is_schema(node) {
            let message = format!("a schema must be an object or a boolean, not {}", node.kind().noun());
            findings.record_loss(&code::MALFORMED, node, Reason::Malformed, message);
            return chain;
        }
        if chain.nodes.contains(&node.id()) || steps > LONGEST {
            let message = match chain.nodes.contains(&node.id()) {
                true => "this schema refers to itself and has no type".to_owned(),
                false => format!("this schema has no type after {LONGEST} references"),
            };
            findings.record_loss(&code::LOOP, node, Reason::Malformed, message);
            chain.nodes.retain(|passed| *passed != node.id());
            return chain;
        }
        chain.nodes.push(node.id());
        let mut keywords = Keywords::read(node);
        findings.malformed(&keywords);
        if node == start {
            chain.by_reference = keywords.reference.is_some();
            chain.has_properties = !keywords.properties.is_empty();
        }
        chain.scope = scopes.enter(chain.scope, node);
        let Some(next) = next(documents, node, &keywords, scopes, &mut chain) else {
            chain.end = Some((node, Box::new(keywords)));
            return chain;
        };
        chain.annotations.merge(std::mem::take(&mut keywords.annotations));
        steps += 1;
        match next {
            Ok((next, stand_in)) => {
                stand_in.into_iter().for_each(|stand_in| stand_in.report(node, findings));
                node = next;
            }
            Err(lost) => {
                chain.nodes.pop();
                lost.report(node, findings);
                return chain;
            }
        }
    }
}

/// The next schema on the way, or why it cannot be resolved; `None` at the end.
fn next<'d>(
    documents: &'d Documents,
    node: Node<'d>,
    keywords: &Keywords<'d>,
    scopes: &Scopes<'d>,
    chain: &mut Chain<'d>,
) -> Option<Result<(Node<'d>, Option<StandIn>), UnresolvedReference>> {
    if let Some(reference) = keywords.reference {
        let text = reference.text();
        // A `$dynamicRef` does not name its target.
        let name = || reference_name(&text).filter(|_| !keywords.is_dynamic);
        chain.name = chain.name.take().or_else(name);
        if siblings_count(documents.version()) && keywords.has_shape_beside_reference() {
            return None;
        }
        return Some(scopes.resolve(keywords, reference, chain.scope));
    }
    if keywords.has_own_shape() {
        return None;
    }
    match (keywords.all_of.as_slice(), keywords.alternatives.as_slice()) {
        ([], []) => unwrap(node).map(|inner| inner.map(|(schema, stand_in)| (schema, Some(stand_in)))),
        (members, []) => single_member(members, chain).map(|next| Ok((next, None))),
        ([], _) => single_alternative(keywords, chain).map(|next| Ok((next, None))),
        _ => None,
    }
}

/// The single member of an `allOf` that has a shape, if the others have annotations only.
fn single_member<'d>(members: &[Node<'d>], chain: &mut Chain<'d>) -> Option<Node<'d>> {
    if !members.iter().all(|member| is_schema(*member)) {
        return None;
    }
    let (shaped, bare): (Vec<_>, Vec<_>) =
        members.iter().map(|member| (*member, Keywords::read(*member))).partition(|(_, w)| w.has_shape());
    let [(only, _)] = shaped.as_slice() else { return None };
    for (member, keywords) in bare {
        chain.nodes.push(member.id());
        chain.annotations.merge(keywords.annotations);
    }
    Some(*only)
}

/// The single alternative that has a shape, if the others are `null`.
fn single_alternative<'d>(keywords: &Keywords<'d>, chain: &mut Chain<'d>) -> Option<Node<'d>> {
    let shaped = keywords.shaped_alternatives();
    let [only] = shaped.as_slice() else { return None };
    let others: Vec<_> = keywords.alternatives.iter().filter(|node| *node != only).collect();
    if !others.iter().all(|node| is_schema(**node) && Keywords::read_shape(**node).is_null()) {
        return None;
    }
    chain.annotations.nullable |= !others.is_empty();
    chain.nodes.extend(others.iter().map(|node| node.id()));
    Some(*only)
}
