//! What `propertyNames` says of the keys of an object, as a fact. It has no field: keys are texts.

use super::aliases::aliases;
use super::enums::{AllowedValues, EnumValues};
use super::keywords::Keywords;
use super::schema_shape::SchemaShape;
use super::subschemas::Subschema;
use crate::spec::Documents;

/// Adds the facts of the keys that all parts allow. A schema with subschemas is left to the losses.
pub(super) fn keys<'d>(documents: &'d Documents, parts: &[Subschema<'d>], shape: &mut SchemaShape<'d>) {
    for names in parts.iter().filter_map(|part| part.keywords.property_names) {
        let way = aliases(documents, names);
        let Some(keywords) = way.last().map(|end| Keywords::read(*end)) else { continue };
        if keywords.reference.is_some() || keywords.has_schemas() {
            continue;
        }
        shape.nodes.extend(way.iter().map(|node| node.id()));
        let values = AllowedValues::default().narrow(&keywords).map(|allowed| EnumValues::of(&allowed));
        let values = values.and_then(|values| values.listed());
        let line = keywords.annotations.line(false, "");
        let facts: Vec<String> =
            values.into_iter().chain(Some(line).filter(|line| !line.is_empty())).collect();
        shape.annotations_mut().add_fact(match facts.is_empty() {
            true => "keys are restricted".to_owned(),
            false => format!("keys: {}", facts.join("; ")),
        });
    }
}
