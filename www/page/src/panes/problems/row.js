/** A problem as a row: message, help, place, and its fixes. */
import { button, element, prose } from "../../dom.js";
import { placeName } from "../place.js";

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
  return button({ class: "go", "data-focus": "go" }, () => page.reveal(diagnostic), message, " ", place);
}

/**
 * @param {import("metarest").Fix} fix @param {number} at @param {import("./groups.js").Section} section
 * @param {Diagnostic} diagnostic @param {Page} page
 */
function fixButton({ title, edits }, at, section, diagnostic, page) {
  const isInConfig =
    diagnostic.file === undefined ? section === "config" : page.inputOf(diagnostic.file) === "config";
  const editor = isInConfig ? page.config : page.document;
  const apply = () => {
    editor.apply(edits, { title });
    page.announce(`Fixed: ${title}`);
  };
  return button({ class: "quiet fix", "data-focus": `fix ${at}` }, apply, title);
}
