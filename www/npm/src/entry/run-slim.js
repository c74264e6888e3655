/** The entry `./run` in browsers: the caller gives its wasm to `init`, as a module, a response or bytes. */
import { MetarestError } from "../error.js";
import { functions, starter } from "../run/api.js";
import { FetchShell } from "../run/fetch.js";

/** @typedef {import("../start.js").WasmSource} WasmSource */

/** Starts it with `metarest/metarest-run.wasm`. @param {WasmSource} source */
export function init(source) {
  if (source === undefined || source === null) {
    const what =
      "init needs the wasm: a WebAssembly.Module, a Response or bytes of metarest/metarest-run.wasm";
    return Promise.reject(new MetarestError("invalid-argument", what));
  }
  return starter.start(() => source);
}

export const { plan, ingest, connect } = functions({
  start: async () => starter.check(),
  connections: () => new FetchShell(fetch),
  environment: () => undefined,
});

export { MetarestError } from "../error.js";
