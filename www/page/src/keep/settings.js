/** What someone can say about the autosave: a part of the dialog with the page's settings. */
import { button, element } from "../dom.js";

/** @typedef {import("./autosave.js").Autosave} Autosave */

/**
 * The switch, what it means, and the states of tabs that were closed.
 *
 * @param {Autosave} autosave
 * @returns {{section: HTMLElement, shown: () => void}} `shown` is to be called whenever the dialog is opened
 */
export function keepSettings(autosave) {
  const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id: "autosave" }));
  const closed = element("div");
  const shown = async () => {
    box.checked = autosave.enabled;
    closed.replaceChildren(...closedList(autosave, autosave.enabled ? await autosave.closed() : []));
  };
  box.addEventListener("change", async () => {
    await autosave.enable(box.checked);
    await shown();
  });
  const section = element(
    "section",
    { class: "keep-settings" },
    element("label", { class: "toggle" }, box, "Keep my work on this device"),
    element(
      "p",
      { class: "hint" },
      "A reload or another visit goes on where you were. Secrets are masked before. Off deletes what is kept.",
    ),
    closed,
  );
  return { section, shown };
}

/** @param {Autosave} autosave @param {{tab: string, saved: number}[]} states */
function closedList(autosave, states) {
  if (states.length === 0) return [];
  const items = states.map(({ tab, saved }) => {
    const when = new Date(saved).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
    const goOn = button({ class: "quiet" }, () => autosave.reopen(tab), `Go on with that of ${when}`);
    return element("li", {}, goOn);
  });
  return [
    element("p", {}, "Work of tabs that were closed:"),
    element("ul", { class: "closed-work" }, ...items),
  ];
}
