//! An operation's body, parameters and responses → its request schema and its response schema (design.md#which-schema).

use std::collections::BTreeSet;

use crate::config::Mapping;
use crate::schema::{ApiSchema, Counts, DataType, Facts, Field, Mapper, Reason};
use crate::spec::{
    BodySchema, Header, Location, Media, Operation, Parameter, ParameterSchema, RequestBody, Response,
    SpecObject, Unread,
};
use crate::tree::Node;

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
}

impl<'a, 'd> SchemaMapper<'a, 'd> {
    /// Without operations yet.
    pub(super) fn new(mapping: &'a Mapping, mapper: Mapper<'d>) -> Self {
        Self { mapping, mapper, counts: PartCounts::default() }
    }

    /// The mapper, with what it found.
    pub(super) fn into_mapper(self) -> Mapper<'d> {
        self.mapper
    }

    /// The schemas of an operation; `endpoint` is the length of its endpoint's FQN in UTF-16 units.
    pub(super) fn map(&mut self, operation: &Operation<'d>, endpoint: usize) -> OperationSchemas {
        let (request, response) = (endpoint + ".requestSchema".len(), endpoint + ".responseSchema".len());
        OperationSchemas {
            request: self.request(operation, request),
            response: self.response(operation, response),
        }
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
        let fields = match &body.schema {
            BodySchema::Schema(schema) => self.mapper.root(*schema, fqn),
            BodySchema::Form(form) => form.iter().filter_map(|field| self.parameter(field, fqn)).collect(),
            BodySchema::None => return None,
        };
        count(&mut self.counts.bodies, !fields.is_empty());
        Some(fields)
    }

    fn parameters(&mut self, parameters: &[Parameter<'d>], has_body: bool, fqn: usize) -> Vec<Field> {
        let mut top = Vec::new();
        let mut names = BTreeSet::new();
        let mut records: Vec<(&str, Vec<Field>)> = Vec::new();
        for (location, record) in RECORDS {
            for (place, parameter) in parameters.iter().enumerate().filter(|(_, p)| p.location == location) {
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
        };
        self.leave_out_media(&parameter.other_media, None);
        let schema = match parameter.schema {
            Some(ParameterSchema::Schema(schema) | ParameterSchema::Own(schema)) => schema,
            None => parameter.node,
        };
        self.mapper.field(&parameter.name, schema, &facts, fqn)
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
            let Some(schema) = other.schema else { continue };
            if self.mapping.all_responses {
                fields.extend(self.status(other, fqn));
            } else {
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
            if !self.mapping.all_responses || !names.insert(header.name.to_ascii_lowercase()) {
                self.mapper.leave_out(schema, Reason::Header, None);
                continue;
            }
            let facts = Facts {
                required: header.required,
                deprecated: header.deprecated,
                description: header.description.as_deref().map(str::to_owned),
            };
            fields.extend(self.mapper.field(&header.name, schema, &facts, fqn + HEADERS.len() + 1));
        }
        (!fields.is_empty()).then(|| as_record((HEADERS, fields)))
    }

    fn response_fields(&mut self, response: &Response<'d>, fqn: usize) -> Option<Vec<Field>> {
        self.leave_out_media(&response.other_media, response.schema);
        let fields = self.mapper.root(response.schema?, fqn);
        count(&mut self.counts.responses, !fields.is_empty());
        Some(fields)
    }

    /// A further response as one field, named by its status.
    fn status(&mut self, response: &Response<'d>, fqn: usize) -> Option<Field> {
        let description = response.description.as_deref().map(str::to_owned);
        let facts = Facts { description, ..Facts::default() };
        let field = self.mapper.field(&response.status, response.schema?, &facts, fqn);
        count(&mut self.counts.responses, field.is_some());
        field
    }
}

fn count(counts: &mut Counts, held: bool) {
    counts.total += 1;
    if held {
        counts.held += 1;
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
