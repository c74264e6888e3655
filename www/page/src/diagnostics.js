/** Shows diagnostics and losses as lists; a click on one goes to its place. */
import { element, prose } from "./dom.js";

/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {import("metarest").Loss} Loss */
/** @typedef {import("metarest").ReasonReport} ReasonReport */
/** @typedef {Extract<Diagnostic, {file: string}>} Placed a diagnostic of a place in an input */
/** @typedef {(item: Placed | Loss) => void} Reveal */

/** The document's file name in diagnostics. */
const specFile = "<spec>";

/** Rows beyond this number are counted, not shown. */
const maxRows = 500;

/** Whether a diagnostic is in the document, not in the config. @param {Diagnostic} diagnostic */
export function inSpec(diagnostic) {
  return diagnostic.file === specFile;
}

/** The diagnostics of both reports without duplicates: the mapping repeats the config's. @param {(Diagnostic[] | undefined)[]} lists */
export function merged(...lists) {
  const all = lists.flatMap((list) => list ?? []);
  return [...new Map(all.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

/** @param {Diagnostic} diagnostic @param {Reveal} reveal */
export function diagnosticRow(diagnostic, reveal) {
  const { severity, code, message, help } = diagnostic;
  const shown = { severity, label: severity, tag: code, message, help };
  if (diagnostic.file === undefined) return row(shown, () => {});
  const source = inSpec(diagnostic) ? "document" : "config";
  return row({ ...shown, place: place(source, diagnostic) }, () => reveal(diagnostic));
}

/**
 * The losses of one reason, with its meaning and what to do about it.
 *
 * @param {ReasonReport} group
 * @param {Loss[]} losses
 * @param {Reveal} reveal
 */
export function lossGroup({ reason, meaning, help, policy }, losses, reveal) {
  const title = `${losses.length.toLocaleString("en")} ${reason}`;
  const list = element("ol");
  fill(list, losses, (loss) => lossRow(loss, reveal));
  return element(
    "li",
    { class: policy ? "info reason" : "warning reason" },
    element(
      "details",
      {},
      element("summary", {}, element("span", { class: "mark" }, title), ` ${meaning}`),
      element("p", { class: "help" }, ...prose(`What to do: ${help}.`)),
      list,
    ),
  );
}

/** @param {Loss} loss @param {Reveal} reveal */
function lossRow(loss, reveal) {
  const { reason, message, pointer } = loss;
  return row({ severity: "info", label: reason, tag: pointer, message, place: place("document", loss) }, () =>
    reveal(loss),
  );
}

/**
 * @param {{severity: string, label: string, tag: string, message: string, help?: string, place?: string}} shown
 * @param {() => void} go
 */
function row({ severity, label, tag, message, help, place }, go) {
  const content = [
    element("span", { class: "mark" }, label),
    element("span", { class: "message" }, ...prose(message)),
    element("span", { class: "place" }, place ?? ""),
    help ? element("span", { class: "help" }, ...prose(help)) : undefined,
    element("code", { class: "tag" }, tag),
  ];
  if (!place) return element("li", { class: severity }, element("div", { class: "row" }, ...content));
  const button = element("button", { type: "button", class: "row" }, ...content);
  button.addEventListener("click", go);
  return element("li", { class: severity }, button);
}

/** @param {string} source @param {{line: number, column: number}} range */
function place(source, { line, column }) {
  return `${source} ${line}:${column}`;
}

/**
 * Fills a list.
 *
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => HTMLElement} make
 */
export function fill(list, items, make) {
  list.replaceChildren(...items.slice(0, maxRows).map(make));
  if (items.length > maxRows) {
    const rest = (items.length - maxRows).toLocaleString("en");
    list.append(element("li", { class: "info more" }, `and ${rest} more; the command line lists them all`));
  }
}

/** The worst severity first, otherwise in the order given. @param {Diagnostic[]} diagnostics */
export function bySeverity(diagnostics) {
  const order = ["error", "warning", "info"];
  return diagnostics.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
