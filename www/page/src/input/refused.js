/**
 * Files that are of no use here, and why: what is no text, what is empty, and web pages. A guess by the first bytes: what is
 * a text may still be no YAML or JSON, which the core says.
 */
import { decode } from "./decode.js";

/** @typedef {import("./sort.js").Given} Given */

const notTaken = "not a text: it was not taken";

/** What is no text, by the bytes that it begins with, and what to say of it. @type {[string, string][]} */
const kinds = [
  ["\x89PNG", `is an image, ${notTaken}`],
  ["\xff\xd8\xff", `is an image, ${notTaken}`],
  ["GIF87a", `is an image, ${notTaken}`],
  ["GIF89a", `is an image, ${notTaken}`],
  ["%PDF-", `is a PDF, ${notTaken}`],
  ["PK\x03\x04", "is a ZIP archive: unpack it and drop the folder"],
  ["PK\x05\x06", "is a ZIP archive without a file in it: it was not taken"],
  ["\x1f\x8b", "is a gzip archive: unpack it and drop what is in it"],
];

/** How the text of a web page begins; a mark of UTF-8 is three characters where the bytes were cut within a fourth. */
const webPage = /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype html|html)\b/i;

/** The most bytes that are looked at for what a text begins with, or whether it has anything in it. */
const head = 4096;

/** Why a file is not taken, without the stop at the end; undefined if it is taken. @param {Given} file */
export function refusal({ path, bytes }) {
  const start = decode(bytes.subarray(0, head));
  if (start.trim() === "" && bytes.length <= head) return `${path} is empty: it was not taken`;
  const kind = kinds.find(([first]) => beginsWith(bytes, first));
  if (kind) return `${path} ${kind[1]}`;
  if (webPage.test(start))
    return `${path} is a web page, not an OpenAPI document: look on it for a link to openapi.json or openapi.yaml`;
  return bytes.includes(0) && !isWide(bytes) ? `${path} is ${notTaken}` : undefined;
}

/** @param {Uint8Array} bytes @param {string} first a character for each byte */
function beginsWith(bytes, first) {
  return [...first].every((char, at) => bytes[at] === char.charCodeAt(0));
}

/**
 * Whether bytes are a text in UTF-16 or UTF-32, with or without a mark, as the core decides it. Other files may begin like
 * one, but soon have a character that is zero.
 *
 * @param {Uint8Array} bytes
 */
function isWide(bytes) {
  const width = widthOf(bytes);
  if (width === undefined) return false;
  const end = Math.min(bytes.length, head);
  for (let at = 0; at + width <= end; at += width)
    if (bytes.subarray(at, at + width).every((byte) => byte === 0)) return false;
  return true;
}

/** The bytes of a unit, if a text begins as one of units of several bytes; without a mark its first character is of ASCII. @param {Uint8Array} bytes */
function widthOf(bytes) {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const isWhole = (/** @type {number} */ width) => bytes.length % width === 0;
  const isAscii = (/** @type {number} */ byte) => byte > 0 && byte < 0x80;
  const has = (/** @type {number[]} */ ...mark) => mark.every((byte, at) => bytes[at] === byte);
  if (has(0, 0, 0xfe, 0xff) || has(0xff, 0xfe, 0, 0)) return 4;
  if (isWhole(4) && ((isAscii(a) && !b && !c && !d) || (!a && !b && !c && isAscii(d)))) return 4;
  if (has(0xfe, 0xff) || has(0xff, 0xfe)) return 2;
  return isWhole(2) && ((isAscii(a) && !b) || (!a && isAscii(b))) ? 2 : undefined;
}
