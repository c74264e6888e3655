/** What the views are made of. Whatever comes from the API is text; names keep their direction to themselves. */
import { element, prose } from "../../dom.js";
import { runNumber, serviceHash } from "../address.js";

/** @typedef {Node | string | undefined | null} Child */

/** Rows beyond this number are counted, not shown. */
export const mostRows = 500;

/**
 * What a view shows.
 *
 * @typedef {object} View
 * @property {string} title of the window
 * @property {HTMLElement[]} nodes
 */

/** A name from the API. @param {string} text */
export function nameText(text) {
  return element("bdi", { class: "name" }, text);
}

/** The heading of a view, which takes the focus. @param {string} key @param {Child[]} children */
export function heading(key, ...children) {
  return element("h1", { tabindex: -1, "data-key": key }, ...children);
}

/** The way back. @param {string} service @param {string} [run] its id */
export function breadcrumb(service, run) {
  const item = (/** @type {Child} */ text, /** @type {string} */ href, /** @type {boolean} */ current) =>
    element("li", {}, element("a", { href, "aria-current": current && "page" }, text));
  const items = [item("Services", "#", false)];
  items.push(item(nameText(service), serviceHash(service), run === undefined));
  if (run !== undefined) items.push(item(`Run ${runNumber(run)}`, location.hash, true));
  return element(
    "nav",
    { class: "breadcrumb", "aria-label": "Breadcrumb", "data-key": "breadcrumb" },
    element("ol", {}, ...items),
  );
}

/**
 * A table. Its roles are explicit, since on narrow screens its rows are laid out as cards.
 *
 * @param {string} label
 * @param {string[]} columns
 * @param {{key: string, cells: Child[][]}[]} rows the first cell of each names the row
 */
export function table(label, columns, rows) {
  const head = columns.map((column) => element("th", { scope: "col", role: "columnheader" }, column));
  const body = rows.map(({ key, cells }) =>
    element(
      "tr",
      { role: "row", "data-key": key },
      ...cells.map((cell, index) =>
        index === 0
          ? element("th", { scope: "row", role: "rowheader", "data-label": columns[index] }, ...cell)
          : element("td", { role: "cell", "data-label": columns[index] }, ...cell),
      ),
    ),
  );
  return element(
    "table",
    { role: "table", "aria-label": label, "data-key": `table ${label}` },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...body),
  );
}

/** A list of terms; those without a value are left out. @param {[string, Child][]} entries */
export function facts(entries) {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return element(
    "dl",
    { class: "facts", "data-key": "facts" },
    ...shown.map(([term, value]) =>
      element("div", { "data-key": term }, element("dt", {}, term), element("dd", {}, value)),
    ),
  );
}

/**
 * A button; who presses it asks for `action`.
 *
 * @param {string} action
 * @param {string} label
 * @param {{primary?: boolean, disabled?: boolean}} [look]
 */
export function button(action, label, { primary = false, disabled = false } = {}) {
  return element(
    "button",
    {
      type: "button",
      class: primary ? "primary" : "quiet",
      "data-action": action,
      "data-key": action,
      // A disabled button would lose the focus.
      "aria-disabled": disabled && "true",
    },
    label,
  );
}

/**
 * A list, cut at `mostRows`.
 *
 * @template T
 * @param {T[]} items
 * @param {(item: T) => HTMLElement} make a list item
 * @param {string} [rest] where the others are
 */
export function cutList(items, make, rest = "the command line lists them all") {
  const more = items.length - mostRows;
  return element(
    "ul",
    { class: "rows" },
    ...items.slice(0, mostRows).map(make),
    more > 0 ? element("li", { class: "hint" }, `and ${more.toLocaleString("en")} more; ${rest}`) : undefined,
  );
}

/** A section with a heading. @param {string} key @param {Child} title @param {Child[]} children */
export function section(key, title, ...children) {
  return element(
    "section",
    { "data-key": key, "aria-labelledby": `title-of-${key}` },
    element("h2", { id: `title-of-${key}` }, title),
    ...children,
  );
}

/** Details, closed at first unless `open`. @param {string} key @param {Child} title @param {boolean} open @param {Child[]} children */
export function details(key, title, open, ...children) {
  return element("details", { "data-key": key, open }, element("summary", {}, title), ...children);
}

/** Text with code between backticks, as messages have it. @param {string | undefined} text @param {string} className */
export function message(text, className = "message") {
  return text ? element("span", { class: className }, ...prose(text)) : undefined;
}

/** "Loading…", while there is nothing else to show. */
export function loading() {
  return element("p", { class: "hint", "data-key": "loading" }, "Loading…");
}
