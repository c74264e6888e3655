//! Of which kind the target of a reference is: by the place that the reference names, and by what it looks like.
//!
//! A reference may lead anywhere, but only an object of the right kind can stand where it is written (OpenAPI 3.1.0,
//! 4.8.7, Components Object). In: the kind that belongs there, the target, the text of the reference. Out: what the
//! target is instead, if it is something else.

use super::operation_index::is_method_in_any_case;
use super::unread::SpecObject;
use super::walk;
use crate::tree::{Kind, Node};

/// What a value is instead of the object that belongs in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherKind {
    /// Another kind of object.
    Object(SpecObject),
    /// A map of objects: `components/schemas` instead of a schema in it.
    MapOf(SpecObject),
    /// `components` as a whole.
    Components,
    /// A whole OpenAPI document.
    Document,
    /// Another member of the root: `info`.
    Member(&'static str),
    /// The value of a schema or parameter that is an example, a default or a constant.
    Data,
    /// Not an object at all.
    Value(Kind),
}

impl OtherKind {
    /// As a noun with its article.
    pub(crate) fn noun(self) -> String {
        match self {
            Self::Object(object) => with_article(object.noun()),
            Self::MapOf(object) => format!("a map of {}s", object.noun()),
            Self::Components => "`components` as a whole".to_owned(),
            Self::Document => "a whole OpenAPI document".to_owned(),
            Self::Member(key) => format!("`{key}` of the document"),
            Self::Data => "an example or another value, which is data".to_owned(),
            Self::Value(kind) => kind.noun().to_owned(),
        }
    }
}

/// A noun with `a` or `an`.
pub(super) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The members of `components` (OpenAPI 3.x), and the kind of the objects in them.
const SECTIONS: [(&str, SpecObject); 11] = [
    ("schemas", SpecObject::Schema),
    ("responses", SpecObject::Response),
    ("parameters", SpecObject::Parameter),
    ("examples", SpecObject::Example),
    ("requestBodies", SpecObject::Body),
    ("headers", SpecObject::Header),
    ("securitySchemes", SpecObject::SecurityScheme),
    ("links", SpecObject::Link),
    ("callbacks", SpecObject::Callback),
    ("pathItems", SpecObject::PathItem),
    ("mediaTypes", SpecObject::MediaType),
];

/// Members of the root that hold objects by name (2.0; `paths` and `webhooks` in all).
const ROOT_SECTIONS: [(&str, SpecObject); 6] = [
    ("definitions", SpecObject::Schema),
    ("parameters", SpecObject::Parameter),
    ("responses", SpecObject::Response),
    ("securityDefinitions", SpecObject::SecurityScheme),
    ("paths", SpecObject::PathItem),
    ("webhooks", SpecObject::PathItem),
];

/// The places of most targets in the document itself.
const NEAR: [(&str, SpecObject); 4] = [
    ("#/components/schemas/", SpecObject::Schema),
    ("#/components/parameters/", SpecObject::Parameter),
    ("#/components/responses/", SpecObject::Response),
    ("#/definitions/", SpecObject::Schema),
];

/// Members of the root that hold nothing that can be referred to.
const ROOT_MEMBERS: [&str; 6] = ["info", "servers", "tags", "security", "externalDocs", "host"];

/// Keywords whose value is data.
const DATA: [&str; 3] = ["example", "default", "const"];

/// What a value is instead of this kind of object; `None` if it is one, or if nothing shows that it is not.
///
/// `reference` is the text of the `$ref` that leads to it, if one does.
pub(crate) fn other_kind(expected: SpecObject, node: Node<'_>, reference: Option<&str>) -> Option<OtherKind> {
    let is_boolean_schema = expected == SpecObject::Schema && node.kind() == Kind::Bool;
    if !node.is_object() {
        return (!is_boolean_schema).then_some(OtherKind::Value(node.kind()));
    }
    let own = OtherKind::Object(expected);
    match reference.and_then(by_place).filter(|place| *place != own) {
        // A file of schemas may have one of this name.
        Some(OtherKind::Member(_)) if looks_like(expected, node) => None,
        // What is filed among the schemas, but is surely what belongs here.
        Some(OtherKind::Object(SpecObject::Schema)) if is_surely(expected, node) => None,
        Some(place) => Some(place),
        None if looks_like(expected, node) => None,
        None => by_looks(node).or_else(|| map_of_schemas(expected, node)).filter(|found| *found != own),
    }
}

/// The kind of the objects at the place that a reference names, if a place has a kind.
fn by_place(reference: &str) -> Option<OtherKind> {
    // Nearly all are one of these.
    let is_name = |name: &&str| !name.is_empty() && !name.contains('/');
    for (place, object) in NEAR {
        if reference.strip_prefix(place).filter(is_name).is_some() {
            return Some(OtherKind::Object(object));
        }
    }
    let (_, fragment) = reference.split_once('#')?;
    let tokens: Vec<&str> = fragment.split('/').skip(1).take(4).collect();
    let of = |sections: &[(&str, SpecObject)], key: &str| {
        sections.iter().find(|(section, _)| *section == key).map(|(_, object)| *object)
    };
    match tokens.as_slice() {
        ["components"] => Some(OtherKind::Components),
        ["components", section] => of(&SECTIONS, section).map(OtherKind::MapOf),
        ["components", section, _] => of(&SECTIONS, section).map(OtherKind::Object),
        ["paths", _, method] if is_method_in_any_case(method) => {
            Some(OtherKind::Object(SpecObject::Operation))
        }
        [section] if of(&ROOT_SECTIONS, section).is_some() => {
            of(&ROOT_SECTIONS, section).map(OtherKind::MapOf)
        }
        [section, _] if of(&ROOT_SECTIONS, section).is_some() => {
            of(&ROOT_SECTIONS, section).map(OtherKind::Object)
        }
        [first, ..] => root_member(first).or_else(|| is_data(fragment).then_some(OtherKind::Data)),
        [] => None,
    }
}

/// A member of the root that is no map of objects.
fn root_member(key: &str) -> Option<OtherKind> {
    ROOT_MEMBERS.iter().find(|member| **member == key).map(|member| OtherKind::Member(member))
}

/// Whether a pointer leads to a value of a schema or parameter that is data.
fn is_data(fragment: &str) -> bool {
    let mut tokens = fragment.rsplit('/');
    let (last, above) = (tokens.next().unwrap_or_default(), tokens.next().unwrap_or_default());
    DATA.contains(&last) && !walk::NAMED.contains(&above)
}

/// Whether a value has a member that only this kind of object has, so that it is one wherever it is filed.
fn is_surely(object: SpecObject, node: Node<'_>) -> bool {
    let is_schema = looks_like(SpecObject::Schema, node);
    looks_like(object, node) && (object == SpecObject::Parameter || !is_schema)
}

/// Whether a value has a member of this kind of object.
fn looks_like(object: SpecObject, node: Node<'_>) -> bool {
    let is = |key: &str, kind: Kind| node.get(key).is_some_and(|value| value.kind() == kind);
    let has_object = |keys: &[&str]| keys.iter().any(|key| is(key, Kind::Object));
    let has_text = |keys: &[&str]| keys.iter().any(|key| is(key, Kind::String));
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    match object {
        SpecObject::Schema => is_schema(node),
        SpecObject::Response => has_object(&["content", "schema", "headers", "links"]),
        SpecObject::Body => has_object(&["content", "schema"]),
        SpecObject::MediaType => has_object(&["schema", "itemSchema", "encoding", "examples"]),
        SpecObject::Header => has_object(&["schema", "content"]) || is_schema(node),
        SpecObject::Parameter => has_text(&["in"]) && has(&["name"]),
        SpecObject::PathItem => {
            has(&["$ref", "servers", "parameters", "additionalOperations", "summary"]) || has_method(node)
        }
        SpecObject::Operation => has_object(&["responses", "requestBody"]) || has_text(&["operationId"]),
        SpecObject::Link => has_text(&["operationId", "operationRef"]),
        SpecObject::Example => has(&["value", "externalValue", "dataValue", "serializedValue"]),
        SpecObject::Callback => {
            let is_expression =
                |key: &str| key.contains('{') || key.starts_with(['/', '$']) || key.contains("://");
            node.members().take(FEW).any(|member| is_expression(&member.key))
        }
        SpecObject::SecurityScheme => {
            has_object(&["flows"]) || has_text(&["scheme", "openIdConnectUrl", "flow", "bearerFormat"])
        }
        SpecObject::Value => false,
    }
}

/// The most members that are examined.
const FEW: usize = 16;

/// Whether a value has an operation under a method.
pub(super) fn has_method(node: Node<'_>) -> bool {
    count_methods(node) > 0
}

/// The number of operations under methods.
pub(super) fn count_methods(node: Node<'_>) -> u64 {
    let is_operation = |key: &str, value: Node<'_>| is_method_in_any_case(key) && value.is_object();
    let members = node.members().take(FEW).filter(|member| is_operation(&member.key, member.value));
    members.count() as u64
}

/// Whether a value has a keyword of the shape of a schema.
fn is_schema(node: Node<'_>) -> bool {
    if !node.is_large() {
        return node.members().any(|member| is_keyword_of(&member.key, member.value.kind()));
    }
    let is = |key: &str, kind: Kind| node.get(key).is_some_and(|value| value.kind() == kind);
    TEXT.iter().any(|key| is(key, Kind::String))
        || OBJECT.iter().any(|key| is(key, Kind::Object))
        || ARRAY.iter().any(|key| is(key, Kind::Array))
        || node.get(CONST).is_some()
}

/// Whether a member of this kind is a keyword of the shape of a schema.
fn is_keyword_of(key: &str, kind: Kind) -> bool {
    let keywords: &[&str] = match kind {
        Kind::String => &TEXT,
        Kind::Object => &OBJECT,
        Kind::Array => &ARRAY,
        Kind::Null | Kind::Bool | Kind::Number => &[],
    };
    keywords.contains(&key) || key == CONST
}

/// A keyword whose value is of any kind.
const CONST: &str = "const";

/// Keywords of a schema's shape, by the kind of their value.
const TEXT: [&str; 5] = ["type", "$ref", "format", "$dynamicRef", "$recursiveRef"];
const OBJECT: [&str; 16] = [
    "properties",
    "items",
    "additionalProperties",
    "patternProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "contentSchema",
    "dependentSchemas",
    "dependencies",
    "additionalItems",
    "unevaluatedProperties",
    "unevaluatedItems",
];
const ARRAY: [&str; 8] = ["allOf", "oneOf", "anyOf", "enum", "type", "required", "prefixItems", "items"];

/// Whether a key is a keyword of a schema's shape.
pub(super) fn is_schema_keyword(key: &str) -> bool {
    TEXT.contains(&key) || OBJECT.contains(&key) || ARRAY.contains(&key)
}

/// The kind of object that a value looks like, if its members show it.
fn by_looks(node: Node<'_>) -> Option<OtherKind> {
    if !node.is_large() && !node.members().any(|member| is_telling(&member.key)) {
        return None;
    }
    by_members(node)
}

/// [`by_looks`] of an object that has a telling member.
fn by_members(node: Node<'_>) -> Option<OtherKind> {
    let has = |key: &str| node.get(key).is_some_and(|value| value.scalar().is_some());
    if has("openapi") || has("swagger") {
        return Some(OtherKind::Document);
    }
    // The kinds with the most telling members come first.
    let telling = [
        SpecObject::Parameter,
        SpecObject::SecurityScheme,
        SpecObject::Schema,
        SpecObject::Operation,
        SpecObject::Link,
    ];
    let telling = telling.into_iter().find(|object| looks_like(*object, node));
    let found = telling.or_else(|| has_method(node).then_some(SpecObject::PathItem)).or_else(|| {
        let has_object = |key: &str| node.get(key).is_some_and(Node::is_object);
        match (has_object("content"), has("description")) {
            (true, true) => Some(SpecObject::Response),
            (true, false) => Some(SpecObject::Body),
            _ if has_object("schema") || has_object("itemSchema") => Some(SpecObject::MediaType),
            _ => looks_like(SpecObject::Example, node).then_some(SpecObject::Example),
        }
    });
    found.map(OtherKind::Object)
}

/// Whether a key may show of which kind an object is: nearly all schemas without a keyword of the shape have none.
fn is_telling(key: &str) -> bool {
    TELLING.contains(&key) || is_schema_keyword(key) || key == CONST || is_method_in_any_case(key)
}

/// The other keys by which [`by_looks`] tells the kinds of objects.
const TELLING: [&str; 19] = [
    "openapi",
    "swagger",
    "in",
    "flows",
    "scheme",
    "openIdConnectUrl",
    "flow",
    "bearerFormat",
    "responses",
    "requestBody",
    "operationId",
    "operationRef",
    "content",
    "schema",
    "itemSchema",
    "value",
    "externalValue",
    "dataValue",
    "serializedValue",
];

/// Schemas by name where one is needed: a file of schemas, or properties without `properties`.
fn map_of_schemas(expected: SpecObject, node: Node<'_>) -> Option<OtherKind> {
    if expected != SpecObject::Schema {
        return None;
    }
    let is_data = |key: &str| key.starts_with("x-") || ["example", "examples", "default"].contains(&key);
    let own = node.members().take(FEW).filter(|member| !is_data(&member.key));
    let mut members = own.peekable();
    members.peek()?;
    members.all(|member| is_schema(member.value)).then_some(OtherKind::MapOf(SpecObject::Schema))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tree::{Limits, parse};

    fn check(expected: SpecObject, value: &str, reference: Option<&str>, expect: Option<&str>) {
        let tree = parse(value.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
        let found = other_kind(expected, tree.root(), reference).map(OtherKind::noun);
        assert_eq!(found.as_deref(), expect, "{expected:?} {value} {reference:?}");
    }

    #[test]
    fn the_place_of_a_reference_tells_the_kind_of_its_target() {
        let here = |place: &str, expect| check(SpecObject::Response, "{description: a}", Some(place), expect);
        here("#/components/responses/A", None);
        here("b.yaml#/responses/A", None);
        here("#/components/schemas/A", Some("a schema"));
        here("#/definitions/A", Some("a schema"));
        here("#/components/examples/A", Some("an example"));
        here("#/components/mediaTypes/A", Some("a media type"));
        here("#/components/schemas", Some("a map of schemas"));
        here("#/components", Some("`components` as a whole"));
        here("#/paths/~1a/get", Some("an operation"));
        here("#/paths/~1a", Some("a path item"));
        here("#/x-own/A", None);
        here("b.yaml", None);
        here("#/info", Some("`info` of the document"));
        here("#/tags/0", Some("`tags` of the document"));
        here("#/components/schemas/A/example", Some("an example or another value, which is data"));
        here("#/definitions/A/properties/a/default", Some("an example or another value, which is data"));
        here("#/components/schemas/A/properties/example", None);
        here("#/paths/~1a/get/responses/default", None);
        check(SpecObject::Schema, "{type: string}", Some("b.yaml#/info"), None);
    }

    #[test]
    fn a_value_is_what_it_looks_like() {
        let check = |expected, value: &str, expect| check(expected, value, Some("b.yaml"), expect);
        check(SpecObject::Response, "{description: a, schema: {}}", None);
        check(SpecObject::Response, "{type: object}", Some("a schema"));
        check(SpecObject::Response, "{allOf: []}", Some("a schema"));
        check(SpecObject::Response, "{name: a, in: query}", Some("a parameter"));
        check(SpecObject::Response, "{type: http, scheme: basic}", Some("a security scheme"));
        check(SpecObject::Response, "{get: {responses: {}}}", Some("a path item"));
        check(SpecObject::Response, "{openapi: 3.0.0, paths: {}}", Some("a whole OpenAPI document"));
        check(SpecObject::Response, "[a]", Some("an array"));
        check(SpecObject::MediaType, "{example: a}", None);
        check(SpecObject::Header, "{type: string}", None);
        check(SpecObject::Schema, "true", None);
        check(SpecObject::Schema, "text", Some("a string"));
        check(SpecObject::Schema, "{description: a}", None);
        check(SpecObject::Schema, "{value: a}", Some("an example"));
        check(SpecObject::Schema, "{schema: {type: string}}", Some("a media type"));
        check(SpecObject::Schema, "{description: a, content: {}}", Some("a response"));
        check(SpecObject::Schema, "{content: {}}", Some("a request body"));
        check(SpecObject::Schema, "{A: {type: string}, B: {$ref: c.yaml}}", Some("a map of schemas"));
        check(SpecObject::Schema, "{default: {type: string}, x-a: {type: string}}", None);
        check(SpecObject::MediaType, "{A: {type: string}}", None);
        check(SpecObject::PathItem, "{operationId: a}", Some("an operation"));
    }

    /// Every word that the code of this file has in quotes: the keys that it asks for are among them.
    fn quoted_words() -> Vec<&'static str> {
        let (code, _) = include_str!("component.rs").split_once("#[cfg(test)]").unwrap();
        let words = code.split('"').skip(1).step_by(2);
        words.filter(|word| word.chars().all(|c| c.is_ascii_alphabetic() || c == '$')).collect()
    }

    #[test]
    fn every_key_that_shows_a_kind_is_a_telling_one() {
        let words = quoted_words();
        assert!(words.contains(&"openIdConnectUrl") && words.contains(&"properties"), "{words:?}");
        let mut showing = 0;
        for key in words {
            for value in ["text", "{}", "[]", "1"] {
                // Some show it only beside another member.
                for text in
                    [format!("{{{key}: {value}}}"), format!("{{{key}: {value}, name: a, description: a}}")]
                {
                    let tree = parse(text.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
                    let shows = by_members(tree.root()).is_some();
                    assert!(!shows || is_telling(key), "{text}");
                    showing += usize::from(shows);
                }
            }
        }
        assert!(showing > 100, "{showing}");
    }

    #[test]
    fn a_value_filed_among_the_schemas_may_be_something_else() {
        let check =
            |expected, value: &str, expect| check(expected, value, Some("#/components/schemas/A"), expect);
        check(SpecObject::Parameter, "{name: a, in: query, type: string}", None);
        check(SpecObject::Response, "{description: a, content: {}}", None);
        check(SpecObject::Response, "{type: object, content: {}}", Some("a schema"));
        check(SpecObject::Header, "{type: string}", Some("a schema"));
        check(SpecObject::Schema, "{description: a, content: {}}", Some("a response"));
    }
}
