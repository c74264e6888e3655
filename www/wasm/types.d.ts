// Generated from the Rust types: `METAREST_BLESS=1 cargo test -p metarest-wasm`. Do not edit.

/**
 * All options. `Options`, `RunOptions` and `ConvertOptions` of `types.d.ts` pick from these.
 */
export type AllOptions = { 
/**
 * The config's name in diagnostics.
 */
file?: string, 
/**
 * The environment variables for `$NAME`. Without it they are unknown, and `$NAME` is always valid.
 */
environment?: Record<string, string>, 
/**
 * Where to read the document instead of the config's address: the path of a file, or an HTTP address.
 */
spec?: string, 
/**
 * The hash of the plan whose deletions are approved.
 */
approve?: string, 
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

/** Options beside the input. */
export type Options = Pick<AllOptions, "file" | "environment" | "minCoverage" | "now">;

/** Options of a conversion. */
export type ConvertOptions = Options & Pick<AllOptions, "strip"> & Required<Pick<AllOptions, "to">>;

/** Options of a run. */
export type RunOptions = Options & Pick<AllOptions, "spec" | "approve" | "exitCode">;

/**
 * A diagnostic, as JSON.
 */
export type Diagnostic = { 
/**
 * The code's id.
 */
code: string, 
/**
 * `error`, `warning` or `info`.
 */
severity: Severity, 
/**
 * What is wrong.
 */
message: string, 
/**
 * How to mend it.
 */
help?: string, 
/**
 * The input as named by the caller; none if it stands in no input.
 */
file?: string, 
/**
 * Changes of the text that would mend it.
 */
fixes?: Array<Fix>, } & Partial<Range>;

/**
 * How much a diagnostic weighs.
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
 * What stands there afterwards.
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
 * A key, and what there is to say of it.
 */
export type Hover = { 
/**
 * Lines of text, code in backticks.
 */
text: string, line: number, column: number, endLine: number, endColumn: number, };

/**
 * A step of the check.
 */
export type CheckStep = "server" | "token" | "rights" | "audit-log" | "service" | "connection" | "document";

/**
 * How a step went.
 */
export type StepState = "good" | "note" | "warning" | "failed" | "not-tried";

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
says: string, 
/**
 * The diagnostic's code, where something is wrong.
 */
code?: string, 
/**
 * How to fix it.
 */
help?: string, };

/**
 * A fix that was made.
 */
export type AppliedFix = { 
/**
 * Of which diagnostic.
 */
code: string, 
/**
 * What it did, as an imperative: `Write it as Rest`.
 */
title: string, 
/**
 * The line in which it began, in the text as it was then.
 */
line: number, };

/**
 * What a check found.
 */
export type CheckReport = { 
/**
 * Of this form.
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
 * Whether an ingest could do its work, step by step; none if that was not asked for.
 */
steps?: Array<Finding>, 
/**
 * The version that the config was to be made fit for, if it was.
 */
to?: string, 
/**
 * The fixes that were made, in the order in which they were; none if none were asked for.
 */
fixed?: Array<AppliedFix>, };

/**
 * How many of a kind there are, and what became of them.
 */
export type Counts = { 
/**
 * All of them.
 */
total: number, 
/**
 * In the catalogue.
 */
held: number, 
/**
 * Lost, each with a [`Loss`].
 */
lost: number, 
/**
 * Left out by a named policy or filter.
 */
policy: number, 
/**
 * Beyond a limit, saturating.
 */
cut: number, };

/**
 * How much of a document is held, by what is counted.
 */
export type Coverage = { 
/**
 * Operations of the document.
 */
operations: Counts, 
/**
 * Request bodies with a schema; one is held if it has a field.
 */
bodies: Counts, 
/**
 * Parameters.
 */
parameters: Counts, 
/**
 * Responses with a schema; one is held if it has a field.
 */
responses: Counts, 
/**
 * Schema nodes that an operation reaches.
 */
nodes: Counts, };

/**
 * Why something of the document is not in the catalogue.
 */
export type Reason = "dangling" | "external" | "cut" | "malformed" | "conflict" | "keyword" | "method" | "status" | "media-type" | "header" | "webhook" | "callback";

/**
 * A reason for losses.
 */
export type ReasonReport = { 
/**
 * Its word, as the losses have it.
 */
reason: Reason, 
/**
 * How many losses have it.
 */
losses: number, 
/**
 * Whether it is a policy: nothing is wrong, and a setting or the mapping's own rule leaves it out.
 */
policy: boolean, 
/**
 * What is the case.
 */
meaning: string, 
/**
 * What to do about it.
 */
help: string, };

/**
 * A loss, as JSON.
 */
export type Loss = { pointer: string, reason: Reason, message: string, 
/**
 * What to do about it.
 */
help: string, line: number, column: number, };

/**
 * What would be ingested; entities are the create requests as sent, secrets as `***`.
 */
export type Preview = { 
/**
 * The service's create request in the newest shape; none if the document could not be mapped.
 */
service: object | null, 
/**
 * The collections' create requests.
 */
collections: object[], 
/**
 * The endpoints' create requests.
 */
endpoints: object[], 
/**
 * How much of the document is held.
 */
coverage: Coverage, 
/**
 * How many percent of the schema nodes are held, of those that no policy or filter leaves out; none if nothing was
 * mapped.
 */
share?: number, 
/**
 * Why something is not held, each reason that there is.
 */
reasons: Array<ReasonReport>, 
/**
 * What is not.
 */
losses: Array<Loss>, 
/**
 * What there is to say of config and document.
 */
diagnostics: Array<Diagnostic>, };

/**
 * A preview with its form's version.
 */
export type PreviewReport = { 
/**
 * Of this form.
 */
version: 1, 
/**
 * The service's create request in the newest shape; none if the document could not be mapped.
 */
service: object | null, 
/**
 * The collections' create requests.
 */
collections: object[], 
/**
 * The endpoints' create requests.
 */
endpoints: object[], 
/**
 * How much of the document is held.
 */
coverage: Coverage, 
/**
 * How many percent of the schema nodes are held, of those that no policy or filter leaves out; none if nothing was
 * mapped.
 */
share?: number, 
/**
 * Why something is not held, each reason that there is.
 */
reasons: Array<ReasonReport>, 
/**
 * What is not.
 */
losses: Array<Loss>, 
/**
 * What there is to say of config and document.
 */
diagnostics: Array<Diagnostic>, };

/**
 * How much a run says.
 */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * A header of a request. A secret one goes to the first origin only and is never shown.
 */
export type Header = { name: string, value: string, secret: boolean, };

/**
 * Where a document is.
 */
export type LoadSource = { url: string, headers: Array<Header>, 
/**
 * A secret parameter of the query, for requests to the first origin only.
 */
query?: [string, string], 
/**
 * A body to send by POST as `application/x-www-form-urlencoded`.
 */
form?: string, } | { file: string, };

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
export type RunEvent = { "type": "started", seed: number, } | { "type": "loaded", id: number, status: number, contentType?: string, length?: number, finalUrl: string, } | { "type": "loadFailed", id: number, kind: FaultKind, message: string, } | { "type": "answered", id: number, status: number, headers: Array<[string, string]>, } | { "type": "sendFailed", id: number, kind: FaultKind, message: string, } | { "type": "woke" } | { "type": "cancelled" };
