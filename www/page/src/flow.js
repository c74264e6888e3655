/** Blocks of a text. In: nodes in their order. Out: paragraphs of what is within a line, and the blocks between them. */
import { element } from "./dom.js";

/** @typedef {import("./links.js").Nodes} Nodes */

/** Names of elements that are no part of a paragraph. */
const blockElements = /^(?:P|PRE|[UO]L|DIV|BLOCKQUOTE|HR|H\d)$/;

/** @param {Nodes[0]} node */
export function nameOf(node) {
  return typeof node === "string" ? "" : node?.nodeName;
}

/** Whether a paragraph ends at a node. @param {Nodes[0]} node */
export function isBlock(node) {
  return node === null || blockElements.test(nameOf(node) ?? "");
}

/** Whether a node shows nothing at the border of a paragraph. @param {Nodes[0]} node */
export function isBlank(node) {
  return typeof node === "string" ? node.trim() === "" : node === null || nameOf(node) === "BR";
}

/** @param {Nodes} nodes @returns {Node[]} */
export function flow(nodes) {
  const made = /** @type {Node[]} */ ([]);
  let line = /** @type {Nodes} */ ([]);
  for (const node of [...nodes, null]) {
    if (!isBlock(node)) {
      line.push(node);
      continue;
    }
    const paragraph = trimmed(line);
    if (paragraph.length > 0) made.push(element("p", {}, ...paragraph));
    if (node !== null) made.push(/** @type {Node} */ (node));
    line = [];
  }
  return made;
}

/** Without the space around the text. @param {Nodes} nodes */
export function trimmed(nodes) {
  const from = nodes.findIndex((node) => !isBlank(node));
  const kept = from < 0 ? [] : nodes.slice(from, nodes.findLastIndex((node) => !isBlank(node)) + 1);
  return kept.map((node, at) => {
    if (typeof node !== "string") return node;
    const started = at === 0 ? node.trimStart() : node;
    return at === kept.length - 1 ? started.trimEnd() : started;
  });
}

/** As in an item or a cell: its only paragraph is not a block of its own. @param {Nodes} nodes @returns {Node[]} */
export function tight(nodes) {
  const made = flow(nodes);
  const [first] = made;
  const isOnly = made.filter((node) => nameOf(node) === "P").length === 1;
  if (isOnly && first && nameOf(first) === "P") made.splice(0, 1, ...first.childNodes);
  return made;
}

/** @param {string} text */
export function codeBlock(text) {
  // Wide code scrolls, so the keyboard must reach it.
  return element("pre", { tabindex: 0 }, element("code", {}, text));
}

/** @param {Nodes} rows or groups of them */
export function tableOf(rows) {
  return element("div", { class: "table", tabindex: 0 }, element("table", {}, ...rows));
}

/** @param {number} level @param {Nodes} nodes */
export function headingOf(level, nodes) {
  return element(/** @type {"h6"} */ (`h${Math.min(6, level)}`), {}, ...trimmed(nodes));
}
