//! The keywords of a Schema Object, read in one pass. In: a node. Out: [`Keywords`], with those that are malformed.
//!
//! All versions at once: Swagger 2 (a parameter object is a schema too), OpenAPI 3.0, and JSON Schema from draft 4 to
//! 2020-12 for 3.1 and 3.2. [`Keywords::below`] lists all schemas directly below, so that those without a field are
//! counted.

use std::borrow::Cow;

use super::annotations::{Annotations, Taken};
use super::keyword_values::{WrongValue, wrong_required};
use super::misspelt::{Misspelt, canonical, is_known, misspelt, not_indented};
use super::types::{TypeName, Types, wrong_type};
use crate::tree::{Kind, Member, Node};

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
    /// Where `type` is null, or lists it, without quotes.
    pub(super) unquoted_nulls: Vec<Node<'d>>,
    /// Where `type` is, or lists, a name that no version defines and that means no type of the catalogue.
    pub(super) unknown_types: Vec<Node<'d>>,
    pub(super) values: Option<Node<'d>>,
    pub(super) constant: Option<Node<'d>>,
    pub(super) properties: Vec<Named<'d>>,
    pub(super) required: Vec<Cow<'d, str>>,
    pub(super) all_of: Vec<Node<'d>>,
    /// The lists of `oneOf` and `anyOf`, in the order of the text, if they have items.
    pub(super) alternative_lists: Vec<Node<'d>>,
    pub(super) items: Option<Node<'d>>,
    /// `prefixItems`, or `items` as a list (drafts 4 to 2019-09).
    pub(super) prefix: Vec<Node<'d>>,
    /// `items: false` after these: there are no further ones.
    pub(super) no_items: Option<Node<'d>>,
    /// Keywords by which there are no items beyond those that others describe.
    no_further_items: Vec<&'static str>,
    /// `additionalProperties` or `unevaluatedProperties`, where it is a schema.
    pub(super) additional: Option<Node<'d>>,
    /// `additionalProperties: false`: there are no properties but those that it describes itself.
    pub(super) excludes_properties: bool,
    pub(super) patterns: Vec<Named<'d>>,
    pub(super) property_names: Option<Node<'d>>,
    /// Schemas that apply under a condition, to some items or to the decoded content, each with the name of its field.
    pub(super) conditional: Vec<Named<'d>>,
    /// Schemas of keywords that become no field: `not`, `if`.
    pub(super) without_field: Vec<(&'static str, Node<'d>)>,
    pub(super) discriminator: Option<Node<'d>>,
    pub(super) annotations: Annotations,
    /// Whether it has a `format`, which refines the type of other schemas that apply too.
    has_format: bool,
    /// Schemas of the properties and items that other keywords leave, until all keywords are read.
    remainder: Vec<(&'static str, Node<'d>)>,
    /// Whether it is a parameter of 2.0 too, whose `required` is a boolean.
    is_parameter: bool,
    /// Whether `properties` is null.
    has_null_properties: bool,
    /// Whether it has a keyword that only schemas have, so that it is no other object that stands for one.
    pub(super) is_surely_schema: bool,
    /// Whether it is the boolean schema `false`.
    pub(super) is_never: bool,
    /// Keywords of the wrong type.
    pub(super) malformed: Vec<(&'static str, Node<'d>)>,
    /// Members that are probably meant to be something else.
    pub(super) misspelt: Vec<Misspelt<'d>>,
    /// Values that a keyword does not allow, though of the right type or read as meant.
    pub(super) wrong_values: Vec<(WrongValue, Node<'d>)>,
}

/// Whether a value can be a schema: an object, or a boolean (JSON Schema 4.3.2).
pub(super) fn is_schema(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Object | Kind::Bool)
}

/// Whether a member is a keyword that shows what a value is: that only schemas have a value of this kind there.
fn is_only_of_schemas(key: &str, kind: Kind) -> bool {
    match kind {
        Kind::String => matches!(key, "type" | "$ref"),
        Kind::Object => matches!(key, "properties" | "items"),
        Kind::Array => matches!(key, "type" | "enum" | "allOf" | "oneOf" | "anyOf"),
        Kind::Null | Kind::Bool | Kind::Number => false,
    }
}

impl<'d> Keywords<'d> {
    /// Reads a schema. Of values other than objects, only `false` has a meaning.
    pub(super) fn read(node: Node<'d>) -> Self {
        Self::read_checked(node, Self::take)
    }

    /// As [`Keywords::read`], without the annotations, whose texts cost more than the rest.
    pub(super) fn read_checked_shape(node: Node<'d>) -> Self {
        Self::read_checked(node, Self::take_shape)
    }

    /// As [`Keywords::read_checked_shape`], without what is misspelt.
    pub(super) fn read_shape(node: Node<'d>) -> Self {
        Self::read_members(node, Self::take_shape, |_| {})
    }

    /// As [`Keywords::read_shape`], only the keywords with schemas.
    pub(super) fn read_below(node: Node<'d>) -> Self {
        Self::read_members(node, Self::take_below, |_| {})
    }

    fn read_checked(node: Node<'d>, take: impl Fn(&mut Self, &str, Node<'d>)) -> Self {
        let mut unknown = Vec::new();
        let mut keywords = Self::read_members(node, take, |member| unknown.push(member));
        keywords.misspelt = misspelt(node, &unknown);
        if keywords.has_null_properties {
            keywords.misspelt.extend(not_indented(node));
        }
        keywords
    }

    fn read_members(
        node: Node<'d>,
        take: impl Fn(&mut Self, &str, Node<'d>),
        mut unknown: impl FnMut(Member<'d>),
    ) -> Self {
        let mut keywords = Self { is_never: node.as_bool() == Some(false), ..Self::default() };
        for member in node.members() {
            let kind = member.value.kind();
            keywords.has_format |= member.key == "format" && kind == Kind::String;
            keywords.has_null_properties |= member.key == "properties" && kind == Kind::Null;
            keywords.is_surely_schema |= is_only_of_schemas(&member.key, kind);
            let is_known = is_known(&member.key);
            let key = if is_known { &member.key } else { canonical(&member.key, node) };
            if key == "required" {
                keywords.is_parameter = node.get("in").is_some();
            }
            take(&mut keywords, key, member.value);
            if !is_known {
                unknown(member);
            }
        }
        keywords.annotations.complete();
        keywords.assign_remainder();
        keywords.ignore_unquoted_null();
        keywords
    }

    /// The keywords that apply beside a `$ref` before 3.1.
    pub(super) fn only_annotations(self) -> Self {
        Self { annotations: self.annotations, ..Self::default() }
    }

    /// Uses `unevaluated…` and `additionalItems` in place of `additionalProperties` and `items` if those are missing.
    fn assign_remainder(&mut self) {
        for (keyword, schema) in std::mem::take(&mut self.remainder) {
            let slot =
                if keyword == "unevaluatedProperties" { &mut self.additional } else { &mut self.items };
            match slot {
                None => *slot = Some(schema),
                Some(_) => self.without_field.push((keyword, schema)),
            }
        }
        if !self.prefix.is_empty() && self.items.is_some_and(|items| items.as_bool() == Some(false)) {
            self.no_items = self.items.take();
        }
    }

    /// Ignores a `type` that is null where other keywords say what the schema is: it is an empty place, not a type.
    fn ignore_unquoted_null(&mut self) {
        if self.types.only_null() && !self.unquoted_nulls.is_empty() {
            let types = std::mem::take(&mut self.types);
            if !self.has_shape() {
                self.types = types;
            }
        }
    }

    fn take(&mut self, key: &str, value: Node<'d>) {
        // Most that are no annotations are one of these.
        if matches!(key, "type" | "$ref" | "properties" | "items" | "required" | "enum" | "allOf") {
            return self.take_shape(key, value);
        }
        match self.annotations.take(key, value) {
            Taken::Yes => {}
            Taken::Malformed(keyword) => self.wrong(keyword, value),
            Taken::Wrong(wrong) => self.wrong_values.push((wrong, value)),
            Taken::Not => self.take_shape(key, value),
        }
    }

    fn take_below(&mut self, key: &str, value: Node<'d>) {
        if !matches!(key, "type" | "enum" | "const" | "required" | "discriminator") {
            self.take_shape(key, value);
        }
    }

    fn take_shape(&mut self, key: &str, value: Node<'d>) {
        match key {
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.refer(key, value),
            "type" => self.type_of(value),
            "enum" => self.values = self.valid(value.is_array(), "enum", value),
            "const" => self.constant = Some(value),
            "required" => self.require(value),
            "allOf" => self.all_of = self.list("allOf", value),
            "oneOf" => self.alternative("oneOf", value),
            "anyOf" => self.alternative("anyOf", value),
            "properties" => self.properties = self.map("properties", value),
            "patternProperties" => self.patterns = self.map("patternProperties", value),
            "items" if value.is_array() => self.tuple("items", value),
            "items" => self.items = self.valid(is_schema(value), "items", value),
            "prefixItems" => self.tuple("prefixItems", value),
            "additionalProperties" => {
                self.excludes_properties = value.as_bool() == Some(false);
                self.additional = self.subschema(key, value);
            }
            "additionalItems" | "unevaluatedItems" if value.as_bool() == Some(false) => {
                self.no_further_items.push(subschema_keyword(key));
            }
            "unevaluatedProperties" | "additionalItems" | "unevaluatedItems" => {
                let schema = self.subschema(key, value);
                self.remainder.extend(schema.map(|schema| (subschema_keyword(key), schema)));
            }
            "propertyNames" => self.property_names = self.subschema(key, value),
            "discriminator" => self.discriminator = Some(value),
            _ => self.condition(key, value),
        }
    }

    fn condition(&mut self, key: &str, value: Node<'d>) {
        match key {
            "then" | "else" | "contains" => {
                let schema = self.subschema(key, value);
                self.conditional.extend(schema.map(|schema| (Cow::Owned(key.to_owned()), schema)));
            }
            "contentSchema" => {
                let schema = self.subschema(key, value);
                self.conditional.extend(schema.map(|schema| (Cow::Borrowed("content"), schema)));
            }
            "dependentSchemas" | "dependencies" => {
                self.depend(key, value);
                let schemas = value.members().filter(|m| m.value.is_object());
                self.conditional.extend(schemas.map(|m| (Cow::Owned(format!("with {}", m.key)), m.value)));
            }
            "not" | "if" => {
                let schema = self.subschema(key, value);
                self.without_field.extend(schema.map(|schema| (subschema_keyword(key), schema)));
            }
            _ => {}
        }
    }

    /// Reports what is no schema among the dependencies; those of draft 7 may be lists of names.
    fn depend(&mut self, key: &str, value: Node<'d>) {
        let is_list = |node: Node<'_>| key == "dependencies" && node.is_array();
        let is_wrong = |node: &Node<'_>| !is_schema(*node) && !node.is_null() && !is_list(*node);
        let values = value.members().map(|member| member.value);
        let all = [value].into_iter().filter(|node| !node.is_object()).chain(values);
        let wrong: Vec<_> = all.filter(is_wrong).map(|node| (subschema_keyword(key), node)).collect();
        self.malformed.extend(wrong);
    }

    /// The value of a keyword that is a schema: if it is an object. A boolean says nothing of fields.
    fn subschema(&mut self, key: &str, value: Node<'d>) -> Option<Node<'d>> {
        if !is_schema(value) && !value.is_null() {
            self.wrong(subschema_keyword(key), value);
        }
        object(value)
    }

    fn wrong(&mut self, keyword: &'static str, value: Node<'d>) {
        self.malformed.push((keyword, value));
    }

    /// The value if it is of the right type; null is treated as absent.
    fn valid(&mut self, is_valid: bool, keyword: &'static str, value: Node<'d>) -> Option<Node<'d>> {
        if !is_valid && !value.is_null() {
            self.wrong(keyword, value);
        }
        is_valid.then_some(value)
    }

    fn refer(&mut self, key: &str, value: Node<'d>) {
        let reference = self.valid(value.kind() == Kind::String, "$ref", value);
        self.is_dynamic |= self.reference.is_none() && key == "$dynamicRef";
        self.reference = self.reference.or(reference);
    }

    fn require(&mut self, value: Node<'d>) {
        self.required = [value].into_iter().chain(value.items()).filter_map(Node::as_str).collect();
        let is_parameter = self.is_parameter;
        self.wrong_values.extend(wrong_required(value, is_parameter).map(|wrong| (wrong, value)));
    }

    fn type_of(&mut self, value: Node<'d>) {
        // Nearly every schema has one.
        if let Some(name) = value.as_str().and_then(|name| TypeName::of(&name)) {
            self.types = Types { names: vec![name], null: false };
            self.unquoted_nulls.clear();
            return;
        }
        let (types, is_valid) = Types::read(value);
        self.types = types;
        let nodes = [value].into_iter().chain(value.items());
        self.wrong_values.extend(nodes.filter_map(|node| Some((wrong_type(node)?, node))));
        self.unquoted_nulls =
            [value].into_iter().chain(value.items()).filter(|node| node.is_null()).collect();
        if self.types.names.iter().any(TypeName::is_unknown) {
            let single = (!value.is_array()).then_some(value);
            let names = single.into_iter().chain(value.items());
            let is_unknown =
                |node: &Node<'_>| node.as_str().is_some_and(|name| TypeName::read(&name).is_unknown());
            self.unknown_types = names.filter(is_unknown).collect();
        }
        if !is_valid {
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
        let list = self.valid(value.is_array(), keyword, value);
        self.alternative_lists.extend(list.filter(|list| list.item(0).is_some()));
    }

    /// Replaces a `$ref` among the properties by the properties of its target, as bundlers do.
    pub(super) fn include_properties(&mut self, target: impl Fn(Node<'d>) -> Option<Node<'d>>) {
        let is_reference = |(key, value): &Named<'d>| key == "$ref" && value.kind() == Kind::String;
        let Some(at) = self.properties.iter().position(is_reference) else { return };
        let Some((_, reference)) = self.properties.get(at).cloned() else { return };
        let Some(map) = target(reference).filter(|map| map.is_object()) else { return };
        self.properties.splice(at..=at, map.members().map(|member| (member.key, member.value)));
    }

    /// Whether it says that values are objects, or what properties they have.
    pub(super) fn is_object(&self) -> bool {
        let properties =
            !self.properties.is_empty() || self.additional.is_some() || !self.patterns.is_empty();
        properties || self.types.names.contains(&TypeName::Object)
    }

    /// Whether a tuple ends with its listed items, which may be those of another schema that applies too.
    pub(super) fn closes_tuple(&self) -> bool {
        let is_closed = |keyword: &&str| *keyword == "unevaluatedItems" || !self.prefix.is_empty();
        self.no_items.is_some() || (self.items.is_none() && self.no_further_items.iter().any(is_closed))
    }

    /// Whether it has keywords of the shape other than `$ref`, `allOf`, alternatives and `required`.
    fn has_more_than_required(&self) -> bool {
        let scalar =
            !self.types.is_empty() || self.values.is_some() || self.constant.is_some() || self.is_never;
        let array = self.items.is_some() || !self.prefix.is_empty() || !self.no_further_items.is_empty();
        let map = self.additional.is_some() || !self.patterns.is_empty() || self.property_names.is_some();
        let conditional = !self.conditional.is_empty() || !self.without_field.is_empty();
        scalar || array || map || conditional || !self.properties.is_empty()
    }

    /// Whether it has keywords of the shape other than `$ref`, `allOf` and alternatives.
    pub(super) fn has_own_shape(&self) -> bool {
        self.has_more_than_required() || !self.required.is_empty() || self.has_format
    }

    /// Whether it has keywords of the shape other than `$ref`.
    pub(super) fn has_shape_beside_reference(&self) -> bool {
        self.has_own_shape() || !self.all_of.is_empty() || !self.alternative_lists.is_empty()
    }

    /// Whether it has any keyword of the shape.
    pub(super) fn has_shape(&self) -> bool {
        self.reference.is_some() || self.has_shape_beside_reference()
    }

    /// Whether `required` is its only keyword.
    pub(super) fn only_requires(&self) -> bool {
        let composed =
            self.reference.is_some() || !self.all_of.is_empty() || !self.alternative_lists.is_empty();
        !self.required.is_empty() && !composed && !self.has_more_than_required()
    }

    /// The alternatives, without reading those that are not asked for: a base may have many, and is read for each.
    pub(super) fn alternatives(&self) -> impl Iterator<Item = Node<'d>> + '_ {
        self.alternative_lists.iter().flat_map(|list| list.items())
    }

    /// Whether its types and values allow `null`.
    pub(super) fn allows_null(&self) -> bool {
        (self.types.is_empty() || self.types.null) && !self.excludes_null()
    }

    /// Whether it lists its values, and `null` is not one of them.
    pub(super) fn excludes_null(&self) -> bool {
        let listed = self.values.filter(|values| values.item(0).is_some());
        listed.is_some_and(|values| !values.items().any(Node::is_null))
            || self.constant.is_some_and(|value| !value.is_null())
    }

    /// Whether there are schemas directly in it.
    pub(super) fn has_schemas(&self) -> bool {
        self.below().next().is_some()
    }

    /// Every schema directly in it, without references, with the keyword that contains it.
    pub(super) fn below(&self) -> impl Iterator<Item = (&'static str, Node<'d>)> + '_ {
        fn each<'d>(
            keyword: &'static str,
            nodes: impl IntoIterator<Item = Node<'d>>,
        ) -> impl Iterator<Item = (&'static str, Node<'d>)> {
            nodes.into_iter().map(move |node| (keyword, node))
        }
        fn named<'k, 'd>(list: &'k [Named<'d>]) -> impl Iterator<Item = Node<'d>> + use<'k, 'd> {
            list.iter().map(|(_, node)| *node)
        }
        each("properties", named(&self.properties))
            .chain(each("allOf", self.all_of.iter().copied()))
            .chain(each("oneOf or anyOf", self.alternatives()))
            .chain(each("items", self.items.or(self.no_items)))
            .chain(each("prefixItems", self.prefix.iter().copied()))
            .chain(each("additionalProperties", self.additional))
            .chain(each("patternProperties", named(&self.patterns)))
            .chain(each("propertyNames", self.property_names))
            .chain(each("a condition", named(&self.conditional)))
            .chain(self.without_field.iter().copied())
    }
}

/// Keywords that have a schema, or schemas by name, and are not read where they have anything else.
const SUBSCHEMAS: [&str; 13] = [
    "additionalProperties",
    "unevaluatedProperties",
    "additionalItems",
    "unevaluatedItems",
    "propertyNames",
    "then",
    "else",
    "contains",
    "contentSchema",
    "dependentSchemas",
    "dependencies",
    "not",
    "if",
];

/// The name of a keyword of [`SUBSCHEMAS`].
fn subschema_keyword(key: &str) -> &'static str {
    SUBSCHEMAS.into_iter().find(|keyword| *keyword == key).unwrap_or("schema")
}

/// The value if it is a schema with keywords: an object.
fn object(value: Node<'_>) -> Option<Node<'_>> {
    value.is_object().then_some(value)
}
