/**
 * Clicks on buttons that nothing listens to yet. In: clicks. Out: the same, again, when the page is complete; or a sentence, if
 * its scripts do not come.
 */
import { waitAtMost } from "./pause.js";

/** The most milliseconds that clicks wait for the work that was kept. */
const mostWait = 3000;

/** Buttons that were clicked, each at its last click. @type {Set<HTMLElement>} */
const clicked = new Set();

/** @param {MouseEvent} event */
function keep(event) {
  const button = /** @type {Element | null} */ (event.target)?.closest("button");
  if (!button) return;
  // The page may be half complete: the click must not be done twice.
  event.stopImmediatePropagation();
  clicked.delete(button);
  clicked.add(button);
}

/** A script did not load, or failed before the page was complete. */
function fail() {
  end();
  const notice = document.querySelector("#notice");
  const text = notice?.querySelector("[data-text]");
  if (!notice || !text) return;
  text.textContent =
    "The page did not load as a whole. Reload it; if that does not help, something on the way keeps its scripts back.";
  notice.removeAttribute("hidden");
}

/** Keeps clicks from now on. */
export function keepClicks() {
  addEventListener("click", keep, { capture: true });
  // The failure of an element does not bubble.
  addEventListener("error", fail, { capture: true });
  addEventListener("unhandledrejection", fail);
}

function end() {
  removeEventListener("click", keep, { capture: true });
  removeEventListener("error", fail, { capture: true });
  removeEventListener("unhandledrejection", fail);
}

/**
 * Does what was clicked, in its order, and lets later clicks be.
 *
 * @param {Promise<unknown>} begun resolves once the page shows what was kept: a button that is gone by then is not clicked
 */
export async function replayClicks(begun) {
  await waitAtMost(mostWait, begun);
  end();
  for (const button of clicked) if (button.checkVisibility()) button.click();
  clicked.clear();
}
