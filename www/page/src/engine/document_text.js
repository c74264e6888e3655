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
  /** The newest text of this document that could be read. @type {{bytes: Uint8Array, text: string | undefined} | undefined} */
  #readable;

  get isEmpty() {
    return this.#text === undefined ? this.#bytes.length === 0 : this.#text.trim() === "";
  }

  /** @param {Uint8Array} bytes */
  load(bytes) {
    this.#bytes = bytes;
    this.#text = undefined;
    this.#readable = undefined;
  }

  /** Remembers the text as one that could be read. */
  keep() {
    this.#readable = { bytes: this.#bytes, text: this.#text };
  }

  /** @param {Change[]} changes */
  change(changes) {
    const text = this.#text ?? decode(this.#bytes).replace(/\r\n?/g, "\n");
    if (!keepsHalf(text.length, changes)) this.#readable = undefined;
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
    return encoded(this.#bytes, this.#text);
  }

  /** The newest text that could be read, unless hardly anything of it is left. @returns {Uint8Array | undefined} */
  readableBytes() {
    return this.#readable && encoded(this.#readable.bytes, this.#readable.text);
  }
}

/** @param {Uint8Array} bytes of a file @param {string | undefined} text after edits */
function encoded(bytes, text) {
  return text === undefined ? bytes : new TextEncoder().encode(text);
}

/** Whether half of a text is still there after changes: with less it is another one. @param {number} length of the text before @param {Change[]} changes */
export function keepsHalf(length, changes) {
  const removed = changes.reduce((sum, { from, to }) => sum + to - from, 0);
  return removed * 2 <= length;
}
