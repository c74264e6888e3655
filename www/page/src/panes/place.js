/** Places in the inputs: how they are named, and the buttons that lead there. */
import { button } from "../dom.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../page.js").Place} Place */

/** "config 3:5", "document 120:7", "schemas/pet.yaml 4:1". @param {Page} page @param {Place} place */
export function placeName(page, { file, line, column }) {
  const input = page.inputOf(file);
  return `${input === "files" ? file : input} ${line}:${column}`;
}

/** A JSON Pointer as people read it: `#/paths/~1pets/get` → `paths › /pets › get`. @param {string} pointer */
export function readable(pointer) {
  const parts = pointer.replace(/^#?\//, "").split("/");
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(" › ");
}

/**
 * A button that shows where something begins: what is long is highlighted, not selected, as a key would replace it.
 *
 * @param {Page} page @param {Place} place @param {string} text @param {Record<string, string>} [attributes]
 */
export function placeButton(page, place, text, attributes = {}) {
  const { file, line, column } = place;
  const all = { class: "to-place", title: placeName(page, place), ...attributes };
  return button(all, () => page.reveal({ file, line, column }), text);
}
