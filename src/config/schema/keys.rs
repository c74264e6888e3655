//! Every key of a workflow config as one table: the type of its value, whether it must be present, what it is used for.
//!
//! The rows are the keys of the stock connector 1.12.14 and 2.0.7 (stock.md#config-keys), the flat `openAPISchemaURL`
//! of 1.12.1 and earlier (stock.md#config-versions), and those of metarest under `x-metarest` (design.md#settings).
//! Parsing, messages and documentation all use this table; a new key is a new row.

pub use super::key::{ConfigKey, EnumValues, KeyUse, Presence, ValueType};
pub use super::version::{Version, Versions};

impl ConfigKey {
    /// The path of the mapping that is its value, if that has keys of its own.
    pub(in crate::config) fn mapping(&self) -> Option<&'static str> {
        let path = self.path();
        ALL.iter().find(|row| row.parent == path).map(|row| row.parent)
    }

    /// Whether it contains a key whose value is a secret.
    pub(in crate::config) fn may_contain_secrets(&self) -> bool {
        let path = format!("{}.", self.path());
        ALL.iter().any(|key| key.is_secret() && format!("{}.", key.parent).starts_with(&path))
    }
}

/// Tokens that are sent as `Authorization: Bearer`.
pub(in crate::config) const BEARERS: [&ConfigKey; 3] = [&JWT_TOKEN, &TOKEN, &AUTH_BEARER];

/// The keys of the mapping at a path.
pub(in crate::config) fn below(parent: &str) -> impl Iterator<Item = &'static ConfigKey> {
    ALL.iter().copied().filter(move |key| key.parent == parent)
}

/// Values in this letter case only.
const fn one_of(values: &'static [&'static str]) -> ValueType {
    ValueType::Enum(EnumValues { values, documented: &[], ignore_case: false })
}

/// Values, and those that only the documentation has.
const fn one_of_or_documented(
    values: &'static [&'static str],
    documented: &'static [(&'static str, &'static str)],
) -> ValueType {
    ValueType::Enum(EnumValues { values, documented, ignore_case: false })
}

macro_rules! keys {
    ($($parent:literal { $($id:ident = $name:literal, $value_type:expr, $presence:expr, $usage:expr, $versions:expr, $description:literal;)* })*) => {
        $($(
            #[doc = concat!("`", $parent, ".", $name, "`: ", $description)]
            pub static $id: ConfigKey = ConfigKey {
                parent: $parent,
                name: $name,
                value_type: $value_type,
                presence: $presence,
                usage: $usage,
                versions: $versions,
                description: $description,
            };
        )*)*
        /// Every key, mapping by mapping.
        pub static ALL: &[&ConfigKey] = &[$($(&$id,)*)*];
    };
}

use KeyUse::{Ignored, NoEffect, NotBuilt, Used};
use Presence::{Default, Optional, Required};
use ValueType::{AnyObject, Bool, Headers, Int, Object, Secret, Text, TextList, TextOrObject, Url, Uuid};

const TO_1_12_1: Option<Versions> = Some(Versions::Until(Version::V1_12_1));
const V1_12_2: Option<Versions> = Some(Versions::Since(Version::V1_12_2));
const V1_12_4: Option<Versions> = Some(Versions::Since(Version::V1_12_4));
const V2_0: Option<Versions> = Some(Versions::Since(Version::V2_0));

const FALSE: Presence = Default("false");
const TRUE: Presence = Default("true");
const VERIFY_SSL: ValueType = one_of(&["no-ssl", "ignore", "validate"]);
const NO_SSL: Presence = Default("no-ssl");
const CONNECTION_FILTER: KeyUse =
    Ignored("put it in `source.sourceConfig.config`, since the connector never reads it here");

#[rustfmt::skip]
keys! {
    "" {
        SOURCE = "source", Object, Required, Used, None, "where metadata is read from";
        SINK = "sink", Object, Required, Used, None, "where entities are written to";
        WORKFLOW = "workflowConfig", Object, Required, Used, None, "settings of the server and of the run";
        PIPELINE_FQN = "ingestionPipelineFQN", Text, Optional, Used, None, "the pipeline for which the run reports its status";
        RUN_ID = "pipelineRunId", Uuid, Optional, Used, None, "the id of the run";
        STREAM_LOGS = "enableStreamableLogs", Bool, FALSE, Used, None, "also sends the log to the server, which shows it with the run of `ingestionPipelineFQN`";
        RUNNER = "ingestionRunnerName", Text, Optional, NoEffect, None, "a name for the log";
        PROCESSOR = "processor", AnyObject, Optional, NoEffect, None, "belongs to other workflows";
        STAGE = "stage", AnyObject, Optional, NoEffect, None, "belongs to other workflows";
        BULK_SINK = "bulkSink", AnyObject, Optional, NoEffect, None, "belongs to other workflows";
        X_METAREST = "x-metarest", Object, Optional, Used, None, "settings of metarest; remove it for a file that the stock connector accepts";
    }
    "source" {
        SOURCE_TYPE = "type", ValueType::Enum(EnumValues { values: &["rest"], documented: &[], ignore_case: true }), Required, Used, None, "the connector";
        SERVICE_NAME = "serviceName", Text, Required, Used, None, "the API service's name in the catalogue";
        SERVICE_CONNECTION = "serviceConnection", Object, Optional, Used, None, "the connection to the document";
        SOURCE_CONFIG = "sourceConfig", Object, Required, Used, None, "what is ingested";
    }
    "source.serviceConnection" {
        CONNECTION = "config", Object, Optional, Used, None, "the settings of the connection; if missing, those of the service in the server are used";
    }
    "source.serviceConnection.config" {
        CONNECTION_TYPE = "type", one_of(&["Rest"]), Default("Rest"), Used, None, "the kind of connection";
        FLAT_URL = "openAPISchemaURL", Url, Optional, Used, TO_1_12_1, "the document's URL";
        SCHEMA = "openAPISchemaConnection", Object, Optional, Used, V1_12_2, "where the document is: a URL, a file, or an S3 object";
        TOKEN = "token", Secret, Optional, Used, None, "bearer token for the document's URL";
        DOC_URL = "docURL", Url, Optional, Used, None, "the documentation page from which the URLs of entities are derived";
        CONNECTION_COLLECTIONS = "apiCollectionFilterPattern", Object, Optional, CONNECTION_FILTER, None, "a default for OpenMetadata's forms";
        CONNECTION_ENDPOINTS = "apiEndpointFilterPattern", Object, Optional, CONNECTION_FILTER, None, "a default for OpenMetadata's forms";
        CONNECTION_VERIFY = "verifySSL", VERIFY_SSL, NO_SSL, Used, V1_12_4, "how the document's server is verified: `no-ssl` against the authorities of the system, `validate` against `sslConfig.caCertificate`, `ignore` not at all";
        CONNECTION_SSL = "sslConfig", Object, Optional, Used, V1_12_4, "certificates for the document's server";
        SUPPORTS_EXTRACTION = "supportsMetadataExtraction", Bool, TRUE, Used, None, "is stored in the service";
    }
    "source.serviceConnection.config.openAPISchemaConnection" {
        SCHEMA_URL = "openAPISchemaURL", Url, Optional, Used, V1_12_2, "the document's URL";
        SCHEMA_FILE = "openAPISchemaFilePath", Text, Optional, Used, V1_12_2, "the path of the document; a relative path starts in the folder where metarest is started";
        SCHEMA_S3 = "openAPISchemaS3URL", Url, Optional, Used, V1_12_4, "the document's URL in S3";
        AWS = "awsCredentials", Object, Optional, Used, V1_12_4, "credentials for S3";
    }
    "source.serviceConnection.config.openAPISchemaConnection.awsCredentials" {
        AWS_REGION = "awsRegion", Text, Required, Used, None, "the bucket's region";
        AWS_ENABLED = "enabled", Bool, FALSE, NoEffect, None, "whether IAM authentication is on";
        AWS_KEY = "awsAccessKeyId", Secret, Optional, Used, None, "the id of the access key; if missing, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN of the environment are used";
        AWS_SECRET = "awsSecretAccessKey", Secret, Optional, Used, None, "the secret access key";
        AWS_SESSION = "awsSessionToken", Secret, Optional, Used, None, "the session token of temporary credentials";
        AWS_ENDPOINT = "endPointURL", Url, Optional, Used, None, "an endpoint for S3 and STS other than Amazon's";
        AWS_PROFILE = "profileName", Text, Optional, NotBuilt { why: "metarest does not read the files of Amazon's tools", instead: "set `awsAccessKeyId` and `awsSecretAccessKey`, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment" }, None, "a named profile";
        AWS_ROLE = "assumeRoleArn", Text, Optional, Used, None, "a role to assume";
        AWS_ROLE_SESSION = "assumeRoleSessionName", Text, Default("OpenMetadataSession"), Used, None, "the session name of the assumed role";
        AWS_ROLE_SOURCE = "assumeRoleSourceIdentity", Text, Optional, Used, None, "the source identity of the assumed role";
    }
    "source.serviceConnection.config.sslConfig" {
        CONNECTION_CA = "caCertificate", Secret, Optional, Used, V1_12_4, "the certificate of the authority for `verifySSL: validate`: PEM text or the path of a file";
        CONNECTION_CERTIFICATE = "sslCertificate", Secret, Optional, Used, V1_12_4, "a client certificate: PEM text or the path of a file";
        CONNECTION_KEY = "sslKey", Secret, Optional, Used, V1_12_4, "the key of the client certificate: PEM text or the path of a file; not needed if the text of the certificate contains it";
    }
    "source.serviceConnection.config.apiCollectionFilterPattern" {
        CONNECTION_COLLECTIONS_IN = "includes", TextList, Optional, Used, None, "patterns to keep";
        CONNECTION_COLLECTIONS_OUT = "excludes", TextList, Optional, Used, None, "patterns to drop";
    }
    "source.serviceConnection.config.apiEndpointFilterPattern" {
        CONNECTION_ENDPOINTS_IN = "includes", TextList, Optional, Used, None, "patterns to keep";
        CONNECTION_ENDPOINTS_OUT = "excludes", TextList, Optional, Used, None, "patterns to drop";
    }
    "source.sourceConfig" {
        METADATA = "config", Object, Optional, Used, None, "what is ingested";
    }
    "source.sourceConfig.config" {
        METADATA_TYPE = "type", one_of(&["ApiMetadata"]), Default("ApiMetadata"), Used, None, "the kind of ingestion";
        COLLECTIONS = "apiCollectionFilterPattern", Object, Optional, Used, None, "which collections are ingested";
        ENDPOINTS = "apiEndpointFilterPattern", Object, Optional, Used, None, "which endpoints are ingested, by their path";
        MARK_DELETED = "markDeletedApiCollections", Bool, TRUE, Used, None, "soft-deletes endpoints and collections that the document no longer has";
        OVERRIDE = "overrideMetadata", Bool, FALSE, Used, None, "overwrites descriptions and other texts that people wrote";
    }
    "source.sourceConfig.config.apiCollectionFilterPattern" {
        COLLECTIONS_IN = "includes", TextList, Optional, Used, None, "patterns of collections to keep";
        COLLECTIONS_OUT = "excludes", TextList, Optional, Used, None, "patterns of collections to drop";
    }
    "source.sourceConfig.config.apiEndpointFilterPattern" {
        ENDPOINTS_IN = "includes", TextList, Optional, Used, None, "patterns of paths to keep";
        ENDPOINTS_OUT = "excludes", TextList, Optional, Used, None, "patterns of paths to drop";
    }
    "sink" {
        SINK_TYPE = "type", one_of(&["metadata-rest"]), Required, Used, None, "the sink";
        SINK_CONFIG = "config", Object, Required, Used, None, "settings of the sink, at least `{}`";
    }
    "sink.config" {
        BATCH_SIZE = "bulk_sink_batch_size", Int(1, 100_000), Default("100"), Used, None, "entities per bulk request";
        SINK_OVERRIDE = "override_metadata", Bool, Optional, Used, V2_0, "the same as `overrideMetadata`, over which it takes precedence";
        SINK_ENDPOINT = "api_endpoint", Text, Optional, NoEffect, None, "has no effect";
        SINK_ASYNC = "enable_async_pipeline", Bool, TRUE, NoEffect, None, "has no effect";
        SINK_WORKERS = "async_pipeline_workers", Int(0, 1_000_000), Default("2"), NoEffect, None, "has no effect";
    }
    "workflowConfig" {
        LOGGER_LEVEL = "loggerLevel", one_of_or_documented(&["DEBUG", "INFO", "WARN", "ERROR"], &[("WARNING", "WARN")]), Default("INFO"), Used, None, "how detailed the log is";
        RAISE_ON_ERROR = "raiseOnError", Bool, TRUE, Used, None, "whether a failed run exits with 1";
        SUCCESS_THRESHOLD = "successThreshold", Int(0, 100), Default("90"), NoEffect, None, "a percentage; a failed entity always counts as a failure";
        WORKFLOW_FREE = "config", AnyObject, Optional, NoEffect, None, "has no effect";
        SERVER = "openMetadataServerConfig", Object, Required, Used, None, "the OpenMetadata server";
    }
    "workflowConfig.openMetadataServerConfig" {
        HOST_PORT = "hostPort", Text, Required, Used, None, "the server's URL with `/api`";
        API_VERSION = "apiVersion", Text, Default("v1"), Used, None, "the version of the API";
        AUTH_PROVIDER = "authProvider", one_of(&["basic", "azure", "google", "okta", "auth0", "aws-cognito", "custom-oidc", "ldap", "saml", "openmetadata"]), Default("basic"), NoEffect, None, "`jwtToken` is sent with every provider";
        SECURITY = "securityConfig", Object, Required, Used, None, "contains `jwtToken`";
        SERVER_VERIFY = "verifySSL", VERIFY_SSL, NO_SSL, Used, None, "how the server is verified: `no-ssl` against the authorities of the system, `validate` against `sslConfig.caCertificate`, `ignore` not at all";
        SERVER_SSL = "sslConfig", Object, Optional, Used, None, "certificates for the server";
        EXTRA_HEADERS = "extraHeaders", Headers, Optional, Used, None, "headers of every request to the server; `%(Name)s` inserts the value of another header";
        SECRETS_PROVIDER = "secretsManagerProvider", one_of_or_documented(&["db", "managed-aws", "aws", "managed-aws-ssm", "aws-ssm", "managed-azure-kv", "azure-kv", "in-memory", "gcp", "kubernetes"], &[("noop", "db"), ("azure", "azure-kv")]), Default("db"), Used, None, "the secrets manager from which `secret:` values are fetched: `aws`, `aws-ssm`, `azure-kv`, `gcp` or `kubernetes`";
        SECRETS_LOADER = "secretsManagerLoader", one_of(&["noop", "airflow", "env"]), Default("noop"), Used, None, "where the credentials of the secrets manager are; `secret:` values need `env`, the environment";
        VERSION_VALIDATION = "enableVersionValidation", Bool, TRUE, Used, None, "warns if the server's version is not a tested one";
        FORCE_OVERWRITING = "forceEntityOverwriting", Bool, FALSE, Used, None, "writes the service on every run";
        STORE_CONNECTION = "storeServiceConnection", Bool, TRUE, Used, None, "stores the connection with its secrets in the service";
        CLUSTER_NAME = "clusterName", Text, Default("openmetadata"), NoEffect, None, "has no effect";
        SERVER_TYPE = "type", Text, Default("OpenMetadata"), NoEffect, None, "has no effect";
        LIMIT_RECORDS = "limitRecords", Int(0, u64::MAX), Default("1000"), NoEffect, None, "has no effect";
        INCLUDE_TOPICS = "includeTopics", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_TABLES = "includeTables", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_DASHBOARDS = "includeDashboards", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_PIPELINES = "includePipelines", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_ML_MODELS = "includeMlModels", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_USERS = "includeUsers", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_TEAMS = "includeTeams", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_GLOSSARY_TERMS = "includeGlossaryTerms", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_TAGS = "includeTags", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_POLICY = "includePolicy", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_MESSAGING = "includeMessagingServices", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_DATABASES = "includeDatabaseServices", Bool, TRUE, NoEffect, None, "has no effect";
        INCLUDE_PIPELINE_SERVICES = "includePipelineServices", Bool, TRUE, NoEffect, None, "has no effect";
        ELASTIC = "elasticsSearch", AnyObject, Optional, NoEffect, None, "has no effect";
        SCHEMA_FILTER = "schemaFilterPattern", AnyObject, Optional, NoEffect, None, "has no effect";
        TABLE_FILTER = "tableFilterPattern", AnyObject, Optional, NoEffect, None, "has no effect";
        DATABASE_FILTER = "databaseFilterPattern", AnyObject, Optional, NoEffect, None, "has no effect";
        DATA_INSIGHT = "supportsDataInsightExtraction", Bool, TRUE, NoEffect, None, "has no effect";
        ELASTIC_REINDEXING = "supportsElasticSearchReindexingExtraction", Bool, TRUE, NoEffect, None, "has no effect";
    }
    "workflowConfig.openMetadataServerConfig.securityConfig" {
        JWT_TOKEN = "jwtToken", Secret, Required, Used, None, "the ingestion bot's token, or the path of a file that contains it";
    }
    "workflowConfig.openMetadataServerConfig.sslConfig" {
        SERVER_CA = "caCertificate", Secret, Optional, Used, None, "the certificate of the authority for `verifySSL: validate`: PEM text or the path of a file";
        SERVER_CERTIFICATE = "sslCertificate", Secret, Optional, Used, None, "a client certificate: PEM text or the path of a file";
        SERVER_KEY = "sslKey", Secret, Optional, Used, None, "the key of the client certificate: PEM text or the path of a file; not needed if the text of the certificate contains it";
    }
    "x-metarest" {
        RESPONSES = "responses", one_of(&["success", "all"]), Default("success"), Used, None, "`all` also maps the fields of responses other than the successful one";
        WEBHOOKS = "webhooks", Bool, FALSE, Used, None, "maps webhooks to endpoints of a collection `webhooks`";
        LIMITS = "limits", Object, Optional, Used, None, "limits for reading and mapping the document";
        DOCUMENT_HEADERS = "headers", Headers, Optional, Used, None, "headers of every request for the document";
        AUTH = "auth", Object, Optional, Used, None, "the authentication method for the document; exactly one";
        DELETION = "deletion", Object, Optional, Used, None, "when deletions are held back until they are approved";
        HOSTS = "hosts", TextList, Optional, Used, None, "hosts, besides the document's own, from which external documents may be fetched: names without scheme and port";
        SCHEDULE = "schedule", TextOrObject, Optional, Used, None, "when the Worker starts an ingest: a cron expression of five fields in UTC, or a mapping; a run that somebody starts does not wait for it";
    }
    "x-metarest.schedule" {
        SCHEDULE_CRON = "cron", Text, Required, Used, None, "minute, hour, day of the month, month, day of the week, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`";
        SCHEDULE_TIME_ZONE = "timeZone", Text, Default("UTC"), Used, None, "the IANA time zone of the times: a time that its clock leaves out is the next one that exists, a time that it repeats counts once";
        SCHEDULE_JITTER = "jitter", Int(0, 1440), Default("0"), Used, None, "up to so many minutes later: how many depends on the service, so that services with one schedule do not start together";
    }
    "x-metarest.auth" {
        AUTH_BASIC = "basic", Object, Optional, Used, None, "a user name and a password";
        AUTH_BEARER = "bearer", Secret, Optional, Used, None, "a bearer token, like the connection's `token`";
        AUTH_QUERY = "query", Object, Optional, Used, None, "an API key as a query parameter";
        AUTH_OAUTH2 = "oauth2", Object, Optional, Used, None, "OAuth 2 client credentials: a token is requested and sent as a bearer token";
    }
    "x-metarest.auth.basic" {
        BASIC_USERNAME = "username", Text, Required, Used, None, "the user name";
        BASIC_PASSWORD = "password", Secret, Required, Used, None, "the password";
    }
    "x-metarest.auth.query" {
        QUERY_NAME = "name", Text, Required, Used, None, "the name of the parameter";
        QUERY_VALUE = "value", Secret, Required, Used, None, "the API key";
    }
    "x-metarest.auth.oauth2" {
        OAUTH2_TOKEN_URL = "tokenUrl", Url, Required, Used, None, "the URL of the token endpoint";
        OAUTH2_CLIENT_ID = "clientId", Text, Required, Used, None, "the id of the client";
        OAUTH2_CLIENT_SECRET = "clientSecret", Secret, Required, Used, None, "the secret of the client";
        OAUTH2_SCOPES = "scopes", TextList, Optional, Used, None, "the requested scopes";
    }
    "x-metarest.deletion" {
        DELETION_ENDPOINTS = "endpoints", Int(0, 1_000_000), Default("10"), Used, None, "deletions are held back if they are more than this number of endpoints, and also more than `percent`";
        DELETION_PERCENT = "percent", Int(0, 100), Default("50"), Used, None, "deletions are held back if they are more than this percentage of the managed endpoints, and also more than `endpoints`";
        DELETION_KEEP_DISCUSSED = "keepDiscussed", Bool, Default("false"), Used, None, "an endpoint whose tag changed stays in its old collection if it has votes, conversations or tasks, which cannot be moved";
    }
    "x-metarest.limits" {
        LIMIT_FIELDS = "fields", Int(1, 1_000_000), Default("2000"), Used, None, "fields per schema";
        LIMIT_DEPTH = "depth", Int(1, 290), Default("64"), Used, None, "levels of fields; server responses are read up to this depth";
        LIMIT_BYTES = "bytes", Int(1, 1 << 30), Default("134217728"), Used, None, "bytes of the document";
        LIMIT_NODES = "nodes", Int(1, 128_000_000), Default("16000000"), Used, None, "values and keys of the document";
    }
}
