/** What a caller may say beside the input. */
export interface Options {
  /** The config's name, as diagnostics show it. */
  file?: string;
  /** The variables that `$NAME` means; left out: unknown, and then never invalid. */
  environment?: Record<string, string>;
  /** The least share of the document's schema nodes, in percent, that must be held: less is an error. */
  minCoverage?: number;
  /** Milliseconds since 1970, by the caller's clock: a token whose time is over is said. */
  now?: number;
}

/** A known key of a config, and what there is to say of it: lines of text, code in backticks. */
export interface Hover extends Range {
  text: string;
}

/** What a caller may say beside a config that is to be converted. */
export interface ConvertOptions extends Options {
  /** The version of OpenMetadata's connector that is to take it: `1.12.1`, `1.12`, `2.0`. */
  to: string;
  /** Whether metarest's own settings go. */
  strip?: boolean;
}

/** How much a diagnostic weighs. */
export type Severity = "error" | "warning" | "info";

/** A range: lines and columns from 1, columns in UTF-16 units, the end exclusive. */
export interface Range {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A replacement of a range of the diagnostic's own file. */
export interface Edit extends Range {
  text: string;
}

/** A change of the text that mends what a diagnostic says. */
export interface Fix {
  title: string;
  edits: Edit[];
}

/** Something to tell a person about an input. The range is there where it stands in an input. */
export interface Diagnostic extends Partial<Range> {
  code: string;
  severity: Severity;
  message: string;
  help?: string;
  file?: string;
  fixes?: Fix[];
}

/** What a step of `check --connect` found. */
export interface Finding {
  step: "server" | "token" | "rights" | "audit-log" | "service" | "connection" | "document";
  state: "good" | "note" | "warning" | "failed" | "not-tried";
  /** From question to answer, tries again included. */
  ms?: number;
  says: string;
  code?: string;
  help?: string;
}

/** What a check found. */
export interface CheckReport {
  version: 1;
  /** Whether no diagnostic is an error. */
  ok: boolean;
  diagnostics: Diagnostic[];
  /** Whether an ingest could do its work, step by step; only where that was asked for. */
  steps?: Finding[];
  /** The version that the config was to be made fit for; only where that was asked for. */
  to?: string;
  /** The fixes that were made, with the line in which each began; only where they were asked for. */
  fixed?: { code: string; title: string; line: number }[];
}

/** How much of one kind of thing the entities hold. */
export interface Counts {
  total: number;
  held: number;
  lost: number;
  policy: number;
  cut: number;
}

/** How much of the document the entities hold. */
export interface Coverage {
  operations: Counts;
  bodies: Counts;
  parameters: Counts;
  responses: Counts;
  nodes: Counts;
}

/** Why something is not held. */
export type Reason =
  | "dangling"
  | "external"
  | "cut"
  | "malformed"
  | "conflict"
  | "keyword"
  | "method"
  | "status"
  | "media-type"
  | "header"
  | "webhook"
  | "callback";

/** A reason that there is, with how many losses it has, and what to do about them; a policy is nothing wrong. */
export interface ReasonReport {
  reason: Reason;
  losses: number;
  policy: boolean;
  meaning: string;
  help: string;
}

/** Something that the document says and the catalogue could not hold. */
export interface Loss {
  pointer: string;
  reason: Reason;
  message: string;
  help: string;
  line: number;
  column: number;
}

/** What would be ingested; the entities are the create requests as they are sent, secrets as `***`. */
export interface PreviewReport {
  version: 1;
  service: object | null;
  collections: object[];
  endpoints: object[];
  coverage: Coverage;
  /** How many percent of the schema nodes are held, of those that no policy or filter leaves out. */
  share?: number;
  reasons: ReasonReport[];
  losses: Loss[];
  diagnostics: Diagnostic[];
}

/** What a caller may say beside the config of a run. */
export interface RunOptions extends Options {
  /** Where the document's bytes come from, a file's path or an HTTP address, in place of the config's. */
  spec?: string;
  /** The hash that releases deletions which were held back. */
  approve?: string;
  /** `plan --exit-code`: a good plan with changes ends with 3. */
  exitCode?: boolean;
}

/** A header of a request; a secret one is for the first origin alone and is never shown. */
export interface Header {
  name: string;
  value: string;
  secret: boolean;
}

/** A phase of a run, in order. */
export type Phase =
  | "connect"
  | "load"
  | "map"
  | "snapshot"
  | "plan"
  | "apply"
  | "verify"
  | "delete"
  | "report";

/** Whom a run speaks to: where the document and what it refers to are, OpenMetadata. */
export type Peer = "document" | "server";

/** How much a line of the log weighs. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a run asks of its shell. */
export type Effect =
  | {
      type: "load";
      id: number;
      /**
       * `query`: a parameter that is put to the query of a request to the first origin, and told to nobody. `form`: is
       * sent by POST, as `application/x-www-form-urlencoded`.
       */
      source: { url: string; headers: Header[]; query?: [string, string]; form?: string } | { file: string };
      /** Bytes after decompression, milliseconds for the whole of it. */
      limits: { bytes: number; timeoutMs: number };
    }
  | {
      type: "send";
      id: number;
      request: {
        method: string;
        url: string;
        headers: Header[];
        body?: Uint8Array;
        compress: boolean;
        timeoutMs: number;
      };
    }
  /** Make the connections to that peer so from now on; `ca`, `cert` and `key` are PEM texts or paths of files. */
  | {
      type: "tls";
      peer: Peer;
      verify: boolean;
      ca?: string;
      /** `of`: an address of the only origin that the certificate is shown to. */
      client?: { cert: string; key: string; of?: string };
    }
  /** Say `woke` at that time, in milliseconds since 1970; a later one replaces it. */
  | { type: "wakeAt"; at: number }
  | { type: "progress"; phase: Phase; done: number; total: number }
  | { type: "log"; level: LogLevel; message: string }
  /** The end: `report()` has it. */
  | { type: "done" };

/** Why nothing came. */
export type FaultKind =
  | "timedOut"
  | "torn"
  | "refused"
  | "tooLarge"
  | "notFound"
  | "untrusted"
  | "unsupported"
  | "cancelled";

/** What happened; the bytes of a document or an answer come beside it. */
export type RunEvent =
  | { type: "started"; seed: number }
  | { type: "loaded"; id: number; status: number; contentType?: string; length?: number; finalUrl: string }
  | { type: "loadFailed"; id: number; kind: FaultKind; message: string }
  | { type: "answered"; id: number; status: number; headers: [string, string][] }
  | { type: "sendFailed"; id: number; kind: FaultKind; message: string }
  | { type: "woke" }
  | { type: "cancelled" };
