/// <reference lib="esnext.disposable" />
// The functions of the bindings without their classes, whose declarations need a newer `lib` than a user may have.
// The package's test compares the two.
import type {
  CheckOptions,
  CheckReport,
  Completion,
  ConfigOutline,
  ConvertOptions,
  Coverage,
  CreateApiCollection,
  CreateApiService,
  Diagnostic,
  Edit,
  EndpointDetails,
  EndpointRow,
  FetchedDocument,
  Filtered,
  FixedConfig,
  Hover,
  Loss,
  Matches,
  PatternAt,
  PreviewOptions,
  PreviewReport,
  Reason,
  ReasonReport,
} from "../dist/types.js";

export type * from "../dist/types.js";

/**
 * Starts the package; the other functions are ready then. It may be called again, also while it starts or after it has
 * failed. In Node, Deno, Bun and workerd, the package is ready when it is imported.
 */
export function init(): Promise<void>;

/** Checks a workflow config (YAML or JSON), offline. Problems of the config are in the report. */
export function check(config: string | Uint8Array, options?: CheckOptions): CheckReport;

/** As `check`, with every available fix applied. Comments and order stay. */
export function fix(config: string | Uint8Array, options?: CheckOptions): FixedConfig;

/**
 * Converts a config for a version of OpenMetadata's own connector. If that version lacks something that the config
 * uses, the report says so and there is no text.
 */
export function convert(config: string | Uint8Array, options: ConvertOptions): FixedConfig;

/** The page of a diagnostic's code, or without a code the list of all. Throws if there is no such code. */
export function explain(code?: string): string;

/**
 * The keys or values that can be written at an offset, the likeliest first: for the completion of an editor. The config
 * may be half written. `offset` counts as in a string of JavaScript; one that is not in the text is refused.
 */
export function complete(config: string | Uint8Array, offset: number): Completion[];

/**
 * The explanation of the key at an offset, or of the key whose value is there; `undefined` if there is none. The config
 * may be half written. `offset` is as of `complete`.
 */
export function hover(config: string | Uint8Array, offset: number): Hover | undefined;

/**
 * The pattern of a filter at an offset; `undefined` at another place. The config may be half written. `offset` is as of
 * `complete`.
 */
export function patternAt(config: string | Uint8Array, offset: number): PatternAt | undefined;

/**
 * The edits that give a setting a value: a key of `x-metarest` by its dotted path (`x-metarest.responses`), or a list of a
 * filter (`source.sourceConfig.config.apiEndpointFilterPattern.excludes`). Comments, order and style stay; there are no
 * edits if the setting has that value already. Throws if there is no such setting, if it does not take the value, or, with
 * the code `not-editable`, if the text cannot be edited safely.
 */
export function setting(
  config: string | Uint8Array,
  key: string,
  value: string | number | boolean | string[],
): Edit[];

/**
 * The config's text without its secrets, which may be kept and shared: it parses if the config does, and has no error that
 * the config has not. The same text if there are none; references to variables stay.
 */
export function maskSecrets(config: string | Uint8Array): string;

/**
 * A document or a name without the secrets in its addresses (user names, passwords, values of queries like `token`), those of
 * variables, and tokens that are known by their form: each becomes `xxx`, so that a document parses as it did.
 */
export function maskAddresses(text: string): string;

/** The known keys of a config with their explanations, in the order of the text: for the hovers of an editor. */
export function hovers(config: string | Uint8Array): Hover[];

/** What is known of a config at a glance, also while it has errors: the service, the document's address, variables. */
export function outline(config: string | Uint8Array): ConfigOutline;

/**
 * Maps an OpenAPI document of any version, offline: with a workflow config, or without one under the document's title.
 * Problems of config and document are in its diagnostics. Free it once it is no longer needed.
 */
export function preview(
  config: string | Uint8Array | undefined,
  spec: string | Uint8Array,
  options?: PreviewOptions & {
    /**
     * The other texts that the document refers to: by their paths relative to it, or by their addresses. `specFile` is
     * the document's own path or address. Those of other hosts are asked for only if `x-metarest.hosts` of the config
     * names the host.
     */
    files?: Record<string, string | Uint8Array> | ReadonlyMap<string, string | Uint8Array>;
  },
): PreviewHandle;

/**
 * Fetches the document of a config, and the texts that it refers to, with the runtime's `fetch`: for pages. Secrets of the
 * config are sent to the document's own origin only, and only those that are written in the config itself. What cannot be
 * fetched is in the diagnostics.
 */
export function fetchDocument(
  config: string | Uint8Array,
  options?: {
    /** Another address than the config's. */
    address?: string;
    /** Told how far it is; `name` is empty for the document itself, `total` missing where it is not known. */
    onProgress?: (progress: { name: string; bytes: number; total: number | undefined }) => void;
    /** Stops it: the promise rejects with the signal's reason. */
    signal?: AbortSignal;
  },
): Promise<FetchedDocument>;

/** As `preview`, with a function that loads the other texts. */
export function previewAsync(
  config: string | Uint8Array | undefined,
  spec: string | Uint8Array,
  options: PreviewOptions & {
    /**
     * Loads a text that the document refers to, by its path or URL; the name is the same relative to the document. With
     * `undefined` or an error, what is in the text is missing, and a diagnostic says so.
     */
    load: (
      address: string,
      name: string,
    ) => string | Uint8Array | undefined | Promise<string | Uint8Array | undefined>;
    /** Stops loading: the promise rejects with the signal's reason. */
    signal?: AbortSignal;
  },
): Promise<PreviewHandle>;

/** A preview, whose parts are made when they are asked for. */
export interface PreviewHandle {
  /** The service's create request; null if the document could not be mapped. */
  readonly service: CreateApiService | null;
  /** The collections' create requests. */
  readonly collections: CreateApiCollection[];
  /** The endpoints. */
  readonly endpoints: Endpoints;
  /** How much of the document is mapped. */
  readonly coverage: Coverage;
  /**
   * The percentage of schema nodes that are mapped, of those that no policy leaves out, rounded down; less than 100 if
   * anything is lost, cut or unread. Missing if nothing was mapped.
   */
  readonly share: number | undefined;
  /** The reasons of the losses. */
  readonly reasons: ReasonReport[];
  /** The parts of the document that are not mapped. */
  readonly losses: Loss[];
  /** The losses of a reason, from one to before another: for a list that grows. */
  lossesOf(reason: Reason, from?: number, to?: number): Loss[];
  /** The operations that the filters of the config leave out. */
  readonly filtered: Filtered[];
  /** What a pattern of a filter matches of all operations, kept or filtered. A pattern that is invalid gives `error`. */
  matches(filter: "apiCollectionFilterPattern" | "apiEndpointFilterPattern", pattern: string): Matches;
  /** Diagnostics of the config and the document. */
  readonly diagnostics: Diagnostic[];
  /** As of the command: 0 if config and document have no errors. */
  readonly exitCode: number;
  /** The report as Markdown: what `metarest preview --format markdown` prints. */
  markdown(): string;
  /** The whole report as JSON, piece by piece: the bytes that `metarest preview --format json` prints. */
  bytes(): Generator<Uint8Array<ArrayBuffer>, void, undefined>;
  /** The whole report as an object. */
  toJSON(): PreviewReport;
  /** Frees its memory. It cannot be used after that; what it returned can. */
  free(): void;
  /** As `free`. */
  [Symbol.dispose](): void;
}

/** The endpoints of a preview. */
export interface Endpoints extends Iterable<EndpointDetails> {
  /** How many there are. */
  readonly length: number;
  /** Those from one to before another, for a list. */
  rows(from?: number, to?: number): EndpointRow[];
  /** One with its fields, and its places in the document; `undefined` beyond the last. */
  at(index: number): EndpointDetails | undefined;
  /**
   * The first one whose operation is at a place of the document, or in the line of whose method it is; -1 at another
   * place. `file` is as in the places of `at`; without it, the place is in the document itself.
   */
  indexOf(place: { line: number; column: number; file?: string }): number;
}

/** A function was called wrongly, or before the package had started. What a config has in it is never an error. */
export class MetarestError extends Error {
  readonly code:
    | "invalid-argument"
    | "invalid-option"
    | "not-editable"
    | "not-started"
    | "not-loaded"
    | "freed";
  /** The option, or the argument of a preview's endpoints, that is wrong. */
  readonly option: string | undefined;
}
