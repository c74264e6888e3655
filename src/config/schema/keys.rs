//! Every key of a workflow config as one table: what a value may be, whether it must be there, what comes of it.
//!
//! The rows are those of the stock connector 1.12.14 and 2.0.7 (STOCK 1.1), the flat `openAPISchemaURL` of 1.12.1
//! and before (STOCK 1.2), and our own under `x-metarest` (MAPPING, "Our own settings"). The walk, the texts of
//! the messages and the documentation read this table; a new key is a new row.

pub use super::key::{Effect, Key, Kind, Need, Words};
pub use super::version::{Version, Versions};

impl Key {
    /// Whether a key within it is one of a secret.
    pub(in crate::config) fn may_hold_secrets(&self) -> bool {
        let path = format!("{}.", self.path());
        ALL.iter().any(|key| key.is_secret() && format!("{}.", key.parent).starts_with(&path))
    }
}

/// Tokens that are sent as `Authorization: Bearer`.
pub(in crate::config) const BEARERS: [&Key; 3] = [&JWT_TOKEN, &TOKEN, &AUTH_BEARER];

/// The rows of the mapping at that path.
pub(in crate::config) fn below(parent: &str) -> impl Iterator<Item = &'static Key> {
    ALL.iter().copied().filter(move |key| key.parent == parent)
}

/// Words in this letter case only.
const fn words(words: &'static [&'static str]) -> Kind {
    Kind::Word(Words { words, documented: &[], any_case: false })
}

/// Words, and those that the documentation has instead.
const fn words_as_documented(
    words: &'static [&'static str],
    documented: &'static [(&'static str, &'static str)],
) -> Kind {
    Kind::Word(Words { words, documented, any_case: false })
}

/// What is not built yet and can be done without.
const fn not_built(what: &'static str) -> Effect {
    Effect::NotBuilt { what, instead: "leave it out to run without it" }
}

macro_rules! keys {
    ($($parent:literal { $($id:ident = $name:literal, $kind:expr, $need:expr, $effect:expr, $versions:expr, $note:literal;)* })*) => {
        $($(
            #[doc = concat!("`", $parent, ".", $name, "`: ", $note)]
            pub static $id: Key = Key {
                parent: $parent,
                name: $name,
                kind: $kind,
                need: $need,
                effect: $effect,
                versions: $versions,
                note: $note,
            };
        )*)*
        /// Every key, mapping by mapping.
        pub static ALL: &[&Key] = &[$($(&$id,)*)*];
    };
}

use Effect::{Idle, NotBuilt, Unheeded, Used};
use Kind::{Bool, Free, Headers, Int, Object, Secret, Text, Texts, Url, Uuid};
use Need::{Default, Optional, Required};

const TO_1_12_1: Option<Versions> = Some(Versions::Until(Version::V1_12_1));
const V1_12_2: Option<Versions> = Some(Versions::Since(Version::V1_12_2));
const V1_12_4: Option<Versions> = Some(Versions::Since(Version::V1_12_4));
const V2_0: Option<Versions> = Some(Versions::Since(Version::V2_0));

const FALSE: Need = Default("false");
const TRUE: Need = Default("true");
const VERIFY_SSL: Kind = words(&["no-ssl", "ignore", "validate"]);
const NO_SSL: Need = Default("no-ssl");
const CONNECTION_FILTER: Effect =
    Unheeded("write it in `source.sourceConfig.config`: here the connector never reads it");

#[rustfmt::skip]
keys! {
    "" {
        SOURCE = "source", Object, Required, Used, None, "what is read";
        SINK = "sink", Object, Required, Used, None, "where it goes";
        WORKFLOW = "workflowConfig", Object, Required, Used, None, "the server and the run";
        PIPELINE_FQN = "ingestionPipelineFQN", Text, Optional, Used, None, "the pipeline under which the run reports its status";
        RUN_ID = "pipelineRunId", Uuid, Optional, Used, None, "the run's own id";
        STREAM_LOGS = "enableStreamableLogs", Bool, FALSE, Used, None, "sends the log to the server too, where it shows beside the run of `ingestionPipelineFQN`";
        RUNNER = "ingestionRunnerName", Text, Optional, Idle, None, "a name for the log";
        PROCESSOR = "processor", Free, Optional, Idle, None, "has no part in this workflow";
        STAGE = "stage", Free, Optional, Idle, None, "has no part in this workflow";
        BULK_SINK = "bulkSink", Free, Optional, Idle, None, "has no part in this workflow";
        OWN = "x-metarest", Object, Optional, Used, None, "metarest's own settings; strip it to get a file for the stock connector";
    }
    "source" {
        SOURCE_TYPE = "type", Kind::Word(Words { words: &["rest"], documented: &[], any_case: true }), Required, Used, None, "the connector";
        SERVICE_NAME = "serviceName", Text, Required, Used, None, "the API service's name in the catalogue";
        SERVICE_CONNECTION = "serviceConnection", Object, Optional, Used, None, "how the document is reached";
        SOURCE_CONFIG = "sourceConfig", Object, Required, Used, None, "what is ingested";
    }
    "source.serviceConnection" {
        CONNECTION = "config", Object, Optional, Used, None, "how the document is reached";
    }
    "source.serviceConnection.config" {
        CONNECTION_TYPE = "type", words(&["Rest"]), Default("Rest"), Used, None, "the kind of connection";
        FLAT_URL = "openAPISchemaURL", Url, Optional, Used, TO_1_12_1, "the document's address";
        SCHEMA = "openAPISchemaConnection", Object, Optional, Used, V1_12_2, "where the document is: a URL, a file, or an S3 object";
        TOKEN = "token", Secret, Optional, Used, None, "bearer token for the document's address";
        DOC_URL = "docURL", Url, Optional, Used, None, "the page from which links into the API's documentation are made";
        CONNECTION_COLLECTIONS = "apiCollectionFilterPattern", Object, Optional, CONNECTION_FILTER, None, "a default of OpenMetadata's own forms";
        CONNECTION_ENDPOINTS = "apiEndpointFilterPattern", Object, Optional, CONNECTION_FILTER, None, "a default of OpenMetadata's own forms";
        CONNECTION_VERIFY = "verifySSL", VERIFY_SSL, NO_SSL, Used, V1_12_4, "how the document's server is verified: `no-ssl` against the system's authorities, `validate` against `sslConfig.caCertificate`, `ignore` not at all";
        CONNECTION_SSL = "sslConfig", Object, Optional, Used, V1_12_4, "certificates for the document's server";
        SUPPORTS_EXTRACTION = "supportsMetadataExtraction", Bool, TRUE, Used, None, "is kept in the service";
    }
    "source.serviceConnection.config.openAPISchemaConnection" {
        SCHEMA_URL = "openAPISchemaURL", Url, Optional, Used, V1_12_2, "the document's address";
        SCHEMA_FILE = "openAPISchemaFilePath", Text, Optional, Used, V1_12_2, "the document's path";
        SCHEMA_S3 = "openAPISchemaS3URL", Url, Optional, Used, V1_12_4, "the document's address in S3";
        AWS = "awsCredentials", Object, Optional, Used, V1_12_4, "credentials for S3";
    }
    "source.serviceConnection.config.openAPISchemaConnection.awsCredentials" {
        AWS_REGION = "awsRegion", Text, Required, Used, None, "the bucket's region";
        AWS_ENABLED = "enabled", Bool, FALSE, Idle, None, "whether IAM authentication is on";
        AWS_KEY = "awsAccessKeyId", Secret, Optional, Used, None, "the access key's id; without it AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the environment";
        AWS_SECRET = "awsSecretAccessKey", Secret, Optional, Used, None, "the access key";
        AWS_SESSION = "awsSessionToken", Secret, Optional, Used, None, "a session's token";
        AWS_ENDPOINT = "endPointURL", Url, Optional, Used, None, "an endpoint of S3, and of STS, other than Amazon's";
        AWS_PROFILE = "profileName", Text, Optional, NotBuilt { what: "a named profile", instead: "write its keys: `awsAccessKeyId` and `awsSecretAccessKey`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment" }, None, "a named profile";
        AWS_ROLE = "assumeRoleArn", Text, Optional, Used, None, "a role to assume";
        AWS_ROLE_SESSION = "assumeRoleSessionName", Text, Default("OpenMetadataSession"), Used, None, "the assumed role's session";
        AWS_ROLE_SOURCE = "assumeRoleSourceIdentity", Text, Optional, Used, None, "the assumed role's source identity";
    }
    "source.serviceConnection.config.sslConfig" {
        CONNECTION_CA = "caCertificate", Secret, Optional, Used, V1_12_4, "the certificate of the authority that `verifySSL: validate` holds the server against: PEM text or a file's path";
        CONNECTION_CERTIFICATE = "sslCertificate", Secret, Optional, Used, V1_12_4, "a client certificate: PEM text or a file's path";
        CONNECTION_KEY = "sslKey", Secret, Optional, Used, V1_12_4, "the client certificate's key: PEM text or a file's path; left out where the certificate's text holds it";
    }
    "source.serviceConnection.config.apiCollectionFilterPattern" {
        CONNECTION_COLLECTIONS_IN = "includes", Texts, Optional, Used, None, "patterns to keep";
        CONNECTION_COLLECTIONS_OUT = "excludes", Texts, Optional, Used, None, "patterns to drop";
    }
    "source.serviceConnection.config.apiEndpointFilterPattern" {
        CONNECTION_ENDPOINTS_IN = "includes", Texts, Optional, Used, None, "patterns to keep";
        CONNECTION_ENDPOINTS_OUT = "excludes", Texts, Optional, Used, None, "patterns to drop";
    }
    "source.sourceConfig" {
        METADATA = "config", Object, Optional, Used, None, "what is ingested";
    }
    "source.sourceConfig.config" {
        METADATA_TYPE = "type", words(&["ApiMetadata"]), Default("ApiMetadata"), Used, None, "the kind of ingestion";
        COLLECTIONS = "apiCollectionFilterPattern", Object, Optional, Used, None, "which collections are ingested";
        ENDPOINTS = "apiEndpointFilterPattern", Object, Optional, Used, None, "which endpoints are ingested, by their path";
        MARK_DELETED = "markDeletedApiCollections", Bool, TRUE, Used, None, "soft-deletes what the document no longer has";
        OVERRIDE = "overrideMetadata", Bool, FALSE, Used, None, "replaces texts that people wrote";
    }
    "source.sourceConfig.config.apiCollectionFilterPattern" {
        COLLECTIONS_IN = "includes", Texts, Optional, Used, None, "patterns of collections to keep";
        COLLECTIONS_OUT = "excludes", Texts, Optional, Used, None, "patterns of collections to drop";
    }
    "source.sourceConfig.config.apiEndpointFilterPattern" {
        ENDPOINTS_IN = "includes", Texts, Optional, Used, None, "patterns of paths to keep";
        ENDPOINTS_OUT = "excludes", Texts, Optional, Used, None, "patterns of paths to drop";
    }
    "sink" {
        SINK_TYPE = "type", words(&["metadata-rest"]), Required, Used, None, "the sink";
        SINK_CONFIG = "config", Object, Required, Used, None, "the sink's settings, at least `{}`";
    }
    "sink.config" {
        BATCH_SIZE = "bulk_sink_batch_size", Int(1, 100_000), Default("100"), Used, None, "entities a bulk request";
        SINK_OVERRIDE = "override_metadata", Bool, Optional, Used, V2_0, "as `overrideMetadata`, which it outweighs";
        SINK_ENDPOINT = "api_endpoint", Text, Optional, Idle, None, "has no effect";
        SINK_ASYNC = "enable_async_pipeline", Bool, TRUE, Idle, None, "has no effect";
        SINK_WORKERS = "async_pipeline_workers", Int(0, 1_000_000), Default("2"), Idle, None, "has no effect";
    }
    "workflowConfig" {
        LOGGER_LEVEL = "loggerLevel", words_as_documented(&["DEBUG", "INFO", "WARN", "ERROR"], &[("WARNING", "WARN")]), Default("INFO"), Used, None, "how much the run says";
        RAISE_ON_ERROR = "raiseOnError", Bool, TRUE, Used, None, "whether a run that fails exits with 1";
        SUCCESS_THRESHOLD = "successThreshold", Int(0, 100), Default("90"), Idle, None, "per cent; it never turns a lost entity into success";
        WORKFLOW_FREE = "config", Free, Optional, Idle, None, "has no effect";
        SERVER = "openMetadataServerConfig", Object, Required, Used, None, "the OpenMetadata server";
    }
    "workflowConfig.openMetadataServerConfig" {
        HOST_PORT = "hostPort", Text, Required, Used, None, "the server's address with `/api`";
        API_VERSION = "apiVersion", Text, Default("v1"), Used, None, "the API's version";
        AUTH_PROVIDER = "authProvider", words(&["basic", "azure", "google", "okta", "auth0", "aws-cognito", "custom-oidc", "ldap", "saml", "openmetadata"]), Default("basic"), Idle, None, "whichever it is, `jwtToken` is sent";
        SECURITY = "securityConfig", Object, Required, Used, None, "holds `jwtToken`";
        SERVER_VERIFY = "verifySSL", VERIFY_SSL, NO_SSL, Used, None, "how the server is verified: `no-ssl` against the system's authorities, `validate` against `sslConfig.caCertificate`, `ignore` not at all";
        SERVER_SSL = "sslConfig", Object, Optional, Used, None, "certificates for the server";
        EXTRA_HEADERS = "extraHeaders", Headers, Optional, Used, None, "headers of every request to the server; `%(Name)s` copies one that is set";
        SECRETS_PROVIDER = "secretsManagerProvider", words_as_documented(&["db", "managed-aws", "aws", "managed-aws-ssm", "aws-ssm", "managed-azure-kv", "azure-kv", "in-memory", "gcp", "kubernetes"], &[("noop", "db"), ("azure", "azure-kv")]), Default("db"), Idle, None, "where `secret:` values are looked up";
        SECRETS_LOADER = "secretsManagerLoader", words(&["noop", "airflow", "env"]), Default("noop"), Idle, None, "where the secrets manager's credentials are";
        VERSION_VALIDATION = "enableVersionValidation", Bool, TRUE, Used, None, "compares the server's version with the client's";
        FORCE_OVERWRITING = "forceEntityOverwriting", Bool, FALSE, Used, None, "writes the service on every run";
        STORE_CONNECTION = "storeServiceConnection", Bool, TRUE, Used, None, "stores the connection, secrets with it, in the service";
        CLUSTER_NAME = "clusterName", Text, Default("openmetadata"), Idle, None, "has no effect";
        SERVER_TYPE = "type", Text, Default("OpenMetadata"), Idle, None, "has no effect";
        LIMIT_RECORDS = "limitRecords", Int(0, u64::MAX), Default("1000"), Idle, None, "has no effect";
        INCLUDE_TOPICS = "includeTopics", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_TABLES = "includeTables", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_DASHBOARDS = "includeDashboards", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_PIPELINES = "includePipelines", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_ML_MODELS = "includeMlModels", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_USERS = "includeUsers", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_TEAMS = "includeTeams", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_GLOSSARY_TERMS = "includeGlossaryTerms", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_TAGS = "includeTags", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_POLICY = "includePolicy", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_MESSAGING = "includeMessagingServices", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_DATABASES = "includeDatabaseServices", Bool, TRUE, Idle, None, "has no effect";
        INCLUDE_PIPELINE_SERVICES = "includePipelineServices", Bool, TRUE, Idle, None, "has no effect";
        ELASTIC = "elasticsSearch", Free, Optional, Idle, None, "has no effect";
        SCHEMA_FILTER = "schemaFilterPattern", Free, Optional, Idle, None, "has no effect";
        TABLE_FILTER = "tableFilterPattern", Free, Optional, Idle, None, "has no effect";
        DATABASE_FILTER = "databaseFilterPattern", Free, Optional, Idle, None, "has no effect";
        DATA_INSIGHT = "supportsDataInsightExtraction", Bool, TRUE, Idle, None, "has no effect";
        ELASTIC_REINDEXING = "supportsElasticSearchReindexingExtraction", Bool, TRUE, Idle, None, "has no effect";
    }
    "workflowConfig.openMetadataServerConfig.securityConfig" {
        JWT_TOKEN = "jwtToken", Secret, Required, Used, None, "the ingestion bot's token, or the path of a file that holds it";
    }
    "workflowConfig.openMetadataServerConfig.sslConfig" {
        SERVER_CA = "caCertificate", Secret, Optional, Used, None, "the certificate of the authority that `verifySSL: validate` holds the server against: PEM text or a file's path";
        SERVER_CERTIFICATE = "sslCertificate", Secret, Optional, Used, None, "a client certificate: PEM text or a file's path";
        SERVER_KEY = "sslKey", Secret, Optional, Used, None, "the client certificate's key: PEM text or a file's path; left out where the certificate's text holds it";
    }
    "x-metarest" {
        OWN_RESPONSES = "responses", words(&["success", "all"]), Default("success"), Used, None, "`all`: statuses other than the successful one are fields too";
        OWN_WEBHOOKS = "webhooks", Bool, FALSE, Used, None, "files webhooks as endpoints of a collection `webhooks`";
        OWN_LIMITS = "limits", Object, Optional, Used, None, "what reading and mapping the document may cost";
        OWN_HEADERS = "headers", Headers, Optional, Used, None, "headers of every request to the document's own address";
        OWN_AUTH = "auth", Object, Optional, Used, None, "how to authenticate at the document's own address, in one way";
        OWN_DELETION = "deletion", Object, Optional, Used, None, "when deletions are held back until they are approved";
        OWN_HOSTS = "hosts", Texts, Optional, Used, None, "hosts, beside the document's own, from which what it refers to may be fetched: names without scheme and port";
        OWN_SCHEDULE = "schedule", Text, Optional, not_built("a schedule in the config"), None, "when the Worker runs, as five fields of cron";
    }
    "x-metarest.auth" {
        AUTH_BASIC = "basic", Object, Optional, Used, None, "user and password";
        AUTH_BEARER = "bearer", Secret, Optional, Used, None, "a bearer token, as the connection's `token`";
        AUTH_QUERY = "query", Object, Optional, Used, None, "a key as a parameter of the address's query";
        AUTH_OAUTH2 = "oauth2", Object, Optional, Used, None, "OAuth 2 client credentials: a token is asked for and sent as bearer";
    }
    "x-metarest.auth.basic" {
        BASIC_USERNAME = "username", Text, Required, Used, None, "the user";
        BASIC_PASSWORD = "password", Secret, Required, Used, None, "the password";
    }
    "x-metarest.auth.query" {
        QUERY_NAME = "name", Text, Required, Used, None, "the parameter's name";
        QUERY_VALUE = "value", Secret, Required, Used, None, "the key";
    }
    "x-metarest.auth.oauth2" {
        OAUTH2_TOKEN_URL = "tokenUrl", Url, Required, Used, None, "where the token is asked for";
        OAUTH2_CLIENT_ID = "clientId", Text, Required, Used, None, "the client";
        OAUTH2_CLIENT_SECRET = "clientSecret", Secret, Required, Used, None, "the client's secret";
        OAUTH2_SCOPES = "scopes", Texts, Optional, Used, None, "the scopes that are asked for";
    }
    "x-metarest.deletion" {
        DELETION_ENDPOINTS = "endpoints", Int(0, 1_000_000), Default("10"), Used, None, "more endpoints than this at once are held back, if they are also more than `percent`";
        DELETION_PERCENT = "percent", Int(0, 100), Default("50"), Used, None, "more of the managed endpoints than this are held back, if they are also more than `endpoints`";
        DELETION_KEEP_DISCUSSED = "keepDiscussed", Bool, Default("false"), Used, None, "an endpoint whose tag changed stays at its old place if people voted for it, talk about it or have tasks on it, which cannot be moved";
    }
    "x-metarest.limits" {
        LIMIT_FIELDS = "fields", Int(1, 1_000_000), Default("2000"), Used, None, "fields a schema";
        LIMIT_DEPTH = "depth", Int(1, 290), Default("64"), Used, None, "levels of fields; answers of the server are read up to this depth";
        LIMIT_BYTES = "bytes", Int(1, 1 << 30), Default("134217728"), Used, None, "bytes of the document";
        LIMIT_NODES = "nodes", Int(1, 128_000_000), Default("16000000"), Used, None, "values and keys of the document";
    }
}
