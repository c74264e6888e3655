/**
 * The version of OpenMetadata that a config is for: a list to choose from, and above the editor what a conversion would
 * change, with a button that does it.
 */
import { button, counted, element, keepFocus } from "../dom.js";
import { editsOf } from "../panes/problems/diff.js";

/** @typedef {import("../page.js").Page} Page */

/** The versions whose configs differ, and those that people ask for. */
const versions = ["2.0", "1.13", "1.12", "1.12.1", "1.11", "1.10", "1.9", "1.8", "1.7", "1.6"];

/**
 * @param {HTMLSelectElement} select
 * @param {HTMLElement} strip
 * @param {Page} page
 */
export function versionStrip(select, strip, page) {
  const option = (/** @type {string} */ version) => element("option", { value: version }, version);
  select.append(element("option", { value: "" }, "any version"), ...versions.map(option));
  select.addEventListener("change", () => page.engine.setVersion(select.value || undefined));
  page.model.on("check", () => keepFocus(strip, () => render(strip, page)));
}

/**
 * What a conversion for the chosen version would change, in words, and a button that does it; undefined if there is none.
 *
 * @param {Page} page
 */
export function conversion({ model: { target, check }, open, config }) {
  if (target?.config === undefined || check === undefined) return undefined;
  const { to, config: converted, fixed } = target;
  const title = `Convert to ${to}`;
  const act = () => {
    open("config");
    config.apply(editsOf(config.text, converted), { title });
    config.focus();
  };
  return {
    text: `${counted(fixed.length, "change")} for ${to}: ${fixed.map(({ title }) => title).join("; ")}.`,
    button: button({ class: "primary", "data-key": "convert" }, act, title),
  };
}

/** @param {HTMLElement} strip @param {Page} page */
function render(strip, page) {
  const { target, check } = page.model;
  strip.hidden = target === undefined || (target.config === undefined && check?.ok === true);
  if (target === undefined || strip.hidden) return;
  const change = conversion(page);
  if (change) strip.replaceChildren(element("span", { class: "where" }, change.text), change.button);
  else strip.replaceChildren(`${target.to} rejects this config; the problems say why.`);
}
