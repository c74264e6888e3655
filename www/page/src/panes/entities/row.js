/** The content and the attributes of a row of the tree. */
import { counted, element } from "../../dom.js";
import { plainLine } from "../../html_tags.js";
import { reasonOf } from "./nodes.js";
import { wordsOf } from "./search.js";

/** @typedef {import("./nodes.js").TreeNode} TreeNode */
/** @typedef {import("./search.js").Shown} Shown */
/**
 * @typedef {object} RowState
 * @property {boolean} [open] missing of what has no children
 * @property {boolean} active
 * @property {boolean} selected
 * @property {boolean} current the caret of the document is in it
 * @property {boolean | undefined} matched by the pattern that is tried; `undefined` without one
 * @property {string} query what is searched
 */

/** All that a row shows, as a text to compare. @param {Shown} shown @param {RowState} state */
export function signatureOf({ node, level, position, size }, state) {
  const { label, summary, row, kept, leftOutCount, leftOut } = node;
  const counts = [kept, leftOutCount, row?.requestFields, row?.responseFields, row?.losses, row?.leftOut];
  const reason = leftOut && [leftOut.filter, leftOut.pattern];
  return JSON.stringify([
    label,
    summary,
    counts,
    reason,
    level,
    position,
    size,
    Object.values(state),
    state.open,
  ]);
}

/** @param {HTMLElement} row @param {Shown} shown @param {RowState} state */
export function paint(row, { node, level, position, size }, state) {
  const attributes = {
    role: "treeitem",
    "aria-level": level,
    "aria-posinset": position,
    "aria-setsize": size,
    "aria-expanded": state.open,
    "aria-selected": state.selected,
    "aria-current": state.current ? "location" : undefined,
  };
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) row.removeAttribute(name);
    else row.setAttribute(name, String(value));
  }
  row.dataset.kind = node.kind;
  row.classList.toggle("active", state.active);
  row.classList.toggle("left-out", node.leftOut !== undefined);
  row.classList.toggle("lit", state.matched === true);
  row.classList.toggle("dimmed", state.matched === false);
  row.replaceChildren(...contentOf(node, state));
}

/** @param {TreeNode} node @param {RowState} state */
function contentOf(node, state) {
  const parts = isOperation(node) ? endpoint(node, state) : group(node, state);
  // What colours say, in words.
  const heard = [
    state.matched && "matches the pattern",
    state.current && "at the caret of the document",
  ].filter(Boolean);
  if (heard.length > 0) parts.push(element("span", { class: "unseen" }, heard.join(", ")));
  // The spaces are heard as pauses.
  return parts.flatMap((part) => (part ? [part, " "] : []));
}

/** @param {TreeNode} node */
function isOperation({ kind }) {
  return kind === "endpoint" || kind === "filtered";
}

/** @param {TreeNode} node @param {RowState} state @returns {(Node | undefined)[]} */
function group(node, state) {
  const name = node.leftOut ? "s" : "span";
  return [
    element("span", { class: "twist", "data-twist": true, "aria-hidden": "true" }),
    element(name, { class: "name" }, ...marked(node.label, state.query)),
    element("span", { class: "count" }, countsOf(node)),
    node.leftOut ? why(node.leftOut) : element("span", { class: "about" }, plainLine(node.summary)),
  ];
}

/** @param {TreeNode} node */
function countsOf({ kind, kept, leftOutCount, leftOut, children }) {
  const all = kept + leftOutCount;
  // Of a collection that is struck through nothing is kept.
  const isWhole = leftOutCount === 0 || leftOut !== undefined;
  const endpoints = isWhole
    ? counted(all, "endpoint")
    : `${kept.toLocaleString("en")} of ${counted(all, "endpoint")}`;
  if (kind !== "service") return endpoints;
  const keptCollections = children.filter(({ leftOut }) => leftOut === undefined).length;
  const collections = counted(children.length, "collection");
  return keptCollections === children.length
    ? `${collections}, ${endpoints}`
    : `${keptCollections.toLocaleString("en")} of ${collections}, ${endpoints}`;
}

/** @param {TreeNode} node @param {RowState} state @returns {(Node | undefined)[]} */
function endpoint(node, { query }) {
  const name = node.leftOut ? "s" : "span";
  const path = element(
    name,
    { class: "path", title: node.label },
    element("bdi", { dir: "ltr" }, ...marked(node.label, query)),
  );
  if (node.leftOut) return [methodOf(node.method), path, why(node.leftOut)];
  return [
    methodOf(node.method),
    path,
    element("span", { class: "about" }, plainLine(node.summary)),
    fields(node),
    losses(node),
    leftOutBySettings(node),
  ];
}

/** @param {string | undefined} method */
export function methodOf(method) {
  return element("span", { class: "method", "data-method": method ?? "none" }, method ?? "–");
}

/** @param {TreeNode} node */
function fields({ row }) {
  const { requestFields = 0, responseFields = 0 } = row ?? {};
  const all = requestFields + responseFields;
  const title = `${counted(requestFields, "field")} in the request, ${responseFields} in the response`;
  return element("span", { class: "count", title }, all === 0 ? "no fields" : counted(all, "field"));
}

/** @param {TreeNode} node */
function losses({ row }) {
  if (!row?.losses) return undefined;
  const title = "Parts of this operation that the catalogue cannot hold";
  return element("span", { class: "badge", title }, lossCount(row.losses));
}

/** @param {TreeNode} node */
function leftOutBySettings({ row }) {
  if (!row?.leftOut) return undefined;
  const title = "Parts of this operation that settings leave out: Losses has the buttons that keep them";
  return element("span", { class: "count", title }, `${row.leftOut.toLocaleString("en")} left out`);
}

/** @param {number} count */
export function lossCount(count) {
  return count === 1 ? "1 loss" : `${count.toLocaleString("en")} losses`;
}

/** @param {import("metarest").Filtered} leftOut */
function why(leftOut) {
  const { text, pattern } = reasonOf(leftOut);
  const title = `Left out by ${leftOut.filter} of the config`;
  const code = pattern === undefined ? undefined : element("code", {}, pattern);
  const heard = element("span", { class: "unseen" }, code ? "left out by " : "left out: ");
  return element(
    "span",
    { class: "why", title },
    heard,
    ...(code ? [`${text} `, code] : [`${text} matches`]),
  );
}

/** A text with what was searched marked in it. @param {string} text @param {string} query @returns {(Node | string)[]} */
function marked(text, query) {
  const lower = text.toLowerCase();
  // Some characters have a longer lower case, after which places would be wrong.
  const ranges = lower.length === text.length ? rangesOf(lower, wordsOf(query)) : [];
  const nodes = /** @type {(Node | string)[]} */ ([]);
  let at = 0;
  for (const [from, to] of ranges) {
    nodes.push(text.slice(at, from), element("mark", {}, text.slice(from, to)));
    at = to;
  }
  return [...nodes, text.slice(at)];
}

/** The first place of each word, in order, without overlaps. @param {string} text @param {string[]} words */
function rangesOf(text, words) {
  const found = words
    .map((word) => /** @type {[number, number]} */ ([text.indexOf(word), text.indexOf(word) + word.length]))
    .filter(([from]) => from >= 0)
    .sort(([a], [b]) => a - b);
  let end = 0;
  return found.filter(([from, to]) => {
    if (from < end) return false;
    end = to;
    return true;
  });
}
