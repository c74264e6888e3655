/**
 * The version of OpenMetadata that a config is for: a list to choose from, and above the editor what a conversion would
 * change, with a button that does it.
 */
import { button, counted, element } from "../dom.js";
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
  page.model.on("check", () => render(strip, page));
}

/** @param {HTMLElement} strip @param {Page} page */
function render(strip, { model: { target, check }, config }) {
  strip.hidden = target === undefined || (target.config === undefined && check?.ok === true);
  if (target === undefined || strip.hidden) return;
  const { to, config: converted } = target;
  if (converted === undefined) {
    strip.replaceChildren(`${to} rejects this config; the problems say why.`);
    return;
  }
  const title = `Convert to ${to}`;
  const act = () => config.apply(editsOf(config.text, converted), { title });
  const convert = button({ class: "primary" }, act, title);
  const titles = target.fixed.map(({ title }) => title);
  const what = `${counted(titles.length, "change")} for ${to}: ${titles.join("; ")}.`;
  strip.replaceChildren(element("span", { class: "where" }, what), convert);
}
