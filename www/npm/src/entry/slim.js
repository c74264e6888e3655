/** The package without its wasm: the caller gives it to `init`, as a module, a response or bytes. */
import { starter } from "../core.js";

/** @typedef {import("../start.js").WasmSource} WasmSource */

/** Starts the package with `metarest/metarest.wasm`; the other functions are ready then. @param {WasmSource} source */
export const init = (source) => starter.startGiven(source, "metarest.wasm");

export * from "../api.js";
