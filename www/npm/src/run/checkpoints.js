/**
 * Keeps a run in the caller's store while it goes on, so that another process can go on with it.
 *
 * A save begins when the one before has ended and as much time again has passed, with what the run is then: what was not
 * saved is done again, which every write of a run allows.
 */
import { MetarestError, named } from "../error.js";

/** @typedef {import("../run.d.ts").RunStore} RunStore */

/** What a store has to have. */
const functions = /** @type {const} */ (["load", "save", "clear"]);

/** @param {any} store @returns {boolean} */
export function isStore(store) {
  return functions.every((name) => typeof store?.[name] === "function");
}

/** The text of the run that was stopped, if there is one. @param {RunStore} store @returns {Promise<string | undefined>} */
export async function storedRun(store) {
  const text = (await store.load()) ?? undefined;
  if (text === undefined || typeof text === "string") return text;
  const message = `store.load returns what store.save was given, a string, or undefined, not ${named(text)}`;
  throw new MetarestError("invalid-option", message, { option: "store" });
}

/** The saves of one run. */
export class Checkpoints {
  #store;
  #stored;
  #fail;
  /** The text that was saved last. @type {string | undefined} */
  #last;
  #hasChanged = false;
  #hasEnded = false;
  /** The save that is under way. @type {Promise<void> | undefined} */
  #saving;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** When the next save may begin. */
  #earliest = 0;

  /**
   * @param {RunStore} store
   * @param {() => string | undefined} stored the run as a text, if it has to be kept
   * @param {(error: unknown) => void} fail takes the error of a save, after which nothing is saved
   */
  constructor(store, stored, fail) {
    this.#store = store;
    this.#stored = stored;
    this.#fail = fail;
  }

  /** The run has handled an event. */
  changed() {
    this.#hasChanged = true;
    if (this.#hasEnded || this.#saving !== undefined || this.#timer !== undefined) return;
    const wait = this.#earliest - performance.now();
    if (wait <= 0) return this.#begin();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#begin();
    }, wait);
  }

  #begin() {
    this.#hasChanged = false;
    const start = performance.now();
    const text = this.#stored();
    if (text === undefined || text === this.#last) return;
    this.#last = text;
    this.#saving = this.#save(text).finally(() => {
      this.#saving = undefined;
      const end = performance.now();
      this.#earliest = end + (end - start);
      if (this.#hasChanged) this.changed();
    });
  }

  /** @param {string} text */
  async #save(text) {
    try {
      await this.#store.save(text);
    } catch (error) {
      this.#hasEnded = true;
      this.#fail(error);
    }
  }

  /** Ends the saves: nothing is saved any more. */
  async end() {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    await this.#saving;
  }
}
