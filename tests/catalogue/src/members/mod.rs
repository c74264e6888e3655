//! Which members each body of the server has, by release: data for `shape`.
//!
//! Services, endpoints, their enums and the 1.6 lists are measured from the server's own texts ("17 known
//! properties: …"); collections, pipelines and the later releases are read, or observed in what clients send.

mod setup;

pub(crate) use setup::*;

use crate::release::Release::{self, V1_6, V1_12, V2_0};
use crate::shape::{Class, Enum, Member, Shape};

const fn always(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, since: V1_6, until: V2_0 }
}

const fn since(since: Release, name: &'static str, shape: Shape) -> Member {
    Member { name, shape, since, until: V2_0 }
}

const fn until(until: Release, name: &'static str, shape: Shape) -> Member {
    Member { name, shape, since: V1_6, until }
}

const TEXTS: Shape = Shape::List(&Shape::Text);
const REFS: Shape = Shape::List(&Shape::Object(&REFERENCE));
const TAGS: Shape = Shape::List(&Shape::Object(&TAG));

pub(crate) static SERVICE_TYPE: Enum = Enum {
    class: "org.openmetadata.schema.api.services.CreateApiService$ApiServiceType",
    values: &["Rest", "Webhook"],
};

pub(crate) static METHOD: Enum = Enum {
    class: "org.openmetadata.schema.type.APIRequestMethod",
    values: &["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "CONNECT", "OPTIONS", "TRACE"],
};

pub(crate) static DATA_TYPE: Enum = Enum {
    class: "org.openmetadata.schema.type.FieldDataType",
    values: &[
        "RECORD",
        "NULL",
        "BOOLEAN",
        "INT",
        "LONG",
        "BYTES",
        "FLOAT",
        "DOUBLE",
        "TIMESTAMP",
        "TIMESTAMPZ",
        "TIME",
        "DATE",
        "STRING",
        "ARRAY",
        "MAP",
        "ENUM",
        "UNION",
        "FIXED",
        "ERROR",
        "UNKNOWN",
    ],
};

pub(crate) static SCHEMA_TYPE: Enum = Enum {
    class: "org.openmetadata.schema.type.SchemaType",
    values: &["Avro", "Protobuf", "JSON", "Other", "None"],
};

pub(crate) static PIPELINE_TYPE: Enum = Enum {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.PipelineType",
    values: &[
        "metadata",
        "usage",
        "lineage",
        "profiler",
        "autoClassification",
        "TestSuite",
        "dataInsight",
        "elasticSearchReindex",
        "dbt",
        "application",
    ],
};

pub(crate) static PIPELINE_STATE: Enum = Enum {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.PipelineStatusType",
    values: &["queued", "success", "failed", "running", "partialSuccess"],
};

pub(crate) static CREATE_SERVICE: Class = Class {
    class: "org.openmetadata.schema.api.services.CreateApiService",
    members: &[
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("description", Shape::Text),
        always("owners", REFS),
        always("reviewers", REFS),
        always("tags", TAGS),
        until(V1_6, "domain", Shape::Text),
        since(V1_12, "domains", TEXTS),
        always("dataProducts", TEXTS),
        always("serviceType", Shape::Enum(&SERVICE_TYPE)),
        always("connection", Shape::Object(&CONNECTION)),
        since(V1_12, "ingestionRunner", Shape::Any),
    ],
};

pub(crate) static CONNECTION: Class =
    Class { class: "org.openmetadata.schema.type.ApiConnection", members: &[always("config", Shape::Any)] };

pub(crate) static CREATE_COLLECTION: Class = Class {
    class: "org.openmetadata.schema.api.data.CreateAPICollection",
    members: &[
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("description", Shape::Text),
        always("owners", REFS),
        always("reviewers", REFS),
        always("tags", TAGS),
        until(V1_6, "domain", Shape::Text),
        since(V1_12, "domains", TEXTS),
        always("dataProducts", TEXTS),
        always("endpointURL", Shape::Uri),
        always("apiEndpoints", TEXTS),
        always("service", Shape::Text),
        always("extension", Shape::Any),
        always("lifeCycle", Shape::Any),
        always("sourceHash", Shape::Text),
    ],
};

pub(crate) static CREATE_ENDPOINT: Class = Class {
    class: "org.openmetadata.schema.api.data.CreateAPIEndpoint",
    members: &[
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("description", Shape::Text),
        always("owners", REFS),
        always("reviewers", REFS),
        always("tags", TAGS),
        until(V1_6, "domain", Shape::Text),
        since(V1_12, "domains", TEXTS),
        always("dataProducts", TEXTS),
        always("apiCollection", Shape::Text),
        always("endpointURL", Shape::Uri),
        always("requestMethod", Shape::Enum(&METHOD)),
        always("requestSchema", Shape::Object(&SCHEMA)),
        always("responseSchema", Shape::Object(&SCHEMA)),
        always("extension", Shape::Any),
        always("lifeCycle", Shape::Any),
        always("sourceUrl", Shape::Text),
        always("sourceHash", Shape::Text),
    ],
};

pub(crate) static SCHEMA: Class = Class {
    class: "org.openmetadata.schema.type.APISchema",
    members: &[
        always("schemaType", Shape::Enum(&SCHEMA_TYPE)),
        always("schemaFields", Shape::List(&Shape::Object(&FIELD))),
    ],
};

pub(crate) static FIELD: Class = Class {
    class: "org.openmetadata.schema.type.Field",
    members: &[
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("dataType", Shape::Enum(&DATA_TYPE)),
        always("dataTypeDisplay", Shape::Text),
        always("description", Shape::Text),
        always("fullyQualifiedName", Shape::Text),
        always("tags", TAGS),
        always("children", Shape::List(&Shape::Object(&FIELD))),
    ],
};

pub(crate) static TAG: Class = Class {
    class: "org.openmetadata.schema.type.TagLabel",
    members: &[
        always("tagFQN", Shape::Text),
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("description", Shape::Text),
        always("source", Shape::Text),
        always("labelType", Shape::Text),
        always("state", Shape::Text),
        always("href", Shape::Text),
        always("style", Shape::Any),
        since(V1_12, "reason", Shape::Any),
        since(V1_12, "appliedAt", Shape::Any),
        since(V1_12, "appliedBy", Shape::Any),
        since(V1_12, "metadata", Shape::Any),
    ],
};

pub(crate) static REFERENCE: Class = Class {
    class: "org.openmetadata.schema.type.EntityReference",
    members: &[
        always("id", Shape::Text),
        always("type", Shape::Text),
        always("name", Shape::Text),
        always("fullyQualifiedName", Shape::Text),
        always("description", Shape::Text),
        always("displayName", Shape::Text),
        always("href", Shape::Text),
        always("deleted", Shape::Bool),
        always("inherited", Shape::Bool),
    ],
};

pub(crate) static CREATE_PIPELINE: Class = Class {
    class: "org.openmetadata.schema.api.services.ingestionPipelines.CreateIngestionPipeline",
    members: &[
        always("name", Shape::Text),
        always("displayName", Shape::Text),
        always("description", Shape::Text),
        always("pipelineType", Shape::Enum(&PIPELINE_TYPE)),
        always("sourceConfig", Shape::Any),
        always("airflowConfig", Shape::Any),
        always("loggerLevel", Shape::Text),
        always("service", Shape::Object(&REFERENCE)),
        always("owners", REFS),
        always("provider", Shape::Text),
        until(V1_6, "domain", Shape::Text),
        since(V1_12, "domains", TEXTS),
        since(V1_12, "enableStreamableLogs", Shape::Bool),
        since(V1_12, "raiseOnError", Shape::Bool),
        since(V1_12, "processingEngine", Shape::Any),
        since(V1_12, "ingestionRunner", Shape::Any),
    ],
};

pub(crate) static PIPELINE_STATUS: Class = Class {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.PipelineStatus",
    members: &[
        always("runId", Shape::Text),
        always("pipelineState", Shape::Enum(&PIPELINE_STATE)),
        always("startDate", Shape::Number),
        always("timestamp", Shape::Number),
        always("endDate", Shape::Number),
        always("status", Shape::List(&Shape::Object(&STEP_SUMMARY))),
        always("config", Shape::Any),
        always("metadata", Shape::Any),
    ],
};

pub(crate) static STEP_SUMMARY: Class = Class {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.StepSummary",
    members: &[
        always("name", Shape::Text),
        always("records", Shape::Number),
        always("updated_records", Shape::Number),
        always("warnings", Shape::Number),
        always("errors", Shape::Number),
        always("filtered", Shape::Number),
        always("failures", Shape::List(&Shape::Object(&STEP_FAILURE))),
        since(V2_0, "operationMetrics", Shape::Any),
        since(V2_0, "sinkTimeMs", Shape::Any),
        since(V2_0, "sourceTimeMs", Shape::Any),
    ],
};

pub(crate) static STEP_FAILURE: Class = Class {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.StackTraceError",
    members: &[always("name", Shape::Text), always("error", Shape::Text), always("stackTrace", Shape::Text)],
};

pub(crate) static LOG_LINES: Class = Class {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.LogBatch",
    members: &[
        always("logs", Shape::Text),
        always("timestamp", Shape::Number),
        always("connectorId", Shape::Text),
        always("compressed", Shape::Bool),
        always("lineCount", Shape::Number),
    ],
};

pub(crate) static LOG_CLOSE: Class = Class {
    class: "org.openmetadata.schema.entity.services.ingestionPipelines.LogStreamClose",
    members: &[always("connectorId", Shape::Text), always("timestamp", Shape::Number)],
};

pub(crate) static RESTORE: Class =
    Class { class: "org.openmetadata.schema.api.data.RestoreEntity", members: &[always("id", Shape::Uuid)] };

pub(crate) static DELETE_STALE: Class = Class {
    class: "org.openmetadata.schema.api.data.DeleteStaleRequest",
    members: &[
        always("scopeFqn", Shape::Text),
        always("scopeEntityType", Shape::Text),
        always("seenFqns", TEXTS),
        always("recursive", Shape::Bool),
        always("hardDelete", Shape::Bool),
        always("dryRun", Shape::Bool),
    ],
};

pub(crate) static FLAT_REST: Class = Class {
    class: "org.openmetadata.schema.services.connections.api.RestConnection",
    members: &[
        always("type", Shape::Text),
        always("openAPISchemaURL", Shape::Text),
        always("token", Shape::Text),
        always("docURL", Shape::Text),
        always("apiCollectionFilterPattern", Shape::Any),
        always("supportsMetadataExtraction", Shape::Bool),
    ],
};

pub(crate) static NESTED_REST: Class = Class {
    class: "org.openmetadata.schema.services.connections.api.RestConnection",
    members: &[
        always("type", Shape::Text),
        always("openAPISchemaConnection", Shape::Object(&SCHEMA_CONNECTION)),
        always("token", Shape::Text),
        always("docURL", Shape::Text),
        always("verifySSL", Shape::Text),
        always("sslConfig", Shape::Any),
        always("apiCollectionFilterPattern", Shape::Any),
        always("apiEndpointFilterPattern", Shape::Any),
        always("supportsMetadataExtraction", Shape::Bool),
    ],
};

pub(crate) static SCHEMA_CONNECTION: Class = Class {
    class: "org.openmetadata.schema.services.connections.api.OpenAPISchemaConnection",
    members: &[
        always("openAPISchemaURL", Shape::Text),
        always("openAPISchemaFilePath", Shape::Text),
        always("openAPISchemaS3URL", Shape::Text),
        always("awsCredentials", Shape::Any),
    ],
};

/// The class of a service's connection, and whether the document's location is nested in it.
pub(crate) fn connection(nested: bool) -> (&'static Class, bool) {
    (if nested { &NESTED_REST } else { &FLAT_REST }, nested)
}
