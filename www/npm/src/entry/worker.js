/** The package in workerd, where wasm is imported compiled: ready when it is imported. */
import module from "../../dist/metarest.wasm";
import { starter } from "../api.js";

starter.startSync(module);

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export { check, complete, convert, explain, fix, hover, hovers, MetarestError, preview } from "../api.js";
