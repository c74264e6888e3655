/** Places in the inputs: how they are named, and the buttons that lead there. */
import { element } from "../dom.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../page.js").Place} Place */

/** The config's name in diagnostics. */
const configName = "config";

/** The input of a place: the config, the document, or another file. @param {Page} page @param {string | undefined} file */
export function inputOf(page, file) {
  if (file === configName) return "config";
  return page.sourceName(file) === "document" ? "document" : "file";
}

/** "config 3:5", "document 120:7", "schemas/pet.yaml 4:1". @param {Page} page @param {Place} place */
export function placeName(page, { file, line, column }) {
  return `${page.sourceName(file)} ${line}:${column}`;
}

/**
 * A button that shows where something begins: what is long is highlighted, not selected, as a key would replace it.
 *
 * @param {Page} page @param {Place} place @param {string} text @param {Record<string, string>} [attributes]
 */
export function placeButton(page, place, text, attributes = {}) {
  const button = element(
    "button",
    { type: "button", class: "to-place", title: placeName(page, place), ...attributes },
    text,
  );
  button.addEventListener("click", () =>
    page.reveal({ file: place.file, line: place.line, column: place.column }),
  );
  return button;
}
