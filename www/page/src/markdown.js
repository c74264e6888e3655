/**
 * Markdown as nodes. In: a text that anybody may have written. Out: paragraphs, lists, code, tables and links.
 *
 * Markup that means the same as Markdown is read as that, all other markup is text; images are links to them, and links
 * lead to web and mail addresses only. The parser is that of the editor's family, so a part of it is on the page anyway.
 * What would take long to read is shown as it is written.
 */
import { GFM, parser } from "@lezer/markdown";
import { element } from "./dom.js";
import { withoutTags } from "./html_tags.js";

/** @typedef {ReturnType<typeof parser.parse>["topNode"]} SyntaxNode */
/** @typedef {(Node | string)[]} Nodes */
/** @typedef {{source: string, heading: number, references: Map<string, string>}} Context */

const markdownParser = parser.configure(GFM);

/** Characters beyond this number are counted, not shown. */
const maxLength = 20_000;

/** The most delimiters in a paragraph: matching them takes the square of their number. */
const maxDelimiters = 1500;

/** Elements nested deeper than this are shown as they are written. */
const maxDepth = 24;

/** Protocols of links. */
const protocols = ["http:", "https:", "mailto:"];

/** @type {Record<string, string>} */
const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", copy: "©", mdash: "—" };

/**
 * @param {string} text
 * @param {{heading?: number}} [options] the level of the text's first headings
 * @returns {Node[]}
 */
export function markdown(text, { heading = 4 } = {}) {
  const source = text.slice(0, maxLength);
  const nodes = isDense(source) ? [element("p", { class: "source" }, source)] : rendered(source, heading);
  if (text.length > maxLength) nodes.push(element("p", { class: "hint" }, cut(text.length - maxLength)));
  return nodes;
}

/** @param {string} written @param {number} heading @returns {Node[]} */
function rendered(written, heading) {
  const markup = markupOf(markdownParser.parse(written));
  const source = markup.length > 0 ? withoutTags(written, markup) : written;
  const tree = markdownParser.parse(source);
  return blocks(tree.topNode, { source, heading, references: references(tree.topNode, source) }, 0);
}

/** Kinds of nodes that are markup, and whether they are blocks. @type {Record<string, boolean>} */
const markupKinds = { HTMLBlock: true, CommentBlock: true, HTMLTag: false, Comment: false };

/** Where the markup of a text is. @param {import("@lezer/common").Tree} tree */
function markupOf(tree) {
  const found = /** @type {import("./html_tags.js").Markup[]} */ ([]);
  let cellEnd = 0;
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (name === "TableCell") cellEnd = to;
      const isBlock = markupKinds[name];
      if (isBlock !== undefined) found.push({ from, to, isBlock, isInCell: from < cellEnd });
    },
  });
  return found;
}

/** In markup, the parser reads a run of spaces in the square of its length. */
const longSpace = /\s{500}/;

/** Whether a paragraph has so many delimiters, or spaces in markup, that it is none. @param {string} source */
function isDense(source) {
  const paragraphs = source.split(/\n\s*\n/);
  if (source.includes("<") && longSpace.test(source)) return true;
  return paragraphs.some((paragraph) => (paragraph.match(/[*_[\]<>~`]/g)?.length ?? 0) > maxDelimiters);
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

/** Blocks within a document, a quotation, or an item of a list. @param {SyntaxNode} parent @param {Context} context @param {number} depth @returns {Node[]} */
function blocks(parent, context, depth) {
  return childrenOf(parent).flatMap((node) => block(node, context, depth + 1));
}

/** @type {Record<string, (node: SyntaxNode, context: Context, depth: number) => Node[]>} */
const blockKinds = {
  Paragraph: (node, context, depth) => [element("p", {}, ...inlines(node, context, depth))],
  Task: (node, context, depth) => [element("p", {}, ...inlines(node, context, depth))],
  Blockquote: (node, context, depth) => [element("blockquote", {}, ...blocks(node, context, depth))],
  BulletList: (node, context, depth) => [element("ul", {}, ...items(node, context, depth))],
  OrderedList: (node, context, depth) => [
    element("ol", { start: firstNumber(node, context) }, ...items(node, context, depth)),
  ],
  HorizontalRule: () => [element("hr")],
  FencedCode: (node, { source }) => [codeBlock(node, source)],
  CodeBlock: (node, { source }) => [codeBlock(node, source)],
  Table: (node, context, depth) => [table(node, context, depth)],
  LinkReference: () => [],
};

/** Marks of blocks, which are not shown. */
const marks = new Set(["QuoteMark", "ListMark", "HeaderMark", "TableDelimiter", "CodeMark", "CodeInfo"]);

/** @param {SyntaxNode} node @param {Context} context @param {number} depth @returns {Node[]} */
function block(node, context, depth) {
  if (marks.has(node.name) || isBreak(slice(node, context.source))) return [];
  const kind = depth > maxDepth ? undefined : blockKinds[node.name];
  if (kind) return kind(node, context, depth);
  const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1];
  if (level && depth <= maxDepth) return [headingOf(Number(level), node, context, depth)];
  // Markup, comments, and what is nested too deeply.
  return [element("p", { class: "source" }, slice(node, context.source))];
}

/** @param {number} level @param {SyntaxNode} node @param {Context} context @param {number} depth */
function headingOf(level, node, context, depth) {
  const tag = /** @type {"h6"} */ (`h${Math.min(6, context.heading + level - 1)}`);
  return element(tag, {}, ...trimmed(inlines(node, context, depth)));
}

/** Without the space around the text. @param {Nodes} nodes */
function trimmed(nodes) {
  return nodes.map((node, at) => {
    if (typeof node !== "string") return node;
    const started = at === 0 ? node.trimStart() : node;
    return at === nodes.length - 1 ? started.trimEnd() : started;
  });
}

/** @param {SyntaxNode} list @param {Context} context @param {number} depth */
function items(list, context, depth) {
  return list.getChildren("ListItem").map((item) => element("li", {}, ...itemBlocks(item, context, depth)));
}

/** The only paragraph of an item is not a block of its own. @param {SyntaxNode} item @param {Context} context @param {number} depth */
function itemBlocks(item, context, depth) {
  const made = blocks(item, context, depth);
  const [first] = made;
  const isOnly = made.filter((node) => node instanceof HTMLParagraphElement).length === 1;
  if (isOnly && first instanceof HTMLParagraphElement) made.splice(0, 1, ...first.childNodes);
  return made;
}

/** @param {SyntaxNode} list @param {Context} context */
function firstNumber(list, { source }) {
  const mark = list.getChild("ListItem")?.getChild("ListMark");
  const number = mark ? Number.parseInt(slice(mark, source), 10) : 1;
  return number === 1 ? undefined : number;
}

/** @param {SyntaxNode} node @param {string} source */
function codeBlock(node, source) {
  const text = node
    .getChildren("CodeText")
    .map((part) => slice(part, source))
    .join("");
  // Wide code scrolls, so the keyboard must reach it.
  return element("pre", { tabindex: 0 }, element("code", {}, text));
}

/** @param {SyntaxNode} node @param {Context} context @param {number} depth */
function table(node, context, depth) {
  const header = node.getChildren("TableHeader").map((row) => tableRow(row, "th", context, depth));
  const rows = node.getChildren("TableRow").map((row) => tableRow(row, "td", context, depth));
  return element(
    "div",
    { class: "table", tabindex: 0 },
    element("table", {}, element("thead", {}, ...header), element("tbody", {}, ...rows)),
  );
}

/** @param {SyntaxNode} row @param {"th" | "td"} tag @param {Context} context @param {number} depth */
function tableRow(row, tag, context, depth) {
  const cells = row.getChildren("TableCell");
  return element("tr", {}, ...cells.map((cell) => element(tag, {}, ...inlines(cell, context, depth))));
}

/** @type {Record<string, (node: SyntaxNode, context: Context, depth: number) => Nodes>} */
const inlineKinds = {
  Emphasis: (node, context, depth) => [element("em", {}, ...inlines(node, context, depth))],
  StrongEmphasis: (node, context, depth) => [element("strong", {}, ...inlines(node, context, depth))],
  Strikethrough: (node, context, depth) => [element("del", {}, ...inlines(node, context, depth))],
  InlineCode: (node, { source }) => [element("code", {}, inlineCode(node, source))],
  HardBreak: () => [element("br")],
  Escape: (node, { source }) => [source.slice(node.from + 1, node.to)],
  Entity: (node, { source }) => [entity(slice(node, source))],
  HTMLTag: (node, { source }) => (isBreak(slice(node, source)) ? [element("br")] : [slice(node, source)]),
  Link: link,
  Image: link,
  Autolink: (node, context) => address(bare(slice(node, context.source))),
  URL: (node, context) => address(slice(node, context.source)),
};

/** @param {string} text */
function isBreak(text) {
  return /^\s*<br\s*\/?>\s*$/i.test(text);
}

/** What is between two children is text. @param {SyntaxNode} parent @param {Context} context @param {number} depth @returns {Nodes} */
function inlines(parent, context, depth) {
  const nodes = /** @type {Nodes} */ ([]);
  let at = parent.from;
  const skipped = (/** @type {string} */ name) => name.endsWith("Mark") || name === "TableDelimiter";
  for (const child of childrenOf(parent)) {
    if (child.from > at) nodes.push(flowing(context.source.slice(at, child.from)));
    if (!skipped(child.name)) nodes.push(...inline(child, context, depth + 1));
    at = child.to;
  }
  if (parent.to > at) nodes.push(flowing(context.source.slice(at, parent.to)));
  return nodes;
}

/** @param {SyntaxNode} node @param {Context} context @param {number} depth @returns {Nodes} */
function inline(node, context, depth) {
  const kind = depth > maxDepth ? undefined : inlineKinds[node.name];
  return kind ? kind(node, context, depth) : [slice(node, context.source)];
}

/** A line break in the text is a space. @param {string} text */
function flowing(text) {
  return text.replace(/[ \t]*\n[ \t]*/g, " ");
}

/** @param {SyntaxNode} node @param {string} source */
function inlineCode(node, source) {
  const [open, close] = node.getChildren("CodeMark");
  const text = flowing(source.slice(open?.to ?? node.from, close?.from ?? node.to));
  return /^ .*[^ ].* $/.test(text) ? text.slice(1, -1) : text;
}

/** @param {string} text */
function entity(text) {
  const code = /^&#(?:x([\da-f]+)|(\d+));$/i.exec(text);
  if (!code) return entities[text.slice(1, -1)] ?? text;
  const number = code[1] ? Number.parseInt(code[1], 16) : Number(code[2]);
  return number > 0 && number <= 0x10ffff ? String.fromCodePoint(number) : text;
}

/**
 * A link with its target shown, or its text if it leads elsewhere; an image is a link to it.
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
  const content = within(node, label, context, depth);
  const to = webAddress(target);
  if (!to) return [...content, ` (${target})`];
  const text = slice(label, context.source);
  return anchor(to, content.length > 0 ? content : [target], text.trim() === target ? undefined : to);
}

/** @param {SyntaxNode} node @param {{from: number, to: number}} label @param {Context} context */
function referenced(node, label, { source, references }) {
  const own = node.getChild("LinkLabel");
  const name = own && own.to - own.from > 2 ? slice(own, source) : slice(label, source);
  return references.get(labelName(name));
}

/** The content of a link between its brackets. @param {SyntaxNode} node @param {{from: number, to: number}} label @param {Context} context @param {number} depth */
function within(node, { from, to }, context, depth) {
  const nodes = /** @type {Nodes} */ ([]);
  let at = from;
  for (const child of childrenOf(node).filter((child) => child.from >= from && child.to <= to)) {
    if (child.from > at) nodes.push(flowing(context.source.slice(at, child.from)));
    const isAddress = child.name === "URL" || child.name === "Autolink";
    nodes.push(...(isAddress ? [slice(child, context.source)] : inline(child, context, depth + 1)));
    at = child.to;
  }
  if (to > at) nodes.push(flowing(context.source.slice(at, to)));
  return nodes;
}

/** An address that is written as text. @param {string} text @returns {Nodes} */
function address(text) {
  const isMail = /^[^\s:/]+@[^\s/]+$/.test(text);
  const target = webAddress(isMail ? `mailto:${text}` : /^www\./i.test(text) ? `http://${text}` : text);
  return target ? anchor(target, [text], undefined) : [text];
}

/** @param {string} text */
function webAddress(text) {
  const url = URL.parse ? URL.parse(text) : parsed(text);
  return url && protocols.includes(url.protocol) ? url : undefined;
}

/** `URL.parse` for browsers without it. @param {string} text */
function parsed(text) {
  return URL.canParse(text) ? new URL(text) : null;
}

/** @param {URL} target @param {Nodes} content @param {URL | undefined} shown @returns {Nodes} */
function anchor(target, content, shown) {
  const made = element(
    "a",
    { href: target.href, rel: "noopener noreferrer", target: "_blank", title: target.href },
    ...content,
  );
  if (!shown) return [made];
  return [made, " ", element("span", { class: "target" }, shown.host || shown.pathname)];
}
