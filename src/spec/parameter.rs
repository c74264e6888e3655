//! Parameters: those of the path item and of the operation merged, references followed, sorted by their kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::body::{self, Media};
use super::read::{Part, Reader};
use super::reference::Why;
use crate::diagnostic::code::spec as code;
use crate::tree::Node;

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// A pair of the query.
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

/// What describes a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterSchema<'d> {
    /// A Schema Object: `schema`, or that of the preferred media type of `content`.
    Schema(Node<'d>),
    /// The Parameter Object itself (2.0), which has `type`, `format`, `items` as a schema has them.
    Own(Node<'d>),
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Where it is sent.
    pub location: Location,
    /// Whether it must be sent; a path parameter always.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// What describes its value.
    pub schema: Option<ParameterSchema<'d>>,
    /// The Parameter Object, its `$ref` followed.
    pub node: Node<'d>,
    /// The entries of `content` that were not preferred.
    pub other_media: Vec<Media<'d>>,
}

/// The parameters of an operation by what becomes of them.
#[derive(Debug, Default)]
pub(super) struct Sent<'d> {
    /// Path, query, header, cookie.
    pub(super) parameters: Vec<Parameter<'d>>,
    /// `in: formData`.
    pub(super) form: Vec<Parameter<'d>>,
    /// `in: body`.
    pub(super) bodies: Vec<Parameter<'d>>,
}

/// Reads `parameters` of the path item's layers and of the operation.
pub(super) fn read<'d>(reader: &mut Reader<'d>, shared: &[Node<'d>], operation: Node<'d>) -> Sent<'d> {
    let mut merged = Merged::default();
    for (layer, owner) in shared.iter().rev().copied().chain([operation]).enumerate() {
        for entry in reader.array(owner, "parameters") {
            let Some(parameter) = one(reader, entry) else { continue };
            if let Err(twin) = merged.add(layer, parameter) {
                let message = format!("parameter `{}` is given twice; the first one counts", twin.name);
                reader.say(&code::DUPLICATE_PARAMETER, message, entry.span());
            }
        }
    }
    let mut sent = Sent::default();
    for (_, parameter) in merged.parameters {
        match parameter.location {
            Location::FormData => sent.form.push(parameter),
            Location::Body => sent.bodies.push(parameter),
            _ => sent.parameters.push(parameter),
        }
    }
    sent
}

/// Parameters of several layers, each with the layer that it is from.
#[derive(Default)]
struct Merged<'d> {
    parameters: Vec<(usize, Parameter<'d>)>,
    places: BTreeMap<(Cow<'d, str>, Location), usize>,
}

impl<'d> Merged<'d> {
    /// Adds a parameter in the place of one of an earlier layer; gives it back if its own layer has one already.
    fn add(&mut self, layer: usize, parameter: Parameter<'d>) -> Result<(), Parameter<'d>> {
        let place = self.places.entry((parameter.name.clone(), parameter.location));
        let at = *place.or_insert(self.parameters.len());
        match self.parameters.get_mut(at) {
            Some((of, _)) if *of == layer => return Err(parameter),
            Some(slot) => *slot = (layer, parameter),
            None => self.parameters.push((layer, parameter)),
        }
        Ok(())
    }
}

fn one<'d>(reader: &mut Reader<'d>, entry: Node<'d>) -> Option<Parameter<'d>> {
    let resolved = reader.follow(Part::Parameter, entry)?;
    let node = resolved.node;
    let location = node.get("in").and_then(Node::as_str).unwrap_or_default();
    let location = LOCATIONS.iter().find(|(word, _)| *word == location).map(|(_, location)| *location);
    let name = node.get("name").and_then(Node::scalar).filter(|name| !name.is_empty());
    // The name of a body is never sent; some documents leave it out.
    let name = name.or((location == Some(Location::Body)).then_some(Cow::Borrowed("body")));
    let (Some(location), Some(name)) = (location, name) else {
        let message =
            "a parameter needs a `name`, and `in` with one of path, query, header, cookie; it is left out";
        reader.lose(Part::Parameter, Why::Malformed, node, message.to_owned());
        return None;
    };
    let (schema, other_media) = schema(reader, node);
    Some(Parameter {
        name,
        location,
        required: location == Location::Path || reader.flag(node, "required"),
        deprecated: reader.flag(node, "deprecated"),
        description: reader.described(&resolved),
        schema,
        node,
        other_media,
    })
}

/// What describes the value of a parameter or header, and what else its `content` has.
pub(super) fn schema<'d>(
    reader: &mut Reader<'d>,
    node: Node<'d>,
) -> (Option<ParameterSchema<'d>>, Vec<Media<'d>>) {
    if let Some(schema) = body::schema_of(reader, node, "schema") {
        return (Some(ParameterSchema::Schema(schema)), Vec::new());
    }
    if let Some(content) = reader.object(node, "content") {
        let mut media = body::media(reader, content);
        let schema = body::take_preferred(&mut media).and_then(|media| media.schema);
        return (schema.map(ParameterSchema::Schema), media);
    }
    let own = ["type", "items", "enum", "format"].iter().any(|key| node.get(key).is_some());
    (own.then_some(ParameterSchema::Own(node)), Vec::new())
}
