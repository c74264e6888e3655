/** The entry `./run` in browsers: the caller gives its wasm to `init`, as a module, a response or bytes. */
import { functions, starter } from "../run/api.js";
import { FetchShell } from "../run/fetch.js";

/** @typedef {import("../start.js").WasmSource} WasmSource */

/** Starts it with `metarest/metarest-run.wasm`. @param {WasmSource} source */
export const init = (source) => starter.startGiven(source, "metarest-run.wasm");

export const { plan, ingest, connect } = functions({
  start: async () => starter.check(),
  connections: () => new FetchShell(fetch),
  environment: () => undefined,
});

export { MetarestError } from "../run/api.js";
