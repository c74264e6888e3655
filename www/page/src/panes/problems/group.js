/**
 * The problems of one code: a heading with severity, code and count, its explanation on request, and rows that grow on
 * request. What is open stays over new answers.
 */
import { element } from "../../dom.js";
import { described } from "../described.js";
import { severityIcon } from "../icons.js";
import { reconcile } from "../keyed.js";
import { problemRow } from "./row.js";

/** @typedef {import("../../page.js").Page} Page */
/** @typedef {import("./groups.js").Group} Group */

/** Rows that are shown at once, and how many more on request. */
const first = 5;
const step = 50;

/** Explanations by code. @type {Map<string, string>} */
const explanations = new Map();

let ids = 0;

export class ProblemGroup {
  element = element("section", { class: "problem-group" });
  #page;
  #code;
  #title = element("h3", { class: "group-title" });
  #rows = element("ol", { class: "problem-rows" });
  #more = element("button", { type: "button", class: "quiet more-rows", "data-focus": "more" });
  #why = element(
    "button",
    { type: "button", class: "quiet why-button", "aria-expanded": "false", "data-focus": "why" },
    "Why",
  );
  #explanation = element("div", { class: "explanation", id: `explanation-${++ids}`, hidden: true });
  #limit = first;
  /** @type {Group | undefined} */
  #group;

  /** @param {Page} page @param {string} code */
  constructor(page, code) {
    this.#page = page;
    this.#code = code;
    this.#why.setAttribute("aria-controls", this.#explanation.id);
    this.#why.setAttribute("aria-label", `Why: ${code}`);
    this.#why.addEventListener("click", () => this.#toggleWhy());
    this.#more.addEventListener("click", () => this.#grow());
    const head = element("div", { class: "group-head" }, this.#title, this.#why);
    this.element.append(head, this.#explanation, this.#rows, this.#more);
  }

  /** @param {Group} group */
  show(group) {
    this.#group = group;
    const { severity, code, problems } = group;
    const count = problems.length.toLocaleString("en");
    this.element.className = `problem-group ${severity}`;
    this.#title.replaceChildren(
      ...[
        severityIcon(severity),
        element("span", { class: "severity" }, severity === "info" ? "note" : severity),
        " ",
        element("code", { class: "code" }, code),
        " ",
        problems.length > 1 ? element("span", { class: "count" }, `× ${count}`) : undefined,
      ].filter((part) => part !== undefined),
    );
    this.#showRows();
  }

  #showRows() {
    const problems = this.#group?.problems ?? [];
    // One more row takes no more room than the button.
    const shown = problems.length <= this.#limit + 1 ? problems : problems.slice(0, this.#limit);
    reconcile(
      this.#rows,
      shown,
      ({ key, diagnostic }) => ({ key, signature: JSON.stringify(diagnostic) }),
      (problem) => problemRow(problem, this.#page),
    );
    const rest = problems.length - shown.length;
    this.#more.hidden = rest === 0;
    this.#more.textContent = `Show ${Math.min(rest, step)} more of ${problems.length.toLocaleString("en")}`;
  }

  #grow() {
    const at = this.#rows.childElementCount;
    this.#limit += step;
    this.#showRows();
    const next = /** @type {HTMLElement | null} */ (this.#rows.children[at]?.querySelector("button") ?? null);
    next?.focus();
  }

  async #toggleWhy() {
    const isOpen = this.#why.getAttribute("aria-expanded") === "true";
    this.#why.setAttribute("aria-expanded", String(!isOpen));
    this.#explanation.hidden = isOpen;
    if (!isOpen && this.#explanation.childElementCount === 0) await this.#explain();
  }

  async #explain() {
    try {
      const text = explanations.get(this.#code) ?? (await this.#page.engine.ask("explain", this.#code));
      explanations.set(this.#code, text);
      this.#explanation.replaceChildren(described(withoutTitle(text), { heading: 4 }));
    } catch (error) {
      this.#explanation.replaceChildren(element("p", {}, `The explanation could not be shown: ${error}`));
    }
  }
}

/** The code is in the heading above. @param {string} text */
function withoutTitle(text) {
  return text.replace(/^#+ .*\n+/, "");
}
