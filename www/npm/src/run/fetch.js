/**
 * The shell's functions over a `fetch`, for every runtime that has one: browsers, Workers, Deno, or the caller's own.
 */
import { Fault } from "./fault.js";
import { loadUrl, send } from "./http.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").Send} Send */
/** @typedef {import("./loop.js").Tls} Tls */
/** @typedef {import("./loop.js").Receive} Receive */
/** @typedef {import("./loop.js").RunEvent} RunEvent */
/** @typedef {import("./http.js").Fetch} Fetch */

/** The functions for one run. */
export class FetchShell {
  #fetch;
  /** The peers whose connections need what a `fetch` cannot do. @type {Set<Tls["peer"]>} */
  #secured = new Set();

  /** @param {Fetch} fetch */
  constructor(fetch) {
    // A `fetch` of a runtime must not be called as a method of something else.
    this.#fetch = (/** @type {URL} */ url, /** @type {RequestInit} */ init) => fetch(url, init);
  }

  /** @param {Tls} effect */
  tls({ peer }) {
    this.#secured.add(peer);
  }

  /** @param {Send} effect @param {AbortSignal} signal @param {Receive} receive @returns {Promise<RunEvent>} */
  send(effect, signal, receive) {
    return send(effect, signal, receive, this.#to("server"));
  }

  /** @param {Load} effect @param {AbortSignal} signal @param {Receive} receive @returns {Promise<RunEvent>} */
  async load(effect, signal, receive) {
    const { id, source } = effect;
    if ("url" in source) return await loadUrl({ ...effect, source }, signal, receive, this.#to("document"));
    const message = "files cannot be read here: pass the document's text or bytes as the option `spec`";
    return { type: "loadFailed", id, kind: "unsupported", message };
  }

  /** @param {Tls["peer"]} peer @returns {Fetch} */
  #to(peer) {
    return async (url, init) => {
      if (this.#secured.has(peer)) {
        const why =
          "`fetch` takes no TLS settings here: remove `sslConfig` and `verifySSL`, or run it in Node";
        throw new Fault("unsupported", why);
      }
      const response = await this.#fetch(url, init);
      if (response.type === "opaqueredirect") {
        throw new Fault("unsupported", "the answer is a redirect, which this runtime does not show");
      }
      return response;
    };
  }
}
