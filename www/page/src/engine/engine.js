/**
 * Asks the core: the page's side of the workers.
 *
 * The config has a worker of its own, so that what is said of it never waits for the mapping of a document. In: the
 * config's text at each keystroke, the document's bytes and then its changes, the other texts. Out: the values of the
 * model, and answers to questions. One mapping runs at a time; of what came meanwhile only the newest is mapped.
 */

import { asset, script } from "../assets.js";
import { unnamed } from "../names.js";
import { WorkerClient } from "./client.js";
import { aborted, ignoreAborted, isAborted, reasonOf } from "./errors.js";

/** @typedef {import("./protocol.js").Questions} Questions */
/** @typedef {import("./protocol.js").Question} Question */
/** @typedef {import("./protocol.js").CheckAnswer} CheckAnswer */
/** @typedef {import("./protocol.js").PreviewAnswer} PreviewAnswer */
/** @typedef {import("./document_text.js").Change} Change */

/** Milliseconds without a keystroke after which the core is asked. */
const debounce = { config: 60, document: 100 };
/** Milliseconds that an outdated mapping may take before its worker is replaced: for any document, and for each MB. */
const patience = { least: 3000, each: 500 };
/** Milliseconds after which a page without a document gets ready for one. */
const idle = 500;
/** Failures in a row with the same input after which it is left alone until it changes. */
const mostFailures = 2;

/** The questions about the config; the others are about the preview. */
const ofConfig = new Set([
  ...["complete", "hover", "patternAt", "explain", "fix", "convert", "setting", "outline"],
]);

export class Engine {
  #model;
  #config = "";
  /** The version of OpenMetadata that the config is judged for. @type {string | undefined} */
  #version;
  /** Whether it took the place of another one since the last check. */
  #isOther = false;
  /** Whether the worker has the newest text. */
  #isSent = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #checkTimer;
  #checks = 0;
  /** The config for mappings: the newest text without errors; undefined if there was none. @type {string | undefined} */
  #usable;

  /** The size is that of the file, also once the text was edited. @type {{name: string, size: number, bytes: () => Uint8Array}} */
  #document = { name: unnamed, size: 0, bytes: () => new Uint8Array() };
  /** @type {Map<string, Uint8Array>} */
  #files = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #mapTimer;
  /** The config of the newest mapping. @type {string | undefined} */
  #mapped;
  /** When the open mapping began. @type {number | undefined} */
  #mapping;
  #isOutdated = false;
  #failures = 0;
  /** @type {{revision: number, rows: any[], filtered: any[]}} */
  #pieces = { revision: 0, rows: [], filtered: [] };

  /** @type {Promise<WebAssembly.Module> | undefined} */
  #module;
  #checker;
  #previewer;

  /** @param {import("../model.js").Model} model */
  constructor(model) {
    this.#model = model;
    const module = () => this.#compiled();
    this.#checker = new WorkerClient(script("check.worker.js"), module, {
      started: () => this.#checkStarted(),
      failed: (reason, retryIn) => this.#failed(reason, retryIn),
      told: () => {},
    });
    this.#previewer = new WorkerClient(script("preview.worker.js"), module, {
      started: () => this.#previewStarted(),
      failed: (reason, retryIn) => this.#previewFailed(reason, retryIn),
      told: (piece) => this.#add(piece),
    });
  }

  /** The wasm is compiled once; every worker, also one that is started again, gets the same module. */
  #compiled() {
    this.#module ??= WebAssembly.compileStreaming(fetch(asset("metarest.wasm")));
    // A later start tries again.
    this.#module.catch(() => {
      this.#module = undefined;
    });
    return this.#module;
  }

  /** The compiled core, for the worker that fetches documents. */
  get module() {
    return this.#compiled();
  }

  // The config.

  /**
   * Takes the text.
   *
   * @param {string} text
   * @param {{isOther?: boolean}} [options] `isOther`: it is another config, not the one before after an edit
   */
  setConfig(text, { isOther = false } = {}) {
    this.#config = text;
    this.#isOther ||= isOther;
    this.#checkSoon();
  }

  /** Judges the config for a version of OpenMetadata too. @param {string | undefined} version */
  setVersion(version) {
    this.#version = version;
    this.#checkSoon(0);
  }

  /** @param {number} [delay] */
  #checkSoon(delay = debounce.config) {
    this.#isSent = false;
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => this.#check(), delay);
  }

  async #check() {
    clearTimeout(this.#checkTimer);
    // A worker that starts is asked when it is ready.
    if (!this.#checker.isReady) return;
    this.#isSent = true;
    this.#checks += 1;
    const check = this.#checks;
    const text = this.#config;
    try {
      const answer = await this.#checker.ask("config", { config: text, to: this.#version });
      if (check === this.#checks) this.#judged(text, answer);
    } catch (error) {
      if (!isAborted(error)) this.#failed(reasonOf(error), 0);
    }
  }

  /** @param {string} text @param {CheckAnswer | undefined} answer */
  #judged(text, answer) {
    this.#checker.healthy();
    performance.mark("metarest:check");
    const inConfig = this.#onlyMapped(this.#model.preview, text);
    const config = this.#configFor(text, answer);
    const isEarlier = config !== undefined && config !== text;
    this.#model.set({ check: answer?.report, target: answer?.target, isEarlier, inConfig });
    this.#use(config);
  }

  /**
   * The config for mappings. Half-written text has errors all the time: meanwhile it is the text before them.
   *
   * @param {string} text @param {CheckAnswer | undefined} answer
   */
  #configFor(text, answer) {
    const before = this.#isOther ? undefined : this.#usable;
    // The answer may be about the text before: another config came while it was judged.
    if (text === this.#config) this.#isOther = false;
    if (answer === undefined) return undefined;
    return answer.isUsable ? text : before;
  }

  /** @param {string | undefined} config */
  #use(config) {
    if (config === this.#usable) return;
    this.#usable = config;
    this.#mapSoon(0);
  }

  #checkStarted() {
    this.#isSent = false;
    this.#check();
    this.#model.set({ state: { phase: "ready" } });
  }

  /** @param {string} reason @param {number} retryIn */
  #failed(reason, retryIn) {
    this.#model.set({ state: { phase: "failed", reason, retryIn } });
  }

  // The document.

  /**
   * Takes a document as it is in a file, and the texts beside it.
   *
   * @param {Uint8Array} bytes
   * @param {string} name what references are relative to
   * @param {Map<string, Uint8Array>} files the other texts, by their paths relative to the document
   */
  loadDocument(bytes, name, files) {
    this.#document = { name, size: bytes.length, bytes: () => bytes };
    this.#files = files;
    this.#sendDocument();
    this.#mapSoon(0);
  }

  /** Takes an edit. @param {Change[]} changes @param {() => string} text the whole text after it */
  changeDocument(changes, text) {
    this.#document = { ...this.#document, bytes: () => new TextEncoder().encode(text()) };
    this.#previewer.tell("change", changes).catch(ignoreAborted);
    this.#mapSoon();
  }

  /** Replaces the other texts. @param {Map<string, Uint8Array>} files */
  setFiles(files) {
    this.#files = files;
    this.#previewer.tell("files", files).catch(ignoreAborted);
    this.#mapSoon(0);
  }

  #sendDocument() {
    this.#previewer.tell("load", { bytes: this.#document.bytes() }).catch(ignoreAborted);
    this.#previewer.tell("files", this.#files).catch(ignoreAborted);
  }

  /** @param {number} [delay] */
  #mapSoon(delay = debounce.document) {
    this.#failures = 0;
    clearTimeout(this.#mapTimer);
    this.#mapTimer = setTimeout(() => this.#map(), delay);
  }

  async #map() {
    if (this.#mapping !== undefined) return this.#outdate();
    // A worker that starts maps when it is ready.
    if (!this.#previewer.isReady) return;
    this.#isOutdated = false;
    this.#mapping = performance.now();
    this.#model.set({ state: { phase: "mapping", since: this.#mapping } });
    try {
      const value = { config: this.#usable, name: this.#document.name };
      this.#mapped = value.config;
      this.#show(await this.#previewer.ask("map", value));
    } catch (error) {
      if (isAborted(error)) return;
      this.#mapping = undefined;
      this.#failed(reasonOf(error), 0);
    }
  }

  /** What is mapped is not the newest any more: it is awaited, but not for ever. */
  #outdate() {
    if (this.#isOutdated) return;
    this.#isOutdated = true;
    const open = this.#mapping ?? 0;
    const most = patience.least + (this.#document.size / 1024 / 1024) * patience.each;
    setTimeout(
      () => {
        if (this.#mapping === open && this.#isOutdated) this.#previewer.restart();
      },
      Math.max(0, open + most - performance.now()),
    );
  }

  /** @param {PreviewAnswer | undefined} preview */
  #show(preview) {
    this.#previewer.healthy();
    this.#mapping = undefined;
    performance.mark("metarest:summary");
    this.#pieces = { revision: preview?.revision ?? 0, rows: [], filtered: [] };
    this.#model.set({
      preview,
      inConfig: this.#onlyMapped(preview, this.#config),
      state: { phase: "ready" },
    });
    this.#showRows();
    if (this.#isOutdated) this.#map();
  }

  /** What a mapping found in a text of the config, and no check. @param {PreviewAnswer | undefined} preview @param {string} text */
  #onlyMapped(preview, text) {
    return preview === undefined || this.#mapped !== text ? [] : preview.inConfig;
  }

  /** @param {import("./protocol.js").Piece} piece */
  #add({ revision, rows = [], filtered = [] }) {
    if (revision !== this.#pieces.revision) return;
    this.#pieces.rows.push(...rows);
    this.#pieces.filtered.push(...filtered);
    this.#showRows();
  }

  /** Shows the rows once all are here, so that a list does not collapse and grow again. */
  #showRows() {
    const { rows, filtered } = this.#pieces;
    const { endpoints = 0, filtered: left = 0 } = this.#model.preview ?? {};
    if (rows.length === endpoints && filtered.length === left) this.#model.set({ rows, filtered });
  }

  #previewStarted() {
    this.#mapping = undefined;
    this.#sendDocument();
    if (this.#failures < mostFailures) this.#map();
    if (this.#document.size === 0) setTimeout(() => this.#warmUp(), idle);
  }

  /** Gets the worker ready for a document while there is none. */
  async #warmUp() {
    const response = await fetch(asset("petstore3.json")).catch(() => undefined);
    // Without it the first mapping takes longer, and that is all.
    if (!response?.ok || this.#document.size > 0) return;
    this.#previewer.tell("warmUp", new Uint8Array(await response.arrayBuffer())).catch(ignoreAborted);
  }

  /** @param {string} reason @param {number} retryIn */
  #previewFailed(reason, retryIn) {
    this.#mapping = undefined;
    this.#failures += 1;
    const isLeft = this.#failures >= mostFailures;
    if (isLeft) this.#forget();
    const what = isLeft ? `${reason}; change the config or the document to try again` : reason;
    this.#failed(what, isLeft ? 0 : retryIn);
  }

  /** Ends a mapping that takes too long; the next edit starts another one. */
  cancel() {
    if (this.#mapping === undefined) return;
    this.#failures = mostFailures;
    this.#mapping = undefined;
    this.#previewer.restart();
    this.#forget();
    this.#model.set({ state: { phase: "cancelled" } });
  }

  /** What was mapped before is no answer to what is there now. */
  #forget() {
    this.#pieces = { revision: 0, rows: [], filtered: [] };
    this.#model.set({ preview: undefined, inConfig: [], rows: [], filtered: [] });
  }

  /** Starts at once what waits after a failure. */
  retry() {
    this.#failures = 0;
    this.#checker.retry();
    this.#previewer.retry();
    this.#mapSoon(0);
  }

  // Questions.

  /**
   * Asks about the config as it is now, or about the newest preview.
   *
   * @template {Question} Q
   * @param {Q} name
   * @param {Questions[Q][0]} [value]
   * @returns {Promise<Questions[Q][1]>} rejects with an `AbortError` if the answer is of no use any more
   */
  async ask(name, value) {
    if (!ofConfig.has(name)) return this.#askPreview(name, value);
    if (!this.#isSent) this.#check();
    const asked = this.#config;
    const answer = await this.#checker.ask(name, value);
    if (asked !== this.#config && name !== "explain") throw aborted("the config has changed since");
    return answer;
  }

  /** @param {string} name @param {unknown} value */
  async #askPreview(name, value) {
    const asked = this.#pieces.revision;
    const answer = await this.#previewer.ask(name, value);
    if (asked !== this.#pieces.revision) throw aborted("the preview is another one by now");
    return answer;
  }
}
