/**
 * The two lists of tabs: the input's and the results'. Arrows, Home and End move within a list, as in the ARIA pattern
 * of tabs; on a phone both lists are one row at the bottom, and one panel is shown.
 */
import { find } from "../dom.js";

/** @typedef {"config" | "document" | "files" | "problems" | "entities" | "losses" | "output"} TabName */

export class Tabs {
  #listener;
  /** @type {HTMLElement[][]} */
  #lists;

  /** @param {(name: TabName) => void} listener is told of each tab that is shown */
  constructor(listener) {
    this.#listener = listener;
    this.#lists = ["#inputs", "#results"].map((side) => [
      .../** @type {NodeListOf<HTMLElement>} */ (find(side).querySelectorAll("[role=tab]")),
    ]);
    for (const list of this.#lists) for (const tab of list) this.#listen(tab, list);
    // On a phone, a visitor first sees what there is to do.
    this.#showSide("results");
  }

  /** @param {HTMLElement} tab @param {HTMLElement[]} list */
  #listen(tab, list) {
    tab.addEventListener("click", () => this.show(nameOf(tab)));
    tab.addEventListener("keydown", (event) => {
      const next = target(event.key, list, tab);
      if (next === undefined) return;
      event.preventDefault();
      this.show(nameOf(next));
      next.focus();
    });
  }

  /** The shown tab of a side. @param {"inputs" | "results"} side */
  shown(side) {
    const list = this.#lists[side === "inputs" ? 0 : 1] ?? [];
    const tab = list.find((tab) => tab.getAttribute("aria-selected") === "true");
    return tab && nameOf(tab);
  }

  /** Shows a tab's panel. @param {TabName} name */
  show(name) {
    const tab = find(`#tab-${name}`);
    const list = this.#lists.find((list) => list.includes(tab)) ?? [];
    for (const other of list) {
      const isShown = other === tab;
      other.setAttribute("aria-selected", String(isShown));
      other.tabIndex = isShown ? 0 : -1;
      find(`#${nameOf(other)}`).hidden = !isShown;
    }
    this.#showSide(list === this.#lists[0] ? "inputs" : "results");
    this.#listener(name);
  }

  /** On a phone only this side is shown. @param {"inputs" | "results"} side */
  #showSide(side) {
    document.body.dataset.side = side;
  }
}

/** @param {HTMLElement} tab */
function nameOf(tab) {
  return /** @type {TabName} */ (tab.getAttribute("aria-controls"));
}

/** @param {string} key @param {HTMLElement[]} list @param {HTMLElement} tab */
function target(key, list, tab) {
  const at = list.indexOf(tab);
  const last = list.length - 1;
  /** @type {Record<string, number>} */
  const places = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  return list[places[key] ?? -1];
}
