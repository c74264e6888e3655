/** The package without its wasm: the caller gives it to `init`, as a module, a response or bytes. */

import { starter } from "../api.js";
import { MetarestError } from "../error.js";

/** @typedef {import("../start.js").WasmSource} WasmSource */

/** Starts the package with `metarest/metarest.wasm`; the other functions are ready then. @param {WasmSource} source */
export function init(source) {
  if (source === undefined || source === null) {
    const what = "init needs the wasm: a WebAssembly.Module, a Response or bytes of metarest/metarest.wasm";
    return Promise.reject(new MetarestError("invalid-argument", what));
  }
  return starter.start(() => source);
}

export { check, complete, convert, explain, fix, hover, hovers, MetarestError, preview } from "../api.js";
