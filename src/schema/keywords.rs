//! A Schema Object's keywords, read in one pass. In: a node. Out: [`Keywords`], and what of it is malformed.
//!
//! All versions at once: Swagger 2 (a parameter object is a schema too), OpenAPI 3.0, and JSON Schema from draft 4
//! to 2020-12 for 3.1 and 3.2. Positions of schemas are listed in [`Keywords::below`] too: what is not read into a
//! field is counted there.

use std::borrow::Cow;

use super::notes::{Notes, Taken};
use super::types::Types;
use crate::tree::{Kind, Node};

/// A key and the schema under it.
pub(super) type Named<'d> = (Cow<'d, str>, Node<'d>);

/// The keywords of one Schema Object.
#[derive(Debug, Clone, Default)]
pub(super) struct Keywords<'d> {
    /// `$ref` or `$dynamicRef`, a string.
    pub(super) reference: Option<Node<'d>>,
    /// Whether that is a `$dynamicRef`.
    pub(super) is_dynamic: bool,
    pub(super) types: Types,
    pub(super) values: Option<Node<'d>>,
    pub(super) constant: Option<Node<'d>>,
    pub(super) properties: Vec<Named<'d>>,
    pub(super) required: Vec<Cow<'d, str>>,
    pub(super) all_of: Vec<Node<'d>>,
    /// `oneOf`, then `anyOf`.
    pub(super) alternatives: Vec<Node<'d>>,
    pub(super) items: Option<Node<'d>>,
    /// `prefixItems`, or `items` as a list (drafts 4 to 2019-09).
    pub(super) prefix: Vec<Node<'d>>,
    /// `additionalProperties` or `unevaluatedProperties`, where it is a schema.
    pub(super) additional: Option<Node<'d>>,
    pub(super) patterns: Vec<Named<'d>>,
    pub(super) property_names: Option<Node<'d>>,
    /// Schemas that apply under a condition, to a part or to the decoded content, each with the name it is shown by.
    pub(super) conditional: Vec<Named<'d>>,
    /// Schemas of keywords that have no field: `not`, `if`.
    pub(super) unshown: Vec<(&'static str, Node<'d>)>,
    pub(super) discriminator: Option<Node<'d>>,
    pub(super) notes: Notes,
    /// What is left of properties and items by other keywords, until these are known.
    rest: Vec<(&'static str, Node<'d>)>,
    /// Whether it is the boolean schema `false`.
    pub(super) never: bool,
    /// Keywords of the wrong kind.
    pub(super) malformed: Vec<(&'static str, Node<'d>)>,
}

/// Whether a value can be a schema: an object, or a boolean (JSON Schema 4.3.2).
pub(super) fn is_schema(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Object | Kind::Bool)
}

impl<'d> Keywords<'d> {
    /// Reads a schema; of another value than an object only `false` says anything.
    pub(super) fn read(node: Node<'d>) -> Self {
        Self::read_members(node, Self::take)
    }

    /// As [`Keywords::read`], without the notes, whose texts cost more than the rest.
    pub(super) fn read_shape(node: Node<'d>) -> Self {
        Self::read_members(node, Self::take_shape)
    }

    fn read_members(node: Node<'d>, take: impl Fn(&mut Self, &str, Node<'d>)) -> Self {
        let mut words = Self { never: node.as_bool() == Some(false), ..Self::default() };
        for member in node.members() {
            take(&mut words, &member.key, member.value);
        }
        words.settle_rest();
        words
    }

    /// What of it counts beside a `$ref` before 3.1.
    pub(super) fn only_notes(self) -> Self {
        Self { notes: self.notes, ..Self::default() }
    }

    /// `unevaluated…` and `additionalItems` stand for the keyword before them where that is not there.
    fn settle_rest(&mut self) {
        for (keyword, schema) in std::mem::take(&mut self.rest) {
            let slot =
                if keyword == "unevaluatedProperties" { &mut self.additional } else { &mut self.items };
            match slot {
                None => *slot = Some(schema),
                Some(_) => self.unshown.push((keyword, schema)),
            }
        }
    }

    fn take(&mut self, key: &str, value: Node<'d>) {
        match self.notes.take(key, value) {
            Taken::Yes => {}
            Taken::Malformed(keyword) => self.wrong(keyword, value),
            Taken::Not => self.take_shape(key, value),
        }
    }

    fn take_shape(&mut self, key: &str, value: Node<'d>) {
        match key {
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.refer(key, value),
            "type" => self.type_of(value),
            "enum" => self.values = self.of(value.is_array(), "enum", value),
            "const" => self.constant = Some(value),
            "required" => self.required = value.items().filter_map(Node::as_str).collect(),
            "allOf" => self.all_of = self.list("allOf", value),
            "oneOf" => self.alternative("oneOf", value),
            "anyOf" => self.alternative("anyOf", value),
            "properties" => self.properties = self.map("properties", value),
            "patternProperties" => self.patterns = self.map("patternProperties", value),
            "items" if value.is_array() => self.tuple("items", value),
            "items" => self.items = self.of(is_schema(value), "items", value),
            "prefixItems" => self.tuple("prefixItems", value),
            "additionalProperties" => self.additional = object(value),
            "unevaluatedProperties" | "additionalItems" | "unevaluatedItems" => {
                self.rest.extend(object(value).map(|schema| (rest_keyword(key), schema)));
            }
            "propertyNames" => self.property_names = object(value),
            "discriminator" => self.discriminator = Some(value),
            _ => self.condition(key, value),
        }
    }

    fn condition(&mut self, key: &str, value: Node<'d>) {
        match key {
            "then" | "else" | "contains" => {
                self.conditional.extend(object(value).map(|schema| (Cow::Owned(key.to_owned()), schema)));
            }
            "contentSchema" => {
                self.conditional.extend(object(value).map(|schema| (Cow::Borrowed("content"), schema)));
            }
            "dependentSchemas" | "dependencies" => {
                let schemas = value.members().filter(|m| m.value.is_object());
                self.conditional.extend(schemas.map(|m| (Cow::Owned(format!("with {}", m.key)), m.value)));
            }
            "not" => self.unshown.extend(object(value).map(|schema| ("not", schema))),
            "if" => self.unshown.extend(object(value).map(|schema| ("if", schema))),
            _ => {}
        }
    }

    fn wrong(&mut self, keyword: &'static str, value: Node<'d>) {
        self.malformed.push((keyword, value));
    }

    /// The value if it is of the right kind; null is as if it were not there.
    fn of(&mut self, right: bool, keyword: &'static str, value: Node<'d>) -> Option<Node<'d>> {
        if !right && !value.is_null() {
            self.wrong(keyword, value);
        }
        right.then_some(value)
    }

    fn refer(&mut self, key: &str, value: Node<'d>) {
        let reference = self.of(value.kind() == Kind::String, "$ref", value);
        self.is_dynamic |= self.reference.is_none() && key == "$dynamicRef";
        self.reference = self.reference.or(reference);
    }

    fn type_of(&mut self, value: Node<'d>) {
        let (types, whole) = Types::read(value);
        self.types = types;
        if !whole {
            self.wrong("type", value);
        }
    }

    fn list(&mut self, keyword: &'static str, value: Node<'d>) -> Vec<Node<'d>> {
        if !value.is_array() && !value.is_null() {
            self.wrong(keyword, value);
        }
        value.items().collect()
    }

    fn map(&mut self, keyword: &'static str, value: Node<'d>) -> Vec<Named<'d>> {
        if !value.is_object() && !value.is_null() {
            self.wrong(keyword, value);
        }
        value.members().map(|member| (member.key, member.value)).collect()
    }

    fn tuple(&mut self, keyword: &'static str, value: Node<'d>) {
        let list = self.list(keyword, value);
        self.prefix.extend(list);
    }

    fn alternative(&mut self, keyword: &'static str, value: Node<'d>) {
        let list = self.list(keyword, value);
        self.alternatives.extend(list);
    }

    /// Properties whose map is named by a `$ref` among them, as bundlers read it: it gives way to those of its target.
    pub(super) fn include_properties(&mut self, target: impl Fn(Node<'d>) -> Option<Node<'d>>) {
        let is_reference = |(key, value): &Named<'d>| key == "$ref" && value.kind() == Kind::String;
        let Some(at) = self.properties.iter().position(is_reference) else { return };
        let Some((_, reference)) = self.properties.get(at).cloned() else { return };
        let Some(map) = target(reference).filter(|map| map.is_object()) else { return };
        self.properties.splice(at..=at, map.members().map(|member| (member.key, member.value)));
    }

    /// Whether it says anything of the shape besides `$ref`, `allOf`, alternatives and `required`.
    fn has_more_than_required(&self) -> bool {
        let scalar = !self.types.is_empty() || self.values.is_some() || self.constant.is_some() || self.never;
        let array = self.items.is_some() || !self.prefix.is_empty();
        let map = self.additional.is_some() || !self.patterns.is_empty() || self.property_names.is_some();
        let conditional = !self.conditional.is_empty() || !self.unshown.is_empty();
        scalar || array || map || conditional || !self.properties.is_empty()
    }

    /// Whether it says anything of the shape besides `$ref`, `allOf` and alternatives.
    pub(super) fn has_own_shape(&self) -> bool {
        self.has_more_than_required() || !self.required.is_empty()
    }

    /// Whether it says anything of the shape besides `$ref`.
    pub(super) fn has_shape_beside_reference(&self) -> bool {
        self.has_own_shape() || !self.all_of.is_empty() || !self.alternatives.is_empty()
    }

    /// Whether it says anything of the shape at all.
    pub(super) fn has_shape(&self) -> bool {
        self.reference.is_some() || self.has_shape_beside_reference()
    }

    /// Whether it allows `null` and nothing else.
    pub(super) fn is_null(&self) -> bool {
        let constant = self.constant.is_some_and(Node::is_null);
        let values = self.values.is_some_and(|v| v.items().next().is_some() && v.items().all(Node::is_null));
        self.reference.is_none() && (self.types.only_null() || constant || values)
    }

    /// Whether it only adds `required`.
    pub(super) fn only_requires(&self) -> bool {
        let composed = self.reference.is_some() || !self.all_of.is_empty() || !self.alternatives.is_empty();
        !self.required.is_empty() && !composed && !self.has_more_than_required()
    }

    /// The alternatives that have a shape of their own: not `null`, not only `required`.
    pub(super) fn shaped_alternatives(&self) -> Vec<Node<'d>> {
        let shaped = |node: &Node<'d>| {
            let words = Self::read_shape(*node);
            is_schema(*node) && !words.is_null() && !words.only_requires()
        };
        self.alternatives.iter().copied().filter(shaped).collect()
    }

    /// Whether other schemas stand in it.
    pub(super) fn has_schemas(&self) -> bool {
        self.below().next().is_some()
    }

    /// Every schema that stands directly in it, references apart, and for what.
    pub(super) fn below(&self) -> impl Iterator<Item = (&'static str, Node<'d>)> + '_ {
        fn each<'d>(
            keyword: &'static str,
            nodes: impl IntoIterator<Item = Node<'d>>,
        ) -> impl Iterator<Item = (&'static str, Node<'d>)> {
            nodes.into_iter().map(move |node| (keyword, node))
        }
        let named = |list: &'_ [Named<'d>]| list.iter().map(|(_, node)| *node).collect::<Vec<_>>();
        each("properties", named(&self.properties))
            .chain(each("allOf", self.all_of.clone()))
            .chain(each("oneOf or anyOf", self.alternatives.clone()))
            .chain(each("items", self.items))
            .chain(each("prefixItems", self.prefix.clone()))
            .chain(each("additionalProperties", self.additional))
            .chain(each("patternProperties", named(&self.patterns)))
            .chain(each("propertyNames", self.property_names))
            .chain(each("a condition", named(&self.conditional)))
            .chain(self.unshown.iter().copied())
    }
}

fn rest_keyword(key: &str) -> &'static str {
    match key {
        "unevaluatedProperties" => "unevaluatedProperties",
        "additionalItems" => "additionalItems",
        _ => "unevaluatedItems",
    }
}

/// The value where it is a schema that says something: an object.
fn object(value: Node<'_>) -> Option<Node<'_>> {
    value.is_object().then_some(value)
}
