//! Merges schemas that apply together into one [`SchemaShape`]: the properties of all, the types and values that all
//! allow.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::aliases::all_null;
use super::alternatives::alternatives;
use super::annotations::Annotations;
use super::context::Context;
use super::contradictions::{self, Known};
use super::enums::EnumValues;
use super::field::DataType;
use super::field_names::{SiblingNames, field_name};
use super::findings::Findings;
use super::follow::ShapedSchema;
use super::key_facts::keys;
use super::keywords::{Named, is_schema};
use super::losses::Reason;
use super::required::required_alone;
use super::schema_shape::{Edge, SchemaShape};
use super::scope::Scope;
use super::subschemas::{Combined, Subschema, combine};
use super::types::{TypeName, Types};
use super::value_text::{quote, shortened};
use crate::diagnostic::code::schema as code;
use crate::tree::Node;

/// The facts of a schema whose types and values disagree on `null`.
const NULL_BY_TYPE: &str = "null is a type, but none of the values";
const NULL_BY_VALUE: &str = "null is one of the values, but no type";

/// Merges schemas that apply together, in a dynamic scope.
pub(super) fn merge<'d>(
    context: &mut Context<'d>,
    ends: Vec<ShapedSchema<'d>>,
    mut scope: Scope,
) -> SchemaShape<'d> {
    let Combined { subschemas: mut parts, mut types, allowed } = combine(context, ends, &mut scope);
    let values = EnumValues::of(&allowed);
    let format = format(&parts, &types);
    let annotations = annotations(&mut parts);
    let mut by_rank: Vec<&Subschema<'d>> = parts.iter().collect();
    by_rank.sort_by_key(|part| part.rank);

    let mut shape = SchemaShape::unknown("any");
    let mut siblings = SiblingNames::default();
    shape.nodes = parts.iter().map(|part| part.node.id()).collect();
    shape.annotations = Rc::new(annotations);
    properties(context, &parts, &mut shape, &mut siblings);
    shape.items = combined_child("item", by_rank.iter().filter_map(|part| part.keywords.items));
    map(&parts, &mut shape, &mut siblings);
    keys(context.documents, &parts, &mut shape);
    alternatives(context, &parts, &mut shape, &mut siblings);
    for (name, node) in parts.iter().flat_map(|part| &part.keywords.conditional) {
        push(&mut shape.conditional, &mut siblings, name, *node);
    }
    if types.is_empty() && parts.iter().any(|part| all_null(context.documents, &part.keywords)) {
        types.null = true;
    }
    set_type(&by_rank, &types, &values, format.as_deref(), &mut shape);
    let known =
        Known { facts: shape.annotations.facts(), types: &types, nullable: shape.annotations.nullable };
    let found = known.bounds().or_else(|| values.contradiction(&types));
    let listed = allowed.nodes();
    let found = found.or_else(|| known.values(&listed));
    let found = found.or_else(|| contradictions::parts(context.documents, &parts, known));
    if let Some((message, part)) = found.zip(by_rank.first()) {
        context.findings.report(&code::CONFLICT, part.node, message);
    }
    shape.types = types;
    shape.values = listed;
    shape.edges_mut().for_each(|edge| edge.scope = scope);
    shape
}

/// The format of the type that all parts allow: that of a part of this type, or else of one without a type. The format
/// of a wider type says nothing of the narrower one: `double` nothing of an integer.
fn format(parts: &[Subschema<'_>], types: &Types) -> Option<String> {
    let with_format =
        |part: &Subschema<'_>| part.keywords.annotations.format.clone().map(|it| (part.rank, it));
    let fits =
        |part: &&Subschema<'_>| types.names.iter().any(|name| part.keywords.types.names.contains(name));
    let untyped = |part: &&Subschema<'_>| part.keywords.types.is_empty() || types.names.is_empty();
    let first = |found: Option<(usize, String)>| found.map(|(_, format)| format);
    first(parts.iter().filter(fits).filter_map(with_format).min())
        .or_else(|| first(parts.iter().filter(untyped).filter_map(with_format).min()))
}

/// Takes the annotations of all parts. Those about the schema as a whole are dropped for a part that is reached through
/// a reference, as they describe a schema with more uses.
fn annotations(parts: &mut [Subschema<'_>]) -> Annotations {
    let mut by_rank: Vec<&mut Subschema<'_>> = parts.iter_mut().collect();
    by_rank.sort_by_key(|part| part.rank);
    let excludes_null = |part: &&mut Subschema<'_>| {
        let types = &part.keywords.types;
        !types.is_empty() && !types.null && !part.keywords.annotations.nullable
    };
    let is_null_excluded = by_rank.iter().any(excludes_null);
    let mut all = Annotations::default();
    for part in by_rank {
        let mut annotations = std::mem::take(&mut part.keywords.annotations);
        if annotations.nullable && part.keywords.excludes_null() {
            annotations.nullable = false;
            annotations.add_fact(NULL_BY_TYPE.to_owned());
        }
        // A part without a type says that what it includes may be null.
        annotations.nullable &= !is_null_excluded || part.keywords.types.is_empty();
        if part.by_reference {
            annotations.clear_texts();
        }
        all.merge(annotations);
    }
    all
}

/// Nodes that apply together, as one child.
fn combined_child<'d>(name: &str, nodes: impl Iterator<Item = Node<'d>>) -> Option<Edge<'d>> {
    let mut nodes: Vec<Node<'d>> = nodes.collect();
    nodes.dedup();
    (!nodes.is_empty()).then(|| Edge::new(name, nodes))
}

/// Adds the properties in the order of the parts, those of one name as one child, then the items of a tuple.
fn properties<'d>(
    context: &mut Context<'d>,
    parts: &[Subschema<'d>],
    shape: &mut SchemaShape<'d>,
    siblings: &mut SiblingNames,
) {
    let documents = context.documents;
    let mut alone: BTreeSet<&str> =
        parts.iter().flat_map(|part| part.keywords.required.iter().map(AsRef::as_ref)).collect();
    let found = named_properties(parts, &mut context.findings);
    for (key, nodes) in found {
        let is_required = alone.remove(key) || nodes.iter().any(|node| is_required_itself(*node));
        let name = siblings.take(&field_name(key).unwrap_or_default());
        shape.plain.push(Edge { required: is_required, ..Edge::new(name, nodes) });
    }
    required_alone(documents, parts, alone.into_iter().collect(), shape, siblings);
    tuple(parts, shape, siblings);
}

/// The nodes of each property, by rank, in the order of the parts.
fn named_properties<'p, 'd>(
    parts: &'p [Subschema<'d>],
    findings: &mut Findings,
) -> Vec<(&'p str, Vec<Node<'d>>)> {
    let mut each = parts
        .iter()
        .flat_map(|part| part.keywords.properties.iter().map(|(key, node)| (key.as_ref(), part.rank, *node)));
    let mut is_valid = |(key, _, node): &(&str, usize, Node<'d>)| is_property(key, *node, findings);
    if let [_] = parts {
        // Nearly every schema: its keys differ.
        return each.filter(is_valid).map(|(key, _, node)| (key, vec![node])).collect();
    }
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<(&str, Vec<(usize, Node<'d>)>)> = Vec::new();
    for property in each.by_ref().filter(|property| is_valid(property)) {
        let (key, rank, node) = property;
        let slot = *at.entry(key).or_insert(found.len());
        match found.get_mut(slot) {
            Some((_, nodes)) => nodes.push((rank, node)),
            None => found.push((key, vec![(rank, node)])),
        }
    }
    let in_order = found.into_iter().map(|(key, mut nodes)| {
        nodes.sort_by_key(|(rank, _)| *rank);
        (key, nodes.into_iter().map(|(_, node)| node).collect())
    });
    in_order.collect()
}

/// Whether a property says itself that it is required, as in draft 3.
fn is_required_itself(node: Node<'_>) -> bool {
    node.get("required").and_then(Node::as_bool) == Some(true)
}

/// Adds the items of a tuple, those of one position as one child.
fn tuple<'d>(parts: &[Subschema<'d>], shape: &mut SchemaShape<'d>, siblings: &mut SiblingNames) {
    let longest = parts.iter().map(|part| part.keywords.prefix.len()).max().unwrap_or_default();
    shape.tuple = longest > 0;
    shape.closed = shape.tuple && parts.iter().any(|part| part.keywords.closes_tuple());
    shape.nodes.extend(parts.iter().filter_map(|part| part.keywords.no_items).map(Node::id));
    for at in 0..longest {
        let nodes = parts.iter().filter_map(|part| part.keywords.prefix.get(at).copied());
        let name = siblings.take_key(&format!("item {}", at + 1));
        shape.plain.push(Edge::new(name, nodes.collect()));
    }
}

/// Whether a property can be a field; if not, records its loss.
fn is_property(key: &str, node: Node<'_>, findings: &mut Findings) -> bool {
    if !is_schema(node) {
        let short = shortened(key, 80);
        let message = format!("the property `{short}` is {}, not a schema", node.kind().noun());
        findings.record_loss(&code::MALFORMED, node, Reason::Malformed, message);
        return false;
    }
    if key.is_empty() {
        let message = "a property with an empty name cannot be a field".to_owned();
        findings.record_loss(&code::NAME, node, Reason::Malformed, message);
        return false;
    }
    true
}

fn push<'d>(edges: &mut Vec<Edge<'d>>, siblings: &mut SiblingNames, name: &str, node: Node<'d>) {
    edges.push(Edge::new(siblings.take_key(name), vec![node]));
}

/// Adds the values of keys that are not properties. Their child is called `value` if there is nothing else, `*` beside
/// properties, and several patterns are called by their patterns.
fn map<'d>(parts: &[Subschema<'d>], shape: &mut SchemaShape<'d>, siblings: &mut SiblingNames) {
    let additional: Vec<Node<'d>> = parts.iter().filter_map(|part| part.keywords.additional).collect();
    let patterns: Vec<&Named<'d>> = parts.iter().flat_map(|part| &part.keywords.patterns).collect();
    let beside = !shape.plain.is_empty();
    let alone = !beside && additional.is_empty() && patterns.len() == 1;
    for (pattern, node) in patterns {
        if alone {
            shape.annotations_mut().add_fact(format!("keys: pattern {}", quote(&shortened(pattern, 200))));
        }
        push(&mut shape.map, siblings, if alone { "value" } else { pattern }, *node);
    }
    let rest = if beside || !shape.map.is_empty() { "*" } else { "value" };
    if let Some(mut edge) = combined_child(rest, additional.into_iter()) {
        edge.name = siblings.take(&edge.name);
        shape.map.push(edge);
    }
}

/// Sets the type: the one that all parts allow, or else the one that their keywords belong to.
fn set_type(
    by_rank: &[&Subschema<'_>],
    types: &Types,
    values: &EnumValues,
    format: Option<&str>,
    shape: &mut SchemaShape<'_>,
) {
    set_nullable(types, values, shape);
    shape.data_type = match types.names.as_slice() {
        [] if types.only_null() => DataType::Null,
        [] => untyped(values, shape),
        [TypeName::Object] => object(shape),
        [TypeName::String] if !values.shown.is_empty() => DataType::Enum,
        [name] => name.data_type(format),
        _ => DataType::Union,
    };
    if shape.annotations.is_binary && matches!(shape.data_type, DataType::String | DataType::Unknown) {
        shape.data_type = DataType::Bytes;
    }
    if values.only_null() && (types.names.is_empty() || types.null) {
        shape.data_type = DataType::Null;
    }
    let never = by_rank.iter().any(|part| part.keywords.is_never);
    shape.type_text = if never { "never".into() } else { type_text(types, shape.data_type, format).into() };
    if !values.shown.is_empty() {
        let base = if shape.data_type == DataType::Enum { "enum" } else { shape.type_text.as_ref() };
        let (type_text, fact) = values.written(base);
        shape.type_text = type_text.into();
        fact.into_iter().for_each(|fact| shape.annotations_mut().add_fact(fact));
    }
}

/// A field is nullable if its types and its values allow `null`. Where only one does, a fact says so.
fn set_nullable(types: &Types, values: &EnumValues, shape: &mut SchemaShape<'_>) {
    let annotations = shape.annotations_mut();
    let by_type = types.is_empty() || types.null || annotations.nullable;
    match (values.is_empty(), values.null) {
        (true, _) => annotations.nullable |= types.null && !types.only_null(),
        (false, true) if by_type => annotations.nullable = true,
        (false, true) => annotations.add_fact(NULL_BY_VALUE.to_owned()),
        (false, false) if types.null => annotations.add_fact(NULL_BY_TYPE.to_owned()),
        (false, false) => {}
    }
}

/// The type of a schema without `type`, by its keywords.
fn untyped(values: &EnumValues, shape: &SchemaShape<'_>) -> DataType {
    if !shape.plain.is_empty() && !shape.tuple {
        DataType::Record
    } else if shape.tuple || shape.items.is_some() {
        DataType::Array
    } else if !shape.alternatives.is_empty() {
        DataType::Union
    } else if !shape.map.is_empty() {
        DataType::Map
    } else if !shape.conditional.is_empty() {
        DataType::Record
    } else if !values.shown.is_empty() {
        DataType::Enum
    } else {
        DataType::Unknown
    }
}

/// An object is a record if any of its members is known, or else a map.
fn object(shape: &SchemaShape<'_>) -> DataType {
    let known = [&shape.plain, &shape.alternatives, &shape.conditional].iter().any(|edges| !edges.is_empty());
    if known { DataType::Record } else { DataType::Map }
}

/// The type as text.
fn type_text(types: &Types, data_type: DataType, format: Option<&str>) -> String {
    match (types.names.as_slice(), format) {
        _ if data_type == DataType::Null => "null".to_owned(),
        ([], _) => "any".to_owned(),
        ([name @ (TypeName::Object | TypeName::Array)], _) => name.text().to_owned(),
        ([name], Some(format)) => format!("{}<{}>", name.text(), shortened(format, 60)),
        (names, _) => names.iter().map(TypeName::text).collect::<Vec<_>>().join(" | "),
    }
}
