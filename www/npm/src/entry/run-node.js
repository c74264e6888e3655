/** The entry `./run` in Node, Deno and Bun: ready when it is imported, with proxies, TLS settings and files. */
import "../run/bindings.js";
import { functions } from "../run/api.js";
import { Node } from "../run/node.js";

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export const { plan, ingest, connect } = functions({
  start: init,
  connections: () => new Node(),
  environment: () => ({ ...process.env }),
});

export { MetarestError } from "../run/api.js";
