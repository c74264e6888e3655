/**
 * The loop around a run: it carries out what the run asks for and tells it what came of it.
 *
 * It knows nothing of files, HTTP or terminals: those come in as functions. All that is decided is decided in the
 * run; what differs between runtimes is those functions.
 */

/** @typedef {import("../../dist/node/metarest.js").Run} Run */
/** @typedef {import("../../dist/node/metarest.js").Effect} Effect */
/** @typedef {import("../../dist/node/metarest.js").RunEvent} RunEvent */
/** @typedef {Extract<Effect, {type: "load"}>} Load */
/** @typedef {Extract<Effect, {type: "send"}>} Send */
/** @typedef {Extract<Effect, {type: "tls"}>} Tls */
/** @typedef {Extract<Effect, {type: "progress"}>} Progress */
/** @typedef {Extract<Effect, {type: "log"}>} Log */
/**
 * @callback Receive takes the next bytes of a document or an answer: it is not held here
 * @param {Uint8Array} piece
 * @param {number} [length] how many bytes there will be in all, where that is known
 * @returns {void}
 */

/**
 * @typedef {object} Shell what a runtime can do
 * @property {(effect: Load, signal: AbortSignal, receive: Receive) => Promise<RunEvent>} load the signal says: the run was cancelled
 * @property {(effect: Send, signal: AbortSignal, receive: Receive) => Promise<RunEvent>} send the signal says: the run has ended
 * @property {(effect: Tls) => void} tls
 * @property {(effect: Progress) => void} progress
 * @property {(effect: Log) => void} log
 */

/** The longest delay that a timer of JavaScript can hold; a later time is waited for in pieces. */
const longestDelay = 2 ** 31 - 1;

/**
 * Drives a run to its end. It ends by the run's own word, also after `cancel`: what is open then is awaited.
 *
 * @param {Run} run
 * @param {Shell} shell
 * @param {{seed: number, cancel?: AbortSignal}} options `seed`: any whole number, the run's only source of chance
 */
export async function drive(run, shell, { seed, cancel }) {
  const ended = new AbortController();
  const inbox = new Inbox();
  const cancelled = cancel ?? ended.signal;
  const onCancel = () => inbox.put({ type: "cancelled" });
  cancelled.addEventListener("abort", onCancel);
  const perform = performer(run, shell, inbox, cancelled, ended.signal);
  try {
    inbox.put({ type: "started", seed });
    for (;;) {
      const event = await inbox.take();
      run.handle(Date.now(), event);
      for (let effect = run.poll(); effect !== undefined; effect = run.poll()) {
        if (effect.type === "done") return;
        perform(effect);
      }
    }
  } finally {
    cancelled.removeEventListener("abort", onCancel);
    inbox.close();
    ended.abort();
  }
}

/**
 * @param {Run} run
 * @param {Shell} shell
 * @param {Inbox} inbox
 * @param {AbortSignal} cancelled
 * @param {AbortSignal} ended
 * @returns {(effect: Exclude<Effect, {type: "done"}>) => void}
 */
function performer(run, shell, inbox, cancelled, ended) {
  /** @param {{id: number}} effect @returns {Receive} */
  const of =
    ({ id }) =>
    (piece, length) =>
      run.receive(id, piece, length);
  return (effect) => {
    switch (effect.type) {
      case "load":
        return inbox.expect(shell.load(effect, cancelled, of(effect)));
      case "send":
        return inbox.expect(shell.send(effect, ended, of(effect)));
      case "tls":
        return shell.tls(effect);
      case "wakeAt":
        return inbox.wakeAt(effect.at);
      case "progress":
        return shell.progress(effect);
      case "log":
        return shell.log(effect);
    }
  };
}

/** What has happened and was not yet told, and what may still happen. */
class Inbox {
  /** @type {RunEvent[]} */
  #events = [];
  /** @type {{resolve: (event: RunEvent) => void, reject: (error: unknown) => void} | undefined} */
  #waiting;
  #open = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {unknown} */
  #broken;

  /** @param {RunEvent} event */
  put(event) {
    if (this.#waiting === undefined) return void this.#events.push(event);
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(event);
  }

  /** @param {Promise<RunEvent>} coming */
  expect(coming) {
    this.#open += 1;
    coming.then(
      (event) => {
        this.#open -= 1;
        this.put(event);
      },
      (error) => this.#break(error),
    );
  }

  /** @param {number} at milliseconds since 1970 */
  wakeAt(at) {
    clearTimeout(this.#timer);
    const delay = Math.max(0, at - Date.now());
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (delay > longestDelay) return this.wakeAt(at);
        this.put({ type: "woke" });
      },
      Math.min(delay, longestDelay),
    );
  }

  /** @returns {Promise<RunEvent>} */
  take() {
    const first = this.#events.shift();
    if (first !== undefined) return Promise.resolve(first);
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    if (this.#open === 0 && this.#timer === undefined) {
      return Promise.reject(new Error("the run waits, but asked for nothing"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** A shell's function failed where it should have told a fault. @param {unknown} error */
  #break(error) {
    this.#broken = error;
    this.#waiting?.reject(error);
  }
}
