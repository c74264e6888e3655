//! Keywords of a schema that are misspelt, and properties that are not indented under `properties`. In: the members of a
//! schema. Out: what is wrong, and how to fix it. Any other name is allowed in a schema (JSON Schema 2020-12, 6.5).

use strsim::osa_distance;

use super::value_text::{quote, shortened};
use crate::diagnostic::Span;
use crate::suggest::{did_you_mean, nearest};
use crate::tree::{Kind, Member, Node};

/// Keywords that the mapping reads, as which others may be meant.
const READ: [&str; 42] = [
    "$dynamicRef",
    "$ref",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "type",
    "writeOnly",
];

/// The other keywords of JSON Schema and OpenAPI in all versions, those of parameters and headers, which are schemas too
/// in 2.0, and names that are common beside them and similar to one.
const OTHERS: [&str; 62] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "allowEmptyValue",
    "allowReserved",
    "collectionFormat",
    "component",
    "content",
    "contents",
    "definitions",
    "dependencies",
    "dependentRequired",
    "disallow",
    "divisibleBy",
    "else",
    "examples",
    "explode",
    "extends",
    "externalDocs",
    "formatMaximum",
    "formatMinimum",
    "headers",
    "id",
    "if",
    "in",
    "index",
    "itemSchema",
    "key",
    "label",
    "links",
    "maxContains",
    "media",
    "minContains",
    "name",
    "not",
    "optional",
    "options",
    "order",
    "ordered",
    "propertyOrder",
    "schema",
    "source",
    "style",
    "summary",
    "tags",
    "then",
    "title",
    "typeName",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "unit",
    "units",
    "value",
    "values",
    "xml",
];

/// The keyword that a key is in another case; the key itself otherwise. A keyword that is there too comes first.
pub(super) fn canonical<'k>(key: &'k str, schema: Node<'_>) -> &'k str {
    if is_known(key) {
        return key;
    }
    let keyword = READ.iter().find(|keyword| keyword.eq_ignore_ascii_case(key));
    keyword.copied().filter(|keyword| schema.get(keyword).is_none()).unwrap_or(key)
}

/// Whether a key is a keyword, or an extension.
pub(super) fn is_known(key: &str) -> bool {
    // Most keys are one of these.
    matches!(key, "type" | "description" | "properties" | "$ref" | "items" | "format" | "example" | "title")
        || key.starts_with("x-")
        || READ.binary_search(&key).is_ok()
        || OTHERS.binary_search(&key).is_ok()
}

/// The keyword that a key is probably meant to be.
fn meant(key: &str, value: Node<'_>) -> Option<&'static str> {
    if key.eq_ignore_ascii_case("ref") {
        let is_reference = value.as_str().is_some_and(|text| text.contains(['#', '/']));
        return is_reference.then_some("$ref");
    }
    let keyword = nearest(key, READ.into_iter())?;
    let distance = osa_distance(&key.to_ascii_lowercase(), &keyword.to_ascii_lowercase());
    let most = if keyword.len() < 7 { 1 } else { 2 };
    (distance <= most && key.len() > 3).then_some(keyword)
}

/// A member of a schema that is probably meant to be something else.
#[derive(Debug, Clone)]
pub(super) struct Misspelt<'d> {
    pub(super) key_span: Span,
    pub(super) value: Node<'d>,
    pub(super) message: String,
    pub(super) help: String,
    /// Whether there are schemas under it that are not read.
    pub(super) is_lost: bool,
}

/// The members that are probably meant to be a keyword, of those that are none.
pub(super) fn misspelt<'d>(schema: Node<'d>, unknown: &[Member<'d>]) -> Vec<Misspelt<'d>> {
    let found = unknown.iter().filter_map(|member| {
        let keyword = meant(&member.key, member.value)?;
        let is_read = canonical(&member.key, schema) == keyword;
        let what = if is_read { format!("it is read as `{keyword}`") } else { "it is ignored".to_owned() };
        let holds_schemas = match member.value.kind() {
            Kind::Object | Kind::Array => true,
            Kind::String => keyword == "$ref",
            _ => false,
        };
        Some(Misspelt {
            key_span: member.key_span,
            value: member.value,
            message: format!("{} is not a keyword of a schema; {what}", shown(&member.key)),
            help: did_you_mean(keyword),
            is_lost: holds_schemas && !is_read,
        })
    });
    found.collect()
}

/// Keywords with an object under them that are not in [`READ`].
const WITH_OBJECTS: [&str; 13] = [
    "$defs",
    "definitions",
    "dependencies",
    "else",
    "externalDocs",
    "extends",
    "if",
    "itemSchema",
    "not",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "xml",
];

/// The schemas beside an empty `properties`.
pub(super) fn not_indented(schema: Node<'_>) -> Vec<Misspelt<'_>> {
    let is_keyword = |key: &str| READ.contains(&key) || WITH_OBJECTS.contains(&key) || key.starts_with("x-");
    let is_schema = |node: Node<'_>| READ.iter().any(|keyword| node.get(keyword).is_some());
    let members = schema.members().filter(|member| !is_keyword(&member.key));
    let found = members.filter(|member| member.value.is_object() && is_schema(member.value));
    let found = found.map(|member| Misspelt {
        key_span: member.key_span,
        value: member.value,
        message: format!("{} is beside `properties`, not under it; the property is lost", shown(&member.key)),
        help: "indent it, so that it is under `properties`".to_owned(),
        is_lost: true,
    });
    found.collect()
}

fn shown(key: &str) -> String {
    quote(&shortened(key, 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_sorted() {
        assert!(READ.is_sorted() && OTHERS.is_sorted());
    }

    #[test]
    fn nothing_that_versions_define_is_misspelt() {
        let known = READ.iter().chain(&OTHERS);
        assert!(known.copied().all(is_known) && is_known("x-properties") && !is_known("Properties"));
    }
}
