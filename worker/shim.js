/**
 * The module that the Worker's runtime loads: the event handlers and the Durable Objects, and nothing else.
 *
 * After a panic, the state of the wasm instance is undefined; wasm-bindgen then creates a new instance before the next
 * call. Objects of the instance before it refuse every call, so they are made anew.
 */
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as core from "../build/worker/worker.js";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return core.fetch(request, this.env, this.ctx);
  }

  scheduled() {
    return core.scheduled(this.env);
  }
}

/** A Durable Object whose behaviour is that of a class of the core. */
class CoreObject extends DurableObject {
  #make;
  #object;

  constructor(ctx, env, make) {
    super(ctx, env);
    this.#make = make;
    this.#object = make(ctx, env);
  }

  fetch(request) {
    return this.#call((object) => object.fetch(request));
  }

  async alarm() {
    await this.#call((object) => object.alarm());
  }

  #call(method) {
    try {
      return method(this.#object);
    } catch (error) {
      // Thrown before anything is done, by an object whose instance is gone.
      if (!(error instanceof Error && error.message.includes("stale object"))) throw error;
      this.#object = this.#make(this.ctx, this.env);
      return method(this.#object);
    }
  }
}

export class ServiceObject extends CoreObject {
  constructor(ctx, env) {
    super(ctx, env, (ctx, env) => new core.ServiceObject(ctx, env));
  }
}

export class ServiceIndex extends CoreObject {
  constructor(ctx, env) {
    super(ctx, env, (ctx, env) => new core.ServiceIndex(ctx, env));
  }
}
