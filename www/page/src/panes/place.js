/** Places in the inputs: how they are named, and the buttons that lead there. */
import { element } from "../dom.js";

/** @typedef {import("metarest").Range} Range */
/** @typedef {{line: number, column: number, endLine?: number, endColumn?: number, file?: string}} Place */
/** @typedef {import("../page.js").Page} Page */

/** The document's file name in diagnostics. */
const documentName = "<spec>";

/** The config's file names in diagnostics. */
const configNames = ["config", "<config>"];

/** The input of a place: the config, the document, or another file. @param {string | undefined} file */
export function inputOf(file) {
  if (file !== undefined && configNames.includes(file)) return "config";
  return file === undefined || file === documentName ? "document" : "file";
}

/** "config 3:5", "document 120:7", "schemas/pet.yaml 4:1". @param {Place} place */
export function placeName({ file, line, column }) {
  const input = inputOf(file);
  return `${input === "file" ? file : input} ${line}:${column}`;
}

/** Shows a place in its editor. @param {Page} page @param {Place} place */
export function reveal(page, place) {
  const { line, column, endLine = line, endColumn = column } = place;
  page.reveal({ ...place, line, column, endLine, endColumn });
}

/**
 * A button that shows a place.
 *
 * @param {Page} page @param {Place} place @param {string} text @param {Record<string, string>} [attributes]
 */
export function placeButton(page, place, text, attributes = {}) {
  const button = element(
    "button",
    { type: "button", class: "to-place", title: placeName(place), ...attributes },
    text,
  );
  button.addEventListener("click", () => reveal(page, place));
  return button;
}
