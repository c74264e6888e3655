/** A problem as a row: message, help, place, and its fixes. */
import { element, prose } from "../../dom.js";
import { inputOf, placeName } from "../place.js";

/** @typedef {import("../../page.js").Page} Page */
/** @typedef {import("./groups.js").Problem} Problem */
/** @typedef {import("metarest").Diagnostic} Diagnostic */

/** @param {Problem} problem @param {Page} page */
export function problemRow({ diagnostic, section }, page) {
  const { help, fixes = [] } = diagnostic;
  const buttons = fixes.map((fix, at) => fixButton(fix, at, section, diagnostic, page));
  return element(
    "li",
    { class: "problem-row" },
    headOf(diagnostic, page),
    help ? element("p", { class: "help" }, ...prose(help)) : undefined,
    buttons.length > 0 ? element("div", { class: "fixes" }, ...buttons) : undefined,
  );
}

/** Message and place; a button if there is a place. @param {Diagnostic} diagnostic @param {Page} page */
function headOf(diagnostic, page) {
  const message = element("span", { class: "message" }, ...prose(diagnostic.message));
  if (diagnostic.file === undefined) return element("div", { class: "go" }, message);
  const place = element("span", { class: "place" }, placeName(page, diagnostic));
  const button = element("button", { type: "button", class: "go", "data-focus": "go" }, message, " ", place);
  button.addEventListener("click", () => page.reveal(diagnostic));
  return button;
}

/**
 * @param {import("metarest").Fix} fix @param {number} at @param {import("./groups.js").Section} section
 * @param {Diagnostic} diagnostic @param {Page} page
 */
function fixButton({ title, edits }, at, section, diagnostic, page) {
  const button = element("button", { type: "button", class: "quiet fix", "data-focus": `fix ${at}` }, title);
  const isInConfig =
    diagnostic.file === undefined ? section === "config" : inputOf(page, diagnostic.file) === "config";
  const editor = isInConfig ? page.config : page.document;
  button.addEventListener("click", () => {
    editor.apply(edits, { title });
    page.announce(`Fixed: ${title}`);
  });
  return button;
}
