//! Which kinds of objects can stand for each other: where a reference leads to another kind of object, but what its
//! author means is plain.

use super::media_type;
use super::unread::SpecObject;
use crate::tree::{Kind, Node};

/// Whether an object that is written as `written` may be read from an object of another kind, `node`.
pub(super) fn stands_for(object: SpecObject, found: SpecObject, written: Node<'_>, node: Node<'_>) -> bool {
    use SpecObject::{Body, Header, MediaType, Parameter, Response, Schema};
    match (object, found) {
        (Response | Body, Schema | MediaType) | (Response, Body) | (Body, Response) => true,
        (MediaType | Header, Schema) | (Header, Parameter) => true,
        // The name and the location are beside the reference.
        (Parameter, Schema) => written.get("in").is_some() && written.get("name").is_some(),
        (Body, Parameter) => node.get("in").is_some_and(|place| place.text() == "body"),
        (MediaType | Schema, Response | Body | Parameter | Header) | (Schema, MediaType) => {
            schema_in(node, found).is_some()
        }
        _ => false,
    }
}

/// How an object is read from another kind of object.
pub(super) fn as_what(object: SpecObject, found: SpecObject) -> &'static str {
    match (object, found) {
        (SpecObject::Response | SpecObject::Body, SpecObject::Schema) => "it is read as JSON of that schema",
        (_, SpecObject::Schema) => "it is read as if it had that schema",
        (SpecObject::MediaType, _) => "it is read as if it had the schema in it",
        _ => "it is read as that",
    }
}

/// How to write what is meant.
pub(super) fn fix(object: SpecObject, found: SpecObject) -> &'static str {
    match (object, found) {
        (SpecObject::Response | SpecObject::Body, SpecObject::Schema) => {
            "put the schema under `content: {application/json: {schema: …}}`; in Swagger 2.0, under `schema`"
        }
        (SpecObject::MediaType | SpecObject::Header | SpecObject::Parameter, SpecObject::Schema) => {
            "put the schema under `schema`"
        }
        _ => "refer to the kind of object that belongs there",
    }
}

/// The most media types that are examined.
const MOST: usize = 100;

/// The schema in an object that is no schema: its own, that of its preferred media type, or itself, where a parameter
/// or header has the keywords of a schema (2.0).
pub(crate) fn schema_in(node: Node<'_>, kind: SpecObject) -> Option<Node<'_>> {
    let media = || {
        let all = node.get("content").into_iter().flat_map(Node::members).take(MOST);
        let schemas = all.filter_map(|media| Some((media_type::rank(&media.key), schema_of(media.value)?)));
        schemas.min_by_key(|(rank, _)| *rank).map(|(_, schema)| schema)
    };
    let itself = || {
        let is_schema = node.get("type").is_some_and(|value| value.kind() == Kind::String);
        (is_schema && matches!(kind, SpecObject::Parameter | SpecObject::Header)).then_some(node)
    };
    schema_of(node).or_else(media).or_else(itself)
}

fn schema_of(node: Node<'_>) -> Option<Node<'_>> {
    let is_schema = |schema: &Node<'_>| matches!(schema.kind(), Kind::Object | Kind::Bool);
    ["schema", "itemSchema"].iter().find_map(|key| node.get(key).filter(is_schema))
}
