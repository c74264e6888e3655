/**
 * Rows of one height in an element that scrolls: only those in sight are in the DOM, and one that must stay.
 *
 * A row is kept as an element as long as its key is in sight, so that a click ends where it began. Its content is
 * made anew when its `signature` changes.
 */
import { element } from "../../dom.js";

/** Rows beyond each end of what is in sight. */
const margin = 6;

/**
 * @template T
 * @typedef {object} Painter
 * @property {(item: T) => string} keyOf
 * @property {(item: T) => string} signature of all that `paint` shows
 * @property {(row: HTMLElement, item: T) => void} paint
 */

/** @template T */
export class VirtualRows {
  #scroller;
  #painter;
  #space = element("div", { role: "presentation", class: "tree-space" });
  /** @type {Map<string, {row: HTMLElement, signature: string, at: number}>} */
  #made = new Map();
  /** @type {T[]} */
  #items = [];
  #height = 0;
  #kept = -1;

  /** @param {HTMLElement} scroller @param {Painter<T>} painter */
  constructor(scroller, painter) {
    this.#scroller = scroller;
    this.#painter = painter;
    scroller.append(this.#space);
    scroller.addEventListener("scroll", () => this.#render(), { passive: true });
    new ResizeObserver(() => this.measure()).observe(scroller);
  }

  /** The height of a row is that of the style sheet, which depends on fonts and pointers. */
  measure() {
    const probe = element("div", { class: "tree-row", "aria-hidden": "true" });
    this.#space.append(probe);
    const height = probe.offsetHeight;
    probe.remove();
    if (height > 0 && height !== this.#height) this.#resize(height);
    this.#layOut();
  }

  /** What was in sight stays. @param {number} height */
  #resize(height) {
    const { at, offset } = this.position;
    this.#height = height;
    for (const made of this.#made.values()) made.at = -1;
    this.#space.style.height = `${this.#items.length * height}px`;
    this.#scroller.scrollTop = at * height + offset;
  }

  /** The element of a row in the DOM. @param {string} key */
  elementOf(key) {
    return this.#made.get(key)?.row;
  }

  /** @param {T[]} items @param {number} kept the item that stays in the DOM, or -1 */
  show(items, kept) {
    this.#items = items;
    this.#kept = kept;
    if (this.#height === 0) this.measure();
    else this.#layOut();
  }

  /** @param {number} kept */
  keep(kept) {
    this.#kept = kept;
    this.#render();
  }

  /** How many rows fit. */
  get page() {
    return Math.max(1, Math.floor(this.#scroller.clientHeight / Math.max(1, this.#height)) - 1);
  }

  /** The first row in sight, and how far it is scrolled out. */
  get position() {
    const top = this.#scroller.scrollTop;
    const at = this.#height > 0 ? Math.floor(top / this.#height) : 0;
    return { at, offset: top - at * this.#height };
  }

  set position({ at, offset }) {
    this.#scroller.scrollTop = at * this.#height + offset;
    this.#render();
  }

  /** Scrolls as little as needed. @param {number} at */
  reveal(at) {
    const { scrollTop, clientHeight } = this.#scroller;
    const top = at * this.#height;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight) {
      this.#scroller.scrollTop = top + this.#height - clientHeight;
    }
    this.#render();
  }

  #layOut() {
    this.#space.style.height = `${this.#items.length * this.#height}px`;
    this.#render();
  }

  #render() {
    if (this.#height === 0) return;
    const wanted = this.#wanted();
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { row }] of this.#made) {
      if (keys.has(key)) continue;
      row.remove();
      this.#made.delete(key);
    }
    this.#order(wanted.map(({ at, key, item }) => this.#place(at, key, item)));
  }

  /** In the DOM they are in the order in which they are seen, for those who hear them. @param {HTMLElement[]} rows */
  #order(rows) {
    let next = this.#space.firstChild;
    for (const row of rows) {
      if (row === next) next = row.nextSibling;
      else this.#space.insertBefore(row, next);
    }
  }

  #wanted() {
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / this.#height) - margin);
    const last = Math.min(this.#items.length, Math.ceil((scrollTop + clientHeight) / this.#height) + margin);
    const indexes = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
    if (this.#kept >= last) indexes.push(this.#kept);
    else if (this.#kept >= 0 && this.#kept < first) indexes.unshift(this.#kept);
    return indexes.flatMap((at) => {
      const item = this.#items[at];
      return item === undefined ? [] : [{ at, item, key: this.#painter.keyOf(item) }];
    });
  }

  /** @param {number} at @param {string} key @param {T} item */
  #place(at, key, item) {
    const made = this.#made.get(key) ?? { row: newRow(), signature: "", at: -1 };
    const signature = this.#painter.signature(item);
    if (made.signature !== signature) this.#painter.paint(made.row, item);
    if (made.at !== at) made.row.style.transform = `translateY(${at * this.#height}px)`;
    Object.assign(made, { signature, at });
    this.#made.set(key, made);
    return made.row;
  }
}

let rows = 0;

/** With an id, by which the tree names the active row. */
function newRow() {
  return element("div", { class: "tree-row", id: `entity-row-${++rows}` });
}
