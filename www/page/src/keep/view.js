/** What is open and selected, as values that are kept: the tabs, the splitter, the switches above the editors. */
import { find } from "../dom.js";

/** @typedef {import("./record.js").View} View */
/** @typedef {import("../input/tabs.js").Tabs} Tabs */

/** The tabs that a view may name. */
const names = {
  inputs: ["config", "document", "files"],
  results: ["problems", "entities", "losses", "output"],
};

const controls = () => ({
  wrap: /** @type {HTMLInputElement} */ (find("#wrap")),
  version: /** @type {HTMLSelectElement} */ (find("#version")),
  splitter: find("#splitter"),
});

/** @param {Tabs} tabs @returns {View} */
export function viewOf(tabs) {
  const { wrap, version, splitter } = controls();
  const [inputs = "config", results = "problems"] = [tabs.shown("inputs"), tabs.shown("results")];
  const split = Number(splitter.getAttribute("aria-valuenow"));
  return {
    inputs,
    results,
    side: document.body.dataset.side ?? "",
    wrap: wrap.checked,
    version: version.value,
    split,
  };
}

/**
 * Shows a view. What it names and this page does not have is left as it is.
 *
 * @param {View} view @param {Tabs} tabs @param {(percent: number) => void} split moves the splitter
 */
export function showView(view, tabs, split) {
  const { wrap, version } = controls();
  // The side that was shown on a phone comes last.
  const sides =
    view.side === "inputs"
      ? /** @type {const} */ (["results", "inputs"])
      : /** @type {const} */ (["inputs", "results"]);
  for (const side of sides) {
    if (names[side].includes(String(view[side]))) tabs.show(/** @type {any} */ (view[side]));
  }
  if (typeof view.split === "number" && Number.isFinite(view.split)) split(view.split);
  if (view.wrap === true) toggle(wrap, () => (wrap.checked = true));
  const isKnown = [...version.options].some(({ value }) => value === view.version);
  if (isKnown && view.version !== version.value)
    toggle(version, () => (version.value = String(view.version)));
}

/** @param {HTMLElement} control @param {() => void} set */
function toggle(control, set) {
  set();
  control.dispatchEvent(new Event("change"));
}

/** Tells of changes by the user, but for tabs. @param {() => void} changed */
export function watchView(changed) {
  for (const control of Object.values(controls())) {
    for (const event of ["change", "pointerup", "keyup"]) control.addEventListener(event, changed);
  }
}
