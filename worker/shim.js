/**
 * What the runtime loads: the event handlers, and nothing else.
 *
 * After a panic the wasm instance is in no defined state; wasm-bindgen then makes a new one before the next call, and
 * marks it by a new number.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import * as core from "../build/worker/worker.js";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return core.fetch(request, this.env, this.ctx);
  }

  scheduled(event) {
    return core.scheduled(event, this.env, this.ctx);
  }
}
