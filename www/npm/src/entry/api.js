/**
 * The package's functions over a started wasm module; every entry of this folder starts it in its runtime's way.
 */

/** @typedef {typeof import("../../dist/node/metarest.js")} Wasm */
/** @typedef {import("../../dist/node/metarest.js").Options} Options */

const encoder = new TextEncoder();

/** @param {string | Uint8Array} input */
const bytes = (input) => (typeof input === "string" ? encoder.encode(input) : input);

/** @param {Pick<Wasm, "check" | "preview" | "hovers">} wasm */
export function api(wasm) {
  return {
    /**
     * Looks at a workflow config, offline. Never throws on input: what is wrong with it is in the report.
     *
     * @param {string | Uint8Array} config YAML or JSON
     * @param {Options} [options]
     */
    check: (config, options = {}) => wasm.check(bytes(config), options),

    /**
     * Maps an OpenAPI document as a workflow config says, or without one under the document's title; offline.
     * Never throws on input: what is wrong with it is in the report.
     *
     * @param {string | Uint8Array | undefined} config YAML or JSON
     * @param {string | Uint8Array} spec any version of OpenAPI, YAML or JSON
     * @param {Options} [options]
     */
    preview: (config, spec, options = {}) =>
      wasm.preview(config === undefined ? undefined : bytes(config), bytes(spec), options),

    /**
     * What an editor shows of the keys of a config where someone points at one.
     *
     * @param {string | Uint8Array} config YAML or JSON
     */
    hovers: (config) => wasm.hovers(bytes(config)),
  };
}
