/** The bar between input and results: dragged, or moved with the arrows; a double click brings back the middle. */

/** Percent of the width that the input may have. */
const limits = { least: 20, most: 80, initial: 46 };

/**
 * @param {HTMLElement} bar
 * @param {(percent: number) => void} moved is told of each new place
 * @returns {(percent: number) => void} moves it
 */
export function splitter(bar, moved) {
  const parent = /** @type {HTMLElement} */ (bar.parentElement);
  const place = (/** @type {number} */ percent) => {
    const within = Math.min(limits.most, Math.max(limits.least, percent));
    parent.style.setProperty("--inputs", `${within}%`);
    bar.setAttribute("aria-valuenow", String(Math.round(within)));
    return within;
  };
  const move = (/** @type {number} */ percent) => moved(place(percent));
  bar.addEventListener("pointerdown", (event) => {
    bar.setPointerCapture(event.pointerId);
    event.preventDefault();
    bar.focus();
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const { left, width } = parent.getBoundingClientRect();
    move(((event.clientX - left) / width) * 100);
  });
  bar.addEventListener("dblclick", () => move(limits.initial));
  bar.addEventListener("keydown", (event) => {
    const now = Number(bar.getAttribute("aria-valuenow"));
    /** @type {Record<string, number>} */
    const places = {
      ArrowLeft: now - 2,
      ArrowRight: now + 2,
      Home: limits.least,
      End: limits.most,
      Enter: limits.initial,
    };
    const percent = places[event.key];
    if (percent === undefined) return;
    event.preventDefault();
    move(percent);
  });
  return place;
}
