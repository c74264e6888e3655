/**
 * The tags in a text. In: a text. Out: its tags and what is between them.
 *
 * Tags without the other half are text, too, as in `List<A>`, but for those that HTML lets stand alone.
 */
import { attribute, known, tag } from "./html_tags.js";

const attributePattern = new RegExp(attribute, "gi");
/** Tags that have no end. */
const voids = new Set(["br", "hr", "img"]);
/** Tags whose other half may be left out. */
const openEnded = new Set("p li dt dd tr td th".split(" "));
/** Tags that have no end in a text that was cut, and what follows then. */
const unfinished = /^(?:[uo]l li|table tr)$/;

/**
 * @typedef {object} Tag
 * @property {string} written as it is in the text
 * @property {string} name in lower case; none of a comment
 * @property {boolean} isEnd
 * @property {string} attributes as they are written
 * @property {boolean} isTag and not text
 * @property {Tag} [other] its other half
 */

/** The tags and comments of a text, and what is between them. @param {string} text @param {boolean} isBlock of markup */
export function tokens(text, isBlock) {
  const found = /** @type {(string | Tag)[]} */ ([]);
  let at = 0;
  for (const { 0: written, 1: slash, 2: as = "", 3: attributes = "", index } of text.matchAll(tag)) {
    if (index > at) found.push(text.slice(at, index));
    const name = as.toLowerCase();
    // `List<P>` is a type.
    const isTag = voids.has(name) || (openEnded.has(name) && (isBlock || as === name));
    found.push({ written, name, isEnd: slash === "/", attributes, isTag });
    at = index + written.length;
  }
  if (at < text.length) found.push(text.slice(at));
  return found;
}

/** Finds the other half of each, and so what is a tag. @param {Tag[]} tags */
export function pair(tags) {
  const open = /** @type {Map<string, Tag[]>} */ (new Map());
  tags.forEach((one, at) => {
    const { name, isEnd } = one;
    const begins = open.get(name) ?? [];
    open.set(name, begins);
    const begin = isEnd ? begins.pop() : undefined;
    if (begin && known.has(name)) {
      begin.isTag = one.isTag = true;
      one.other = begin;
    }
    if (isEnd) return;
    begins.push(one);
    one.isTag ||= unfinished.test(`${name} ${tags[at + 1]?.name}`);
  });
}

/** The value of an attribute as it is written; it is empty without one. @param {Tag} tag @param {string} name */
export function given({ attributes }, name) {
  for (const [, key = "", ...values] of attributes.matchAll(attributePattern))
    if (key.toLowerCase() === name) return values.join("");
  return "";
}
