//! The desired state as a value: one service with its collections and endpoints, as their create requests go over the
//! wire, and what of the document they do not hold.

use std::rc::Rc;

use serde::Serialize;

use super::coverage::Coverage;
use super::filtered::Filtered;
use super::filters::Filters;
use super::operation_source::OperationSource;
use super::source_hash::SourceHash;
use crate::config::MappingLimits;
use crate::schema::{ApiSchema, Field, Loss};

/// The desired state, and what it does not hold of the document.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The one service.
    pub service: Service,
    /// In the order in which they are sent.
    pub collections: Vec<Collection>,
    /// In the order of the document, a collection's together.
    pub endpoints: Vec<Rc<Endpoint>>,
    /// Where each endpoint comes from, in the same order.
    pub sources: Vec<Rc<OperationSource>>,
    /// The raw name of the tag of each endpoint, which the filter of collections matches; in the same order.
    pub tags: Vec<Rc<str>>,
    /// How much of the document is mapped.
    pub coverage: Coverage,
    /// Everything of the document that is not in the entities, in the order of the text.
    pub losses: Vec<Loss>,
    /// The operations that the filters leave out, in the order of the document.
    pub filtered: Vec<Filtered>,
    /// The compiled filters; they also hide entities on the server.
    pub filters: Filters,
    /// Why this catalog must not lead to deletions; empty if the document is whole.
    pub holes: Vec<String>,
    /// The limits within which it was made.
    pub limits: MappingLimits,
    /// The hosts from which external documents would be needed: those of the config, and those that were not asked; empty
    /// if all were asked.
    pub hosts: Vec<String>,
    /// How many of these were not asked: the last ones.
    pub hosts_not_asked: usize,
}

/// The API service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// `serviceName`, verbatim.
    pub name: String,
    /// `info.description`, else `info.title`.
    pub description: Option<String>,
}

/// An API collection, as its create request goes over the wire (stock.md#names).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CreateApiCollection", optional_fields))]
pub struct Collection {
    /// The encoded tag name.
    pub name: String,
    /// The tag's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The tag's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address of its documentation.
    #[serde(rename = "endpointURL", skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    /// The service's name, not quoted.
    pub service: String,
    /// stock.md#source-hash.
    pub source_hash: String,
    /// `service.collection`.
    #[serde(skip)]
    pub fqn: String,
}

/// An API endpoint, as its create request goes over the wire (stock.md#endpoints).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(
    feature = "typescript",
    ts(rename = "CreateApiEndpoint", rename_all = "camelCase", optional_fields)
)]
pub struct Endpoint {
    /// Path, `/`, method; encoded, at most 256 UTF-16 units.
    pub name: String,
    /// The path; after the method where the catalogue does not know the method.
    pub display_name: String,
    /// Markdown.
    pub description: Option<String>,
    /// The collection's FQN.
    pub api_collection: String,
    /// The address of its documentation.
    #[cfg_attr(feature = "typescript", ts(rename = "endpointURL"))]
    pub endpoint_url: Option<String>,
    /// `GET` …; none where the catalogue does not know the method.
    #[cfg_attr(
        feature = "typescript",
        ts(
            optional,
            type = "\"GET\" | \"POST\" | \"PUT\" | \"PATCH\" | \"DELETE\" | \"HEAD\" | \"CONNECT\" | \"OPTIONS\" | \"TRACE\""
        )
    )]
    pub request_method: Option<&'static str>,
    /// Body and parameters; none is sent as a schema without fields.
    #[cfg_attr(feature = "typescript", ts(type = "ApiSchema", optional = false))]
    pub request_schema: Option<ApiSchema>,
    /// Responses; none is sent as a schema without fields.
    #[cfg_attr(feature = "typescript", ts(type = "ApiSchema", optional = false))]
    pub response_schema: Option<ApiSchema>,
    /// stock.md#source-hash; it is computed when it is read.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub source_hash: SourceHash,
    /// `service.collection.endpoint`.
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub fqn: String,
    /// The path that filters match.
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub path: String,
}

impl Endpoint {
    /// How many fields both schemas have, at all levels.
    pub fn fields(&self) -> usize {
        self.request_fields() + self.response_fields()
    }

    /// How many fields a request has, at all levels.
    pub fn request_fields(&self) -> usize {
        fields(self.request_schema.as_ref())
    }

    /// How many fields a response has, at all levels.
    pub fn response_fields(&self) -> usize {
        fields(self.response_schema.as_ref())
    }
}

fn fields(schema: Option<&ApiSchema>) -> usize {
    schema.map_or(0, |schema| count(&schema.schema_fields))
}

fn count(fields: &[Field]) -> usize {
    fields.iter().map(|field| 1 + count(field.children.as_deref().unwrap_or_default())).sum()
}
