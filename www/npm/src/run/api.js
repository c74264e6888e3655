/**
 * The functions of the entry `./run`, which talk to a server: `plan`, `ingest` and `connect`. They resolve to a report
 * whatever happens on the way; only misuse rejects.
 */
import * as bindings from "../../dist/run.js";
import { guarded, isSignal, MetarestError, named } from "../error.js";
import { Starter } from "../start.js";
import { Checkpoints, isStore, storedRun } from "./checkpoints.js";
import { FetchShell } from "./fetch.js";
import { drive } from "./loop.js";

export { MetarestError } from "../error.js";

/** @typedef {import("../run.d.ts").IngestOptions} IngestOptions */
/** @typedef {import("../run.d.ts").RunStore} RunStore */
/** @typedef {import("./loop.js").Shell} Shell */
/** @typedef {Pick<Shell, "load" | "send" | "tls">} Connections */
/** @typedef {"plan" | "ingest" | "connect"} Command */

/**
 * @typedef {object} Runtime what a runtime adds
 * @property {() => Promise<void>} start starts the wasm
 * @property {() => Connections} connections those of one run, if the caller gives no `fetch`
 * @property {() => Record<string, string | undefined> | undefined} environment of the process
 */

/** The start of the wasm that these functions use. */
export const starter = new Starter(bindings);

/** The exit code of an invalid config. */
const usageCode = 2;

/** The name of a document that the caller gives. */
const given = "<document>";

/** The functions of a runtime. @param {Runtime} runtime */
export function functions(runtime) {
  /** @param {Command} command */
  const of = (command) => (/** @type {string | Uint8Array} */ config, /** @type {IngestOptions} */ options) =>
    run(runtime, command, config, options);
  return { plan: of("plan"), ingest: of("ingest"), connect: of("connect") };
}

/** @param {Runtime} runtime @param {Command} command @param {string | Uint8Array} config @param {IngestOptions} [options] */
async function run(runtime, command, config, options = {}) {
  await runtime.start();
  checkOptions(command, options);
  const { fetch, signal, onProgress, onLog, spec, store, environment, ...others } = options;
  const document = spec instanceof ArrayBuffer ? new Uint8Array(spec) : isBytes(spec) ? spec : undefined;
  const place = document === undefined ? spec?.toString() : given;
  const variables = environment ?? runtime.environment();
  const settings = { now: Date.now(), ...others, environment: variables, spec: place };
  const started = await begin(command, bytes(config), settings, store);
  const connections = fetch === undefined ? runtime.connections() : new FetchShell(fetch);
  const callbacks = new Callbacks(signal);
  await complete(started, shellOf(connections, document, callbacks, { onProgress, onLog }), callbacks, store);
  const report = started.report();
  // With an invalid config no run began: the one that is stored waits for the config to be mended.
  if (store && report.exitCode !== usageCode) await callbacks.finish(() => store.clear());
  callbacks.rethrow();
  return ended(report);
}

/** A run: a new one, or that of the store. @param {Command} command @param {Uint8Array} config @param {any} settings @param {RunStore} [store] */
async function begin(command, config, settings, store) {
  const stored = store && (await storedRun(store));
  if (stored === undefined) return guarded(() => new bindings.Run(command, config, settings));
  return guarded(() => bindings.Run.revive(command, config, settings, stored));
}

/** Drives a run to its end, and keeps it on the way. @param {bindings.Run} run @param {Shell} shell @param {Callbacks} callbacks @param {RunStore} [store] */
async function complete(run, shell, { signal, fail }, store) {
  const checkpoints = store && new Checkpoints(store, () => run.stored(), fail);
  const handled = checkpoints && (() => checkpoints.changed());
  try {
    await drive(run, shell, { seed: seed(), cancel: signal, handled });
  } finally {
    await checkpoints?.end();
  }
}

/**
 * @param {Connections} connections @param {Uint8Array | undefined} document @param {Callbacks} callbacks
 * @param {Pick<IngestOptions, "onProgress" | "onLog">} functions @returns {Shell}
 */
function shellOf(connections, document, callbacks, { onProgress, onLog }) {
  return {
    load: document === undefined ? connections.load.bind(connections) : loading(document, connections),
    send: connections.send.bind(connections),
    tls: connections.tls.bind(connections),
    progress: ({ type: _, ...progress }) => callbacks.call(onProgress, progress),
    log: ({ type: _, ...entry }) => callbacks.call(onLog, entry),
  };
}

/** The functions of the caller. One that throws stops the run cleanly, as a signal does. */
class Callbacks {
  #failed = new AbortController();
  /** The signal that ends the run: the caller's, or one because of an error here. */
  signal;

  /** @param {AbortSignal | undefined} signal of the caller */
  constructor(signal) {
    this.signal = signal ? AbortSignal.any([signal, this.#failed.signal]) : this.#failed.signal;
  }

  /** Stops the run. @param {unknown} error what the promise rejects with */
  fail = (error) => {
    if (!this.#failed.signal.aborted) this.#failed.abort(error);
  };

  /** Calls a function of the caller at the end. @param {() => unknown} callback */
  async finish(callback) {
    try {
      await callback();
    } catch (error) {
      this.fail(error);
    }
  }

  /** @template T @param {((value: T) => void) | undefined} callback @param {T} value */
  call(callback, value) {
    if (this.#failed.signal.aborted) return;
    try {
      callback?.(value);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Throws what a function threw, once the run has ended. */
  rethrow() {
    if (this.#failed.signal.aborted) throw this.#failed.signal.reason;
  }
}

/** What the options have to be that the wasm does not read. @type {Record<string, [string, (value: any) => boolean]>} */
const kinds = {
  fetch: ["a function", (value) => typeof value === "function"],
  onProgress: ["a function", (value) => typeof value === "function"],
  onLog: ["a function", (value) => typeof value === "function"],
  signal: ["an AbortSignal", isSignal],
  store: ["an object with the functions load, save and clear", isStore],
  spec: [
    "a path or an address, or the document's bytes",
    (value) =>
      typeof value === "string" || value instanceof URL || value instanceof ArrayBuffer || isBytes(value),
  ],
};

/** @param {Command} command @param {unknown} options @throws {MetarestError} */
function checkOptions(command, options) {
  if (typeof options !== "object" || options === null) {
    throw new MetarestError("invalid-argument", "the options are an object");
  }
  for (const [option, [what, isRight]] of Object.entries(kinds)) {
    const value = /** @type {Record<string, unknown>} */ (options)[option];
    if (value === undefined || isRight(value)) continue;
    throw new MetarestError("invalid-option", `${option} is ${what}, not ${named(value)}`, { option });
  }
  if (command !== "ingest" && "store" in options && options.store !== undefined) {
    throw new MetarestError("invalid-option", "store is an option of ingest", { option: "store" });
  }
}

/** @param {any} value @returns {value is Uint8Array} */
function isBytes(value) {
  return ArrayBuffer.isView(value) && /** @type {any} */ (value).BYTES_PER_ELEMENT === 1;
}

/** Loads what the caller gave, and all else as usual. @param {Uint8Array} document @param {Connections} connections @returns {Shell["load"]} */
function loading(document, connections) {
  return async (effect, signal, receive) => {
    if (!("file" in effect.source) || effect.source.file !== given) {
      return await connections.load(effect, signal, receive);
    }
    receive(document, document.length);
    return { type: "loaded", id: effect.id, status: 200 };
  };
}

/** @param {string | Uint8Array} config @returns {Uint8Array} */
function bytes(config) {
  if (typeof config === "string") return new TextEncoder().encode(config);
  if (isBytes(config)) return config;
  throw new MetarestError("invalid-argument", "an input is a string or a Uint8Array");
}

/** Any whole number: the run's only source of randomness. */
function seed() {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 15) * 2 ** 32 + low;
}

/** The report as an object, and the exit code that the command would have. @param {import("../../dist/run.js").Report} report */
function ended(report) {
  const pieces = /** @type {Uint8Array[]} */ ([]);
  const output = new bindings.Output({ format: "json", command: "plan", configs: 1 });
  try {
    const { exitCode } = report;
    const take = (/** @type {Uint8Array} */ piece) => pieces.push(piece);
    output.add(report, take);
    output.end(take);
    const decoder = new TextDecoder();
    const texts = pieces.map((piece) => decoder.decode(piece, { stream: true }));
    return { report: JSON.parse(texts.join("") + decoder.decode()), exitCode };
  } finally {
    output.free();
  }
}
