/** A line above the panes that says what happened and what to do, until it is dismissed. */
import { button, find } from "./dom.js";

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
  const hide = () => {
    line.hidden = true;
  };
  return (text, actions = [], { stays = true } = {}) => {
    clearTimeout(timer);
    if (!stays) timer = setTimeout(hide, brief);
    find("[data-text]", line).textContent = text;
    const buttons = [...actions, { label: "Dismiss", act: () => {} }].map(({ label, act }) => {
      const close = () => {
        hide();
        act();
      };
      return button({ class: "quiet" }, close, label);
    });
    find("[data-actions]", line).replaceChildren(...buttons);
    line.hidden = false;
  };
}
