import type { CheckReport, Hover, Options, PreviewReport } from "../dist/types.js";

export type * from "../dist/types.js";

/** Looks at a workflow config (YAML or JSON), offline. Never throws on input: what is wrong is in the report. */
export function check(config: string | Uint8Array, options?: Options): CheckReport;

/**
 * Maps an OpenAPI document of any version as a workflow config says, or without one under the document's title;
 * offline. Never throws on input: what is wrong is in the report.
 */
export function preview(
  config: string | Uint8Array | undefined,
  spec: string | Uint8Array,
  options?: Options,
): PreviewReport;

/** What an editor shows of the keys of a config where someone points at one, in the order of the text. */
export function hovers(config: string | Uint8Array): Hover[];
