/**
 * Starts a wasm once: `init` of every entry. It may be called again, also while it starts, and after a failure.
 */
import { MetarestError } from "./error.js";

/** @typedef {WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Response | Promise<Response>} WasmSource */

/**
 * @typedef {object} Glue the functions of generated bindings that start them
 * @property {(options: {module_or_path: WasmSource}) => Promise<unknown>} default
 * @property {(options: {module: WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>}) => unknown} initSync
 */

/** The state of one wasm. */
export class Starter {
  #glue;
  #ready = false;
  /** @type {Promise<void> | undefined} */
  #starting;

  /** @param {Glue} glue */
  constructor(glue) {
    this.#glue = glue;
  }

  /** Starts at once. @param {WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer>} module */
  startSync(module) {
    if (this.#ready) return;
    this.#glue.initSync({ module });
    this.#ready = true;
  }

  /**
   * Starts with what `load` returns. Another start that is under way goes first; if it fails, this one follows.
   *
   * @param {() => WasmSource | Promise<WasmSource>} load @returns {Promise<void>}
   */
  start(load) {
    if (this.#ready) return Promise.resolve();
    const first = this.#starting?.catch(() => {}) ?? Promise.resolve();
    this.#starting = first.then(() => (this.#ready ? undefined : this.#load(load)));
    return this.#starting;
  }

  /**
   * Starts with what a caller gives.
   *
   * @param {WasmSource} source @param {string} name of the file that it must be @returns {Promise<void>}
   */
  startGiven(source, name) {
    if (source === undefined || source === null) {
      const what = `init needs the wasm: a WebAssembly.Module, a Response or bytes of metarest/${name}`;
      return Promise.reject(new MetarestError("invalid-argument", what));
    }
    // It may reject while another start is under way, before anything waits for it.
    Promise.resolve(source).catch(() => {});
    return this.start(() => source);
  }

  /** @param {() => WasmSource | Promise<WasmSource>} load */
  async #load(load) {
    try {
      await this.#glue.default({ module_or_path: await load() });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new MetarestError("not-loaded", `the wasm of metarest cannot be loaded: ${why}`, { cause });
    }
    this.#ready = true;
  }

  /** @throws {MetarestError} before the start */
  check() {
    if (this.#ready) return;
    throw new MetarestError("not-started", "metarest has not started: await init() before the first call");
  }
}
