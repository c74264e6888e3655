/** Texts of the core as nodes: a problem, and the explanation of a key. */
import { element, prose } from "../dom.js";

/** @param {import("metarest").Diagnostic} diagnostic */
export function problem({ message, help }) {
  const more = help ? element("span", { class: "help" }, ...prose(help)) : undefined;
  return element("span", {}, ...prose(message), more);
}

/** Lines, code in backticks. @param {string} text */
export function explanation(text) {
  const lines = text.split("\n").map((line) => element("p", {}, ...prose(line)));
  return element("div", { class: "explanation" }, ...lines);
}

/** As it is said by a screen reader. @param {string} text */
export function spoken(text) {
  return text.replaceAll("`", "").replaceAll("\n", ". ");
}
