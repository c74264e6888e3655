/** The package in workerd, where wasm is imported compiled: ready when it is imported. */
import module from "../../dist/metarest.wasm";
import { starter } from "../core.js";

starter.startSync(module);

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export * from "../api.js";
