//! What the entities depend on besides the document: names, addresses, filters, limits.

use serde::Serialize;

use crate::diagnostic::Span;

/// What the entities depend on besides the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mapping {
    /// `source.serviceName`, verbatim.
    pub service_name: String,
    /// `openAPISchemaURL`, normalised as a WHATWG URL; none for a file. For S3, the URL of the object.
    pub schema_url: Option<String>,
    /// `docURL`, normalised as a WHATWG URL.
    pub doc_url: Option<String>,
    /// Whether `schema_url` is the fallback for the entities' URL, as in the stock connector (not for S3 and files).
    pub schema_url_is_fallback: bool,
    /// `sourceConfig.config.apiCollectionFilterPattern`.
    pub collection_filter: FilterPattern,
    /// `sourceConfig.config.apiEndpointFilterPattern`.
    pub endpoint_filter: FilterPattern,
    /// `x-metarest.responses: all`.
    pub all_responses: bool,
    /// `x-metarest.webhooks: true`.
    pub webhooks: bool,
    /// `x-metarest.limits`.
    pub limits: MappingLimits,
    /// Whether the entities are for a server. A server rejects an endpoint without an address, so that is an error then.
    pub for_server: bool,
}

impl Mapping {
    /// The mapping of a document without a config: the service is named by the title.
    pub fn of_title(title: Option<&str>) -> Self {
        let name = title.map(str::trim).filter(|title| !title.is_empty());
        Self {
            service_name: name.unwrap_or("openapi").to_owned(),
            schema_url: None,
            doc_url: None,
            schema_url_is_fallback: false,
            collection_filter: FilterPattern::default(),
            endpoint_filter: FilterPattern::default(),
            all_responses: false,
            webhooks: false,
            limits: MappingLimits::default(),
            for_server: false,
        }
    }
}

/// Limits of a field tree (`x-metarest.limits`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MappingLimits {
    /// Fields per schema.
    pub fields: usize,
    /// Levels of fields.
    pub depth: usize,
}

impl Default for MappingLimits {
    fn default() -> Self {
        Self { fields: 2000, depth: 64 }
    }
}

/// A filter as configured: Python regular expressions, case-insensitive, anchored at the start
/// (stock.md#filter-patterns).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FilterPattern {
    /// Keep what matches one of these; if empty, keep all.
    pub includes: Vec<String>,
    /// Drop what matches one of these.
    pub excludes: Vec<String>,
    /// Where each is written in the config.
    #[serde(skip)]
    pub places: Places,
}

/// Where the patterns of a filter are written, those of `includes` first; none if they are from elsewhere. It is no part
/// of what a config means: any two are equal.
#[derive(Clone, Default)]
pub struct Places(Vec<Span>);

impl Places {
    pub(in crate::config) fn new(places: Vec<Span>) -> Self {
        Self(places)
    }

    pub(super) fn get(&self, at: usize) -> Option<Span> {
        self.0.get(at).copied()
    }
}

impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Places")
    }
}
