//! A workflow config as a run uses it.

use serde::Serialize;

use super::auth::Auth;
use super::connection::{Connection, DocumentSource};
use super::log_level::LogLevel;
use super::mapping::Mapping;
use super::s3::AwsCredentials;
use super::schedule::Schedule;
use super::secrets_manager::SecretsManager;
use super::server::Server;
use super::tls::Tls;
use crate::Secret;
use crate::tree::Limits;

/// A workflow config as a run uses it.
#[derive(Debug, Clone, Serialize)]
pub struct Config {
    /// What the entities depend on.
    pub mapping: Mapping,
    /// Whether the service is named by the document's title, because there is no config.
    pub by_title: bool,
    /// Where the document is, as in the service's connection.
    pub document: DocumentSource,
    /// Where its bytes are read from instead, if a caller overrides it; the entities still follow `document`.
    pub read_from: Option<DocumentSource>,
    /// `serviceConnection.config.token`: the bearer token for the document's own address.
    pub document_token: Option<Secret>,
    /// `x-metarest.headers`: headers of every request to the document's own address.
    pub document_headers: Vec<(String, Secret)>,
    /// `x-metarest.auth`: how to authenticate at the document's own address; never set together with
    /// `document_token`.
    pub document_auth: Option<Auth>,
    /// The AWS access key of the environment, for a document in S3 whose connection has none.
    pub aws_of_environment: Option<AwsCredentials>,
    /// The secrets manager for `secret:` values (`secretsManagerProvider`), where it can be asked.
    pub secrets_manager: Option<SecretsManager>,
    /// How the servers of the document and of its external documents are verified.
    pub document_tls: Tls,
    /// Whether the run is in a Worker.
    pub in_worker: bool,
    /// `x-metarest.hosts`: hosts, besides the document's own, from which external documents may be fetched.
    pub hosts: Vec<String>,
    /// `x-metarest.schedule`: when the Worker starts an ingest. A run does not look at it.
    pub schedule: Option<Schedule>,
    /// Limits for reading the document (`x-metarest.limits`, `bytes` and `nodes`).
    pub document_limits: Limits,
    /// `serviceConnection.config` as it is stored in the service.
    pub connection: Connection,
    /// `workflowConfig.openMetadataServerConfig`.
    pub server: Server,
    /// `sourceConfig.config.markDeletedApiCollections`.
    pub mark_deleted: bool,
    /// `x-metarest.deletion`: when deletions are held back.
    pub guard: Guard,
    /// `sourceConfig.config.overrideMetadata`.
    pub override_metadata: bool,
    /// `sink.config.bulk_sink_batch_size`: entities per bulk request, at least 1.
    pub batch_size: usize,
    /// `ingestionPipelineFQN`: turns on status reporting.
    pub pipeline_fqn: Option<String>,
    /// `enableStreamableLogs`: the log is sent to the pipeline's run in the server.
    pub stream_logs: bool,
    /// `pipelineRunId`, as given; otherwise generated from the run's seed.
    pub run_id: Option<String>,
    /// `workflowConfig.loggerLevel`.
    pub logger_level: Option<LogLevel>,
    /// `workflowConfig.raiseOnError`.
    pub raise_on_error: bool,
}

impl Config {
    /// The config for previewing a document without one: the service is named by its title, and there is no server.
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
            secrets_manager: None,
            document_tls: Tls::default(),
            in_worker: false,
            hosts: Vec::new(),
            schedule: None,
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

    /// Whether the caller names the document, and not the config.
    pub fn is_document_given(&self) -> bool {
        self.by_title || self.read_from.is_some()
    }

    /// Where the document's bytes are read from.
    pub fn source(&self) -> &DocumentSource {
        self.read_from.as_ref().unwrap_or(&self.document)
    }
}

/// The deletion limit (`x-metarest.deletion`): deletions of more endpoints than both limits are held back until they
/// are approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Guard {
    /// A number of endpoints.
    pub endpoints: usize,
    /// A percentage of the managed endpoints.
    pub percent: usize,
    /// Whether an endpoint with votes, conversations or tasks stays at its old place instead of moving.
    pub keep_discussed: bool,
}

impl Default for Guard {
    fn default() -> Self {
        Self { endpoints: 10, percent: 50, keep_discussed: false }
    }
}
