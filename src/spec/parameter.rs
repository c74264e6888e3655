//! Parameters: those of the path item and of the operation merged, references followed, by location.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::example;
use super::ignored_content;
use super::media::{self, Media};
use super::reader::Reader;
use super::unread::{SpecObject, UnreadReason};
use crate::diagnostic::code::spec as code;
use crate::tree::Node;

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// A parameter of the query.
    Query,
    /// The whole query, by a media type (3.2).
    Querystring,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// A field of a form (2.0).
    FormData,
    /// The whole body (2.0).
    Body,
}

const LOCATIONS: [(&str, Location); 7] = [
    ("path", Location::Path),
    ("query", Location::Query),
    ("querystring", Location::Querystring),
    ("header", Location::Header),
    ("cookie", Location::Cookie),
    ("formData", Location::FormData),
    ("body", Location::Body),
];

impl Location {
    /// The value of `in`.
    pub fn as_str(self) -> &'static str {
        LOCATIONS.iter().find(|(_, location)| *location == self).map_or("", |(name, _)| name)
    }
}

/// The schema of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterSchema<'d> {
    /// A Schema Object: `schema`, or that of the preferred media type of `content`.
    Schema(Node<'d>),
    /// The Parameter Object itself (2.0), which has `type`, `format`, `items` like a schema.
    Own(Node<'d>),
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Its location.
    pub location: Location,
    /// Whether it is required; a path parameter always is.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// Its schema.
    pub schema: Option<ParameterSchema<'d>>,
    /// The Parameter Object, its `$ref` followed.
    pub node: Node<'d>,
    /// Its own example: `example`, else the first of `examples`, also those of its media type.
    pub example: Option<Node<'d>>,
    /// The entries of `content` that were not preferred.
    pub other_media: Vec<Media<'d>>,
}

impl<'d> Parameter<'d> {
    /// Its schema, where that is apart from the Parameter Object.
    pub(super) fn own_schema(&self) -> Option<Node<'d>> {
        match self.schema {
            Some(ParameterSchema::Schema(schema)) => Some(schema),
            Some(ParameterSchema::Own(_)) | None => None,
        }
    }

    /// Its schema, or the Parameter Object, which then is one, or has nothing on its type.
    pub fn schema_or_node(&self) -> Node<'d> {
        self.own_schema().unwrap_or(self.node)
    }
}

/// The most values of a repeated parameter that are compared; a longer one counts as another.
const SAME: usize = 1000;

/// The parameters of an operation, by what they are mapped to.
#[derive(Debug, Default)]
pub(super) struct Parameters<'d> {
    /// Path, query, header, cookie.
    pub(super) fields: Vec<Parameter<'d>>,
    /// `in: formData`.
    pub(super) form: Vec<Parameter<'d>>,
    /// `in: body`.
    pub(super) bodies: Vec<Parameter<'d>>,
}

/// Reads `parameters` of the path item's layers and of the operation.
pub(super) fn read<'d>(reader: &mut Reader<'d>, shared: &[Node<'d>], operation: Node<'d>) -> Parameters<'d> {
    let mut merged = Merged::default();
    for (layer, owner) in shared.iter().rev().copied().chain([operation]).enumerate() {
        for entry in reader.array(owner, "parameters") {
            let Some(parameter) = one(reader, entry) else { continue };
            let node = parameter.node;
            let Err(Repeated { name, first }) = merged.add(layer, parameter) else { continue };
            let message = format!("parameter `{name}` is repeated; the first one is used");
            if first.has_same_value(node, SAME) {
                reader.report(&code::DUPLICATE_PARAMETER, message, entry.span());
            } else {
                reader.ignore(&code::DUPLICATE_PARAMETER, SpecObject::Parameter, entry, message);
            }
        }
    }
    let mut found = Parameters::default();
    for (_, parameter) in merged.parameters {
        match parameter.location {
            Location::FormData => found.form.push(parameter),
            Location::Body => found.bodies.push(parameter),
            _ => found.fields.push(parameter),
        }
    }
    found
}

/// Parameters of several layers, each with its layer.
#[derive(Default)]
struct Merged<'d> {
    parameters: Vec<(usize, Parameter<'d>)>,
    places: BTreeMap<(Cow<'d, str>, Location), usize>,
}

/// A name and location that one layer has twice.
struct Repeated<'d> {
    name: Cow<'d, str>,
    first: Node<'d>,
}

impl<'d> Merged<'d> {
    /// Adds a parameter, or replaces one of an earlier layer.
    ///
    /// # Errors
    /// Its own layer has one already.
    fn add(&mut self, layer: usize, parameter: Parameter<'d>) -> Result<(), Repeated<'d>> {
        let place = self.places.entry((parameter.name.clone(), parameter.location));
        let at = *place.or_insert(self.parameters.len());
        match self.parameters.get_mut(at) {
            Some((of, first)) if *of == layer => {
                return Err(Repeated { name: parameter.name, first: first.node });
            }
            Some(slot) => *slot = (layer, parameter),
            None => self.parameters.push((layer, parameter)),
        }
        Ok(())
    }
}

fn one<'d>(reader: &mut Reader<'d>, entry: Node<'d>) -> Option<Parameter<'d>> {
    let (resolved, kind) = reader.follow_as(SpecObject::Parameter, entry)?;
    let by_schema = kind == SpecObject::Schema;
    let node = if by_schema { entry } else { resolved.node };
    let location = node.get("in").and_then(Node::as_str).unwrap_or_default();
    let location = LOCATIONS.iter().find(|(name, _)| *name == location).map(|(_, location)| *location);
    let name = node.get("name").and_then(Node::scalar).filter(|name| !name.is_empty());
    // Some documents leave out the name of a body, as it is never sent.
    let name = name.or((location == Some(Location::Body)).then_some(Cow::Borrowed("body")));
    let (Some(location), Some(name)) = (location, name) else {
        let message =
            "a parameter needs a `name`, and `in` with one of path, query, header, cookie; it is ignored";
        reader.unread(SpecObject::Parameter, UnreadReason::Malformed, node, message.to_owned());
        return None;
    };
    if kind == SpecObject::Parameter {
        ignored_content::check(reader, kind, node);
    }
    let (schema, other_media) = match by_schema {
        true => (Some(ParameterSchema::Schema(resolved.node)), Vec::new()),
        false => schema(reader, node),
    };
    Some(Parameter {
        name,
        location,
        required: location == Location::Path || reader.flag(node, "required"),
        deprecated: reader.flag(node, "deprecated"),
        description: reader.description(&resolved),
        example: example::of(reader, node),
        schema,
        node,
        other_media,
    })
}

/// The schema of a parameter or header, and the other entries of its `content`.
pub(super) fn schema<'d>(
    reader: &mut Reader<'d>,
    node: Node<'d>,
) -> (Option<ParameterSchema<'d>>, Vec<Media<'d>>) {
    if let Some(schema) = media::schema_of(reader, node, "schema") {
        return (Some(ParameterSchema::Schema(schema)), Vec::new());
    }
    if let Some(content) = reader.object(node, "content") {
        let mut media = media::entries(reader, content);
        let schema = media::take_preferred(&mut media).and_then(|media| media.schema);
        return (schema.map(ParameterSchema::Schema), media);
    }
    let own = ["type", "items", "enum", "format"].iter().any(|key| node.get(key).is_some());
    (own.then_some(ParameterSchema::Own(node)), Vec::new())
}
