/** The entry `./run` in workerd: ready when it is imported. */
import module from "../../dist/metarest-run.wasm";
import { functions, starter } from "../run/api.js";
import { FetchShell } from "../run/fetch.js";

starter.startSync(module);

/** Nothing is left to start. */
export const init = () => Promise.resolve();

export const { plan, ingest, connect } = functions({
  start: init,
  connections: () => new FetchShell(fetch),
  environment: () => undefined,
});

export { MetarestError } from "../run/api.js";
