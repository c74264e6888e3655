// Generated from the Rust types: `METAREST_BLESS=1 cargo test -p metarest-wasm`. Do not edit.

/**
 * All options. Those of each function pick from these.
 */
export type AllOptions = { 
/**
 * The config's name in diagnostics; `<config>` without it.
 */
file?: string, 
/**
 * The document's name in diagnostics; for a preview.
 */
specFile?: string, 
/**
 * The environment variables for `$NAME`. Without it they are unknown, and `$NAME` is always valid.
 * Those without a value are not set, as in `process.env`.
 */
environment?: Record<string, string | undefined>, 
/**
 * Where to read the document instead of the config's address: the path of a file, or an HTTP address.
 */
spec?: string, 
/**
 * The hash of the plan whose deletions are approved.
 */
approve?: string, 
/**
 * The text of the file of `plan --out`: only this plan may be carried out.
 */
plan?: string, 
/**
 * `plan --exit-code`: a valid plan with changes ends with 3.
 */
exitCode?: boolean, 
/**
 * The percentage of the document's schema nodes that must be mapped: less is an error.
 */
minCoverage?: number, 
/**
 * The current time in milliseconds since 1970, to report expired tokens.
 */
now?: number, 
/**
 * The version of OpenMetadata's connector to convert for: `1.12.1`, `1.12`, `2.0`.
 */
to?: string, 
/**
 * Whether to remove metarest's own settings.
 */
strip?: boolean, };

/**
 * How reports are printed.
 */
export type OutputOptions = { 
/**
 * The format: `text`, `json`, `markdown`, `sarif`, `github`, `junit` or `ndjson`.
 */
format: string, 
/**
 * The command's name.
 */
command: string, 
/**
 * How many configs there are.
 */
configs: number, 
/**
 * Whether text has ANSI colours.
 */
color?: boolean, 
/**
 * The width of the terminal, at which text is broken.
 */
width?: number, 
/**
 * Whether text has only errors and the result.
 */
quiet?: boolean, 
/**
 * Whether a warning fails the command.
 */
failOnWarning?: boolean, };

/** Options of a check. */
export type CheckOptions = Pick<AllOptions, "file" | "environment" | "now">;

/** Options of a preview. */
export type PreviewOptions = Pick<AllOptions, "file" | "specFile" | "environment" | "now" | "minCoverage">;

/** Options of a conversion. */
export type ConvertOptions = Pick<AllOptions, "file" | "environment" | "now" | "to" | "strip"> & Required<Pick<AllOptions, "to">>;

/** Options of a run. */
export type RunOptions = Pick<AllOptions, "file" | "specFile" | "environment" | "now" | "minCoverage" | "spec" | "approve" | "plan" | "exitCode">;

/** A report, and the config with the changes that it lists. */
export type FixedConfig = {
/**
 * What was found, and what was changed.
 */
report: CheckReport,
/**
 * The text; missing if there is nothing to change, or it cannot be changed.
 */
config?: string, };

/** A document that was fetched, and the texts that it refers to. */
export type FetchedDocument = {
/**
 * The address after redirects, without secrets: `specFile` of a preview. Missing if it was not fetched.
 */
address?: string,
/**
 * Missing if it was not fetched, or is no document.
 */
bytes?: Uint8Array<ArrayBuffer>,
/**
 * By their names relative to the document: `files` of a preview.
 */
files: { name: string, bytes: Uint8Array<ArrayBuffer> }[],
/**
 * What could not be fetched, and why.
 */
diagnostics: Diagnostic[], };

/** An API service, as its create request goes over the wire. Secrets are `***`. */
export type CreateApiService = {
name: string,
description?: string | null,
serviceType: "Rest",
/**
 * Missing if the config does not store it.
 */
connection?: { config: Record<string, unknown> }, };

/** The code of a diagnostic. */
export type DiagnosticCode =
  | "text-empty"
  | "text-too-large"
  | "text-undecodable"
  | "text-not-utf8"
  | "json-syntax"
  | "json-read-as-yaml"
  | "text-cut-off"
  | "yaml-syntax"
  | "yaml-second-document"
  | "duplicate-key"
  | "yaml-alias-cycle"
  | "tree-too-deep"
  | "tree-too-many-nodes"
  | "yaml-merge-not-mapping"
  | "yaml-merges-too-large"
  | "config-not-a-config"
  | "config-second-document"
  | "config-unknown-key"
  | "config-missing-key"
  | "config-wrong-type"
  | "config-invalid-value"
  | "config-invalid-url"
  | "config-url-credentials"
  | "config-url-secret"
  | "config-schema-shapes-mixed"
  | "config-flat-schema-url"
  | "config-metadata-type-missing"
  | "config-documented-value"
  | "config-quoted-boolean"
  | "config-null-value"
  | "config-service-name"
  | "config-placeholder"
  | "config-token-unreadable"
  | "config-token-expired"
  | "config-secret-in-plain-text"
  | "config-auth-mixed"
  | "config-not-in-version"
  | "config-ignored-key"
  | "config-host-without-api"
  | "config-invalid-header"
  | "config-variable-structure"
  | "config-variable-unset"
  | "config-connection-from-server"
  | "config-verify-ssl-ignore"
  | "config-proxy"
  | "config-not-built"
  | "config-secrets-manager"
  | "config-runtime"
  | "config-too-many-mistakes"
  | "spec-status"
  | "spec-incomplete"
  | "spec-length-differs"
  | "spec-unfinished-line"
  | "spec-html"
  | "spec-not-openapi"
  | "spec-swagger-1"
  | "spec-version-unknown"
  | "spec-wrong-type"
  | "spec-too-many"
  | "spec-no-paths"
  | "spec-path-item-malformed"
  | "spec-operation-malformed"
  | "spec-misplaced-operation"
  | "spec-no-operations"
  | "spec-paths-reference"
  | "spec-path-without-slash"
  | "spec-not-a-method"
  | "spec-ignored-content"
  | "spec-method-case"
  | "spec-duplicate-operation"
  | "spec-external-unread"
  | "spec-external-reference"
  | "spec-dangling-reference"
  | "spec-reference-cycle"
  | "spec-wrong-kind"
  | "spec-parameter-malformed"
  | "spec-duplicate-parameter"
  | "spec-second-body"
  | "spec-not-a-status"
  | "spec-server-address"
  | "spec-tag-malformed"
  | "spec-duplicate-tag"
  | "schema-malformed"
  | "schema-unknown-type"
  | "schema-misspelt-keyword"
  | "schema-unquoted-null"
  | "schema-dangling-reference"
  | "schema-external-reference"
  | "schema-wrong-kind"
  | "schema-reference-loop"
  | "schema-conflict"
  | "schema-cut"
  | "schema-name"
  | "name-cut"
  | "name-taken"
  | "filter-matches-nothing"
  | "filter-too-costly"
  | "filter-invalid"
  | "endpoint-without-address"
  | "coverage-below-minimum"
  | "plan-deletions-guarded"
  | "plan-approval-unmatched"
  | "plan-changed"
  | "plan-other-target"
  | "plan-document-incomplete"
  | "plan-collection-not-empty"
  | "plan-deletion-restored"
  | "plan-endpoint-discussed"
  | "plan-user-content-lost"
  | "plan-user-content-replaced"
  | "plan-author-unknown"
  | "plan-not-stored"
  | "plan-entity-broken"
  | "plan-another-writer"
  | "plan-adoption"
  | "plan-unmanaged"
  | "plan-deleted-by-person"
  | "plan-service-deleted"
  | "plan-collection-deleted"
  | "plan-writer-not-a-bot"
  | "server-unreachable"
  | "run-token-file"
  | "server-unavailable"
  | "server-not-openmetadata"
  | "server-unauthorized"
  | "server-refused"
  | "server-rights"
  | "server-rights-partly"
  | "server-audit-log"
  | "run-connection-unknown"
  | "server-answer"
  | "server-version-unknown"
  | "server-user-unknown"
  | "run-spec-unreachable"
  | "run-spec-status"
  | "run-spec-credentials"
  | "run-address-private"
  | "run-spec-cut-off"
  | "run-entities-failed"
  | "run-not-confirmed"
  | "run-deletions-held"
  | "run-cancelled"
  | "run-out-of-time"
  | "run-not-revived"
  | "run-status-not-written"
  | "run-log-not-sent"
  | "file-not-written"
  | "run-errors-allowed"
  | "secret-credentials"
  | "secret-denied"
  | "secret-missing"
  | "secret-unreachable"
  | "secret-unusable"
  | "usage";

/**
 * A diagnostic, as JSON.
 */
export type Diagnostic = { 
/**
 * The code's id.
 */
code: DiagnosticCode, 
/**
 * `error`, `warning` or `info`.
 */
severity: Severity, 
/**
 * What is wrong.
 */
message: string, 
/**
 * How to fix it.
 */
help?: string, 

/**
 * Edits of the text that would fix it.
 */
fixes?: Array<Fix>, } & (({ file: string } & Range) | { file?: undefined });

/**
 * How serious a diagnostic is.
 */
export type Severity = "error" | "warning" | "info";

/**
 * A range of an input; 1-based, columns in UTF-16 units, end exclusive.
 */
export type Range = { line: number, column: number, endLine: number, endColumn: number, };

/**
 * An edit, as JSON.
 */
export type Edit = { 
/**
 * The new text.
 */
text: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * A fix, as JSON.
 */
export type Fix = { 
/**
 * What it does.
 */
title: string, 
/**
 * Its edits, in order.
 */
edits: Array<Edit>, };

/**
 * A key and its description.
 */
export type Hover = { 
/**
 * Lines of text, code in backticks.
 */
text: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * Whether a key or a value is offered.
 */
export type CompletionKind = "key" | "value";

/**
 * A key or a value that can be written at the cursor.
 */
export type Completion = { 
/**
 * Whether it is a key or a value.
 */
kind: CompletionKind, 
/**
 * Its name, as a list shows it.
 */
label: string, 
/**
 * What an editor compares the word at the cursor with: the label, or the word itself if that is the label misspelt.
 */
filter: string, 
/**
 * The type and the default of a key; what kind of value it is, if there is something to say.
 */
detail: string, 
/**
 * The description of the key, as in a hover.
 */
documentation: string, 
/**
 * The new text.
 */
text: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * What is known of a config at a glance, also while it has errors.
 */
export type ConfigOutline = { 
/**
 * The service's name.
 */
service?: string, 
/**
 * The HTTP address of the document; missing if it has a variable.
 */
address?: string, 
/**
 * The environment variables that the config names, in the order of the alphabet.
 */
variables: Array<string>, };

/**
 * A step of the check.
 */
export type CheckStep = "secrets" | "server" | "token" | "rights" | "audit-log" | "service" | "connection" | "document";

/**
 * How a step went.
 */
export type StepState = "passed" | "note" | "warning" | "failed" | "skipped";

/**
 * What a step found.
 */
export type Finding = { 
/**
 * The step.
 */
step: CheckStep, 
/**
 * How it went.
 */
state: StepState, 
/**
 * Milliseconds from request to answer, retries included.
 */
ms?: number, 
/**
 * What was found, or what is wrong.
 */
message: string, 
/**
 * The diagnostic's code, where something is wrong.
 */
code?: string, 
/**
 * How to fix it.
 */
help?: string, };

/**
 * An applied fix.
 */
export type AppliedFix = { 
/**
 * The diagnostic's code.
 */
code: string, 
/**
 * What it does, as an imperative: `Write it as Rest`.
 */
title: string, 
/**
 * The line of its first edit, in the text before it.
 */
line: number, };

/**
 * What a check found.
 */
export type CheckReport = { 
/**
 * [`VERSION`].
 */
version: 1, 
/**
 * Whether no diagnostic is an error.
 */
ok: boolean, 
/**
 * In the order of the config.
 */
diagnostics: Array<Diagnostic>, 
/**
 * Whether an ingest would succeed, step by step; only with `--connect`.
 */
steps?: Array<Finding>, 
/**
 * The version that the config was converted to; only for `convert`.
 */
to?: string, 
/**
 * The applied fixes, in order; none if none were requested.
 */
fixed?: Array<AppliedFix>, 
/**
 * What the fixes would change, as a unified diff; only for `check --diff`, which changes nothing.
 */
diff?: string, };

/**
 * The number of things of one kind, by what became of them.
 */
export type Counts = { 
/**
 * All.
 */
total: number, 
/**
 * Those in the catalogue.
 */
mapped: number, 
/**
 * Those that are lost, each with a [`Loss`].
 */
lost: number, 
/**
 * Those that a policy leaves out.
 */
policy: number, 
/**
 * Those that a filter of the config leaves out.
 */
filtered: number, 
/**
 * Those beyond a limit, saturating.
 */
cut: number, };

/**
 * How much of a document is mapped, by what is counted.
 */
export type Coverage = { 
/**
 * Operations of the document.
 */
operations: Counts, 
/**
 * Request bodies with a schema; one is mapped if it has a field.
 */
bodies: Counts, 
/**
 * Parameters.
 */
parameters: Counts, 
/**
 * Responses with a schema; one is mapped if it has a field.
 */
responses: Counts, 
/**
 * Schema nodes that an operation reaches.
 */
nodes: Counts, 
/**
 * Losses, without what a policy leaves out.
 */
losses: number, 
/**
 * Schemas with more fields than the limit: some fields are cut, though other uses may show them.
 */
cutSchemas: number, 
/**
 * Parts of the document that could not be read and may have had operations.
 */
unread: number, };

/**
 * Why something in the document is not in the catalogue.
 */
export type Reason = "dangling" | "external" | "cut" | "malformed" | "kind" | "conflict" | "no-schema" | "keyword" | "method" | "status" | "media-type" | "header" | "ignored-header" | "webhook" | "callback" | "subtype";

/**
 * A setting that keeps what is lost.
 */
export type LossSetting = { 
/**
 * Its dotted path in the config.
 */
key: string, 
/**
 * The value that keeps it.
 */
value: string | number | boolean | string[], 
/**
 * What it does, as an imperative: `Map webhooks`.
 */
title: string, };

/**
 * A reason for losses.
 */
export type ReasonReport = { 
/**
 * Its id, as in the losses.
 */
reason: Reason, 
/**
 * How many losses have it; none of `cut` if other uses of the schemas show all that is cut of them.
 */
losses: number, 
/**
 * Whether it is a policy: a setting or a rule of the mapping leaves it out, and nothing is wrong.
 */
policy: boolean, 
/**
 * What it means.
 */
meaning: string, 
/**
 * What to do about it.
 */
help: string, 
/**
 * The settings of the config that keep such losses, or some of them; missing if there are none.
 */
settings?: Array<LossSetting>, };

/**
 * A loss, as JSON.
 */
export type Loss = { pointer: string, reason: Reason, message: string, 
/**
 * What to do about it.
 */
help: string, 
/**
 * The document or the external document that contains it, as in diagnostics.
 */
file: string, line: number, column: number, };

/**
 * An operation that a filter leaves out.
 */
export type Filtered = { 
/**
 * The key of the filter.
 */
filter: string, 
/**
 * The pattern of `excludes` that matches, as written; none if no pattern of `includes` does.
 */
pattern?: string, 
/**
 * Method and path.
 */
operation: string, 
/**
 * The name of its collection, or of the first one that the filter leaves out.
 */
collection: string, 
/**
 * `GET` …; missing if the catalogue does not know the method, which the path then begins with.
 */
method?: string, 
/**
 * Its path.
 */
path: string, };

/**
 * The types of fields in the catalogue (OpenMetadata's `DataTypeTopic`).
 */
export type DataType = "RECORD" | "NULL" | "BOOLEAN" | "INT" | "LONG" | "BYTES" | "FLOAT" | "DOUBLE" | "TIMESTAMP" | "TIMESTAMPZ" | "TIME" | "DATE" | "STRING" | "ARRAY" | "MAP" | "ENUM" | "UNION" | "FIXED" | "ERROR" | "UNKNOWN";

/**
 * A field, with its members in the order of the API (stock.md#fields).
 */
export type Field = { 
/**
 * 1 to 128 characters, without `"`.
 */
name: string, 
/**
 * The type.
 */
dataType: DataType, 
/**
 * The type for people: `array<Pet>`, `string?`.
 */
dataTypeDisplay?: string, 
/**
 * Markdown.
 */
description?: string, 
/**
 * The fields below; missing if there are none.
 */
children?: Array<Field>, };

/**
 * A request or response schema of an endpoint. An empty one clears that of the server (stock.md#openmetadata-16).
 */
export type ApiSchema = { 
/**
 * The fields at the top.
 */
schemaFields: Array<Field>, };

/**
 * An API collection, as its create request goes over the wire (stock.md#names).
 */
export type CreateApiCollection = { 
/**
 * The encoded tag name.
 */
name: string, 
/**
 * The tag's display name.
 */
displayName?: string, 
/**
 * The tag's description.
 */
description?: string, 
/**
 * The address of its documentation.
 */
endpointURL?: string, 
/**
 * The service's name, not quoted.
 */
service: string, 
/**
 * stock.md#source-hash.
 */
sourceHash: string, };

/**
 * An API endpoint, as its create request goes over the wire (stock.md#endpoints).
 */
export type CreateApiEndpoint = { 
/**
 * Path, `/`, method; encoded, at most 256 UTF-16 units.
 */
name: string, 
/**
 * The path; after the method where the catalogue does not know the method.
 */
displayName: string, 
/**
 * Markdown.
 */
description?: string, 
/**
 * The collection's FQN.
 */
apiCollection: string, 
/**
 * The address of its documentation.
 */
endpointURL?: string, 
/**
 * `GET` …; none where the catalogue does not know the method.
 */
requestMethod?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "CONNECT" | "OPTIONS" | "TRACE", 
/**
 * Body and parameters; none is sent as a schema without fields.
 */
requestSchema: ApiSchema, 
/**
 * Responses; none is sent as a schema without fields.
 */
responseSchema: ApiSchema, 
/**
 * stock.md#source-hash; it is computed when it is read.
 */
sourceHash: string, };

/**
 * The entities that would be ingested, as the create requests that are sent, with `***` for secrets.
 */
export type Preview = { 
/**
 * The service's create request in the newest form; none if the document could not be mapped.
 */
service: CreateApiService | null, 
/**
 * The collections' create requests.
 */
collections: Array<CreateApiCollection>, 
/**
 * The endpoints' create requests.
 */
endpoints: CreateApiEndpoint[], 
/**
 * How much of the document is mapped.
 */
coverage: Coverage, 
/**
 * The percentage of schema nodes that are mapped, of those that no policy leaves out, rounded down; less than 100 if
 * anything is lost, cut or unread. None if nothing was mapped.
 */
share?: number, 
/**
 * The reasons of the losses.
 */
reasons: Array<ReasonReport>, 
/**
 * The parts of the document that are not mapped.
 */
losses: Array<Loss>, 
/**
 * The operations that the filters of the config leave out.
 */
filtered: Array<Filtered>, 
/**
 * Diagnostics of the config and the document.
 */
diagnostics: Array<Diagnostic>, };

/**
 * A preview with its version.
 */
export type PreviewReport = { 
/**
 * [`VERSION`].
 */
version: 1, 
/**
 * The service's create request in the newest form; none if the document could not be mapped.
 */
service: CreateApiService | null, 
/**
 * The collections' create requests.
 */
collections: Array<CreateApiCollection>, 
/**
 * The endpoints' create requests.
 */
endpoints: CreateApiEndpoint[], 
/**
 * How much of the document is mapped.
 */
coverage: Coverage, 
/**
 * The percentage of schema nodes that are mapped, of those that no policy leaves out, rounded down; less than 100 if
 * anything is lost, cut or unread. None if nothing was mapped.
 */
share?: number, 
/**
 * The reasons of the losses.
 */
reasons: Array<ReasonReport>, 
/**
 * The parts of the document that are not mapped.
 */
losses: Array<Loss>, 
/**
 * The operations that the filters of the config leave out.
 */
filtered: Array<Filtered>, 
/**
 * Diagnostics of the config and the document.
 */
diagnostics: Array<Diagnostic>, };

/**
 * What a preview shows at once.
 */
export type PreviewSummary = { 
/**
 * The service's create request in the newest form; none if the document could not be mapped.
 */
service: CreateApiService | null, 
/**
 * The collections' create requests.
 */
collections: Array<CreateApiCollection>, 
/**
 * How many endpoints there are.
 */
endpoints: number, 
/**
 * How much of the document is mapped.
 */
coverage: Coverage, 
/**
 * As in the report.
 */
share?: number, 
/**
 * The reasons of the losses.
 */
reasons: Array<ReasonReport>, 
/**
 * The operations that the filters of the config leave out.
 */
filtered: Array<Filtered>, 
/**
 * The exit code of the command: 0 if config and document have no errors.
 */
exitCode: number, };

/**
 * An endpoint in a list.
 */
export type EndpointRow = { 
/**
 * The name of its collection.
 */
collection: string, 
/**
 * `GET` …; missing if the catalogue does not know the method, which the path then begins with.
 */
method?: string, 
/**
 * Its path.
 */
path: string, 
/**
 * The first line of the description, without emphasis.
 */
summary?: string, 
/**
 * How many fields its request has, at all levels.
 */
requestFields: number, 
/**
 * How many fields its response has, at all levels.
 */
responseFields: number, 
/**
 * How many losses are in the operation itself, without what settings leave out. Those of a schema that it refers to
 * are where the schema is.
 */
losses: number, 
/**
 * How many losses are in the operation itself that settings leave out.
 */
leftOut: number, };

/**
 * A range of the document or of an external document; as in diagnostics.
 */
export type Place = { 
/**
 * The input as named by the caller, or the name of the external document.
 */
file: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * A part of an operation in the document.
 */
export type PartReport = { 
/**
 * What it is.
 */
part: "parameter" | "body" | "response", 
/**
 * The name of a parameter, the status of a response.
 */
name?: string, 
/**
 * Where a parameter is: `path`, `query`, `header`, `cookie` …
 */
in?: string, 
/**
 * The input as named by the caller, or the name of the external document.
 */
file: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * An endpoint with its places in the document.
 */
export type EndpointDetails = { 
/**
 * The name of its collection.
 */
collection: string, 
/**
 * The create request.
 */
entity: CreateApiEndpoint, 
/**
 * The JSON Pointer of the operation.
 */
pointer: string, 
/**
 * The operation in the document.
 */
place: Place, 
/**
 * Its parts in the document: parameters, body, responses. One that is referred to is where it is defined.
 */
parts: Array<PartReport>, 
/**
 * The losses in the operation itself.
 */
losses: Array<Loss>, };

/**
 * A text that a document refers to.
 */
export type WantedText = { 
/**
 * Its path or URL.
 */
address: string, 
/**
 * The same relative to the document, where that is shorter.
 */
name: string, };

/**
 * What a pattern matches.
 */
export type Matches = { 
/**
 * How many endpoints and filtered operations there are.
 */
total: number, 
/**
 * How many of them it matches.
 */
matched: number, 
/**
 * The endpoints that it matches, by their numbers.
 */
endpoints: Uint32Array<ArrayBuffer>, 
/**
 * The filtered operations that it matches, by their numbers.
 */
filtered: Uint32Array<ArrayBuffer>, 
/**
 * Why it matches nothing: it is invalid, or takes too many steps.
 */
error?: string, };

/**
 * A pattern of a filter, and its place.
 */
export type PatternAt = { 
/**
 * The key of the filter.
 */
filter: "apiCollectionFilterPattern" | "apiEndpointFilterPattern", 
/**
 * The list that it is in.
 */
list: "includes" | "excludes", 
/**
 * The pattern, without quotes and escapes; empty where none is written yet.
 */
pattern: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * The kind of an entity; in the order in which they are written.
 */
export type EntityKind = "apiService" | "apiCollection" | "apiEndpoint";

/**
 * What is done to an entity.
 */
export type Action = "create" | "update" | "restore" | "move" | "delete" | "no-op";

/**
 * One difference of one entity.
 */
export type FieldChange = { 
/**
 * `description`, `requestSchema.pet.name.dataType`.
 */
path: string, 
/**
 * The server's value.
 */
old?: unknown, 
/**
 * The value to write.
 */
new?: unknown, 
/**
 * Who wrote the server's value, if that was asked.
 */
by?: string, };

/**
 * A change, as JSON. Its fields are computed one change at a time: those of a created entity are all of its content.
 */
export type Change = { 
/**
 * What is done.
 */
action: Action, 
/**
 * The entity's kind.
 */
kind: EntityKind, 
/**
 * Its FQN.
 */
fqn: string, 
/**
 * Of a move, the FQN of the entity that it replaces.
 */
from?: string, 
/**
 * What differs.
 */
fields: Array<FieldChange>, };

/**
 * A deletion that is held back.
 */
export type Held = { 
/**
 * The entity's kind.
 */
kind: EntityKind, 
/**
 * The entity's FQN.
 */
fqn: string, 
/**
 * Why it is kept.
 */
reason: HeldReason, };

/**
 * Why a deletion is held back.
 */
export type HeldReason = "document-incomplete" | "guard" | "not-empty" | "write-lost" | "state-unknown" | "replacement-failed" | "cancelled" | "discussed" | "restored";

/**
 * A text, a tag or an owner that a person gave to an entity or a field that is deleted or replaced.
 */
export type UserContent = { 
/**
 * The entity.
 */
fqn: string, 
/**
 * The field: `description`, `responseSchema.id.tags`.
 */
path: string, 
/**
 * The value.
 */
value: unknown, 
/**
 * Who gave it, if known.
 */
by?: string, };

/**
 * A difference that is not written, because the server would not store it.
 */
export type NotStored = { 
/**
 * The entity.
 */
fqn: string, 
/**
 * The field.
 */
path: string, 
/**
 * The reason, in plain English.
 */
reason: string, };

/**
 * A plan, as JSON: what is done, and what is not done.
 */
export type Plan = { 
/**
 * SHA-256, hex: equal for equal plans everywhere.
 */
planHash: string, 
/**
 * The value for `--approve` that releases the deletions that the guard holds back.
 */
approvalHash?: string, 
/**
 * The changes, without entities that are up to date.
 */
changes: Array<Change>, 
/**
 * Deletions that are held back.
 */
held: Array<Held>, 
/**
 * What people added to entities and fields that are deleted, also if the deletion needs approval.
 */
userContentLost: Array<UserContent>, 
/**
 * Texts of people that the document's texts replace.
 */
userContentReplaced: Array<UserContent>, 
/**
 * Texts that differ from the document's and are kept, because their author is unknown.
 */
authorUnknown: Array<UserContent>, 
/**
 * Differences that are not written, because the server would not store them.
 */
notStored: Array<NotStored>, 
/**
 * Entities that people created: left alone.
 */
unmanaged: Array<string>, 
/**
 * Entities on the server that a filter hides: left alone.
 */
hidden: Array<string>, 
/**
 * Entities that people deleted: not restored.
 */
deletedByPeople: Array<string>, 
/**
 * Entities that the server can neither return with their tags nor write: left alone.
 */
brokenOnServer: Array<string>, 
/**
 * How many entities are up to date.
 */
unchanged: number, };

/**
 * How a change ended.
 */
export type EntityOutcome = { "outcome": "applied" } | { "outcome": "unchanged" } | { "outcome": "kept", 
/**
 * Why.
 */
reason: string, } | { "outcome": "failed", 
/**
 * The server's message, or what happened instead of an answer.
 */
reason: string, } | { "outcome": "unconfirmed", 
/**
 * Why it was not.
 */
reason: string, } | { "outcome": "skipped", 
/**
 * Why.
 */
reason: string, };

/**
 * The result of one change.
 */
export type EntityResult = { 
/**
 * The action.
 */
action: Action, 
/**
 * The kind of the entity.
 */
kind: EntityKind, 
/**
 * The FQN of the entity.
 */
fqn: string, 
/**
 * The id of the entity; none if it did not exist before.
 */
id?: string, } & ({ "outcome": "applied" } | { "outcome": "unchanged" } | { "outcome": "kept", 
/**
 * Why.
 */
reason: string, } | { "outcome": "failed", 
/**
 * The server's message, or what happened instead of an answer.
 */
reason: string, } | { "outcome": "unconfirmed", 
/**
 * Why it was not.
 */
reason: string, } | { "outcome": "skipped", 
/**
 * Why.
 */
reason: string, });

/**
 * The server as a run saw it.
 */
export type ServerSeen = { 
/**
 * `hostPort` of the config.
 */
hostPort: string, 
/**
 * The version as it reports it.
 */
version: string, 
/**
 * Whose token it is; none if the server did not say.
 */
user: string | null, 
/**
 * Whether that is a bot.
 */
isBot: boolean, };

/**
 * The report of a run.
 */
export type RunReport = { 
/**
 * [`VERSION`].
 */
version: number, 
/**
 * The result of each change; `ingest` only.
 */
results?: Array<EntityResult>, 
/**
 * The document did not change since the last run, so nothing was compared; absent if it did.
 */
documentUnchanged?: boolean, 
/**
 * The server, if it answered.
 */
server?: ServerSeen, 
/**
 * The address of the service in OpenMetadata.
 */
address?: string, 
/**
 * The service's create request in the newest form; none if the document could not be mapped.
 */
service: CreateApiService | null, 
/**
 * The collections' create requests.
 */
collections: Array<CreateApiCollection>, 
/**
 * The endpoints' create requests.
 */
endpoints: CreateApiEndpoint[], 
/**
 * How much of the document is mapped.
 */
coverage: Coverage, 
/**
 * The percentage of schema nodes that are mapped, of those that no policy leaves out, rounded down; less than 100 if
 * anything is lost, cut or unread. None if nothing was mapped.
 */
share?: number, 
/**
 * The reasons of the losses.
 */
reasons: Array<ReasonReport>, 
/**
 * The parts of the document that are not mapped.
 */
losses: Array<Loss>, 
/**
 * The operations that the filters of the config leave out.
 */
filtered: Array<Filtered>, 
/**
 * Diagnostics of the config and the document.
 */
diagnostics: Array<Diagnostic>, } & Partial<Plan>;

/**
 * How detailed the log of a run is.
 */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * A header of a request. It may be a secret: never show it.
 */
export type Header = { name: string, value: string, };

/**
 * Where a document is.
 */
export type LoadSource = { 
/**
 * It may hold a secret: never show it.
 */
url: string, headers: Array<Header>, 
/**
 * A body to send by POST; `Content-Type` is among the headers.
 */
body?: string, } | { file: string, };

/**
 * The limits of a load.
 */
export type LoadLimits = { 
/**
 * After decompression.
 */
bytes: number, 
/**
 * For the whole load.
 */
timeoutMs: number, };

/**
 * A request.
 */
export type SentRequest = { method: string, url: string, headers: Array<Header>, body?: Uint8Array, 
/**
 * Whether to send the body as gzip.
 */
compress: boolean, timeoutMs: number, };

/**
 * What a run connects to.
 */
export type Peer = "document" | "server";

/**
 * A client certificate.
 */
export type ClientCertificate = { cert: string, key: string, 
/**
 * An address of the only origin that gets the certificate.
 */
of?: string, };

/**
 * TLS settings; `ca`, `cert` and `key` are PEM texts or paths of files.
 */
export type Tls = { peer: Peer, verify: boolean, ca?: string, client?: ClientCertificate, };

/**
 * The phases of a run, in order.
 */
export type Phase = "connect" | "load" | "map" | "snapshot" | "plan" | "apply" | "verify" | "delete" | "report";

/**
 * What a run asks of its shell.
 */
export type Effect = { "type": "load", id: number, source: LoadSource, limits: LoadLimits, } | { "type": "send", id: number, request: SentRequest, } | { "type": "tls" } & Tls | { "type": "wakeAt", at: number, } | { "type": "progress", phase: Phase, done: number, total: number, } | { "type": "log", level: LogLevel, message: string, } | { "type": "done" };

/**
 * The kinds of [`Fault`].
 */
export type FaultKind = "timedOut" | "torn" | "refused" | "tooLarge" | "notFound" | "untrusted" | "unsupported" | "cancelled";

/**
 * What happened. The bytes of a document or an answer are passed to `receive` before.
 */
export type RunEvent = { "type": "started", seed: number, } | { "type": "loaded", id: number, status: number, contentType?: string, length?: number, 
/**
 * `Location`.
 */
location?: string, 
/**
 * `Retry-After`.
 */
retryAfter?: string, } | { "type": "loadFailed", id: number, kind: FaultKind, message: string, } | { "type": "answered", id: number, status: number, headers: Array<[string, string]>, } | { "type": "sendFailed", id: number, kind: FaultKind, message: string, } | { "type": "woke" } | { "type": "cancelled" };
