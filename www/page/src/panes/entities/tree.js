/**
 * The tree of entities: what is open, selected, searched and in sight, by keyboard and mouse. Only rows in sight are in
 * the DOM. All state is by key, so that it stays when an answer brings new nodes.
 */
import { element } from "../../dom.js";
import { keyOf, typeAhead } from "./keys.js";
import { paint, signatureOf } from "./row.js";
import { matcher, visible } from "./search.js";
import { VirtualRows } from "./virtual.js";

/** @typedef {import("./nodes.js").TreeNode} TreeNode */
/** @typedef {import("./search.js").Shown} Shown */
/** @typedef {{endpoints: Set<number>, filtered: Set<number>, collections: boolean}} Lit the rows that a pattern matches, and whether it is one of collections */

/** With fewer endpoints than this, all collections are open at first. */
const openLimit = 60;

export class Tree {
  element = element("div", { role: "tree", tabindex: 0, class: "tree", "aria-label": "Entities" });
  #rows;
  #listener;
  /** @type {TreeNode | undefined} */
  #root;
  /** @type {Shown[]} */
  #shown = [];
  /** @type {Map<string, number>} */
  #places = new Map();
  /** @type {Map<string, boolean>} */
  #open = new Map([["service", true]]);
  /** What was closed during this search, which opens all. */
  #closed = /** @type {Set<string>} */ (new Set());
  #query = "";
  #withLeftOut = true;
  #active = "";
  #selected = "";
  #current = "";
  /** The row that is marked for it: its own, or of its collection while that is closed. */
  #currentRow = "";
  /** @type {Lit | undefined} */
  #lit;
  #found = 0;
  #typed = typeAhead();

  /** @param {{selected: (node: TreeNode) => void, entered: (node: TreeNode) => void}} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#rows = new VirtualRows(this.element, {
      keyOf: (/** @type {Shown} */ { node }) => node.key,
      signature: (shown) => signatureOf(shown, this.#stateOf(shown.node)),
      paint: (row, shown) => paint(row, shown, this.#stateOf(shown.node)),
    });
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("focus", () => this.#showActive());
  }

  /** Shows new nodes; what was open, selected and in sight stays. @param {TreeNode} root */
  show(root) {
    const isSmall = root.kept + root.leftOutCount < openLimit || root.children.length === 1;
    for (const { key } of root.children) {
      if (!this.#open.has(key)) this.#open.set(key, isSmall);
    }
    this.#root = root;
    this.#update();
  }

  /** @param {string} query */
  search(query) {
    if (query !== this.#query) this.#closed.clear();
    this.#query = query;
    this.#update();
  }

  /** Whether what the filters leave out is shown. @param {boolean} shown */
  showLeftOut(shown) {
    this.#withLeftOut = shown;
    this.#update();
  }

  /** Lights up the rows that a pattern matches. @param {Lit | undefined} lit */
  light(lit) {
    this.#lit = lit;
    this.#update();
  }

  /** Marks the endpoint at the document's caret; what has the focus keeps it. @param {string} key empty for none */
  mark(key) {
    if (key === this.#current) return;
    this.#current = key;
    this.#findCurrentRow();
    const at = this.#places.get(this.#currentRow);
    if (at !== undefined && !this.element.contains(document.activeElement)) this.#rows.reveal(at);
    this.#repaint();
  }

  /** How many endpoints are shown, those in closed collections too. */
  get found() {
    return this.#found;
  }

  /** Selects the node of that key, and makes it visible. @param {string} key */
  select(key) {
    const node = this.nodeOf(key);
    if (!node) return;
    for (let parent = node.parent; parent; parent = parent.parent) this.#setOpen(parent, true);
    this.#update();
    this.#goTo(this.#places.get(key) ?? 0);
  }

  /** Scrolls to the active row, after the tree became smaller. */
  revealActive() {
    this.#rows.reveal(this.#activeAt());
  }

  /** Nothing is selected; the active row stays. */
  unselect() {
    this.#selected = "";
    this.#repaint();
  }

  /** @param {string} key @returns {TreeNode | undefined} */
  nodeOf(key) {
    if (!this.#root || this.#root.key === key) return this.#root;
    for (const group of this.#root.children) {
      const found = group.key === key ? group : group.children.find((node) => node.key === key);
      if (found) return found;
    }
    return undefined;
  }

  /** @param {TreeNode} node */
  #isOpen(node) {
    if (this.#query.trim()) return !this.#closed.has(node.key);
    return this.#open.get(node.key) ?? false;
  }

  /** @param {TreeNode} node @param {boolean} open */
  #setOpen(node, open) {
    if (!this.#query.trim()) this.#open.set(node.key, open);
    else if (open) this.#closed.delete(node.key);
    else this.#closed.add(node.key);
  }

  /** @param {TreeNode} node */
  #stateOf(node) {
    const { key, children } = node;
    return {
      open: children.length > 0 ? this.#isOpen(node) : undefined,
      active: key === this.#activeKey(),
      selected: key === this.#selected,
      current: key === this.#currentRow,
      matched: this.#lit && isLit(node, this.#lit),
      query: this.#query,
    };
  }

  #findCurrentRow() {
    const isShown = !this.#current || this.#places.has(this.#current);
    this.#currentRow = isShown ? this.#current : (this.nodeOf(this.#current)?.parent?.key ?? "");
  }

  /** Finds the visible nodes anew, and keeps what is in sight. */
  #update() {
    if (!this.#root) return;
    const before = { shown: this.#shown, ...this.#rows.position };
    const options = { isOpen: this.#isOpen.bind(this), matches: matcher(this.#query) };
    const { shown, found } = visible(this.#root, { ...options, withLeftOut: this.#withLeftOut });
    this.#shown = shown;
    this.#found = found;
    this.#places = new Map(shown.map(({ node }, at) => [node.key, at]));
    this.#findCurrentRow();
    this.#rows.show(shown, this.#activeAt());
    const anchor = before.shown.slice(before.at).find(({ node }) => this.#places.has(node.key));
    if (anchor && before.at + before.offset > 0) {
      this.#rows.position = { at: this.#places.get(anchor.node.key) ?? 0, offset: before.offset };
    }
    this.#showActive();
  }

  /** Shows changes of state without new nodes. */
  #repaint() {
    this.#rows.keep(this.#activeAt());
    this.#showActive();
  }

  #activeAt() {
    return this.#places.get(this.#active) ?? (this.#shown.length > 0 ? 0 : -1);
  }

  #activeKey() {
    return this.#shown[this.#activeAt()]?.node.key ?? "";
  }

  #showActive() {
    const row = this.#rows.elementOf(this.#activeKey());
    if (row) this.element.setAttribute("aria-activedescendant", row.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** Selects a visible row. @param {number} at */
  #goTo(at) {
    const shown = this.#shown[Math.min(Math.max(0, at), this.#shown.length - 1)];
    if (!shown) return;
    this.#active = shown.node.key;
    const isNew = this.#selected !== this.#active;
    this.#selected = this.#active;
    this.#rows.reveal(this.#activeAt());
    this.#repaint();
    if (isNew) this.#listener.selected(shown.node);
  }

  /** @param {TreeNode} node @param {boolean} open */
  #toggle(node, open) {
    if (node.children.length === 0) return;
    this.#setOpen(node, open);
    this.#update();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest(".tree-row");
    const shown = this.#shown.find(({ node }) => this.#rows.elementOf(node.key) === row);
    if (!row || !shown) return;
    const { node } = shown;
    const wasSelected = this.#selected === node.key;
    this.#goTo(this.#places.get(node.key) ?? 0);
    const isGroup = node.kind === "collection" && (wasSelected || !this.#isOpen(node));
    if (isGroup || target.closest("[data-twist]")) this.#toggle(node, !this.#isOpen(node));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const at = this.#activeAt();
    const node = this.#shown[at]?.node;
    const key = node && keyOf(event, this.#typed.isOpen());
    if (!node || !key) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "type") this.#typeAhead(event.key, at);
    else this.#actions[key](at, node);
  }

  /** @type {Record<import("./keys.js").Action, (at: number, node: TreeNode) => void>} */
  #actions = {
    down: (at) => this.#goTo(this.#selected ? at + 1 : at),
    up: (at) => this.#goTo(at - 1),
    first: () => this.#goTo(0),
    last: () => this.#goTo(this.#shown.length - 1),
    pageDown: (at) => this.#goTo(at + this.#rows.page),
    pageUp: (at) => this.#goTo(at - this.#rows.page),
    right: (at, node) => {
      if (node.children.length === 0) return;
      if (this.#isOpen(node)) this.#goTo(at + 1);
      else this.#toggle(node, true);
    },
    left: (_at, node) => {
      if (node.children.length > 0 && this.#isOpen(node)) this.#toggle(node, false);
      else if (node.parent) this.#goTo(this.#places.get(node.parent.key) ?? 0);
    },
    openSiblings: (_at, node) => {
      for (const sibling of node.parent?.children ?? [node]) this.#setOpen(sibling, true);
      this.#update();
      this.#rows.reveal(this.#activeAt());
    },
    enter: (at, node) => {
      this.#goTo(at);
      if (node.children.length > 0) this.#toggle(node, !this.#isOpen(node));
      else this.#listener.entered(node);
    },
  };

  /** @param {string} letter @param {number} at */
  #typeAhead(letter, at) {
    const found = this.#typed.find(letter, at, this.#shown);
    if (found >= 0) this.#goTo(found);
  }
}

/**
 * A pattern of endpoints lights endpoints; collections without one are dimmed, the others stay as they are.
 *
 * @param {TreeNode} node @param {Lit} lit @returns {boolean | undefined}
 */
function isLit({ kind, index, children }, lit) {
  if (kind === "endpoint") return lit.endpoints.has(index);
  if (kind === "filtered") return lit.filtered.has(index);
  if (kind === "service") return undefined;
  const some = children.some((child) => isLit(child, lit));
  return some && !lit.collections ? undefined : some;
}
