/** A line above the panes that says what happened and what to do, until it is dismissed. */
import { button, find, isSeen, keepFocus } from "./dom.js";

/** @typedef {import("./page.js").Action} Action */

/** Milliseconds that a text stays which only confirms something. */
const brief = 8000;

/**
 * @param {HTMLElement} line
 * @returns {(text: string, actions?: Action[], options?: {stays?: boolean}) => void} shows a text with buttons; one that
 *   does not stay goes by itself
 */
export function notice(line) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const leave = focusBack(line);
  const hide = (/** @type {() => void} */ act) =>
    leave(() => {
      line.hidden = true;
      act();
    });
  return (text, actions = [], { stays = true } = {}) => {
    clearTimeout(timer);
    if (!stays) timer = setTimeout(hide, brief, () => {});
    find("[data-text]", line).textContent = text;
    const buttons = [...actions, { label: "Dismiss", act: () => {} }].map(({ label, act }) =>
      button({ class: "quiet", "data-key": label }, () => hide(act), label),
    );
    const host = find("[data-actions]", line);
    line.hidden = false;
    keepFocus(host, () => host.replaceChildren(...buttons));
  };
}

/**
 * Knows what had the focus before it came into an element.
 *
 * @param {HTMLElement} line
 * @returns {(change: () => void) => void} does what hides the element; then the focus, if it was in it, is where it was
 *   before, unless that has moved it
 */
function focusBack(line) {
  /** @type {Element | undefined} */
  let before;
  document.addEventListener("focusout", (event) => {
    // Its target would be the host of an editor, which cannot be focused.
    const [from] = /** @type {Element[]} */ (event.composedPath());
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (line.contains(to) && !line.contains(from ?? null)) before = from;
  });
  return (change) => {
    const hadFocus = line.contains(document.activeElement);
    change();
    const now = document.activeElement;
    if (!hadFocus || (now && now !== document.body && isSeen(now))) return;
    const back = before && isSeen(before) ? before : find("#results [role=tab][aria-selected=true]");
    /** @type {HTMLElement} */ (back).focus();
  };
}
