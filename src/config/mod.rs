//! Workflow config (YAML or JSON) → [`Config`]: what a run uses, and every mistake with its place.
//!
//! In: bytes and an [`Environment`]. Out: the config, if nothing in it is an error, and diagnostics.
//!
//! The way: [`crate::tree`] reads the text, a walk along the table of [`keys`] turns it into keys as written
//! (`raw`), the rules look at what no single key tells (`rules`), and what stands makes the config (`build`).
//! Every mistake is said, each once, none that only follows from another.

mod address;
mod auth;
mod build;
mod checked;
mod describe;
mod edit;
pub mod filter;
pub(crate) mod jwt;
pub mod keys;
mod mask;
mod meant;
mod raw;
mod read;
mod rules;
mod s3;
mod scalar;
mod schema;
mod secrets;
mod site;
mod stored;
mod tls;
mod token;
mod version;
mod walk;
mod wrap;
mod yaml11;

pub use auth::Auth;
pub(crate) use auth::{basic, form_encoded};
pub use checked::{Checked, Target, parse, parse_for};
pub use keys::{Key, Version};
pub use rules::version::REFUSED;
pub use s3::{AWS_VARIABLES, AwsCredentials, AwsRole, S3Object};
pub use schema::json_schema;
pub use stored::adopt;
pub use tls::{ClientCertificate, Tls, Verify};
pub use token::{is_header_text, is_jwt, names_file};

use std::collections::BTreeMap;

use crate::Secret;
use crate::tree::Limits;

/// The variables that `$NAME` and `${NAME}` mean.
#[derive(Clone, Default)]
pub enum Environment {
    /// There is none here (a page, an offline check elsewhere): their values are unknown, never invalid.
    #[default]
    Unknown,
    /// These are set, no others.
    Known(BTreeMap<String, String>),
    /// These are set, no others, and the run is in a Worker: no files, no TLS of one's own.
    Worker(BTreeMap<String, String>),
}

impl Environment {
    /// The variables that are set; none where that is not known.
    pub(crate) fn variables(&self) -> Option<&BTreeMap<String, String>> {
        match self {
            Self::Unknown => None,
            Self::Known(variables) | Self::Worker(variables) => Some(variables),
        }
    }
}

/// A workflow config as a run uses it.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the mapping depends on.
    pub mapping: Mapping,
    /// The service is called by the document's title: there is no config that names it.
    pub by_title: bool,
    /// Where the document is; what the service's connection says.
    pub document: DocumentSource,
    /// Where its bytes come from instead, if a caller says so; what is mapped stays the config's.
    pub read_from: Option<DocumentSource>,
    /// `serviceConnection.config.token`: the bearer token of the document's own address.
    pub document_token: Option<Secret>,
    /// `x-metarest.headers`: headers of every request to the document's own address.
    pub document_headers: Vec<(String, Secret)>,
    /// `x-metarest.auth`: how to authenticate at the document's own address; never beside `document_token`.
    pub document_auth: Option<Auth>,
    /// Keys of Amazon's from the environment, for a document in S3 whose connection has none.
    pub aws_of_environment: Option<AwsCredentials>,
    /// How the document's server, and those of what it refers to, are verified.
    pub document_tls: Tls,
    /// Whether the run is in a Worker.
    pub in_worker: bool,
    /// `x-metarest.hosts`: hosts, beside the document's own, from which what it refers to may be fetched.
    pub hosts: Vec<String>,
    /// What reading the document may cost (`x-metarest.limits`, `bytes` and `nodes`).
    pub document_limits: Limits,
    /// `serviceConnection.config` as it is echoed into the service's connection.
    pub connection: Connection,
    /// `workflowConfig.openMetadataServerConfig`.
    pub server: Server,
    /// `sourceConfig.config.markDeletedApiCollections`.
    pub mark_deleted: bool,
    /// `x-metarest.deletion`: when deletions are held back.
    pub guard: Guard,
    /// `sourceConfig.config.overrideMetadata`.
    pub override_metadata: bool,
    /// `sink.config.bulk_sink_batch_size`: entities a bulk request, at least 1.
    pub batch_size: usize,
    /// `ingestionPipelineFQN`: turns on status reporting.
    pub pipeline_fqn: Option<String>,
    /// `enableStreamableLogs`: the log goes to the pipeline's run in the server.
    pub stream_logs: bool,
    /// `pipelineRunId`, as given; otherwise made from the run's seed.
    pub run_id: Option<String>,
    /// `workflowConfig.loggerLevel`.
    pub logger_level: Option<LogLevel>,
    /// `workflowConfig.raiseOnError`.
    pub raise_on_error: bool,
}

impl Config {
    /// For a document alone, to preview it: the service is called by its title, and there is no server.
    pub fn of_document(document: DocumentSource) -> Self {
        Self {
            mapping: Mapping::of_title(None),
            by_title: true,
            document,
            read_from: None,
            document_token: None,
            document_headers: Vec::new(),
            document_auth: None,
            aws_of_environment: None,
            document_tls: Tls::default(),
            in_worker: false,
            hosts: Vec::new(),
            document_limits: Limits::default(),
            connection: Connection::default(),
            server: Server {
                host_port: String::new(),
                api_version: String::new(),
                token: None,
                tls: Tls::default(),
                extra_headers: Vec::new(),
                store_service_connection: false,
                force_entity_overwriting: false,
                enable_version_validation: false,
            },
            mark_deleted: false,
            guard: Guard::default(),
            override_metadata: false,
            batch_size: 1,
            pipeline_fqn: None,
            stream_logs: false,
            run_id: None,
            logger_level: None,
            raise_on_error: true,
        }
    }

    /// Where the document's bytes come from.
    pub fn source(&self) -> &DocumentSource {
        self.read_from.as_ref().unwrap_or(&self.document)
    }
}

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

/// More endpoints than both of these say are held back until they are approved (`x-metarest.deletion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// So many endpoints.
    pub endpoints: usize,
    /// So many per cent of those that are managed.
    pub percent: usize,
    /// An endpoint that people voted for, talk about or have tasks on stays where it is instead of moving.
    pub keep_discussed: bool,
}

impl Default for Guard {
    fn default() -> Self {
        Self { endpoints: 10, percent: 50, keep_discussed: false }
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

/// Where the document's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentSource {
    /// `openAPISchemaURL`, normalised.
    Url(String),
    /// `openAPISchemaFilePath`.
    File(String),
    /// `openAPISchemaS3URL` with `awsCredentials`.
    S3(Box<S3Object>),
    /// Where the connection of the service in the server says; known once the run has asked for it.
    Service,
}

/// The service connection's own members, as they go into the service (secrets apart).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Connection {
    /// `token`, stored only with `storeServiceConnection: true`.
    pub token: Option<Secret>,
    /// Other secrets of it, each with its place in it, a JSON Pointer; where they stand, [`Secret::MASK`] does.
    pub secrets: Vec<(&'static str, Secret)>,
    /// `awsCredentials`.
    pub credentials: serde_json::Value,
    /// Every other member in the order that stock sends (STOCK 2.2), `type` and the document's address apart:
    /// `docURL`, filter patterns, `verifySSL`, `supportsMetadataExtraction`. No secrets.
    pub members: Vec<(String, serde_json::Value)>,
}

/// The OpenMetadata server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// `hostPort`, with `/api`, without a trailing slash.
    pub host_port: String,
    /// `apiVersion`, `v1` by default.
    pub api_version: String,
    /// `securityConfig.jwtToken`: the token, or the path of a file that holds it.
    pub token: Option<Secret>,
    /// How the server is verified.
    pub tls: Tls,
    /// `extraHeaders`, `%(Name)s` not yet filled.
    pub extra_headers: Vec<(String, Secret)>,
    /// `storeServiceConnection`.
    pub store_service_connection: bool,
    /// `forceEntityOverwriting`.
    pub force_entity_overwriting: bool,
    /// `enableVersionValidation`.
    pub enable_version_validation: bool,
}

/// How much a run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "lowercase"))]
pub enum LogLevel {
    /// Every request.
    Debug,
    /// Every phase.
    Info,
    /// What a person should look at.
    Warn,
    /// What stops the run.
    Error,
}

impl LogLevel {
    /// As a config has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}
