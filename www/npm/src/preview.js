/**
 * A preview as a handle on the wasm's memory: nothing becomes a JavaScript object before it is asked for.
 *
 * In: a config, a document, the other texts that it refers to. Out: a `Preview`, for one text or for several.
 */
import { before } from "./before.js";
import { core } from "./core.js";
import { guarded, isSignal, MetarestError, named, text } from "./error.js";

/** @typedef {import("../dist/core.js").PreviewHandle} Handle */
/** @typedef {string | Uint8Array} Input */
/** @typedef {Record<string, Input> | Map<string, Input>} Files */
/** @typedef {(address: string, name: string) => Input | undefined | Promise<Input | undefined>} Load */

/** What Node shows of an object, as in `console.log`. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

/** The endpoints of a preview: rows for a list, one as a whole. */
class Endpoints {
  #handle;

  /** @param {() => Handle} handle */
  constructor(handle) {
    this.#handle = handle;
  }

  get length() {
    return this.#handle().endpointCount;
  }

  /** @param {number} [from] @param {number} [to] */
  rows(from = 0, to = this.length) {
    const [first, last] = [index("from", from), index("to", to)];
    return this.#handle().rows(first, Math.max(first, last));
  }

  /** @param {number} at */
  at(at) {
    return this.#handle().endpoint(index("at", at));
  }

  /** @param {{line: number, column: number, file?: string}} place */
  indexOf({ line, column, file }) {
    if (file !== undefined) text("file", file);
    return this.#handle().indexOf(index("line", line), index("column", column), file) ?? -1;
  }

  /** @param {number} _depth @param {object} options @param {(value: unknown, options: object) => string} show */
  [inspect](_depth, options, show) {
    return `Endpoints ${show({ length: this.length }, options)}`;
  }

  *[Symbol.iterator]() {
    for (let at = 0; at < this.length; at += 1) yield/** @type {any} */ (this.at(at));
  }
}

/** What a number of an endpoint must be. @param {string} name of the argument @param {unknown} value */
function index(name, value) {
  // The wasm counts with 32 bits.
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return Math.min(value, 0x7fffffff);
  const found = typeof value === "number" ? String(value) : named(value);
  throw new MetarestError("invalid-argument", `${name} is a whole number from 0, not ${found}`, {
    option: name,
  });
}

/** A preview. */
export class Preview {
  /** @type {Handle | undefined} */
  #handle;
  #summary;
  /** @type {import("../dist/types.js").Loss[] | undefined} */
  #losses;
  /** @type {import("../dist/types.js").Diagnostic[] | undefined} */
  #diagnostics;

  /** @param {Handle} handle */
  constructor(handle) {
    this.#handle = handle;
    this.#summary = handle.summary();
    this.endpoints = new Endpoints(() => this.#open());
  }

  #open() {
    if (this.#handle !== undefined) return this.#handle;
    throw new MetarestError("freed", "this preview was freed: make a new one");
  }

  get service() {
    return this.#summary.service;
  }

  get collections() {
    return this.#summary.collections;
  }

  get coverage() {
    return this.#summary.coverage;
  }

  get share() {
    return this.#summary.share;
  }

  get reasons() {
    return this.#summary.reasons;
  }

  get filtered() {
    return this.#summary.filtered;
  }

  get exitCode() {
    return this.#summary.exitCode;
  }

  get losses() {
    this.#losses ??= this.#open().losses();
    return this.#losses;
  }

  get diagnostics() {
    this.#diagnostics ??= this.#open().diagnostics();
    return this.#diagnostics;
  }

  /** @param {string} reason @param {number} [from] @param {number} [to] */
  lossesOf(reason, from = 0, to = Number.MAX_SAFE_INTEGER) {
    const [first, last] = [index("from", from), index("to", to)];
    const handle = this.#open();
    return guarded(() => handle.lossesOf(text("reason", reason), first, Math.max(first, last)));
  }

  /** @param {string} filter @param {string} pattern */
  matches(filter, pattern) {
    const handle = this.#open();
    return guarded(() => handle.matches(text("filter", filter), text("pattern", pattern)));
  }

  markdown() {
    return this.#open().markdown();
  }

  *bytes() {
    const pieces = new core.JsonPieces();
    try {
      for (let piece = pieces.next(this.#open()); piece !== undefined; piece = pieces.next(this.#open())) {
        yield piece;
      }
    } finally {
      pieces.free();
    }
  }

  toJSON() {
    return this.#open().toJSON();
  }

  /** Counts. @param {number} _depth @param {object} options @param {(value: unknown, options: object) => string} show */
  [inspect](_depth, options, show) {
    if (this.#handle === undefined) return "Preview { freed }";
    const { service, collections, coverage, share, filtered, exitCode } = this.#summary;
    const counts = {
      service: service?.name ?? null,
      collections: collections.length,
      endpoints: this.endpoints.length,
      share,
      losses: coverage.losses,
      filtered: filtered.length,
      diagnostics: this.diagnostics.length,
      exitCode,
    };
    return `Preview ${show(counts, options)}`;
  }

  free() {
    this.#handle?.free();
    this.#handle = undefined;
  }
}

// Old runtimes have no such symbol.
const { dispose } = /** @type {{dispose?: symbol}} */ (/** @type {unknown} */ (Symbol));
if (dispose !== undefined) {
  Object.defineProperty(Preview.prototype, dispose, { value: Preview.prototype.free });
}

/**
 * Maps a document that is whole, or whose other texts the caller has.
 *
 * @param {Input | undefined} config @param {Input} spec @param {any} [options] with `files`
 */
export function preview(config, spec, options) {
  const { files, rest } = split(options, ["files"]);
  rejectOthers(rest, "previewAsync", ["load", "signal"]);
  if (files === undefined) return new Preview(core.preview(config, spec, rest));
  const given = entries(files);
  const loader = new core.PreviewLoader(config, spec, rest);
  for (let wanted = loader.wanted(); wanted.length > 0; wanted = loader.wanted()) {
    for (const { address, name } of wanted) {
      // A path that is not absolute may be the name of another text.
      const isAbsolute = address.startsWith("/") || address.includes("://");
      add(loader, address, given.get(name) ?? (isAbsolute ? given.get(address) : undefined));
    }
  }
  return new Preview(loader.finish());
}

/**
 * As `preview`, with a function that loads the texts that the document refers to.
 *
 * @param {Input | undefined} config @param {Input} spec @param {any} options with `load`; `signal` stops it
 */
export async function previewAsync(config, spec, options) {
  const { load, signal, rest } = split(options, ["load", "signal"]);
  rejectOthers(rest, "preview", ["files"]);
  if (typeof load !== "function") throw invalid("load", `load is a function, not ${named(load)}`);
  if (signal !== undefined && !isSignal(signal)) {
    throw invalid("signal", `signal is an AbortSignal, not ${named(signal)}`);
  }
  signal?.throwIfAborted();
  const loader = guarded(() => new core.PreviewLoader(config, spec, rest));
  try {
    for (let wanted = loader.wanted(); wanted.length > 0; wanted = loader.wanted()) {
      const texts = await before(signal, Promise.all(wanted.map((text) => loaded(load, text))));
      for (const [at, { text, reason }] of texts.entries()) {
        guarded(() => add(loader, /** @type {any} */ (wanted[at]).address, text, reason));
      }
    }
  } catch (error) {
    loader.free();
    throw error;
  }
  return new Preview(loader.finish());
}

/** A text, or why there is none. @param {Load} load @param {{address: string, name: string}} text */
async function loaded(load, { address, name }) {
  try {
    return { text: await load(address, name) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/**
 * @param {import("../dist/core.js").PreviewLoader} loader
 * @param {string} address
 * @param {Input | undefined} text
 * @param {string} [reason]
 */
function add(loader, address, text, reason = "it was not given") {
  if (text === undefined) loader.fail(address, reason);
  else loader.add(address, text);
}

/** The first line of what was thrown, which may be anything. @param {unknown} error */
function reasonOf(error) {
  const text = typeof error === "string" ? error : /** @type {any} */ (error)?.message;
  return typeof text === "string" ? (text.split("\n", 1)[0] ?? "").slice(0, longestReason) : "it failed";
}

/** The most characters of a loader's error that are shown. */
const longestReason = 200;

/** Some options, and the others. @param {any} options @param {string[]} names @returns {Record<string, any>} */
function split(options, names) {
  if (typeof options !== "object" || options === null) return { rest: options };
  const own = names.map((name) => [name, options[name]]);
  const rest = Object.entries(options).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(own), rest: Object.fromEntries(rest) };
}

/** Rejects options of another function. @param {any} options @param {string} owner @param {string[]} names */
function rejectOthers(options, owner, names) {
  const option = names.find((name) => options?.[name] !== undefined);
  if (option !== undefined) throw invalid(option, `${option} is an option of ${owner}`);
}

/** @param {string} option @param {string} message */
function invalid(option, message) {
  return new MetarestError("invalid-option", message, { option });
}

/** Files by name. @param {unknown} files @returns {Map<string, Input>} */
function entries(files) {
  const isList = typeof files === "object" && files !== null && !(Symbol.iterator in files);
  if (files instanceof Map || isList) {
    const entries = files instanceof Map ? [...files] : Object.entries(files);
    return new Map(entries.map(([name, text]) => [String(name).replace(/^(\.\/)+/, ""), text]));
  }
  throw invalid("files", `files is a Map or an object, not ${named(files)}`);
}
