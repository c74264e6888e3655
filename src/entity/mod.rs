//! (Config, Documents) → [`Catalog`]: the desired state, all entities of one service.

mod catalog;
mod collection;
mod coverage;
mod endpoint;
mod hash;
mod judge;
mod map;
pub mod name;
mod prose;
mod shape;
mod url;

use std::rc::Rc;

use serde::Serialize;

use crate::config::filter::{Filter, Verdict};
use crate::schema::Loss;
pub use crate::schema::{ApiSchema, Field};
pub use catalog::catalog_of;
pub use coverage::{Coverage, Share};
pub(crate) use endpoint::method;
pub(crate) use hash::{collection as hash_of_collection, endpoint as hash_of_endpoint};
pub use map::map;

/// The desired state, and what it could not hold.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The one service.
    pub service: Service,
    /// In the order in which they are sent.
    pub collections: Vec<Collection>,
    /// In the order of the document, a collection's together.
    pub endpoints: Vec<Rc<Endpoint>>,
    /// How much of the document is held.
    pub coverage: Coverage,
    /// Everything of the document that is not in the entities, in the order of the text.
    pub losses: Vec<Loss>,
    /// The compiled filters: also what of the server's state is hidden.
    pub filters: Filters,
    /// Why nothing may be deleted on account of this catalog; empty if the document is whole.
    pub holes: Vec<String>,
}

/// The API service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// `serviceName`, verbatim.
    pub name: String,
    /// `info.description`, else `info.title`.
    pub description: Option<String>,
}

/// An API collection, as its create request goes over the wire (STOCK 2.3).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    /// The encoded tag name.
    pub name: String,
    /// The tag's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The tag's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where its documentation is.
    #[serde(rename = "endpointURL", skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    /// The service's name, not quoted.
    pub service: String,
    /// STOCK 2.9.
    pub source_hash: String,
    /// `service.collection`.
    #[serde(skip)]
    pub fqn: String,
}

/// An API endpoint, as its create request goes over the wire (STOCK 2.6).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// Path, `/`, method; encoded, at most 256 UTF-16 units.
    pub name: String,
    /// The path; with the method in front where the catalogue has no word for it.
    pub display_name: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The collection's FQN.
    pub api_collection: String,
    /// Where its documentation is.
    #[serde(rename = "endpointURL", skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    /// `GET` …; none where the catalogue has no word for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_method: Option<&'static str>,
    /// Body and parameters; none is sent as one without fields.
    #[serde(serialize_with = "or_empty")]
    pub request_schema: Option<ApiSchema>,
    /// What comes back; none is sent as one without fields.
    #[serde(serialize_with = "or_empty")]
    pub response_schema: Option<ApiSchema>,
    /// STOCK 2.9.
    pub source_hash: String,
    /// `service.collection.endpoint`.
    #[serde(skip)]
    pub fqn: String,
    /// The path as filters see it.
    #[serde(skip)]
    pub path: String,
}

impl Endpoint {
    /// How many fields both schemas have, at all levels.
    pub fn fields(&self) -> usize {
        let schemas = [&self.request_schema, &self.response_schema].into_iter().flatten();
        schemas.map(|schema| count(&schema.schema_fields)).sum()
    }
}

/// A schema as it is sent. To an endpoint that has none at all a server of 1.12 takes every later write for one that adds
/// all fields, and overwrites what people wrote on them (STOCK 11.4).
fn or_empty<S: serde::Serializer>(schema: &Option<ApiSchema>, serializer: S) -> Result<S::Ok, S::Error> {
    match schema {
        Some(schema) => schema.serialize(serializer),
        None => ApiSchema::default().serialize(serializer),
    }
}

fn count(fields: &[Field]) -> usize {
    fields.iter().map(|field| 1 + count(field.children.as_deref().unwrap_or_default())).sum()
}

/// The compiled filters of a config.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    collections: Filter,
    endpoints: Filter,
}

impl Filters {
    /// The filters of collections and of endpoints.
    pub fn new(collections: Filter, endpoints: Filter) -> Self {
        Self { collections, endpoints }
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.collections.is_empty() && self.endpoints.is_empty()
    }

    /// The verdict on a collection of that raw tag name.
    pub fn collection(&self, raw_name: &str) -> Verdict {
        self.collections.verdict(raw_name)
    }

    /// The verdict on an endpoint of that path, without a trailing slash (`/` as `/`).
    pub fn endpoint(&self, path: &str) -> Verdict {
        self.endpoints.verdict(path)
    }

    /// Whether a collection of that raw tag name is kept for sure.
    pub fn keeps_collection(&self, raw_name: &str) -> bool {
        self.collection(raw_name) == Verdict::Keep
    }

    /// Whether an endpoint of that path is kept for sure.
    pub fn keeps_endpoint(&self, path: &str) -> bool {
        self.endpoint(path) == Verdict::Keep
    }
}

#[cfg(test)]
mod tests;
