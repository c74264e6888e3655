//! The schemas that a node stands for, through references; and whether it stands for `null`.

use super::keywords::{Keywords, is_schema};
use super::resolve::{reference_name, resolve, siblings_count};
use super::value_text::comparable;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The most references one after the other.
const MOST: usize = 256;

/// The schemas that a node stands for: itself, then the targets of references. A schema with nothing but one `allOf`
/// member stands for that.
pub(super) fn aliases<'d>(documents: &'d Documents, node: Node<'d>) -> Vec<Node<'d>> {
    let mut found = vec![node];
    let mut next = target(documents, node).or_else(|| only_member(node));
    while let Some(node) = next.filter(|node| found.len() < MOST && !found.contains(node)) {
        found.push(node);
        next = target(documents, node);
    }
    found
}

fn only_member(node: Node<'_>) -> Option<Node<'_>> {
    let members = node.get("allOf").filter(|members| members.item(1).is_none())?;
    let keywords = Keywords::read_shape(node);
    let alone = !keywords.has_own_shape() && keywords.alternative_lists.is_empty();
    members.item(0).filter(|_| alone)
}

/// The schema at the end of references.
pub(super) fn end<'d>(documents: &'d Documents, node: Node<'d>) -> Node<'d> {
    let mut end = node;
    for _ in 0..MOST {
        match target(documents, end) {
            Some(next) => end = next,
            None => break,
        }
    }
    end
}

/// The target of a reference that nothing else applies beside.
fn target<'d>(documents: &'d Documents, node: Node<'d>) -> Option<Node<'d>> {
    let reference = node.get("$ref").filter(|reference| reference.as_str().is_some())?;
    let alone = !siblings_count(documents.version())
        || node.members().nth(1).is_none()
        || !Keywords::read_shape(node).has_shape_beside_reference();
    alone.then(|| resolve(documents, reference).ok())?
}

/// What an alternative adds to the schema that lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AlternativeKind {
    /// A shape.
    Shape,
    /// That the value may be `null`; with the schemas that say so.
    Null(Vec<NodeId>),
    /// Only that properties are required.
    Requires,
    Malformed,
}

/// The kind of an alternative. `nullable: true` alone is `null`, as generators for 3.0 write it.
pub(super) fn kind_of<'d>(documents: &'d Documents, node: Node<'d>) -> AlternativeKind {
    if !is_schema(node) {
        return AlternativeKind::Malformed;
    }
    if let Some(way) = only_null(documents, node) {
        return AlternativeKind::Null(way);
    }
    let keywords = Keywords::read_shape(node);
    let is_true = |key| node.get(key).and_then(Node::as_bool) == Some(true);
    match keywords.only_requires() {
        true => AlternativeKind::Requires,
        false if !keywords.has_shape() && (is_true("nullable") || is_true("x-nullable")) => {
            AlternativeKind::Null(vec![node.id()])
        }
        false => AlternativeKind::Shape,
    }
}

/// The alternatives of a schema that have a shape.
pub(super) fn shaped<'k, 'd>(
    documents: &'d Documents,
    keywords: &'k Keywords<'d>,
) -> impl Iterator<Item = Node<'d>> + use<'k, 'd> {
    keywords.alternatives().filter(|node| kind_of(documents, *node) == AlternativeKind::Shape)
}

/// The alternative that has a shape, if it is the only one, however often it is listed.
pub(super) fn single<'d>(documents: &'d Documents, keywords: &Keywords<'d>) -> Option<Node<'d>> {
    let mut shaped = shaped(documents, keywords);
    let only = shaped.next()?;
    let Some(second) = shaped.next() else { return Some(only) };
    let one = identity(documents, only);
    let is_again = |node| identity(documents, node) == one;
    (is_again(second) && shaped.all(is_again)).then_some(only)
}

/// What is equal for alternatives that are the same: the schema that references lead to and the name that they give it,
/// or the text of a schema without others in it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identity {
    Schema(NodeId, Option<String>),
    Text(String),
}

/// The most values of a schema that is compared by its text.
const MOST_VALUES: usize = 100;

/// The identity of an alternative.
pub(super) fn identity<'d>(documents: &'d Documents, node: Node<'d>) -> Identity {
    let end = end(documents, node);
    if end != node {
        let name = node.get("$ref").and_then(|reference| reference_name(&reference.text()));
        return Identity::Schema(end.id(), name);
    }
    let is_alone = || {
        let keywords = Keywords::read_shape(node);
        keywords.reference.is_none() && !keywords.has_schemas()
    };
    match node.is_object() && is_alone() {
        true => Identity::Text(comparable(node, &mut { MOST_VALUES })),
        false => Identity::Schema(node.id(), None),
    }
}

/// Whether a schema has alternatives, all of them `null`.
pub(super) fn all_null<'d>(documents: &'d Documents, keywords: &Keywords<'d>) -> bool {
    let mut alternatives = keywords.alternatives().peekable();
    alternatives.peek().is_some() && alternatives.all(|node| only_null(documents, node).is_some())
}

/// The nodes from one to the schema that it stands for, if that allows only `null`.
fn only_null<'d>(documents: &'d Documents, node: Node<'d>) -> Option<Vec<NodeId>> {
    if allows_only_null(node) {
        return Some(vec![node.id()]);
    }
    let way = aliases(documents, node);
    let end = way.last().filter(|_| way.len() > 1)?;
    allows_only_null(*end).then(|| way.iter().map(|node| node.id()).collect())
}

/// Whether a schema itself allows only `null`.
fn allows_only_null(node: Node<'_>) -> bool {
    let values = node.get("enum").filter(|values| values.item(0).is_some());
    let by_value = node.get("const").is_some_and(Node::is_null)
        || values.is_some_and(|values| values.items().all(Node::is_null));
    let by_type = || node.get("type").is_some() && Keywords::read_shape(node).types.only_null();
    node.get("$ref").is_none() && (by_value || by_type())
}
