/**
 * The pane of problems: those of the config, then those of the document, the worst first; notes are folded. In: the
 * diagnostics of the model. A click on a problem goes to its place.
 */
import { counted, element, isSeen, keepFocus } from "../../dom.js";
import { isAborted } from "../../engine/errors.js";
import { conversion } from "../../input/version_strip.js";
import { reconcile } from "../keyed.js";
import { fixAll } from "./fix-all.js";
import { ProblemGroup } from "./group.js";
import { countsOf, groupsOf } from "./groups.js";

/** @typedef {import("../../page.js").Page} Page */
/** @typedef {import("./groups.js").Group} Group */

export class ProblemsPane {
  #host;
  #page;
  #summary = element("p", { class: "problems-summary" });
  #fixAll = element("button", { type: "button", class: "quiet", hidden: true });
  #empty = element("div", { class: "pane-empty" });
  /** What the chosen version needs, though nothing is wrong. */
  #change = element("div", { class: "problems-change", hidden: true });
  #config = sectionOf("Config");
  #document = sectionOf("Document");
  #more = element("p", { class: "hint", hidden: true });
  #notes = notesOf();
  /** The groups that were made, by their keys: one that comes back is as it was. @type {Map<string, ProblemGroup>} */
  #made = new Map();
  #wasShown = false;
  #isStale = true;

  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    this.#host = host;
    this.#page = page;
    page.model.on("check", () => this.#changed());
    page.model.on("preview", () => this.#changed());
  }

  /** The tab is open now. */
  shown() {
    if (!this.#wasShown) this.#build();
    this.#wasShown = true;
    if (this.#isStale) this.#update();
  }

  #build() {
    this.#host.classList.add("problems-pane");
    const bar = element("div", { class: "problems-bar" }, this.#summary, this.#fixAll);
    const sections = [this.#config.element, this.#document.element, this.#more, this.#notes.element];
    this.#host.append(bar, this.#change, this.#empty, ...sections);
    this.#fixAll.addEventListener("click", () => this.#showFixes());
  }

  #changed() {
    this.#isStale = true;
    if (!this.#host.hidden) this.shown();
  }

  #update() {
    this.#isStale = false;
    const hadFocus = this.#host.contains(document.activeElement);
    this.#show();
    if (hadFocus && !hasVisibleFocus(this.#host)) this.#host.focus();
  }

  #show() {
    const { preview, problems } = this.#page.model;
    const groups = groupsOf(problems.config, problems.document);
    this.#showIn(this.#config, groups.config);
    this.#showIn(this.#document, groups.document);
    this.#showIn(this.#notes, groups.notes);
    const all = [...groups.config, ...groups.document, ...groups.notes];
    this.#showMore(preview?.moreDiagnostics ?? 0);
    const counts = countsOf(all);
    this.#notes.title.textContent = counted(counts.notes, "note");
    this.#showSummary(counts);
    this.#showFixAll();
    keepFocus(this.#change, () => this.#showChange());
  }

  #showChange() {
    const change = conversion(this.#page);
    this.#change.hidden = change === undefined;
    this.#change.replaceChildren(...(change ? [element("p", {}, change.text), change.button] : []));
  }

  /** @param {{element: HTMLElement, list: HTMLElement}} section @param {Group[]} groups */
  #showIn({ element: section, list }, groups) {
    section.hidden = groups.length === 0;
    reconcile(
      list,
      groups,
      ({ key }) => ({ key, signature: "" }),
      ({ key, code }) => this.#groupOf(key, code).element,
    );
    for (const group of groups) this.#groupOf(group.key, group.code).show(group);
  }

  /** @param {string} key @param {string} code */
  #groupOf(key, code) {
    const group = this.#made.get(key) ?? new ProblemGroup(this.#page, code);
    this.#made.set(key, group);
    return group;
  }

  /** @param {number} count */
  #showMore(count) {
    this.#more.hidden = count === 0;
    this.#more.textContent = `and ${count.toLocaleString("en")} more in the document; the command line lists them all`;
  }

  /** @param {ReturnType<typeof countsOf>} counts */
  #showSummary({ errors, warnings, notes }) {
    const { check, preview, target } = this.#page.model;
    const isEmpty = errors + warnings === 0;
    // A change that the chosen version needs is no problem, but the config is not fine either.
    const isFine = isEmpty && target?.config === undefined;
    this.#empty.hidden = !isFine;
    this.#empty.replaceChildren(
      ...(isFine ? nothing(check !== undefined, preview !== undefined, notes) : []),
    );
    this.#summary.textContent = isEmpty
      ? ""
      : [counted(errors, "error"), counted(warnings, "warning")].join(" · ");
  }

  #showFixAll() {
    const count = this.#page.model.fixable;
    this.#fixAll.hidden = count < 2;
    this.#fixAll.textContent = `Fix all (${count})`;
  }

  async #showFixes() {
    try {
      await fixAll(this.#page);
    } catch (error) {
      if (isAborted(error)) return;
      this.#page.announce(`The fixes could not be made: ${error}`);
    }
  }
}

/** @param {string} title */
function sectionOf(title) {
  const list = element("div", { class: "problem-groups" });
  return {
    element: element("section", { class: "problem-section", hidden: true }, element("h2", {}, title), list),
    list,
  };
}

/** Notes are folded. */
function notesOf() {
  const title = element("h2", {}, "Notes");
  const list = element("div", { class: "problem-groups" });
  const made = element(
    "details",
    { class: "problem-section notes", hidden: true },
    element("summary", {}, title),
    list,
  );
  return { element: made, list, title };
}

/** What is said where nothing is wrong. @param {boolean} hasConfig @param {boolean} hasDocument @param {number} notes */
function nothing(hasConfig, hasDocument, notes) {
  if (!hasConfig && !hasDocument) {
    return [
      element("h2", {}, "Nothing to check yet"),
      element("p", {}, "Problems of the config and of the document appear here while you write."),
    ];
  }
  const what =
    hasConfig && hasDocument
      ? "The config and the document are"
      : hasConfig
        ? "The config is"
        : "The document is";
  const next = hasConfig
    ? hasDocument
      ? ""
      : " Add the OpenAPI document to see what becomes of it."
    : " Add a workflow config to run it.";
  const more = notes === 0 ? "" : ` ${counted(notes, "note")} ${notes === 1 ? "is" : "are"} below.`;
  return [element("h2", {}, "No problems"), element("p", {}, `${what} fine.${next}${more}`)];
}

/** Whether something in the pane has the focus and is seen. @param {HTMLElement} host */
function hasVisibleFocus(host) {
  const active = document.activeElement;
  return active !== null && host.contains(active) && isSeen(active);
}
