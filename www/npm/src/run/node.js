/**
 * The shell's functions in Node: loads over HTTP and from files, sends requests, with proxies and TLS settings.
 */
import { open } from "node:fs/promises";
import { Connections } from "./connections.js";
import { faultOf } from "./fault.js";
import { loadUrl, readLimited, send } from "./http.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").Send} Send */
/** @typedef {import("./loop.js").Tls} Tls */
/** @typedef {import("./loop.js").Receive} Receive */
/** @typedef {import("./loop.js").RunEvent} RunEvent */

/** The functions for one run, which share its connections. */
export class Node {
  #connections = new Connections();
  #stdin;

  /** @param {{stdin?: NodeJS.ReadStream}} [options] `stdin`: where the document `-` is read from */
  constructor({ stdin } = {}) {
    this.#stdin = stdin;
  }

  /** @param {Tls} effect */
  tls(effect) {
    this.#connections.secure(effect);
  }

  /** @param {Send} effect @param {AbortSignal} signal @param {Receive} receive @returns {Promise<RunEvent>} */
  send(effect, signal, receive) {
    return send(effect, signal, receive, this.#connections.to("server"));
  }

  /**
   * Fetches or reads the document.
   *
   * @param {Load} effect @param {AbortSignal} signal @param {Receive} receive @returns {Promise<RunEvent>}
   */
  load(effect, signal, receive) {
    const { source } = effect;
    if ("url" in source) {
      return loadUrl({ ...effect, source }, signal, receive, this.#connections.to("document"));
    }
    const stdin = source.file === "-" ? this.#stdin : undefined;
    return stdin
      ? loadStream(effect, stdin, signal, receive)
      : loadFile({ ...effect, source }, signal, receive);
  }
}

/**
 * Reads a document from standard input. No time limits it: a person or a slow program may write it.
 *
 * @param {Load} effect
 * @param {NodeJS.ReadStream} stream
 * @param {AbortSignal} signal
 * @param {Receive} receive
 * @returns {Promise<RunEvent>}
 */
async function loadStream({ id, limits }, stream, signal, receive) {
  const stop = () => stream.destroy();
  signal.addEventListener("abort", stop);
  try {
    await readLimited(stream, limits.bytes, receive);
    return { type: "loaded", id, status: 200 };
  } catch (error) {
    return { type: "loadFailed", id, ...faultOf(error) };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * @param {Load & {source: {file: string}}} effect
 * @param {AbortSignal} signal
 * @param {Receive} receive
 * @returns {Promise<RunEvent>}
 */
async function loadFile({ id, source, limits }, signal, receive) {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const file = await open(source.file);
    const { size } = await file.stat();
    // Nothing is awaited between this and reading: an abort in between would be an error that nobody handles.
    const stream = file.createReadStream({ signal: AbortSignal.any([timeout, signal]) });
    await readLimited(stream, limits.bytes, (piece) => receive(piece, size));
    return { type: "loaded", id, status: 200 };
  } catch (error) {
    return { type: "loadFailed", id, ...faultOf(error, timeout) };
  }
}
