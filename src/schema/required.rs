//! Names that `required` lists and `properties` does not.

use super::aliases::end;
use super::field_names::SiblingNames;
use super::schema_shape::{Edge, SchemaShape};
use super::subschemas::Subschema;
use super::value_text::{quote, shortened};
use crate::spec::Documents;
use crate::tree::Node;

/// The most schemas in which a name is looked for.
const MOST: usize = 256;

/// Adds the names that are required and no property: fields of the type of further properties, or of any type. They are
/// only a fact where an alternative or a condition has the property, or where nothing says that values are objects.
pub(super) fn required_alone<'d>(
    documents: &'d Documents,
    parts: &[Subschema<'d>],
    names: Vec<&str>,
    shape: &mut SchemaShape<'d>,
    siblings: &mut SiblingNames,
) {
    if names.is_empty() {
        return;
    }
    let is_object = parts.iter().any(|part| part.keywords.is_object());
    let (fields, facts): (Vec<&str>, Vec<&str>) = names
        .into_iter()
        .filter(|name| !name.is_empty())
        .partition(|name| is_object && !is_elsewhere(documents, parts, name));
    if !facts.is_empty() {
        let names = shortened(&facts.join(", "), 200);
        shape.annotations_mut().add_fact(format!("requires {}", quote(&names)));
    }
    let further: Vec<Node<'d>> = parts.iter().filter_map(|part| part.keywords.additional).collect();
    for name in fields {
        let edge = Edge::new(siblings.take_key(name), further.clone());
        shape.plain.push(Edge { required: true, ..edge });
    }
}

/// Whether an alternative or a condition has a property.
fn is_elsewhere<'d>(documents: &'d Documents, parts: &[Subschema<'d>], name: &str) -> bool {
    let alternatives = parts.iter().flat_map(|part| part.keywords.alternatives());
    let conditions = parts.iter().flat_map(|part| part.keywords.conditional.iter().map(|(_, node)| *node));
    let mut open: Vec<Node<'d>> = alternatives.chain(conditions).take(MOST).collect();
    let mut left = MOST;
    while let Some(schema) = open.pop().filter(|_| left > 0) {
        left -= 1;
        let schema = end(documents, schema);
        if schema.get("properties").is_some_and(|properties| properties.get(name).is_some()) {
            return true;
        }
        let below = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword));
        open.extend(below.flat_map(Node::items).take(left));
    }
    false
}
