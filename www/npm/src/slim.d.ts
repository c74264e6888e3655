export type * from "./index.js";
export {
  check,
  complete,
  convert,
  explain,
  fetchDocument,
  fix,
  hover,
  hovers,
  MetarestError,
  maskAddresses,
  maskSecrets,
  outline,
  patternAt,
  preview,
  previewAsync,
  setting,
} from "./index.js";

/** The wasm of the package, `metarest/metarest.wasm`: compiled, as the answer of a request, or its bytes. */
export type WasmSource = object;

/**
 * Starts the package with its wasm: a `WebAssembly.Module`, a `Response` (or a promise of one), an `ArrayBuffer` or a
 * view of one. It may be called again, also while it starts or after it has failed.
 */
export function init(source: WasmSource | Promise<WasmSource>): Promise<void>;
