//! Request bodies, and media types: which of them is the one whose schema counts (MAPPING, "Which schema").

use std::borrow::Cow;

use super::parameter::{Parameter, ParameterSchema};
use super::read::{Part, Reader};
use super::reference::Why;
use crate::diagnostic::code::spec as code;
use crate::tree::{Kind, Node};

/// An entry of `content`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media<'d> {
    /// The media type, as written.
    pub media_type: Cow<'d, str>,
    /// `schema` or `itemSchema` (3.2); a media type that has both is two entries.
    pub schema: Option<Node<'d>>,
}

/// What describes a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodySchema<'d> {
    /// A Schema Object.
    Schema(Node<'d>),
    /// The fields of a form (2.0 `in: formData`).
    Form(Vec<Parameter<'d>>),
    /// Nothing does.
    None,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<'d> {
    /// The Request Body Object, its `$ref` followed; the Parameter Object (2.0 `in: body`); of a form its first
    /// field.
    pub node: Node<'d>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// Whether it must be sent.
    pub required: bool,
    /// The media type that was preferred, if the body says any.
    pub media_type: Option<Cow<'d, str>>,
    /// What describes it.
    pub schema: BodySchema<'d>,
    /// The entries of `content` that were not preferred.
    pub other_media: Vec<Media<'d>>,
}

/// Reads the body: `requestBody`, else `in: body`, else `in: formData`.
pub(super) fn read<'d>(
    reader: &mut Reader<'d>,
    operation: Node<'d>,
    bodies: Vec<Parameter<'d>>,
    form: Vec<Parameter<'d>>,
) -> Option<Body<'d>> {
    let said = operation.get("requestBody").filter(|body| !body.is_null());
    let said = said.and_then(|body| request_body(reader, body));
    let mut found = said.into_iter().chain(bodies.into_iter().map(whole)).chain(of_form(form));
    let mut body = found.next()?;
    for other in found {
        // A body without a schema says nothing that another could contradict.
        if matches!(body.schema, BodySchema::None) {
            body = other;
            continue;
        }
        let message = "an operation has one request body; this one is left out";
        reader.lose_as(&code::SECOND_BODY, Part::Body, Why::Malformed, other.node, message.to_owned());
    }
    Some(body)
}

fn request_body<'d>(reader: &mut Reader<'d>, node: Node<'d>) -> Option<Body<'d>> {
    let resolved = reader.follow(Part::Body, node)?;
    let content = reader.object(resolved.node, "content");
    let mut media = content.map(|content| media(reader, content)).unwrap_or_default();
    let chosen = take_preferred(&mut media);
    let schema = chosen.as_ref().and_then(|media| media.schema);
    // Not in any version, but found: a requestBody with a schema of its own.
    let schema = schema.or_else(|| schema_of(reader, resolved.node, "schema"));
    Some(Body {
        node: resolved.node,
        description: reader.described(&resolved),
        required: reader.flag(resolved.node, "required"),
        media_type: chosen.map(|media| media.media_type),
        schema: schema.map_or(BodySchema::None, BodySchema::Schema),
        other_media: media,
    })
}

fn whole(parameter: Parameter<'_>) -> Body<'_> {
    let Parameter { description, required, schema, node, .. } = parameter;
    let schema = match schema {
        Some(ParameterSchema::Schema(schema) | ParameterSchema::Own(schema)) => BodySchema::Schema(schema),
        None => BodySchema::None,
    };
    Body { node, description, required, media_type: None, schema, other_media: Vec::new() }
}

fn of_form(form: Vec<Parameter<'_>>) -> Option<Body<'_>> {
    let node = form.first()?.node;
    let required = form.iter().any(|field| field.required);
    let schema = BodySchema::Form(form);
    Some(Body { node, description: None, required, media_type: None, schema, other_media: Vec::new() })
}

/// The entries of a `content`, references followed.
pub(super) fn media<'d>(reader: &mut Reader<'d>, content: Node<'d>) -> Vec<Media<'d>> {
    let mut all = Vec::new();
    for entry in reader.named("content", content) {
        let Some(resolved) = reader.follow(Part::MediaType, entry.value) else { continue };
        let schemas = ["schema", "itemSchema"].map(|key| schema_of(reader, resolved.node, key));
        let said: Vec<Node<'d>> = schemas.into_iter().flatten().collect();
        all.extend(said.iter().map(|schema| Media { media_type: entry.key.clone(), schema: Some(*schema) }));
        if said.is_empty() {
            all.push(Media { media_type: entry.key, schema: None });
        }
    }
    all
}

/// A member that is a schema: an object, or `true` and `false` (3.1).
pub(super) fn schema_of<'d>(reader: &mut Reader<'d>, node: Node<'d>, key: &str) -> Option<Node<'d>> {
    let schema = node.get(key).filter(|schema| !schema.is_null())?;
    if matches!(schema.kind(), Kind::Object | Kind::Bool) {
        return Some(schema);
    }
    let message = format!("{} is no schema; it is left out", schema.kind().noun());
    reader.say(&code::WRONG_TYPE, message, schema.span());
    None
}

/// How far down the list of preferences a media type stands; below [`OTHER_THAN_JSON`] it is JSON.
pub(super) fn rank(media_type: &str) -> usize {
    let lower = media_type.trim().to_ascii_lowercase();
    let essence = lower.split(';').next().unwrap_or("").trim_end();
    match essence {
        "application/json" if essence.len() == lower.len() => 0,
        "application/json" => 1,
        _ if essence.ends_with("+json") || essence == "text/json" => 2,
        "*/*" | "application/*" => OTHER_THAN_JSON,
        "application/x-www-form-urlencoded" => 4,
        "multipart/form-data" => 5,
        "application/xml" | "text/xml" => 6,
        _ if essence.ends_with("+xml") => 6,
        _ if essence.starts_with("text/") => 7,
        _ => 8,
    }
}

/// The first rank of a media type that is not JSON.
pub(super) const OTHER_THAN_JSON: usize = 3;

/// Whether a schema says anything at all; `{}` and `true` count only where no other schema is.
pub(super) fn says_something(schema: Node<'_>) -> bool {
    schema.members().next().is_some()
}

/// Takes out the entry whose schema counts.
pub(super) fn take_preferred<'d>(media: &mut Vec<Media<'d>>) -> Option<Media<'d>> {
    let key = |media: &Media<'_>| {
        let schema = match media.schema {
            Some(schema) if says_something(schema) => 0,
            Some(_) => 1,
            None => 2,
        };
        (schema, rank(&media.media_type))
    };
    let (at, _) = media.iter().enumerate().min_by_key(|(at, media)| (key(media), *at))?;
    Some(media.remove(at))
}
