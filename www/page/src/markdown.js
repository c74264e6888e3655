/**
 * Markdown as nodes. In: a text that anybody may have written. Out: paragraphs, lists, code, tables and links.
 *
 * Tags that mean the same as Markdown are read so, all other markup is text; images are links to them, and links lead to
 * web and mail addresses only. As in CommonMark, Markdown within a line of tags is Markdown, and in a block of tags it is
 * text; other than there, it is text in `<code>`, too. The parser is that of the editor's family, so a part of it is on
 * the page anyway.
 */
import { GFM, parser } from "@lezer/markdown";
import { descriptionParsers } from "./description_parsers.js";
import { element } from "./dom.js";
import { decoded } from "./entities.js";
import { codeBlock, flow, headingOf, tableOf, tight } from "./flow.js";
import { elementsOf } from "./html_elements.js";
import { pair, tokens } from "./html_tokens.js";
import { address, linked } from "./links.js";

/** @typedef {ReturnType<typeof parser.parse>["topNode"]} SyntaxNode */
/** @typedef {import("./links.js").Nodes} Nodes */
/** @typedef {import("./html_elements.js").Piece} Piece */
/** @typedef {{source: string, heading: number, references: Map<string, string>, markup: ReturnType<typeof markupOf>}} Context */

const markdownParser = parser.configure([GFM, descriptionParsers]);

/** Characters beyond this number are counted, not shown. */
const maxLength = 20_000;

/** Elements nested deeper than this are shown as they are written. */
const maxDepth = 24;

/**
 * @param {string} text
 * @param {{heading?: number}} [options] the level of the text's first headings
 * @returns {Node[]}
 */
export function markdown(text, { heading = 4 } = {}) {
  const source = text.slice(0, maxLength);
  const nodes = rendered(source, heading);
  if (text.length > maxLength) nodes.push(element("p", { class: "hint" }, cut(text.length - maxLength)));
  return nodes;
}

/** @param {string} source @param {number} heading @returns {Node[]} */
function rendered(source, heading) {
  const tree = markdownParser.parse(source);
  const top = tree.topNode;
  const context = { source, heading, references: references(top, source), markup: markupOf(tree, source) };
  return flow(blocks(top, context, 0));
}

/** Kinds of nodes that are markup, and whether they are blocks. @type {Record<string, boolean>} */
const markupKinds = {
  HTMLBlock: true,
  CommentBlock: true,
  HTMLTag: false,
  Comment: false,
  MarkupCode: false,
};

/** What is in the markup of a text, by where it begins. @param {import("@lezer/common").Tree} tree @param {string} source */
function markupOf(tree, source) {
  const found = /** @type {Map<number, ReturnType<typeof tokens>>} */ (new Map());
  tree.iterate({
    enter: (ref) => {
      const isBlock = markupKinds[ref.name];
      if (isBlock !== undefined) found.set(ref.from, tokens(unquoted(ref.node, source), isBlock));
    },
  });
  pair([...found.values()].flat().filter((token) => typeof token !== "string"));
  return found;
}

/** The text of a node without the marks of quotations in it. @param {SyntaxNode} node @param {string} source */
function unquoted(node, source) {
  let at = node.from;
  const parts = node.getChildren("QuoteMark").map(({ from, to }) => {
    const part = source.slice(at, from);
    at = to;
    return part;
  });
  return parts.join("") + source.slice(at, node.to);
}

/** A node of markup as text and tags. @param {SyntaxNode} node @param {Context} context @returns {Piece[]} */
function piecesOf(node, { markup }) {
  return (markup.get(node.from) ?? []).flatMap((token) => {
    if (typeof token === "string") return [decoded(token)];
    return token.name === "" ? [] : [token.isTag ? token : token.written];
  });
}

/** @param {number} rest */
function cut(rest) {
  return `… ${rest.toLocaleString("en")} more characters`;
}

/** The definitions of `[label]: address`; the first of a label counts. @param {SyntaxNode} top @param {string} source */
function references(top, source) {
  const found = /** @type {Map<string, string>} */ (new Map());
  for (const node of top.getChildren("LinkReference")) {
    const [label, address] = [node.getChild("LinkLabel"), node.getChild("URL")];
    if (!label || !address) continue;
    const name = labelName(slice(label, source));
    if (!found.has(name)) found.set(name, bare(slice(address, source)));
  }
  return found;
}

/** An address without the brackets that it may be written in. @param {string} address */
function bare(address) {
  return address.replace(/^<|>$/g, "");
}

/** @param {string} label with its brackets */
function labelName(label) {
  return label
    .replace(/^\[|\]$/g, "")
    .trim()
    .replace(/\s+/g, " ")
    .toLowerCase();
}

/** @param {{from: number, to: number}} node @param {string} source */
function slice({ from, to }, source) {
  return source.slice(from, to);
}

/** The children of a node. @param {SyntaxNode} node */
function childrenOf(node) {
  const children = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** Blocks within a document, a quotation, or an item of a list. @param {SyntaxNode} parent @param {Context} context @param {number} depth @returns {Nodes} */
function blocks(parent, context, depth) {
  const pieces = childrenOf(parent).flatMap((node) => block(node, context, depth + 1));
  return elementsOf(pieces, context.heading);
}

/** @type {Record<string, (node: SyntaxNode, context: Context, depth: number) => Piece[]>} */
const blockKinds = {
  Paragraph: (node, context, depth) => flow(inlines(node, context, depth)),
  Task: (node, context, depth) => flow(inlines(node, context, depth)),
  Blockquote: (node, context, depth) => [element("blockquote", {}, ...flow(blocks(node, context, depth)))],
  BulletList: (node, context, depth) => [element("ul", {}, ...items(node, context, depth))],
  OrderedList: (node, context, depth) => [
    element("ol", { start: firstNumber(node, context) }, ...items(node, context, depth)),
  ],
  HorizontalRule: () => [element("hr")],
  FencedCode: (node, { source }) => [codeBlock(codeIn(node, source))],
  CodeBlock: (node, { source }) => [codeBlock(codeIn(node, source))],
  Table: (node, context, depth) => [table(node, context, depth)],
  LinkReference: () => [],
  HTMLBlock: markupBlock,
  CommentBlock: markupBlock,
};

/** Marks of blocks, which are not shown. */
const marks = new Set(["QuoteMark", "ListMark", "HeaderMark", "TableDelimiter", "CodeMark", "CodeInfo"]);

/** @param {SyntaxNode} node @param {Context} context @param {number} depth @returns {Piece[]} */
function block(node, context, depth) {
  if (marks.has(node.name)) return [];
  const kind = depth > maxDepth ? undefined : blockKinds[node.name];
  if (kind) return kind(node, context, depth);
  const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1];
  if (level && depth <= maxDepth)
    return [headingOf(context.heading + Number(level) - 1, inlines(node, context, depth))];
  // What is nested too deeply.
  return [asWritten(slice(node, context.source))];
}

/** @param {string} text */
function asWritten(text) {
  return element("p", { class: "source" }, text);
}

/** A block of tags; one that has none is shown line by line. @param {SyntaxNode} node @param {Context} context */
function markupBlock(node, context) {
  const pieces = piecesOf(node, context);
  const text = pieces.every((piece) => typeof piece === "string") ? pieces.join("").trim() : "";
  return text ? [asWritten(text)] : pieces;
}

/** @param {SyntaxNode} list @param {Context} context @param {number} depth */
function items(list, context, depth) {
  return list
    .getChildren("ListItem")
    .map((item) => element("li", {}, ...tight(blocks(item, context, depth))));
}

/** @param {SyntaxNode} list @param {Context} context */
function firstNumber(list, { source }) {
  const mark = list.getChild("ListItem")?.getChild("ListMark");
  const number = mark ? Number.parseInt(slice(mark, source), 10) : 1;
  return number === 1 ? undefined : number;
}

/** @param {SyntaxNode} node @param {string} source */
function codeIn(node, source) {
  return node
    .getChildren("CodeText")
    .map((part) => slice(part, source))
    .join("");
}

/** @param {SyntaxNode} node @param {Context} context @param {number} depth */
function table(node, context, depth) {
  const header = node.getChildren("TableHeader").map((row) => tableRow(row, "th", context, depth));
  const rows = node.getChildren("TableRow").map((row) => tableRow(row, "td", context, depth));
  return tableOf([element("thead", {}, ...header), element("tbody", {}, ...rows)]);
}

/** @param {SyntaxNode} row @param {"th" | "td"} tag @param {Context} context @param {number} depth */
function tableRow(row, tag, context, depth) {
  const cells = row.getChildren("TableCell");
  return element("tr", {}, ...cells.map((cell) => element(tag, {}, ...tight(inlines(cell, context, depth)))));
}

/** @type {Record<string, (node: SyntaxNode, context: Context, depth: number) => Piece[]>} */
const inlineKinds = {
  Emphasis: (node, context, depth) => [element("em", {}, ...inlines(node, context, depth))],
  StrongEmphasis: (node, context, depth) => [element("strong", {}, ...inlines(node, context, depth))],
  Strikethrough: (node, context, depth) => [element("del", {}, ...inlines(node, context, depth))],
  InlineCode: (node, { source }) => [element("code", {}, inlineCode(node, source))],
  HardBreak: () => [element("br")],
  Escape: (node, { source }) => [source.slice(node.from + 1, node.to)],
  Entity: (node, { source }) => [decoded(slice(node, source))],
  HTMLTag: piecesOf,
  Comment: piecesOf,
  MarkupCode: piecesOf,
  Dense: (node, { source }) => [element("span", { class: "source" }, slice(node, source))],
  Link: link,
  Image: link,
  Autolink: (node, context) => address(bare(slice(node, context.source))),
  URL: (node, context) => address(slice(node, context.source)),
};

/** What is between two children is text. @param {SyntaxNode} parent @param {Context} context @param {number} depth @param {{from: number, to: number}} [range] @returns {Nodes} */
function inlines(parent, context, depth, { from, to } = parent) {
  const pieces = /** @type {Piece[]} */ ([]);
  let at = from;
  const skipped = (/** @type {string} */ name) => name.endsWith("Mark") || name === "TableDelimiter";
  for (const child of childrenOf(parent)) {
    if (child.from < from || child.to > to) continue;
    if (child.from > at) pieces.push(flowing(context.source.slice(at, child.from)));
    if (!skipped(child.name)) pieces.push(...inline(child, context, depth + 1));
    at = child.to;
  }
  if (to > at) pieces.push(flowing(context.source.slice(at, to)));
  return elementsOf(pieces, context.heading);
}

/** @param {SyntaxNode} node @param {Context} context @param {number} depth @returns {Piece[]} */
function inline(node, context, depth) {
  const kind = depth > maxDepth ? undefined : inlineKinds[node.name];
  return kind ? kind(node, context, depth) : [slice(node, context.source)];
}

/** A line break in the text is a space. @param {string} text */
function flowing(text) {
  const lines = text.split("\n");
  const ended = lines.map((line, at) => (at < lines.length - 1 ? line.trimEnd() : line));
  return ended.map((line, at) => (at > 0 ? line.trimStart() : line)).join(" ");
}

/** @param {SyntaxNode} node @param {string} source */
function inlineCode(node, source) {
  const [open, close] = node.getChildren("CodeMark");
  const text = flowing(source.slice(open?.to ?? node.from, close?.from ?? node.to));
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text;
}

/**
 * A link; an image is a link to it.
 *
 * @param {SyntaxNode} node @param {Context} context @param {number} depth @returns {Nodes}
 */
function link(node, context, depth) {
  const [open, close] = node.getChildren("LinkMark");
  if (!open || !close) return [slice(node, context.source)];
  const label = { from: open.to, to: close.from };
  // An address in the label is text.
  const url = node.getChildren("URL").find(({ from }) => from >= close.to);
  const target = url ? bare(slice(url, context.source)) : referenced(node, label, context);
  // Brackets without an address are text.
  if (target === undefined) return [flowing(slice(node, context.source))];
  return linked(decoded(target), inlines(node, context, depth, label));
}

/** @param {SyntaxNode} node @param {{from: number, to: number}} label @param {Context} context */
function referenced(node, label, { source, references }) {
  const own = node.getChild("LinkLabel");
  const name = own && own.to - own.from > 2 ? slice(own, source) : slice(label, source);
  return references.get(labelName(name));
}
