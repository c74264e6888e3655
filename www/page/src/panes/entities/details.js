/**
 * The details of the selected entity. An endpoint is asked of the engine when it is shown; what is open, focused and in
 * sight stays when an answer brings the same entity again.
 */
import { button, element } from "../../dom.js";
import { isAborted } from "../../engine/errors.js";
import { endpointView } from "./endpoint.js";
import { collectionView, leftOutView, serviceView } from "./views.js";

/** @typedef {{opened: Map<string, boolean>, queries: Map<string, string>}} Kept */
/** @typedef {import("./nodes.js").TreeNode} TreeNode */
/** @typedef {import("../../page.js").Page} Page */

/** Milliseconds that a selection lasts before its endpoint is asked for: arrow keys pass many. */
const pause = 60;

export class Details {
  element = element("section", { class: "detail", "aria-label": "Details", hidden: true });
  #page;
  #content = element("div", { class: "detail-content" });
  #key = "";
  /** The data that is shown, as a text to compare. */
  #shown = "";
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** What is open, and what was searched for, by the keys of entities. @type {Map<string, Kept>} */
  #kept = new Map();

  /** @param {Page} page @param {() => void} closed */
  constructor(page, closed) {
    this.#page = page;
    const words = { "aria-label": "Close the details", title: "Close (Escape)" };
    const close = button({ class: "close", ...words }, closed, "×");
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      closed();
    });
    this.element.append(close, this.#content);
  }

  /** Shows an entity, or nothing. @param {TreeNode | undefined} node */
  show(node) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.element.hidden = !node;
    if (!node) return this.#mark([]);
    const isNew = node.key !== this.#key;
    this.#key = node.key;
    if (node.kind !== "endpoint") return this.#showNow(node, isNew);
    this.element.setAttribute("aria-busy", "true");
    this.#timer = setTimeout(() => this.#ask(node, isNew, this.#asked), isNew ? pause : 0);
  }

  /** Moves the focus to the title. */
  focus() {
    /** @type {HTMLElement | null} */ (this.#content.querySelector(".detail-title"))?.focus();
  }

  /** @param {TreeNode} node @param {boolean} isNew */
  #showNow(node, isNew) {
    this.#mark([]);
    const { service, collections = [] } = this.#page.model.preview ?? {};
    const collection = collections[node.index];
    const data = node.kind === "service" ? service : collection;
    const signature = JSON.stringify([node.key, node.kept, node.leftOutCount, node.leftOut, data]);
    this.#replace(signature, isNew, () => {
      if (node.leftOut) return leftOutView(this.#page, node);
      if (!data) return [];
      return node.kind === "service"
        ? serviceView(this.#page, data, node)
        : collectionView(this.#page, data, node);
    });
  }

  /** @param {TreeNode} node @param {boolean} isNew @param {number} asked */
  async #ask(node, isNew, asked) {
    try {
      const details = await this.#page.engine.ask("endpoint", node.index);
      if (asked !== this.#asked || !details) return;
      const kept = this.#kept.get(node.key) ?? { opened: new Map(), queries: new Map() };
      this.#kept.set(node.key, kept);
      this.#replace(JSON.stringify([node.key, details]), isNew, () =>
        endpointView(details, { page: this.#page, ...kept }),
      );
      this.#mark([details.place]);
    } catch (error) {
      // A newer answer is on its way, after which the pane asks again.
      if (asked !== this.#asked || isAborted(error)) return;
      this.#replace("", true, () => [
        element("p", { class: "problem" }, `The endpoint could not be read: ${error}`),
      ]);
    }
  }

  /** Highlights the operation in the document. @param {import("../../page.js").Place[]} places */
  #mark(places) {
    const page = this.#page;
    page.document.mark(places.filter(({ file }) => page.inputOf(file) === "document"));
  }

  /** @param {string} signature @param {boolean} isNew @param {() => (Node | undefined)[]} view */
  #replace(signature, isNew, view) {
    this.element.removeAttribute("aria-busy");
    if (signature === this.#shown && !isNew) return;
    this.#shown = signature;
    const focused = document.activeElement;
    const focus = this.#content.contains(focused)
      ? focused?.closest("[data-focus]")?.getAttribute("data-focus")
      : undefined;
    const top = isNew ? 0 : this.element.scrollTop;
    const hadFocus = this.#content.contains(focused);
    this.#content.replaceChildren(...view().filter((node) => node !== undefined));
    this.element.scrollTop = top;
    if (hadFocus) this.#refocus(focus);
  }

  /** @param {string | null | undefined} name */
  #refocus(name) {
    const same = name
      ? [...this.#content.querySelectorAll("[data-focus]")].find(
          (node) => node.getAttribute("data-focus") === name,
        )
      : undefined;
    if (same) /** @type {HTMLElement} */ (same).focus();
    else this.focus();
  }
}
