//! What the entities depend on beside the document: names, addresses, filters, limits.

/// What the entities depend on, beside the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// `source.serviceName`, verbatim.
    pub service_name: String,
    /// `openAPISchemaURL`, normalised as a WHATWG URL; none for a file. For S3 the object's URL.
    pub schema_url: Option<String>,
    /// `docURL`, normalised as a WHATWG URL.
    pub doc_url: Option<String>,
    /// Whether `schema_url` may serve as the entities' URL as stock has it (false for S3 and files).
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
    /// Whether an endpoint without an address is an error: the server refuses it. Not where no server is meant.
    pub for_server: bool,
}

impl Mapping {
    /// The mapping of a document for which there is no config: the service is called by its title.
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

/// What a field tree may cost (`x-metarest.limits`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MappingLimits {
    /// Fields a schema.
    pub fields: usize,
    /// Levels of fields.
    pub depth: usize,
}

impl Default for MappingLimits {
    fn default() -> Self {
        Self { fields: 2000, depth: 64 }
    }
}

/// A filter as written: Python regular expressions, case-insensitive, anchored at the start (STOCK 4.3).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterPattern {
    /// Keep what matches one; empty: keep all.
    pub includes: Vec<String>,
    /// Drop what matches one.
    pub excludes: Vec<String>,
}
