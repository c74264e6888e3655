/** The line that says what a filter pattern of the config matches, while the caret is in it; the tree lights it up. */
import { element } from "../../dom.js";

/** @typedef {import("./tree.js").Lit} Lit */
/**
 * @typedef {object} Tested a pattern and what it matches
 * @property {"apiCollectionFilterPattern" | "apiEndpointFilterPattern"} filter
 * @property {"includes" | "excludes"} list
 * @property {string} pattern
 * @property {number} total
 * @property {number} matched
 * @property {Iterable<number>} endpoints indexes of rows
 * @property {Iterable<number>} filtered indexes of what the filters leave out
 * @property {string} [error] why the pattern cannot be used
 */

export class Tester {
  element = element("p", { class: "tester", hidden: true });
  /** @type {Lit | undefined} */
  lit;

  /** @param {Tested | undefined} tested */
  show(tested) {
    this.element.hidden = tested === undefined;
    const isUsable = tested && tested.error === undefined;
    this.lit = isUsable ? litOf(tested) : undefined;
    if (!tested) return;
    this.element.classList.toggle("invalid", !isUsable);
    this.element.replaceChildren(...sentence(tested));
  }

  /** What a screen reader hears. */
  get text() {
    return this.element.textContent ?? "";
  }
}

/** @param {Tested} tested @returns {Lit} */
function litOf({ filter, endpoints, filtered }) {
  const collections = filter === "apiCollectionFilterPattern";
  return { endpoints: new Set(endpoints), filtered: new Set(filtered), collections };
}

/** @param {Tested} tested @returns {(Node | string)[]} */
function sentence({ filter, list, pattern, total, matched, error }) {
  const code = element("code", {}, pattern);
  if (error !== undefined) return [code, ` is not a pattern: ${error}`];
  const noun = filter === "apiCollectionFilterPattern" ? "collection" : "endpoint";
  const nouns = total === 1 ? noun : `${noun}s`;
  const counts = `${matched.toLocaleString("en")} of ${total.toLocaleString("en")} ${nouns}`;
  const start =
    matched === 0 ? `: patterns begin at the start of ${noun === "endpoint" ? "the path" : "the name"}` : "";
  const effect = list === "includes" ? ", which stay" : ", which are left out";
  return [code, ` matches ${counts}${matched === 0 ? start : effect}`];
}
