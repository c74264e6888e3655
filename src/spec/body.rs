//! Request bodies of all versions: `requestBody`, `in: body`, `in: formData`.

use std::borrow::Cow;

use super::ignored_content;
use super::media::{self, Content, Media};
use super::parameter::{Parameter, ParameterSchema};
use super::reader::Reader;
use super::unread::{SpecObject, UnreadReason};
use crate::diagnostic::code::spec as code;
use crate::tree::Node;

/// The schema of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodySchema<'d> {
    /// A Schema Object.
    Schema(Node<'d>),
    /// The fields of a form (2.0 `in: formData`).
    Form(Vec<Parameter<'d>>),
    /// No schema.
    None,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBody<'d> {
    /// The Request Body Object, its `$ref` followed; the Parameter Object (2.0 `in: body`); the first field of a
    /// form.
    pub node: Node<'d>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// Whether it is required.
    pub required: bool,
    /// The preferred media type, if the body has any.
    pub media_type: Option<Cow<'d, str>>,
    /// Its schema.
    pub schema: BodySchema<'d>,
    /// The entries of `content` that were not preferred.
    pub other_media: Vec<Media<'d>>,
    /// The schemas of further bodies, which are ignored.
    pub ignored: Vec<Node<'d>>,
}

/// Reads the body: `requestBody`, else `in: body`, else `in: formData`.
pub(super) fn read<'d>(
    reader: &mut Reader<'d>,
    operation: Node<'d>,
    bodies: Vec<Parameter<'d>>,
    form: Vec<Parameter<'d>>,
) -> Option<RequestBody<'d>> {
    let request = operation.get("requestBody").filter(|body| !body.is_null());
    let request = request.and_then(|body| request_body(reader, body));
    let mut found = request.into_iter().chain(bodies.into_iter().map(of_parameter)).chain(of_form(form));
    let mut body = found.next()?;
    for other in found {
        // A body without a schema cannot contradict another.
        if matches!(body.schema, BodySchema::None) {
            body = other;
            continue;
        }
        second_body(reader, &other);
        body.ignored.extend(schemas(other));
    }
    Some(body)
}

/// Reports a body beside another one; of a form, each field.
fn second_body<'d>(reader: &mut Reader<'d>, other: &RequestBody<'d>) {
    let reason = UnreadReason::Malformed;
    if let BodySchema::Form(fields) = &other.schema {
        for field in fields {
            let message =
                format!("the form field `{}` is ignored, as the operation has a body too", field.name);
            reader.unread_as(&code::SECOND_BODY, SpecObject::Parameter, reason, field.node, message);
        }
        return;
    }
    let message = "an operation can have one request body only; this one is ignored".to_owned();
    reader.unread_as(&code::SECOND_BODY, SpecObject::Body, reason, other.node, message);
}

/// The schemas of a body that are apart from it.
fn schemas(body: RequestBody<'_>) -> Vec<Node<'_>> {
    match body.schema {
        BodySchema::Schema(schema) if schema != body.node => vec![schema],
        BodySchema::Form(fields) => fields.iter().filter_map(Parameter::own_schema).collect(),
        _ => Vec::new(),
    }
}

fn request_body<'d>(reader: &mut Reader<'d>, node: Node<'d>) -> Option<RequestBody<'d>> {
    let (resolved, kind) = reader.follow_as(SpecObject::Body, node)?;
    if kind == SpecObject::Body {
        ignored_content::check(reader, kind, resolved.node);
    }
    let Content { media_type, schema, other_media } = media::content(reader, resolved.node, kind);
    Some(RequestBody {
        node: resolved.node,
        description: reader.description(&resolved),
        // Of a schema, `required` lists properties.
        required: kind != SpecObject::Schema && reader.flag(resolved.node, "required"),
        media_type,
        schema: schema.map_or(BodySchema::None, BodySchema::Schema),
        other_media,
        ignored: Vec::new(),
    })
}

fn of_parameter(parameter: Parameter<'_>) -> RequestBody<'_> {
    let Parameter { description, required, schema, node, .. } = parameter;
    let schema = match schema {
        Some(ParameterSchema::Schema(schema) | ParameterSchema::Own(schema)) => BodySchema::Schema(schema),
        None => BodySchema::None,
    };
    RequestBody { node, description, required, schema, ..empty(node) }
}

fn empty(node: Node<'_>) -> RequestBody<'_> {
    RequestBody {
        node,
        description: None,
        required: false,
        media_type: None,
        schema: BodySchema::None,
        other_media: Vec::new(),
        ignored: Vec::new(),
    }
}

fn of_form(form: Vec<Parameter<'_>>) -> Option<RequestBody<'_>> {
    let node = form.first()?.node;
    let required = form.iter().any(|field| field.required);
    let schema = BodySchema::Form(form);
    Some(RequestBody { required, schema, ..empty(node) })
}
