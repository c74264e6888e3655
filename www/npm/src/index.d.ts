// The functions of the bindings without their classes, whose declarations need a newer `lib` than a user may have.
// The package's test compares the two.
import type { CheckReport, Hover, Options, PreviewReport } from "../dist/types.js";

export type * from "../dist/types.js";

/** Checks a workflow config (YAML or JSON), offline. Problems of the config are in the report. */
export function check(config: string | Uint8Array, options?: Options): CheckReport;

/**
 * Maps an OpenAPI document of any version, offline: with a workflow config, or without one under the document's title.
 * Problems of config and document are in the report.
 */
export function preview(
  config: string | Uint8Array | undefined,
  spec: string | Uint8Array,
  options?: Options,
): PreviewReport;

/** The known keys of a config with their explanations, in the order of the text: for the hovers of an editor. */
export function hovers(config: string | Uint8Array): Hover[];
