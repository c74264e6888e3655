//! Collects the subschemas that apply together: a schema, the members of its `allOf`, the target of its `$ref` (from
//! 3.1 on), its single alternative; and those of each of them.

use std::collections::BTreeSet;

use super::aliases::single;
use super::context::Context;
use super::enums::AllowedValues;
use super::findings::Findings;
use super::follow::ShapedSchema;
use super::keywords::{Keywords, is_schema};
use super::losses::Reason;
use super::resolve::{resolve, siblings_count, wrapped_schema};
use super::scope::Scope;
use super::types::Types;
use crate::diagnostic::code::schema as code;
use crate::tree::{Node, NodeId};

/// The most subschemas that apply together; real documents have far fewer.
const MOST: usize = 256;

/// One of the schemas that apply together.
#[derive(Debug)]
pub(super) struct Subschema<'d> {
    pub(super) node: Node<'d>,
    pub(super) keywords: Keywords<'d>,
    /// Whether it is reached through a reference: its description is about a schema with more uses.
    pub(super) by_reference: bool,
    /// The precedence if two contradict: a schema comes before its subschemas.
    pub(super) rank: usize,
}

/// Schemas that apply together, with the types and values that all of them allow.
#[derive(Debug)]
pub(super) struct Combined<'d> {
    /// In the order in which their properties are shown: subschemas before the schema itself.
    pub(super) subschemas: Vec<Subschema<'d>>,
    pub(super) types: Types,
    pub(super) allowed: AllowedValues<'d>,
}

enum Visit<'d> {
    /// A schema, its keywords if they are read already, and whether it is reached through a reference.
    Enter(Node<'d>, Option<Box<Keywords<'d>>>, bool),
    Leave(Box<Subschema<'d>>),
}

/// Collects the subschemas of schemas that apply together.
///
/// A subschema that contradicts one of lower rank is left out and recorded as lost. `scope` becomes the dynamic scope
/// of their children.
pub(super) fn combine<'d>(
    context: &mut Context<'d>,
    ends: Vec<ShapedSchema<'d>>,
    scope: &mut Scope,
) -> Combined<'d> {
    let mut found: Vec<Subschema<'d>> = Vec::with_capacity(ends.len());
    let mut visits: Vec<Visit<'d>> =
        ends.into_iter().rev().map(|(node, keywords)| Visit::Enter(node, Some(keywords), false)).collect();
    let mut seen: Vec<NodeId> = Vec::new();
    while let Some(visit) = visits.pop() {
        match visit {
            Visit::Leave(subschema) => found.push(*subschema),
            Visit::Enter(node, ..) if seen.contains(&node.id()) => {}
            Visit::Enter(node, ..) if !is_schema(node) => {
                let message = format!("a schema must be an object or a boolean, not {}", node.kind().noun());
                context.findings.record_loss(&code::MALFORMED, node, Reason::Malformed, message);
            }
            Visit::Enter(node, ..) if seen.len() >= MOST => {
                let message = format!("more than {MOST} schemas are combined here; this one is left out");
                context.findings.record_loss(&code::CUT, node, Reason::Cut, message);
            }
            Visit::Enter(node, keywords, by_reference) => {
                let rank = seen.len();
                seen.push(node.id());
                *scope = context.scopes.enter(*scope, node);
                let keywords = keywords.map_or_else(|| Keywords::read(node), |keywords| *keywords);
                let subschema = Subschema { node, keywords, by_reference, rank };
                found.extend(enter(context, subschema, *scope, &mut visits));
            }
        }
    }
    without_contradictions(found, &mut context.findings)
}

/// Pushes a schema on the stack, and its subschemas on top of it; returns it if there are none.
fn enter<'d>(
    context: &mut Context<'d>,
    mut subschema: Subschema<'d>,
    scope: Scope,
    visits: &mut Vec<Visit<'d>>,
) -> Option<Subschema<'d>> {
    let documents = context.documents;
    context.findings.malformed(&subschema.keywords);
    subschema.keywords.include_properties(|reference| resolve(documents, reference).ok());
    let mut below = Vec::new();
    if let Some(reference) = subschema.keywords.reference {
        if !siblings_count(documents.version()) {
            // Beside a reference only annotations apply; other keywords are recorded as lost.
            subschema.keywords = subschema.keywords.only_annotations();
        }
        match context.scopes.resolve(&subschema.keywords, reference, scope) {
            Ok((target, stand_in)) => {
                stand_in.into_iter().for_each(|it| it.report(subschema.node, &mut context.findings));
                below.push(Visit::Enter(target, None, true));
            }
            Err(unresolved) => {
                unresolved.report(context.documents, subschema.node, &mut context.findings);
                if !subschema.keywords.has_shape_beside_reference() {
                    return None;
                }
            }
        }
    }
    let is_surely_schema = subschema.keywords.is_surely_schema;
    let wrapped = if is_surely_schema { None } else { wrapped_schema(subschema.node) };
    if let Some((schema, stand_in)) = wrapped {
        stand_in.report(subschema.node, &mut context.findings);
        below.push(Visit::Enter(schema, None, subschema.by_reference));
    }
    let by_reference = subschema.by_reference;
    below.extend(subschema.keywords.all_of.iter().map(|member| Visit::Enter(*member, None, by_reference)));
    below.extend(single(documents, &subschema.keywords).map(|only| Visit::Enter(only, None, true)));
    if below.is_empty() {
        return Some(subschema);
    }
    visits.push(Visit::Leave(Box::new(subschema)));
    visits.extend(below.into_iter().rev());
    None
}

/// Leaves out schemas whose type or values contradict those of lower rank.
fn without_contradictions<'d>(found: Vec<Subschema<'d>>, findings: &mut Findings) -> Combined<'d> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| found.get(*at).map(|subschema| subschema.rank));
    let mut types = Types::default();
    let mut allowed = AllowedValues::default();
    let mut dropped = BTreeSet::new();
    for subschema in order.iter().filter_map(|at| found.get(*at)) {
        let narrowed = types.narrow(&subschema.keywords.types).zip(allowed.narrow(&subschema.keywords));
        let Some((narrowed, left)) = narrowed else {
            let message = "this part of the schema contradicts the other parts: no value is valid for all";
            findings.record_loss(&code::CONFLICT, subschema.node, Reason::Conflict, message.to_owned());
            dropped.insert(subschema.rank);
            continue;
        };
        types = narrowed;
        allowed = left;
    }
    let subschemas = found.into_iter().filter(|subschema| !dropped.contains(&subschema.rank)).collect();
    Combined { subschemas, types, allowed }
}
