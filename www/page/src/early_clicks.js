/** Clicks on buttons that nothing listens to yet. In: clicks. Out: the same, again, when the page is complete. */

/** Buttons that were clicked, each once. @type {Set<HTMLElement>} */
const clicked = new Set();

/** @param {MouseEvent} event */
function keep(event) {
  const button = /** @type {Element | null} */ (event.target)?.closest("button");
  if (!button) return;
  // The page may be half complete: the click must not be done twice.
  event.stopImmediatePropagation();
  clicked.add(button);
}

/** Keeps clicks from now on. */
export function keepClicks() {
  addEventListener("click", keep, { capture: true });
}

/** Does what was clicked, in its order, and lets later clicks be. */
export function replayClicks() {
  removeEventListener("click", keep, { capture: true });
  for (const button of clicked) button.click();
  clicked.clear();
}
