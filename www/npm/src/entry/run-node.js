/** The entry `./run` in Node, Deno and Bun: ready when it is imported, with proxies, TLS settings and files. */
import { readFileSync } from "node:fs";
import { functions, starter } from "../run/api.js";
import { Node } from "../run/node.js";

starter.startSync(readFileSync(new URL("../../dist/metarest-run.wasm", import.meta.url)));

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export const { plan, ingest, connect } = functions({
  start: init,
  connections: () => new Node(),
  environment: () => /** @type {Record<string, string>} */ ({ ...process.env }),
});

export { MetarestError } from "../run/api.js";
