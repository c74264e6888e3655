/** The package in Node, Deno and Bun: ready when it is imported. */
import { readFileSync } from "node:fs";
import { starter } from "../core.js";

starter.startSync(readFileSync(new URL("../../dist/metarest.wasm", import.meta.url)));

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export * from "../api.js";
