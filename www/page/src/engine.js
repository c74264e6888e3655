/**
 * The page's side of the Web Worker: one request at a time, the newest first.
 *
 * A request that arrives while another is open replaces the one that waits; answers to older requests are dropped. If
 * the open request takes longer than `timeout`, its worker is terminated and a new one gets the newest request.
 */
import { script } from "./assets.js";

/** @typedef {import("./engine.worker.js").Answer} Answer */
/** @typedef {Omit<import("./engine.worker.js").Request, "sequence">} Input */
/** @typedef {"loading" | "idle" | "busy" | "failed"} State */

/** Milliseconds that an outdated request may take. */
const timeout = 1000;

/** Number of failed starts in a row after which the worker is not started again. */
const maxFailures = 3;

export class Engine {
  #sequence = 0;
  #ready = false;
  #failures = 0;
  /** @type {(Input & {sequence: number}) | undefined} */
  #waiting;
  /** @type {{sequence: number, since: number} | undefined} */
  #open;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Worker} */
  #worker;
  #listener;

  /** @param {{state: (state: State, reason?: string) => void, answer: (answer: Answer) => void}} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#worker = this.#start();
  }

  /** Sends a request; answers to earlier ones are dropped. @param {Input} input */
  request(input) {
    this.#waiting = { ...input, sequence: ++this.#sequence };
    if (this.#open) this.#watch(this.#open);
    else this.#send();
  }

  #start() {
    this.#ready = false;
    this.#listener.state("loading");
    const worker = new Worker(script("engine.worker.js"), { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#receive(data));
    worker.addEventListener("error", (event) =>
      this.#fail(event.message || "the script could not be loaded"),
    );
    return worker;
  }

  #restart() {
    this.#worker.terminate();
    this.#open = undefined;
    this.#worker = this.#start();
  }

  #send() {
    if (!this.#ready || !this.#waiting) return;
    this.#open = { sequence: this.#waiting.sequence, since: performance.now() };
    this.#worker.postMessage(this.#waiting);
    this.#waiting = undefined;
    this.#listener.state("busy");
  }

  /** @param {{since: number}} open */
  #watch(open) {
    clearTimeout(this.#timer);
    const left = Math.max(0, open.since + timeout - performance.now());
    this.#timer = setTimeout(() => {
      if (this.#open === open && this.#waiting) this.#restart();
    }, left);
  }

  /** @param {any} message */
  #receive(message) {
    if (message.failed !== undefined) return this.#fail(message.failed);
    this.#failures = 0;
    this.#open = undefined;
    this.#ready = true;
    if (message.sequence === this.#sequence) this.#listener.answer(message);
    this.#listener.state("idle");
    this.#send();
  }

  /** Restarts a core that failed, but not one that never started. @param {string} reason */
  #fail(reason) {
    const hadStarted = this.#ready;
    const abandoned = !hadStarted && ++this.#failures >= maxFailures;
    if (abandoned) this.#worker.terminate();
    else this.#restart();
    if (hadStarted || abandoned) this.#listener.state("failed", reason);
  }
}
