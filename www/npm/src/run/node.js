/**
 * What Node can do for a run: documents over HTTP and from files, through proxies, with TLS as the run says.
 */
import { open } from "node:fs/promises";
import { Connections } from "./connections.js";
import { faultOf } from "./fault.js";
import { loadUrl, readAll, send } from "./http.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").Send} Send */
/** @typedef {import("./loop.js").Tls} Tls */
/** @typedef {import("./loop.js").News} News */

/** One run's part of Node. */
export class Node {
  #connections = new Connections();

  /** @param {Tls} effect */
  tls(effect) {
    this.#connections.secure(effect);
  }

  /** @param {Send} effect @param {AbortSignal} signal @returns {Promise<News>} */
  send(effect, signal) {
    return send(effect, signal, this.#connections.to("server"));
  }

  /** Fetches or reads the document. @param {Load} effect @param {AbortSignal} signal @returns {Promise<News>} */
  load(effect, signal) {
    const { source } = effect;
    return "url" in source
      ? loadUrl({ ...effect, source }, signal, this.#connections.to("document"))
      : loadFile({ ...effect, source }, signal);
  }
}

/** @param {Load & {source: {file: string}}} effect @param {AbortSignal} signal @returns {Promise<News>} */
async function loadFile({ id, source, limits }, signal) {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const file = await open(source.file);
    const stream = file.createReadStream({ signal: AbortSignal.any([timeout, signal]) });
    const bytes = await readAll(stream, limits.bytes);
    return { event: { type: "loaded", id, status: 200, finalUrl: source.file }, bytes };
  } catch (error) {
    return { event: { type: "loadFailed", id, ...faultOf(error, timeout) } };
  }
}
