//! The alternatives of schemas that apply together, as children: those of `oneOf` and `anyOf`, those that a
//! discriminator maps to, and the subtypes that it finds by name.

use std::collections::BTreeSet;

use super::aliases::{AlternativeKind, Identity, identity, kind_of, shaped, single};
use super::context::Context;
use super::discriminator::{mapped_schema, mapping_of, property_of};
use super::field_names::SiblingNames;
use super::keywords::Keywords;
use super::losses::Reason;
use super::resolve::reference_name;
use super::schema_shape::{Edge, SchemaShape};
use super::subschemas::Subschema;
use super::subtypes::Remaining;
use super::value_text::{quote, shortened};
use crate::diagnostic::code::schema as code;
use crate::tree::{Node, NodeId};

/// The beginning of the names of alternatives that have no other.
pub(super) const OPTION: &str = "option ";

/// An alternative that becomes a child.
struct Alternative<'d> {
    name: String,
    schema: Node<'d>,
    /// Whether the discriminator names it, so that `schema` is no reference to it.
    is_named: bool,
}

/// Adds the alternatives of all parts as children, each schema once.
pub(super) fn alternatives<'d>(
    context: &mut Context<'d>,
    parts: &[Subschema<'d>],
    shape: &mut SchemaShape<'d>,
    siblings: &mut SiblingNames,
) {
    let mut found = Vec::new();
    let mut listed_once = BTreeSet::new();
    for part in parts {
        listed(context, part, parts, (shape, &mut listed_once), &mut found);
    }
    let is_by_name = discriminated(context, parts, shape, &mut found);
    let nested = nested(context, parts, &found, is_by_name);
    for (at, Alternative { name, schema, is_named }) in found.into_iter().enumerate() {
        if nested.contains(&at) {
            // It is shown below the alternative that has it as an alternative.
            shape.nodes.extend(Some(schema.id()).filter(|_| !is_named));
            continue;
        }
        let name = siblings.take_key(&name);
        let is_option = name.starts_with(OPTION);
        shape.alternatives.push(Edge { is_named, is_option, ..Edge::new(name, vec![schema]) });
    }
}

/// Adds the alternatives that a part lists, each once. `null` makes the field nullable; alternatives that have only `required`
/// become a fact.
fn listed<'d>(
    context: &mut Context<'d>,
    part: &Subschema<'d>,
    parts: &[Subschema<'d>],
    (shape, listed_once): (&mut SchemaShape<'d>, &mut BTreeSet<Identity>),
    found: &mut Vec<Alternative<'d>>,
) {
    if part.keywords.alternative_lists.is_empty() {
        return;
    }
    let mut requires = Vec::new();
    let several = shaped(context.documents, &part.keywords).next().is_some()
        && single(context.documents, &part.keywords).is_none();
    let lists = &part.keywords.alternative_lists;
    for (index, list) in lists.iter().enumerate() {
        let before: usize = lists.iter().take(index).map(|list| list.items().count()).sum();
        let remaining = remaining(context, part, parts, *list, several);
        let left = list.items().enumerate().filter(|_| remaining != Remaining::None);
        for (at, node) in left.filter(|(at, _)| remaining.has(*at)) {
            match kind_of(context.documents, node) {
                AlternativeKind::Null(way) => {
                    context.findings.malformed(&Keywords::read_checked_shape(node));
                    shape.annotations_mut().nullable |= part.keywords.allows_null();
                    shape.nodes.extend(way);
                }
                AlternativeKind::Requires => {
                    requires.push(Keywords::read_shape(node).required.join(", "));
                    shape.nodes.push(node.id());
                }
                AlternativeKind::Shape if !listed_once.insert(identity(context.documents, node)) => {
                    shape.nodes.extend(context.subtypes.way(node).iter().map(|node| node.id()));
                }
                AlternativeKind::Shape if several => {
                    let name = name_of(&Keywords::read(node), before + at);
                    found.push(Alternative { name, schema: node, is_named: false });
                }
                AlternativeKind::Shape | AlternativeKind::Malformed => {}
            }
        }
    }
    if !requires.is_empty() {
        let requires = shortened(&requires.join(" | "), 200);
        shape.annotations_mut().add_fact(format!("requires {}", quote(&requires)));
    }
}

/// What the other parts leave of a list of alternatives. A single alternative is a part too, and decides nothing.
fn remaining<'d>(
    context: &mut Context<'d>,
    part: &Subschema<'d>,
    parts: &[Subschema<'d>],
    list: Node<'d>,
    several: bool,
) -> Remaining {
    let ids = |others: fn(usize, usize) -> bool| -> Vec<NodeId> {
        parts.iter().filter(|other| others(other.rank, part.rank)).map(|other| other.node.id()).collect()
    };
    let above = ids(|other, own| other < own);
    let others = if several { ids(|other, own| other > own) } else { Vec::new() };
    let remaining = match above.is_empty() {
        // Its own list is read anyway, and not again for another schema.
        true if context.subtypes.has_any(list, &others) => Remaining::None,
        true => Remaining::All,
        false => context.subtypes.remaining(part.node, list, (&above, &others)),
    };
    context.findings.decide_alternatives(list, remaining == Remaining::All);
    remaining
}

/// The name of an alternative: the last token of its reference, or its title, or its position.
fn name_of(keywords: &Keywords<'_>, at: usize) -> String {
    let by_reference = keywords.reference.and_then(|reference| reference_name(&reference.text()));
    let by_title = || keywords.annotations.title.clone().filter(|title| !title.is_empty());
    by_reference.or_else(by_title).unwrap_or_else(|| format!("{OPTION}{}", at + 1))
}

/// Adds the schemas that the discriminator of the schema itself names and no list does, not those of its bases. Without
/// any list or mapping the subtypes are found by name (OpenAPI 3.0, Discriminator Object; Swagger 2); returns whether
/// they are.
fn discriminated<'d>(
    context: &mut Context<'d>,
    parts: &[Subschema<'d>],
    shape: &mut SchemaShape<'d>,
    found: &mut Vec<Alternative<'d>>,
) -> bool {
    if parts.iter().all(|part| part.keywords.discriminator.is_none()) {
        return false;
    }
    let mut by_rank: Vec<&Subschema<'d>> = parts.iter().collect();
    by_rank.sort_by_key(|part| part.rank);
    let discriminators = by_rank.iter().filter_map(|part| Some((part, part.keywords.discriminator?)));
    let mut seen: BTreeSet<NodeId> = parts.iter().map(|part| part.node.id()).collect();
    let mut is_by_name = false;
    for (part, discriminator) in discriminators {
        if let Some(name) = property_of(discriminator) {
            shape.annotations_mut().add_fact(format!("discriminator {}", quote(&name)));
        }
        is_by_name |=
            part.keywords.alternative_lists.is_empty() && mapping_of(discriminator).next().is_none();
        if !part.by_reference {
            mapped(context, discriminator, &mut seen, found);
        }
    }
    let Some(schema) = by_rank.first().filter(|_| is_by_name && found.is_empty()) else { return false };
    for subtype in context.subtypes.of(schema.node.id()).iter() {
        if seen.insert(subtype.schema.id()) {
            context.findings.add_discriminated(subtype.schema);
            let (name, schema) = (subtype.name.clone(), subtype.schema);
            found.push(Alternative { name, schema, is_named: true });
        }
    }
    true
}

/// Adds the schemas of a mapping that are not listed.
fn mapped<'d>(
    context: &mut Context<'d>,
    discriminator: Node<'d>,
    seen: &mut BTreeSet<NodeId>,
    found: &mut Vec<Alternative<'d>>,
) {
    if mapping_of(discriminator).next().is_none() {
        return;
    }
    let end = |context: &Context<'d>, node| context.subtypes.end(node).id();
    seen.extend(found.iter().map(|alternative| end(context, alternative.schema)));
    for member in mapping_of(discriminator) {
        let Some(text) = member.value.as_str() else { continue };
        match mapped_schema(context.documents, member.value) {
            Some(schema) if seen.insert(end(context, schema)) => {
                context.findings.add_discriminated(schema);
                let name = reference_name(&text).unwrap_or_else(|| member.key.into_owned());
                found.push(Alternative { name, schema, is_named: true });
            }
            Some(_) => {}
            None => {
                let short = shortened(&text, 200);
                let message = format!("the discriminator's `{short}` is not a schema of this document");
                let findings = &mut context.findings;
                findings.record_loss_aside(&code::DANGLING, member.value, Reason::Dangling, message);
            }
        }
    }
}

/// The indices of alternatives that another alternative shows.
fn nested<'d>(
    context: &mut Context<'d>,
    parts: &[Subschema<'d>],
    found: &[Alternative<'d>],
    is_by_name: bool,
) -> BTreeSet<usize> {
    let schemas: Vec<Node<'d>> = found.iter().map(|alternative| alternative.schema).collect();
    let base = parts.iter().min_by_key(|part| part.rank).filter(|_| schemas.len() > 1);
    base.map(|base| context.subtypes.nested(base.node, &schemas, is_by_name)).unwrap_or_default()
}
