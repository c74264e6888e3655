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

/**
 * "a", "a and b", "a, b and c", as parts of a sentence.
 *
 * @template {Node | string} T
 * @param {T[]} items
 * @param {string} [separator] one with a semicolon is before "and" too
 * @returns {(T | string)[]}
 */
export function listed(items, separator = ", ") {
  const last = separator.startsWith(";") ? "; and " : " and ";
  const before = (/** @type {number} */ at) => (at === items.length - 1 ? last : separator);
  return items.flatMap((item, at) => (at === 0 ? [item] : [before(at), item]));
}

/** A sentence as nodes: text between backticks becomes code. @param {string} text @returns {(Node | string)[]} */
export function prose(text) {
  const parts = text.split("`");
  // A backtick without a second one is an ordinary character.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

/**
 * Keeps the focus where it is while the nodes around it are made anew: at what has the same `data-key`. If that is gone,
 * at what came after it, else at what is first; at the container if nothing with a `data-key` is left.
 *
 * @param {HTMLElement} within
 * @param {() => void} change
 */
export function keepFocus(within, change) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (focused === null || !within.contains(focused)) return change();
  const wanted = keysFrom(focused, within);
  change();
  const now = document.activeElement;
  if (now && now !== document.body && isSeen(now)) return;
  const there = keyed(within).filter(isSeen);
  const named = (/** @type {string} */ key) => there.find(({ dataset }) => dataset.key === key);
  const next = wanted.map(named).find(Boolean) ?? there[0] ?? focusable(within);
  next.focus({ preventScroll: true });
}

/** The keys of an element and of what follows it, in their order. @param {HTMLElement} from @param {HTMLElement} within */
function keysFrom(from, within) {
  const isAfter = (/** @type {Node} */ node) =>
    Boolean(from.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  const following = keyed(within).filter((node) => node === from || isAfter(node));
  return following.map(({ dataset }) => dataset.key ?? "");
}

/** @param {HTMLElement} within @returns {HTMLElement[]} */
function keyed(within) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll("[data-key]"))];
}

/** @param {HTMLElement} host which scripts can focus from then on */
function focusable(host) {
  if (!host.hasAttribute("tabindex")) host.tabIndex = -1;
  return host;
}

/** Whether it is on the page and takes room there. @param {Element} node */
export function isSeen(node) {
  return node.getClientRects().length > 0;
}
