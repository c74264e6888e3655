/**
 * HTML tags as elements. In: nodes, text and tags in their order. Out: nodes, with what tags enclose in elements.
 *
 * An element ends with its tag, with that of an element around it, or where the text ends; items and cells end where the
 * next one begins. So any order of tags gives a tree.
 */
import { element } from "./dom.js";
import { decoded } from "./entities.js";
import { codeBlock, headingOf, isBlank, isBlock, nameOf, tableOf, tight } from "./flow.js";
import { given } from "./html_tokens.js";
import { linked, textOf, withLinks } from "./links.js";

/** @typedef {import("./html_tokens.js").Tag} Tag */
/** @typedef {import("./links.js").Nodes} Nodes */
/** @typedef {Node | string | Tag | null} Piece */
/** @typedef {{name: string, tag?: Tag, nodes: Nodes}} Open an element that has not ended; it has no tag if it is only implied */
/** @typedef {(open: Open, heading: number) => Nodes} Make */

/** Elements nested deeper than this are left out, and what is in them is not. */
const maxOpen = 20;

/** The elements that these are in. @type {Record<string, string[]>} */
const parents = { li: ["ul", "ol"], tr: ["table"], td: ["tr"], th: ["tr"] };

/** Elements in which an address is no link of its own. */
const literal = ["a", "pre", "code", "tt", "kbd", "samp"];

/** Tags that only end a paragraph. */
const breaks = split("p div section center dl dt dd details caption thead tbody tfoot");

/** What tags without content stand for. @type {Record<string, (tag: Tag) => Nodes>} */
const singles = {
  br: () => [element("br")],
  hr: () => [element("hr")],
  img: (tag) => linkTo(attribute(tag, "src"), [attribute(tag, "alt") || "image"]),
};

/** The most cells that a cell takes the place of: thousands take the browser minutes. */
const mostCells = 50;

/** Elements that are others here. @type {Record<string, string>} */
const aliases = {
  ...{ b: "strong", i: "em", s: "del", tt: "code", kbd: "code", samp: "code" },
  ...{ note: "blockquote", important: "blockquote" },
};

/** What elements become. @type {Record<string, Make>} */
const kinds = {
  // Around blocks there is no element of a line.
  ...all("b strong i em del s code tt kbd samp", (open) =>
    open.nodes.some(isBlock) ? open.nodes : enclosed(open, open.nodes),
  ),
  ...all("ul ol tr", (open) => enclosed(open, open.nodes)),
  ...all("li td th blockquote note important", (open) => enclosed(open, tight(open.nodes))),
  ...all("h1 h2 h3 h4 h5 h6", ({ name, nodes }, heading) => [
    headingOf(heading + Number(name[1]) - 1, nodes),
  ]),
  a: ({ nodes, tag }) => linkTo(attribute(tag, "href"), nodes),
  sup: ({ nodes }) => ["^", ...nodes],
  summary: ({ nodes }) => [null, element("strong", {}, ...nodes), null],
  pre: ({ nodes }) => [codeBlock(withoutMargin(nodes.map(lineOf).join("")))],
  table: ({ nodes }) => {
    const isRow = (/** @type {Nodes[0]} */ node) => nameOf(node) === "TR";
    // What is between rows is shown before them, as HTML does.
    return [...nodes.filter((node) => !isRow(node)), tableOf(nodes.filter(isRow))];
  },
};

/** @param {string} names */
function split(names) {
  return names.split(" ");
}

/** @param {string} names @param {Make} make @returns {Record<string, Make>} */
function all(names, make) {
  return Object.fromEntries(split(names).map((name) => [name, make]));
}

/** An element around nodes, with what it says of its number or size. @param {Open} open @param {Nodes} nodes */
function enclosed({ name, tag }, nodes) {
  const [start, colspan, rowspan] = split("start colspan rowspan").map((key) =>
    numberIn(attribute(tag, key)),
  );
  const [wide, high] = [colspan, rowspan].map((cells) => cells && Math.min(cells, mostCells));
  const as = /** @type {"li"} */ (aliases[name] ?? name);
  return [element(as, { start, colspan: wide, rowspan: high }, ...nodes)];
}

/** @param {string | undefined} text */
function numberIn(text = "") {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** @param {string | undefined} address @param {Nodes} content */
function linkTo(address, content) {
  return address ? linked(address, content) : content;
}

/** @param {Tag | undefined} tag @param {string} name */
function attribute(tag, name) {
  return (tag && decoded(given(tag, name))) || undefined;
}

/** In code, a line ends where it is said. @param {Nodes[0]} node */
function lineOf(node) {
  return nameOf(node) === "BR" ? "\n" : textOf(node);
}

/** A text without the empty lines around it. @param {string} text */
function withoutMargin(text) {
  return text.replace(/^\s*\n/, "").trimEnd();
}

/** @param {Piece[]} pieces @param {number} heading the level of the first headings @returns {Nodes} */
export function elementsOf(pieces, heading) {
  const builder = new Builder(heading);
  for (const piece of pieces) builder.place(piece);
  return builder.end();
}

class Builder {
  /** The elements that have not ended, from the outermost. @type {Open[]} */
  #stack = [{ name: "", nodes: [] }];
  #heading;

  /** @param {number} heading */
  constructor(heading) {
    this.#heading = heading;
  }

  /** @param {Piece} piece */
  place(piece) {
    const isTag = piece !== null && typeof piece === "object" && "isEnd" in piece;
    // An implied element ends where something else than its items follows.
    if (isTag ? !parents[piece.name] : !isBlank(piece))
      while (this.#stack[1] && !this.#stack.at(-1)?.tag) this.#close(this.#stack.length - 1);
    if (isTag) this.#placeTag(piece);
    else if (typeof piece === "string" && !this.#isIn(literal)) this.#add(withLinks(piece));
    else this.#add([piece]);
  }

  /** Ends all elements. */
  end() {
    this.#close(1);
    return this.#stack[0]?.nodes ?? [];
  }

  /** @param {Nodes} nodes */
  #add(nodes) {
    for (const node of nodes) this.#stack.at(-1)?.nodes.push(node);
  }

  /** @param {string[]} names */
  #isIn(names) {
    return this.#stack.some(({ name }) => names.includes(name));
  }

  /** @param {Tag} tag */
  #placeTag(tag) {
    const { name, isEnd, other } = tag;
    if (breaks.includes(name)) this.#add([null]);
    else if (singles[name]) this.#add(singles[name](tag));
    else if (!isEnd) this.#open(name, tag);
    else if (other) this.#close(this.#stack.findIndex(({ tag }) => tag === other));
  }

  /** @param {string} name @param {Tag} [tag] */
  #open(name, tag) {
    // A block of code is only text.
    if (!kinds[name] || this.#isIn(["pre"])) return;
    const around = parents[name];
    if (around && !this.#isIn(around)) this.#open(around[0] ?? "");
    else if (around) this.#close(this.#stack.findLastIndex(({ name }) => around.includes(name)) + 1);
    if (this.#stack.length <= maxOpen) this.#stack.push({ name, tag, nodes: [] });
    else this.#add([" "]);
  }

  /** Ends the elements from a place of the stack on. @param {number} at none if it is negative */
  #close(at) {
    while (at > 0 && this.#stack.length > at) {
      const ended = this.#stack.pop();
      if (ended) this.#add(kinds[ended.name]?.(ended, this.#heading) ?? []);
    }
  }
}
