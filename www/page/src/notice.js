/** A line above the panes that says what happened and what to do, until it is dismissed. */
import { element, find } from "./dom.js";

/** @typedef {import("./page.js").Action} Action */

/** @param {HTMLElement} line @returns {(text: string, actions?: Action[]) => void} shows a text with buttons */
export function notice(line) {
  return (text, actions = []) => {
    find("[data-text]", line).textContent = text;
    const buttons = [...actions, { label: "Dismiss", act: () => {} }].map(({ label, act }) => {
      const button = element("button", { type: "button", class: "quiet" }, label);
      button.addEventListener("click", () => {
        line.hidden = true;
        act();
      });
      return button;
    });
    find("[data-actions]", line).replaceChildren(...buttons);
    line.hidden = false;
  };
}
