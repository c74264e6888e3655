//! An operation's body, parameters and responses → its request schema and its response schema (design.md#which-schema).

use std::collections::BTreeSet;

use crate::config::Mapping;
use crate::name::storable;
use crate::schema::{ApiSchema, Counts, DataType, Direction, Facts, Field, Loss, Mapper, Reason};
use crate::spec::{
    BodySchema, Documents, Header, Location, Media, Operation, Parameter, ParameterSchema, RequestBody,
    Response, SpecObject, Unread, Version, is_binary,
};
use crate::tree::{Node, escape_pointer_token};

/// The two schemas of an operation.
#[derive(Debug, Clone, Default)]
pub(super) struct OperationSchemas {
    /// Body and parameters.
    pub(super) request: Option<ApiSchema>,
    /// Responses and their headers.
    pub(super) response: Option<ApiSchema>,
}

/// The parts of all operations, counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PartCounts {
    /// Request bodies with a schema.
    pub(super) bodies: Counts,
    /// Parameters.
    pub(super) parameters: Counts,
    /// Responses with a schema.
    pub(super) responses: Counts,
}

impl PartCounts {
    /// Counts parts that could not be read as lost.
    pub(super) fn add_unread(&mut self, unread: &[Unread]) {
        for unread in unread {
            match unread.object {
                SpecObject::Body => count(&mut self.bodies, false),
                SpecObject::Parameter => count(&mut self.parameters, false),
                SpecObject::Response => count(&mut self.responses, false),
                _ => {}
            }
        }
    }
}

/// The records of parameters, in their order. Where there is no body, path and query parameters are at the top level,
/// as in the stock connector.
const RECORDS: [(Location, &str); 5] = [
    (Location::Path, "path parameters"),
    (Location::Query, "query parameters"),
    (Location::Querystring, "query parameters"),
    (Location::Header, "header parameters"),
    (Location::Cookie, "cookie parameters"),
];

/// The record of response headers.
const HEADERS: &str = "response headers";

/// Maps the schemas of one operation after another.
pub(super) struct SchemaMapper<'a, 'd> {
    mapping: &'a Mapping,
    mapper: Mapper<'d>,
    /// The parts of the operations that were mapped.
    pub(super) counts: PartCounts,
    /// Bodies and responses without a schema, and parameters that are ignored.
    pub(super) losses: Vec<Loss>,
    /// Whether the version says to ignore the parameters in [`IGNORED`].
    ignores_headers: bool,
}

/// Header parameters that OpenAPI 3 says to ignore (OpenAPI 3.1.0, 4.8.12.2).
const IGNORED: [&str; 3] = ["accept", CONTENT_TYPE, "authorization"];

/// The header of a response that OpenAPI 3 says to ignore (OpenAPI 3.1.0, 4.8.17).
const CONTENT_TYPE: &str = "content-type";

impl<'a, 'd> SchemaMapper<'a, 'd> {
    /// Without operations yet.
    pub(super) fn new(mapping: &'a Mapping, documents: &'d Documents) -> Self {
        Self {
            mapping,
            mapper: Mapper::new(documents, mapping.limits),
            counts: PartCounts::default(),
            losses: Vec::new(),
            ignores_headers: documents.version() != Version::V2_0,
        }
    }

    /// The mapper, with what it found.
    pub(super) fn into_mapper(self) -> Mapper<'d> {
        self.mapper
    }

    /// The schemas of an operation; `endpoint` is the length of its endpoint's FQN in UTF-16 units.
    pub(super) fn map(&mut self, operation: &Operation<'d>, endpoint: usize) -> OperationSchemas {
        let (request, response) = (endpoint + ".requestSchema".len(), endpoint + ".responseSchema".len());
        self.mapper.set_operation(operation.method, operation.path);
        self.mapper.set_direction(Direction::Request);
        let request = self.request(operation, request);
        self.mapper.set_direction(Direction::Response);
        OperationSchemas { request, response: self.response(operation, response) }
    }

    fn request(&mut self, operation: &Operation<'d>, fqn: usize) -> Option<ApiSchema> {
        let body = operation.body.as_ref().and_then(|body| self.body(body, fqn));
        let has_body = body.is_some();
        let mut fields = body.unwrap_or_default();
        fields.extend(self.parameters(&operation.parameters, has_body, fqn));
        (has_body || !fields.is_empty()).then_some(ApiSchema { schema_fields: fields })
    }

    /// The fields of a body; none if nothing describes it.
    fn body(&mut self, body: &RequestBody<'d>, fqn: usize) -> Option<Vec<Field>> {
        let shown = match &body.schema {
            BodySchema::Schema(schema) => Some(*schema),
            BodySchema::Form(_) | BodySchema::None => None,
        };
        self.leave_out_media(&body.other_media, shown);
        for schema in &body.ignored {
            self.mapper.leave_out(*schema, Reason::Malformed, None);
        }
        let media_type = body.media_type.as_deref();
        let fields = match &body.schema {
            BodySchema::Schema(schema) => self.root(*schema, media_type, fqn),
            BodySchema::Form(form) => form.iter().filter_map(|field| self.parameter(field, fqn)).collect(),
            BodySchema::None if has_content(media_type, body.node) => {
                self.without_schema("value", media_type, body.node).into_iter().collect()
            }
            BodySchema::None => return None,
        };
        count(&mut self.counts.bodies, !fields.is_empty());
        (body.schema != BodySchema::None || !fields.is_empty()).then_some(fields)
    }

    fn parameters(&mut self, parameters: &[Parameter<'d>], has_body: bool, fqn: usize) -> Vec<Field> {
        let mut top = Vec::new();
        let mut names = BTreeSet::new();
        let mut records: Vec<(&str, Vec<Field>)> = Vec::new();
        for (location, record) in RECORDS {
            for (place, parameter) in parameters.iter().enumerate().filter(|(_, p)| p.location == location) {
                if self.ignores_headers && is_ignored(parameter) {
                    self.ignore(parameter);
                    continue;
                }
                let field = self.parameter(parameter, fqn + record.len() + 1);
                count(&mut self.counts.parameters, field.is_some());
                let Some(field) = field else { continue };
                let at_top = !has_body && !matches!(location, Location::Header | Location::Cookie);
                if at_top && names.insert(field.name.clone()) {
                    top.push((place, field));
                } else {
                    file(&mut records, record, field);
                }
            }
        }
        // At the top level they have the order of the document, as in the stock connector.
        top.sort_by_key(|(place, _)| *place);
        top.into_iter().map(|(_, field)| field).chain(records.into_iter().map(as_record)).collect()
    }

    fn parameter(&mut self, parameter: &Parameter<'d>, fqn: usize) -> Option<Field> {
        let facts = Facts {
            required: parameter.required,
            deprecated: parameter.deprecated,
            description: parameter.description.as_deref().map(str::to_owned),
            ..Facts::default()
        };
        let facts = facts.with_example(parameter.example).with_serialization_of(parameter.node);
        self.leave_out_media(&parameter.other_media, None);
        self.mapper.field(&parameter.name, parameter.schema_or_node(), &facts, fqn)
    }

    /// Leaves out a header parameter that the version says to ignore.
    fn ignore(&mut self, parameter: &Parameter<'d>) {
        let node = parameter.node;
        self.mapper.leave_out(parameter.schema_or_node(), Reason::IgnoredHeader, None);
        self.counts.parameters.total += 1;
        self.counts.parameters.policy += 1;
        if parameter.schema_or_node() != node {
            self.losses.push(Loss {
                pointer: node.tree().pointer(node.id()),
                reason: Reason::IgnoredHeader,
                message: format!("OpenAPI 3 says to ignore the parameter `{}`", parameter.name),
                span: node.span(),
            });
        }
    }

    /// The fields of a schema; of `{}` for binary data, one field of bytes.
    fn root(&mut self, schema: Node<'d>, media_type: Option<&str>, fqn: usize) -> Vec<Field> {
        let mut fields = self.mapper.root(schema, fqn);
        let binary = media_type.filter(|media_type| is_binary(media_type));
        if let (Some(media_type), [field]) = (binary, fields.as_mut_slice()) {
            refine(field, schema, media_type);
        }
        fields
    }

    /// The field of a media type without a schema: bytes if it is binary, else it is lost. Without a media type none of
    /// them could be read, which is recorded already.
    fn without_schema(&mut self, name: &str, media_type: Option<&str>, owner: Node<'d>) -> Option<Field> {
        if let Some(media_type) = media_type.filter(|media_type| is_binary(media_type)) {
            return Some(binary(name, media_type));
        }
        if media_type.is_some() || owner.get("content").is_none() {
            self.losses.push(no_schema(media_type, owner));
        }
        None
    }

    /// Records the other media types as losses.
    fn leave_out_media(&mut self, media: &[Media<'d>], shown: Option<Node<'d>>) {
        let schemas = media.iter().filter_map(|media| media.schema);
        schemas.for_each(|schema| self.mapper.leave_out(schema, Reason::MediaType, shown));
    }

    fn response(&mut self, operation: &Operation<'d>, fqn: usize) -> Option<ApiSchema> {
        let chosen = operation.response.as_ref().and_then(|response| self.response_fields(response, fqn));
        let has_schema = chosen.is_some();
        let mut fields = chosen.unwrap_or_default();
        for other in &operation.other_responses {
            self.leave_out_media(&other.other_media, other.schema);
            if self.mapping.all_responses {
                fields.extend(self.status(other, fqn));
            } else if let Some(schema) = other.schema {
                self.mapper.leave_out(schema, Reason::Status, None);
                self.counts.responses.total += 1;
                self.counts.responses.policy += 1;
            }
        }
        let headers = operation.response.iter().chain(&operation.other_responses).flat_map(|r| &r.headers);
        fields.extend(self.headers(headers, fqn));
        (has_schema || !fields.is_empty()).then_some(ApiSchema { schema_fields: fields })
    }

    /// The headers of all responses as one record; of headers with the same name, the first.
    fn headers<'r>(&mut self, headers: impl Iterator<Item = &'r Header<'d>>, fqn: usize) -> Option<Field>
    where
        'd: 'r,
    {
        let mut names = BTreeSet::new();
        let mut fields = Vec::new();
        for header in headers {
            let Some(ParameterSchema::Schema(schema) | ParameterSchema::Own(schema)) = header.schema else {
                continue;
            };
            let name = header.name.to_ascii_lowercase();
            let is_ignored = self.ignores_headers && name == CONTENT_TYPE;
            if is_ignored || !self.mapping.all_responses || !names.insert(name) {
                let reason = if is_ignored { Reason::IgnoredHeader } else { Reason::Header };
                self.mapper.leave_out(schema, reason, None);
                continue;
            }
            let facts = Facts {
                required: header.required,
                deprecated: header.deprecated,
                description: header.description.as_deref().map(str::to_owned),
                ..Facts::default()
            };
            let facts = facts.with_example(header.example).with_serialization_of(header.node);
            fields.extend(self.mapper.field(&header.name, schema, &facts, fqn + HEADERS.len() + 1));
        }
        (!fields.is_empty()).then(|| as_record((HEADERS, fields)))
    }

    fn response_fields(&mut self, response: &Response<'d>, fqn: usize) -> Option<Vec<Field>> {
        self.leave_out_media(&response.other_media, response.schema);
        let media_type = response.media_type.as_deref();
        let fields = match response.schema {
            Some(schema) => self.root(schema, media_type, fqn),
            None => self.without_schema("value", media_type, response.node).into_iter().collect(),
        };
        count(&mut self.counts.responses, !fields.is_empty());
        (response.schema.is_some() || !fields.is_empty()).then_some(fields)
    }

    /// A further response as one field, named by its status.
    fn status(&mut self, response: &Response<'d>, fqn: usize) -> Option<Field> {
        let description = response.description.as_deref().map(str::to_owned);
        let facts = Facts { description, ..Facts::default() };
        let field = match (response.schema, response.media_type.as_deref()) {
            (Some(schema), _) => self.mapper.field(&response.status, schema, &facts, fqn),
            (None, media_type @ Some(_)) => self.without_schema(&response.status, media_type, response.node),
            (None, None) => return None,
        };
        count(&mut self.counts.responses, field.is_some());
        field
    }
}

fn is_ignored(parameter: &Parameter<'_>) -> bool {
    parameter.location == Location::Header
        && IGNORED.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
}

/// Whether a body without a schema says that it has content: by a media type, or as a parameter (2.0), which has none.
fn has_content(media_type: Option<&str>, body: Node<'_>) -> bool {
    let is_empty = || body.get("content").is_none_or(|content| content.members().next().is_none());
    media_type.is_some() || body.get("in").is_some() || !is_empty()
}

/// A field of bytes, whose type for people is the media type.
fn binary(name: &str, media_type: &str) -> Field {
    let mut field = Field::new(name, DataType::Bytes);
    field.data_type_display = Some(storable(media_type.into()).as_ref().into());
    field
}

/// Makes the field of a schema that allows anything one of bytes.
fn refine(field: &mut Field, schema: Node<'_>, media_type: &str) {
    if field.data_type == DataType::Unknown && schema.members().next().is_none() {
        field.data_type = DataType::Bytes;
        field.data_type_display = binary("", media_type).data_type_display;
    }
}

/// The loss of a media type without a schema; `owner` is the body or response.
fn no_schema(media_type: Option<&str>, owner: Node<'_>) -> Loss {
    let pointer = owner.tree().pointer(owner.id());
    let media = media_type.and_then(|key| Some((key, owner.get("content")?.get(key)?)));
    match media {
        Some((key, node)) => Loss {
            pointer: format!("{pointer}/content/{}", escape_pointer_token(key)),
            reason: Reason::NoSchema,
            message: format!("the media type `{key}` has no schema"),
            span: node.span(),
        },
        None => Loss {
            pointer,
            reason: Reason::NoSchema,
            message: "the body has no schema".to_owned(),
            span: owner.span(),
        },
    }
}

fn count(counts: &mut Counts, mapped: bool) {
    counts.total += 1;
    if mapped {
        counts.mapped += 1;
    } else {
        counts.lost += 1;
    }
}

fn file<'r>(records: &mut Vec<(&'r str, Vec<Field>)>, name: &'r str, field: Field) {
    match records.iter_mut().find(|(record, _)| *record == name) {
        Some((_, fields)) => fields.push(field),
        None => records.push((name, vec![field])),
    }
}

fn as_record((name, children): (&str, Vec<Field>)) -> Field {
    let mut record = Field::new(name, DataType::Record);
    record.data_type_display = Some("object".into());
    record.children = Some(children);
    record
}
