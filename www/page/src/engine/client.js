/**
 * One Web Worker that is asked and answers, and is started again whenever it fails.
 *
 * Questions that are open when it fails are rejected with an `AbortError`: whoever asked asks again with what is new.
 * Those that are asked while it starts wait for it. After each start `started` sends what the worker must know.
 */

import { aborted, reasonOf } from "./errors.js";

/** Milliseconds before the first and the last of the waits between failed starts; each is twice the one before. */
const wait = { first: 250, most: 10_000 };

/** @typedef {{resolve: (result: any) => void, reject: (error: Error) => void}} Open */

/**
 * @typedef {object} Listener
 * @property {() => void} started the worker is ready, and knows nothing
 * @property {(reason: string, retryIn: number) => void} failed it is started again after this many milliseconds
 * @property {(event: any) => void} told what it tells unasked
 */

export class WorkerClient {
  #url;
  #listener;
  #module;
  #id = 0;
  #failures = 0;
  #ready = false;
  /** @type {Map<number, Open>} */
  #open = new Map();
  /** Questions for a worker that is not ready. @type {(() => void)[]} */
  #waiting = [];
  /** @type {Worker | undefined} */
  #worker;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} url of its script
   * @param {() => Promise<WebAssembly.Module>} module the compiled core
   * @param {Listener} listener
   */
  constructor(url, module, listener) {
    this.#url = url;
    this.#module = module;
    this.#listener = listener;
    this.#start();
  }

  /**
   * Asks the worker.
   *
   * @param {string} name
   * @param {unknown} value
   * @returns {Promise<any>}
   */
  ask(name, value) {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      const send = () => {
        this.#open.set(id, { resolve, reject });
        this.#worker?.postMessage({ id, name, value });
      };
      if (this.#ready) send();
      else this.#waiting.push(send);
    });
  }

  /**
   * Tells the worker of a change of what it keeps. While it starts nothing is told: `started` sends all there is.
   *
   * @param {string} name
   * @param {unknown} value
   */
  async tell(name, value) {
    if (this.#ready) await this.ask(name, value);
  }

  get isReady() {
    return this.#ready;
  }

  /** Ends the worker, whatever it does, and starts another one. */
  restart() {
    this.#stop("it was restarted");
    this.#start();
  }

  /** Starts it now, without waiting any longer after a failure. */
  retry() {
    if (this.#worker === undefined) this.#start();
  }

  async #start() {
    clearTimeout(this.#timer);
    const worker = new Worker(this.#url, { type: "module" });
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#worker === worker && this.#receive(data));
    worker.addEventListener("error", (event) =>
      this.#failOf(worker, event.message || "its script did not load"),
    );
    worker.addEventListener("messageerror", () => this.#failOf(worker, "an answer could not be read"));
    try {
      const module = await this.#module();
      worker.postMessage({ module });
    } catch (error) {
      this.#failOf(worker, `the core did not load: ${reasonOf(error)}`);
    }
  }

  /** @param {any} message */
  #receive(message) {
    if (message.ready) return this.#started();
    if (message.failed !== undefined) return this.#fail(message.failed);
    if (message.event !== undefined) return this.#listener.told(message);
    const open = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.error === undefined) open?.resolve(message.result);
    else open?.reject(message.isAborted ? aborted(message.error) : new Error(message.error));
  }

  #started() {
    this.#ready = true;
    this.#listener.started();
    for (const send of this.#waiting.splice(0)) send();
  }

  /** Forgets its failures: it has answered, so the next one is not part of a row. */
  healthy() {
    this.#failures = 0;
  }

  /** @param {Worker} worker @param {string} reason */
  #failOf(worker, reason) {
    if (this.#worker === worker) this.#fail(reason);
  }

  /** @param {string} reason */
  #fail(reason) {
    this.#stop(reason);
    const retryIn = Math.min(wait.most, wait.first * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#start(), retryIn);
    this.#listener.failed(reason, retryIn);
  }

  /** @param {string} reason */
  #stop(reason) {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#ready = false;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { reject } of open) reject(aborted(reason));
  }
}
