/** How the core is doing, in words: nothing while it is quick, the seconds and Cancel when a mapping takes long. */
import { button, element } from "./dom.js";

/** Milliseconds after which a mapping is worth a word. */
const long = 400;

/** @param {HTMLElement} line @param {import("./page.js").Page} page */
export function progress(line, { model, engine }) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const cancel = button({ class: "quiet" }, () => engine.cancel(), "Cancel");
  const retry = button({ class: "quiet" }, () => engine.retry(), "Try again");
  const text = element("span");
  const show = (/** @type {string} */ words, /** @type {HTMLElement[]} */ ...buttons) => {
    text.textContent = words;
    line.replaceChildren(text, ...buttons);
  };
  const tick = (/** @type {number} */ since) => {
    const passed = performance.now() - since;
    if (passed > long) text.textContent = `Mapping… ${Math.round(passed / 1000)} s`;
    if (passed > long && !cancel.isConnected) line.append(" ", cancel);
  };
  model.on("state", () => {
    clearInterval(timer);
    const { phase, since, reason, retryIn } = model.state;
    if (phase === "ready") return show("");
    if (phase === "cancelled") return show("Cancelled: the next edit maps the document.", retry);
    if (phase === "failed") return show(failure(reason, retryIn), retry);
    show("");
    if (since !== undefined) timer = setInterval(tick, 200, since);
  });
}

/** What a fault of wasm is, nearly always; the browser calls it `unreachable`. */
const outOfMemory = "the document takes more memory than a page may have; lower x-metarest.limits, or filter";

/** @param {string | undefined} reason @param {number | undefined} retryIn */
function failure(reason, retryIn) {
  const again = retryIn ? ` It starts again in ${Math.ceil(retryIn / 1000)} s.` : "";
  return `The core failed: ${reason === "unreachable" ? outOfMemory : reason}.${again}`;
}
