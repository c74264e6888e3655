/**
 * The loop around a run: it performs the run's effects and returns their results as events.
 *
 * It knows nothing of files, HTTP or terminals: those are functions of a `Shell`, one per runtime. All decisions are
 * made in the run.
 */

/** @typedef {import("../../dist/run.js").Run} Run */
/** @typedef {import("../../dist/run.js").Effect} Effect */
/** @typedef {import("../../dist/run.js").RunEvent} RunEvent */
/** @typedef {Extract<Effect, {type: "load"}>} Load */
/** @typedef {Extract<Effect, {type: "send"}>} Send */
/** @typedef {Extract<Effect, {type: "tls"}>} Tls */
/** @typedef {Extract<Effect, {type: "progress"}>} Progress */
/** @typedef {Extract<Effect, {type: "log"}>} Log */
/**
 * @callback Receive takes the next bytes of a document or an answer; they are not kept here
 * @param {Uint8Array} piece
 * @param {number} [length] the total number of bytes, if known
 * @returns {void}
 */

/**
 * @typedef {object} Shell the functions of a runtime
 * @property {(effect: Load, signal: AbortSignal, receive: Receive) => Promise<RunEvent>} load the signal aborts when the run is cancelled
 * @property {(effect: Send, signal: AbortSignal, receive: Receive) => Promise<RunEvent>} send the signal aborts when the run has ended
 * @property {(effect: Tls) => void} tls
 * @property {(effect: Progress) => void} progress
 * @property {(effect: Log) => void} log
 */

/** The longest delay of a JavaScript timer; a longer one is split. */
const longestDelay = 2 ** 31 - 1;

/**
 * Drives a run to its end. After `cancel` too, the run itself ends it, once its open effects are done.
 *
 * @param {Run} run
 * @param {Shell} shell
 * @param {{seed: number, cancel?: AbortSignal, handled?: () => void}} options `seed`: any whole number, the run's only
 * source of randomness; `handled` is called after each event but the last
 */
export async function drive(run, shell, { seed, cancel, handled = () => {} }) {
  const ended = new AbortController();
  const inbox = new Inbox();
  const cancelled = cancel ?? ended.signal;
  const onCancel = () => inbox.put({ type: "cancelled" });
  cancelled.addEventListener("abort", onCancel);
  const perform = performer(run, shell, inbox, cancelled, ended.signal);
  try {
    inbox.put({ type: "started", seed });
    // A signal that has aborted before sends no event.
    if (cancelled.aborted) onCancel();
    for (;;) {
      const event = await inbox.take();
      run.handle(Date.now(), event);
      for (let effect = run.poll(); effect !== undefined; effect = run.poll()) {
        if (effect.type === "done") return;
        perform(effect);
      }
      handled();
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
  const receiver =
    ({ id }) =>
    (piece, length) =>
      run.receive(id, piece, length);
  return (effect) => {
    switch (effect.type) {
      case "load":
        return inbox.expect(shell.load(effect, cancelled, receiver(effect)));
      case "send":
        return inbox.expect(shell.send(effect, ended, receiver(effect)));
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

/** The events that the run has not handled yet, and the effects that are still open. */
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

  /** @param {Promise<RunEvent>} event */
  expect(event) {
    this.#open += 1;
    event.then(
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
      return Promise.reject(new Error("the run waits, but no effect is open"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close() {
    clearTimeout(this.#timer);
  }

  /** A shell's function threw instead of returning a fault. @param {unknown} error */
  #break(error) {
    this.#broken = error;
    this.#waiting?.reject(error);
  }
}
