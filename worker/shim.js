/**
 * The module that the Worker's runtime loads: the event handlers, and nothing else.
 *
 * After a panic, the state of the wasm instance is undefined; wasm-bindgen then creates a new instance before the next
 * call.
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
