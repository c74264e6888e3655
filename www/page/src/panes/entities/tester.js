/** The line that says what a filter pattern of the config matches, while the caret is in it; the tree lights it up. */
import { counted, element, prose } from "../../dom.js";

/** @typedef {import("./tree.js").Lit} Lit */
/**
 * @typedef {object} Tested a pattern and what it matches
 * @property {"apiCollectionFilterPattern" | "apiEndpointFilterPattern"} filter
 * @property {"includes" | "excludes"} list
 * @property {string} pattern
 * @property {number} total all operations of the document
 * @property {number} matched those that the pattern matches, by their path or by a tag
 * @property {Iterable<number>} endpoints indexes of rows
 * @property {Iterable<number>} filtered indexes of what the filters leave out
 * @property {string} [error] why the pattern cannot be used, as a sentence
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
}

/** @param {Tested} tested @returns {Lit} */
function litOf({ filter, endpoints, filtered }) {
  const collections = filter === "apiCollectionFilterPattern";
  return { endpoints: new Set(endpoints), filtered: new Set(filtered), collections };
}

/** @param {Tested} tested @returns {(Node | string)[]} */
function sentence({ filter, list, pattern, total, matched, error }) {
  if (error !== undefined) return prose(error);
  const ofCollections = filter === "apiCollectionFilterPattern";
  const counts = `${matched.toLocaleString("en")} of ${counted(total, "endpoint")}`;
  const start = `: patterns begin at the start of ${ofCollections ? "the collection’s name" : "the path"}`;
  const effect = list === "includes" ? ", which stay" : ", which are left out";
  return [
    element("code", {}, pattern),
    ofCollections ? " matches the collections of " : " matches ",
    counts,
    matched === 0 ? start : effect,
  ];
}
