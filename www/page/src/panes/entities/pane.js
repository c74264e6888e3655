/**
 * The pane of entities: a tree of service, collections and endpoints, a field that searches it, the details of the
 * selected one, and what a pattern of the config matches.
 */
import { button, counted, element, keepFocus } from "../../dom.js";
import { missingLine } from "../../input/missing.js";
import { Details } from "./details.js";
import { treeOf } from "./nodes.js";
import { Tester } from "./tester.js";
import { Tree } from "./tree.js";

/** @typedef {import("../../page.js").Page} Page */
/** @typedef {import("./nodes.js").TreeNode} TreeNode */

/** Pixels of the details that have to be seen when they are opened. */
const leastSeen = 140;

/** Milliseconds without a key after which the number of found endpoints is said. */
const quiet = 700;

export class EntitiesPane {
  #host;
  #page;
  #tree;
  #details;
  #tester = new Tester();
  #search = element("input", {
    ...{ type: "search", class: "entity-search", placeholder: "Search method, path, text" },
    ...{ "aria-label": "Search endpoints", autocomplete: "off", spellcheck: "false" },
  });
  #count = element("span", { class: "count" });
  #toggle = element("button", {
    type: "button",
    class: "quiet left-out-toggle",
    "aria-pressed": "true",
    hidden: true,
  });
  #none = element("p", { class: "none", hidden: true });
  #missing = element("p", { class: "aside", hidden: true });
  #empty = element("div", { class: "pane-empty" });
  #split;
  /** @type {TreeNode | undefined} */
  #root;
  #selected = "";
  #marked = -1;
  #wasShown = false;
  #isStale = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    this.#host = host;
    this.#page = page;
    this.#tree = new Tree({ selected: (node) => this.#select(node), entered: () => this.#enter() });
    this.#details = new Details(page, () => this.#close());
    this.#split = element("div", { class: "entities-split" }, this.#tree.element, this.#details.element);
    // The rows follow the preview, and belong to it from then on.
    page.model.on("rows", () => this.#changed());
    page.model.on("preview", () => {
      if (!page.model.preview?.service) this.#changed();
    });
  }

  /** The tab is open now. @param {import("../../page.js").OpenOptions} [options] */
  shown({ endpoint } = {}) {
    if (!this.#wasShown) this.#build();
    this.#wasShown = true;
    if (this.#isStale) this.#update();
    if (endpoint !== undefined) this.#tree.select(this.#keyAt(endpoint));
  }

  /** Marks the endpoint at the document's caret. @param {number} index of its row, or -1 */
  mark(index) {
    this.#marked = index;
    this.#tree.mark(this.#keyAt(index));
  }

  /** Shows what a pattern matches, while the caret is in it. @param {import("./tester.js").Tested | undefined} tested */
  test(tested) {
    this.#tester.show(tested);
    this.#tree.light(this.#tester.lit);
  }

  #build() {
    const bar = element("div", { class: "entities-bar" }, this.#search, this.#count, this.#toggle);
    const lines = [this.#tester.element, this.#missing, this.#none];
    this.#host.classList.add("entities-pane");
    this.#host.append(this.#empty, bar, ...lines, this.#split);
    this.#search.addEventListener("input", () => this.#searched());
    this.#search.addEventListener("keydown", (event) => this.#pressed(event));
    this.#toggle.addEventListener("click", () => {
      const shown = this.#toggle.getAttribute("aria-pressed") !== "true";
      this.#toggle.setAttribute("aria-pressed", String(shown));
      this.#tree.showLeftOut(shown);
      this.#showCounts();
    });
  }

  #changed() {
    this.#isStale = true;
    if (!this.#host.hidden) this.shown();
  }

  #update() {
    this.#isStale = false;
    const { preview, rows, filtered } = this.#page.model;
    const service = preview?.service;
    this.#host.classList.toggle("is-empty", !service);
    this.#empty.replaceChildren(...(service ? [] : emptyState(this.#page)));
    this.#showMissing();
    if (!preview || !service) return;
    this.#root = treeOf({ service, collections: preview.collections, rows, filtered });
    this.#tree.show(this.#root);
    this.#tree.mark(this.#keyAt(this.#marked));
    this.#showCounts();
    if (!this.#selected) return;
    const node = this.#tree.nodeOf(this.#selected);
    this.#details.show(node);
    // What was selected may be gone; if it comes back, it is selected again.
    this.#split.classList.toggle("has-detail", node !== undefined);
  }

  /** What is in files that were not given is nowhere in the tree. */
  #showMissing() {
    const hadFocus = this.#missing.contains(document.activeElement);
    const line = missingLine(this.#page);
    this.#missing.hidden = line.length === 0;
    keepFocus(this.#missing, () => this.#missing.replaceChildren(...line));
    // Its button has done what it was for.
    if (hadFocus && this.#missing.hidden) this.#host.focus();
  }

  #showCounts() {
    const root = this.#root;
    if (!root) return;
    const isAll = this.#toggle.getAttribute("aria-pressed") === "true";
    const all = root.kept + (isAll ? root.leftOutCount : 0);
    const found = this.#tree.found;
    const isSearched = this.#search.value.trim() !== "";
    const [some, total] = [found, all].map((count) => count.toLocaleString("en"));
    this.#count.textContent = isSearched ? `${some} of ${total}` : counted(root.kept, "endpoint");
    this.#toggle.hidden = root.leftOutCount === 0;
    this.#toggle.replaceChildren(
      "Left out ",
      element("span", { class: "count" }, root.leftOutCount.toLocaleString("en")),
    );
    this.#none.hidden = !isSearched || found > 0;
    this.#none.textContent = `No endpoint has “${this.#search.value.trim()}” in method, path, collection or summary.`;
  }

  #searched() {
    this.#tree.search(this.#search.value);
    this.#showCounts();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () =>
        this.#page.announce(
          this.#none.hidden ? `${this.#count.textContent} found` : (this.#none.textContent ?? ""),
        ),
      quiet,
    );
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.#tree.element.focus();
    }
    if (event.key === "Escape" && this.#search.value) {
      event.preventDefault();
      this.#search.value = "";
      this.#searched();
    }
  }

  /** @param {TreeNode} node */
  #select(node) {
    this.#selected = node.key;
    this.#split.classList.add("has-detail");
    this.#details.show(node);
    this.#tree.revealActive();
    // On a low window it may be below all that is seen.
    const details = this.#details.element;
    if (details.getBoundingClientRect().top > innerHeight - leastSeen)
      details.scrollIntoView({ block: "start" });
  }

  #enter() {
    this.#details.focus();
  }

  #close() {
    this.#selected = "";
    this.#split.classList.remove("has-detail");
    this.#details.show(undefined);
    this.#tree.unselect();
    this.#tree.element.focus();
  }

  /** @param {number} index */
  #keyAt(index) {
    if (index < 0) return "";
    for (const group of this.#root?.children ?? []) {
      const found = group.children.find((node) => node.kind === "endpoint" && node.index === index);
      if (found) return found.key;
    }
    return "";
  }
}

/** @param {Page} page */
function emptyState(page) {
  if (!page.model.preview) {
    return [
      element("h2", {}, "No entities yet"),
      element("p", {}, "They appear here as soon as there is an OpenAPI document."),
    ];
  }
  const problems = button({ class: "quiet" }, () => page.open("problems"), "Show the problems");
  return [
    element("h2", {}, "No entities"),
    element("p", {}, "The document cannot be mapped. The problems say why."),
    problems,
  ];
}
