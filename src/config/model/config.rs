//! A workflow config as a run uses it.

use super::auth::Auth;
use super::connection::{Connection, DocumentSource};
use super::log_level::LogLevel;
use super::mapping::Mapping;
use super::s3::AwsCredentials;
use super::server::Server;
use super::tls::Tls;
use crate::Secret;
use crate::tree::Limits;

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
