/** Creates and finds elements. Text is always text, never markup. */

/**
 * Creates an element.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined>} attributes `false` and `undefined` omit an attribute
 * @param {(Node | string | undefined | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    created.setAttribute(name, value === true ? "" : String(value));
  }
  created.append(...children.filter((child) => child !== undefined && child !== null));
  return created;
}

/**
 * Creates a button.
 *
 * @param {Parameters<typeof element>[1]} attributes
 * @param {() => void} act what a click does
 * @param {(Node | string | undefined | null)[]} children
 */
export function button(attributes, act, ...children) {
  const created = element("button", { type: "button", ...attributes }, ...children);
  created.addEventListener("click", act);
  return created;
}

/**
 * The element of index.html for a selector; throws if it is missing.
 *
 * @template {Element} [E=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {E}
 */
export function find(selector, within = document) {
  const found = /** @type {E | null} */ (within.querySelector(selector));
  if (!found) throw new Error(`index.html has no ${selector}`);
  return found;
}

/** "1 endpoint", "2 endpoints". @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** "12 KB", "3.4 MB". @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A sentence as nodes: text between backticks becomes code. @param {string} text @returns {(Node | string)[]} */
export function prose(text) {
  const parts = text.split("`");
  // A backtick without a second one is an ordinary character.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

/**
 * Keeps the focus where it is while the nodes around it are made anew: at what has the same `data-key`.
 *
 * @param {HTMLElement} within
 * @param {() => void} change
 */
export function keepFocus(within, change) {
  const focused = document.activeElement;
  const key =
    focused && within.contains(focused) ? /** @type {HTMLElement} */ (focused).dataset.key : undefined;
  change();
  if (key === undefined) return;
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll("[data-key]"))) {
    if (node.dataset.key === key) return node.focus({ preventScroll: true });
  }
  // What had it is gone: what is first now.
  /** @type {HTMLElement | null} */ (within.querySelector("[data-key]"))?.focus({ preventScroll: true });
}
