// The functions of the bindings without their classes, whose declarations need a newer `lib` than a user may have.
// The package's test compares the two.
import type {
  CheckOptions,
  CheckReport,
  Completion,
  ConvertOptions,
  FixedConfig,
  Hover,
  PreviewOptions,
  PreviewReport,
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
 * may be half written. `offset` counts as in a string of JavaScript; it may be beyond the end.
 */
export function complete(config: string | Uint8Array, offset: number): Completion[];

/**
 * The explanation of the key at an offset, or of the key whose value is there; `undefined` if there is none. The config
 * may be half written.
 */
export function hover(config: string | Uint8Array, offset: number): Hover | undefined;

/** The known keys of a config with their explanations, in the order of the text: for the hovers of an editor. */
export function hovers(config: string | Uint8Array): Hover[];

/**
 * Maps an OpenAPI document of any version, offline: with a workflow config, or without one under the document's title.
 * Problems of config and document are in the report.
 */
export function preview(
  config: string | Uint8Array | undefined,
  spec: string | Uint8Array,
  options?: PreviewOptions,
): PreviewReport;

/** A function was called wrongly, or before the package had started. What a config has in it is never an error. */
export class MetarestError extends Error {
  readonly code: "invalid-argument" | "invalid-option" | "not-started" | "not-loaded";
  /** The option that is wrong. */
  readonly option: string | undefined;
}
