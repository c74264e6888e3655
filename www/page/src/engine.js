/**
 * The page's side of the Web Worker: one question at a time, the newest wins.
 *
 * A question that comes while one is open replaces any that waits; answers to older ones are dropped. If the open one
 * takes longer than the patience below, its worker is ended and a new one takes the newest question.
 */

/** @typedef {import("./engine.worker.js").Answer} Answer */
/** @typedef {Omit<import("./engine.worker.js").Question, "sequence">} Input */
/** @typedef {"loading" | "idle" | "busy" | "failed"} State */

/** Milliseconds that an outdated question may go on. */
const patience = 1000;

/** A worker that fails at its start this often in a row is not started again. */
const attempts = 3;

const url = new URL("engine.worker.js", import.meta.url).href;

/** The one script that this page may start, for browsers that know Trusted Types. */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("metarest", {
  createScriptURL: (/** @type {string} */ wanted) => {
    if (wanted !== url) throw new TypeError(`not a script of this page: ${wanted}`);
    return wanted;
  },
});

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

  /** Asks; the answer to any earlier question is no longer wanted. @param {Input} input */
  ask(input) {
    this.#waiting = { ...input, sequence: ++this.#sequence };
    if (this.#open) this.#watch(this.#open);
    else this.#send();
  }

  #start() {
    this.#ready = false;
    this.#listener.state("loading");
    const worker = new Worker(policy?.createScriptURL(url) ?? url, { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#hear(data));
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
    const left = Math.max(0, open.since + patience - performance.now());
    this.#timer = setTimeout(() => {
      if (this.#open === open && this.#waiting) this.#restart();
    }, left);
  }

  /** @param {any} message */
  #hear(message) {
    if (message.failed !== undefined) return this.#fail(message.failed);
    this.#failures = 0;
    this.#open = undefined;
    this.#ready = true;
    if (message.sequence === this.#sequence) this.#listener.answer(message);
    this.#listener.state("idle");
    this.#send();
  }

  /** A core that ended is started anew; one that never starts is given up. @param {string} reason */
  #fail(reason) {
    const hadStarted = this.#ready;
    const givenUp = !hadStarted && ++this.#failures >= attempts;
    if (givenUp) this.#worker.terminate();
    else this.#restart();
    if (hadStarted || givenUp) this.#listener.state("failed", reason);
  }
}
