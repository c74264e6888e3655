/** The package in Node, Deno and Bun: ready when it is imported. */
import { readFileSync } from "node:fs";
import { starter } from "../api.js";

starter.startSync(readFileSync(new URL("../../dist/metarest.wasm", import.meta.url)));

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export { check, complete, convert, explain, fix, hover, hovers, MetarestError, preview } from "../api.js";
