//! Follows a schema to the schema that defines its shape.
//!
//! A reference leads to its target. A single `allOf` member, or a single alternative beside `null`, is followed in the
//! same way if no keyword beside it affects the shape. Annotations on the way (description, default, nullable …) are
//! collected. Beside a `$ref`, 2.0 and 3.0 have annotations only. From 3.1 on, keywords beside it apply together with
//! the target (JSON Schema 2020-12, 8.2.3.1), and the chain ends there.

use super::aliases::{AlternativeKind, kind_of, single};
use super::annotations::Annotations;
use super::context::Context;
use super::keywords::{Keywords, is_schema};
use super::losses::Reason;
use super::resolve::{StandIn, UnresolvedReference, reference_name, siblings_count, unwrap};
use super::scope::Scope;
use crate::diagnostic::code::schema as code;
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

impl<'d> Chain<'d> {
    /// Passes members of an `allOf` that have annotations only.
    fn pass<'a>(&mut self, members: impl Iterator<Item = &'a Node<'d>>)
    where
        'd: 'a,
    {
        for member in members {
            self.nodes.push(member.id());
            self.annotations.merge(Keywords::read(*member).annotations);
        }
    }
}

/// Follows a schema to its shape, from one dynamic scope to the scope there.
pub(super) fn follow<'d>(context: &mut Context<'d>, start: Node<'d>, scope: Scope) -> Chain<'d> {
    let mut chain = Chain { scope, ..Chain::default() };
    let mut node = start;
    let mut steps = 0;
    loop {
        if !is_schema(node) {
            let message = format!("a schema must be an object or a boolean, not {}", node.kind().noun());
            context.findings.record_loss(&code::MALFORMED, node, Reason::Malformed, message);
            return chain;
        }
        if chain.nodes.contains(&node.id()) || steps > LONGEST {
            let message = match chain.nodes.contains(&node.id()) {
                true => "this schema refers to itself and has no type".to_owned(),
                false => format!("this schema has no type after {LONGEST} references"),
            };
            context.findings.record_loss(&code::LOOP, node, Reason::Malformed, message);
            chain.nodes.retain(|passed| *passed != node.id());
            return chain;
        }
        chain.nodes.push(node.id());
        let mut keywords = Keywords::read(node);
        context.findings.malformed(&keywords);
        if node == start {
            chain.by_reference = keywords.reference.is_some();
            chain.has_properties = !keywords.properties.is_empty();
        }
        chain.scope = context.scopes.enter(chain.scope, node);
        let Some(next) = next(context, node, &keywords, &mut chain) else {
            chain.end = Some((node, Box::new(keywords)));
            return chain;
        };
        chain.annotations.merge(std::mem::take(&mut keywords.annotations));
        steps += 1;
        match next {
            Ok((next, stand_in)) => {
                stand_in.into_iter().for_each(|stand_in| stand_in.report(node, &mut context.findings));
                node = next;
            }
            Err(lost) => {
                chain.nodes.pop();
                lost.report(context.documents, node, &mut context.findings);
                return chain;
            }
        }
    }
}

/// The next schema on the way, or why it cannot be resolved; `None` at the end.
fn next<'d>(
    context: &mut Context<'d>,
    node: Node<'d>,
    keywords: &Keywords<'d>,
    chain: &mut Chain<'d>,
) -> Option<Result<(Node<'d>, Option<StandIn>), UnresolvedReference>> {
    if let Some(reference) = keywords.reference {
        let text = reference.text();
        // A `$dynamicRef` does not name its target.
        let name = || reference_name(&text).filter(|_| !keywords.is_dynamic);
        chain.name = chain.name.take().or_else(name);
        if siblings_count(context.documents.version()) && keywords.has_shape_beside_reference() {
            return None;
        }
        return Some(context.scopes.resolve(keywords, reference, chain.scope));
    }
    if keywords.has_own_shape() {
        return None;
    }
    let plain = |schema| Ok((schema, None));
    match (keywords.all_of.as_slice(), keywords.alternative_lists.as_slice()) {
        ([], []) => unwrap(node).map(|inner| inner.map(|(schema, stand_in)| (schema, Some(stand_in)))),
        // Its alternatives are chosen by it, not by the member.
        (_, []) if keywords.discriminator.is_some() => None,
        (members, []) => {
            let only = single_member(members)?;
            if context.subtypes.is_alternative_of_base(node) {
                return None;
            }
            chain.pass(members.iter().filter(|member| **member != only));
            Some(plain(only))
        }
        ([], _) => single_alternative(context, keywords, chain).map(plain),
        _ => None,
    }
}

/// The single member of an `allOf` that has a shape, if the others have annotations only.
fn single_member<'d>(members: &[Node<'d>]) -> Option<Node<'d>> {
    let mut shaped = members.iter().filter(|member| Keywords::read_shape(**member).has_shape());
    let only = shaped.next().filter(|_| shaped.next().is_none())?;
    members.iter().all(|member| is_schema(*member)).then_some(*only)
}

/// The single alternative that has a shape, if the others are `null`.
fn single_alternative<'d>(
    context: &mut Context<'d>,
    keywords: &Keywords<'d>,
    chain: &mut Chain<'d>,
) -> Option<Node<'d>> {
    let only = single(context.documents, keywords)?;
    let mut nulls = Vec::new();
    let mut again = Vec::new();
    for node in keywords.alternatives().filter(|node| *node != only) {
        match kind_of(context.documents, node) {
            AlternativeKind::Null(way) => nulls.push((node, way)),
            AlternativeKind::Shape => again.push(node.id()),
            AlternativeKind::Requires | AlternativeKind::Malformed => return None,
        }
    }
    chain.nodes.extend(again);
    chain.annotations.nullable |= !nulls.is_empty();
    for (node, way) in nulls {
        context.findings.malformed(&Keywords::read_checked_shape(node));
        chain.nodes.extend(way);
    }
    Some(only)
}
