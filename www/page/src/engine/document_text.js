/**
 * The document in its worker: the bytes of a file until they are edited, then the text with its changes.
 *
 * So a file is judged as it is, in any encoding, and an edit of a large one costs no copy of it.
 */
import { decode } from "../input/decode.js";

/** @typedef {{from: number, to: number, insert: string}} Change offsets of the text before all of them, in order */

export class DocumentText {
  /** @type {Uint8Array} */
  #bytes = new Uint8Array();
  /** With `\n` at the ends of its lines, as an editor counts; undefined while nothing was edited. @type {string | undefined} */
  #text;

  get isEmpty() {
    return this.#text === undefined ? this.#bytes.length === 0 : this.#text.trim() === "";
  }

  /** @param {Uint8Array} bytes */
  load(bytes) {
    this.#bytes = bytes;
    this.#text = undefined;
  }

  /** @param {Change[]} changes */
  change(changes) {
    const text = this.#text ?? decode(this.#bytes).replace(/\r\n?/g, "\n");
    let at = 0;
    const parts = [];
    for (const { from, to, insert } of changes) {
      parts.push(text.slice(at, from), insert);
      at = to;
    }
    // Joined as a rope, without a copy.
    this.#text = parts.reduce((all, part) => all + part, "") + text.slice(at);
  }

  bytes() {
    if (this.#text === undefined) return this.#bytes;
    return new TextEncoder().encode(this.#text);
  }
}
