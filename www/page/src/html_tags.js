/**
 * HTML tags that descriptions use, as Markdown. In: a text, and where the Markdown parser found markup in it. Out: the text
 * with Markdown instead of the tags that mean the same.
 *
 * So all of a text is shown by the one renderer, with its rules for links. What may be a placeholder or a type stays as it
 * is: tags that are not in the table, such as `<name>`, those without the other half, as in `List<A>`, and those whose
 * attributes are words, as in `a <b and c> d`. `<br>` stays too: the renderer knows it.
 */

/** Tags within a line, with what begins and ends them. @type {Record<string, [string, string]>} */
const inlineTags = {
  ...all(["b", "strong"], ["**", "**"]),
  ...all(["i", "em"], ["*", "*"]),
  ...all(["code", "tt", "kbd", "samp"], ["`", "`"]),
  ...all(["span", "font", "small", "sub", "u", "nobr"], ["", ""]),
  sup: ["^", ""],
};

/** Tags of blocks. @type {Record<string, [string, string]>} */
const blockTags = {
  ...all(["p", "div", "section", "center", "table", "tbody", "thead", "dl"], ["\n\n", "\n\n"]),
  ...all(["ul", "ol"], ["\n", "\n\n"]),
  ...all(["h1", "h2", "h3", "h4", "h5", "h6"], ["\n\n### ", "\n\n"]),
  ...all(["tr", "dt", "dd"], ["\n\n", ""]),
  ...all(["td", "th"], ["", " "]),
  li: ["\n- ", "\n"],
  hr: ["\n\n---\n\n", ""],
};

/** Tags whose end may be left out, in a block of markup. */
const openEnded = new Set(["p", "li", "tr", "td", "th", "dt", "dd"]);
/** Tags that have no end. */
const voids = new Set(["img", "hr"]);

/** @param {string[]} names @param {[string, string]} marks @returns {Record<string, [string, string]>} */
function all(names, marks) {
  return Object.fromEntries(names.map((name) => [name, marks]));
}

/** With its name and, by the way it is quoted, its value. */
const attribute = String.raw`\s+([a-z][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))`;
const tag = new RegExp(String.raw`<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)((?:${attribute})*)\s*\/?>`, "gi");
const attributes = new RegExp(attribute, "gi");
/** Whether a line has tags, and not only types such as `List<A>`. */
const hasTags = /<\/|^\s*<(?:p|div|ul|ol|li|br)\b|<br\s*\/?>/i;

/**
 * @typedef {object} Markup
 * @property {number} from
 * @property {number} to
 * @property {boolean} isBlock
 * @property {boolean} isInCell of a table, where nothing may begin a block
 */

/**
 * @typedef {object} Tag
 * @property {number} from
 * @property {number} to
 * @property {string} name in lower case; none of a comment
 * @property {boolean} isEnd
 * @property {Record<string, string>} given its attributes
 * @property {Markup} within
 * @property {Tag} [other] its other half
 */

/** @param {string} source @param {Markup[]} markup in order */
export function withoutTags(source, markup) {
  const found = markup.map((within) => ({ within, tags: tagsOf(source, within) }));
  pair(found.flatMap(({ tags }) => tags));
  const parts = [];
  let at = 0;
  let isInLink = false;
  for (const { within, tags } of found) {
    parts.push(source.slice(at, within.from), within.isBlock ? "\n\n" : "");
    at = within.from;
    for (const one of tags) {
      parts.push(flat(source.slice(at, one.from), within), written(one, source, isInLink));
      if (one.name === "a" && one.other) isInLink = !one.isEnd;
      at = one.to;
    }
    parts.push(flat(source.slice(at, within.to), within), within.isBlock ? "\n\n" : "");
    at = within.to;
  }
  return parts.join("") + source.slice(at);
}

/** A text without indentation in a block of markup, where it is no code. @param {string} text @param {Markup} within */
function flat(text, { isBlock }) {
  return isBlock ? text.replace(/^[ \t]+/gm, "") : text;
}

/** @param {string} source @param {Markup} within @returns {Tag[]} */
function tagsOf(source, within) {
  const found = source.slice(within.from, within.to).matchAll(tag);
  return [...found].map((match) => {
    const [whole, slash = "", name = "", text = ""] = match;
    const from = within.from + match.index;
    const pairs = [...text.matchAll(attributes)].map(([, key = "", ...values]) => [
      key.toLowerCase(),
      values.find((value) => value !== undefined) ?? "",
    ]);
    const given = Object.fromEntries(pairs);
    return { from, to: from + whole.length, name: name.toLowerCase(), isEnd: slash !== "", given, within };
  });
}

/** Finds the other half of each. @param {Tag[]} tags */
function pair(tags) {
  const open = /** @type {Map<string, Tag[]>} */ (new Map());
  for (const one of tags) {
    const stack = open.get(one.name) ?? [];
    open.set(one.name, stack);
    if (!one.isEnd) stack.push(one);
    else {
      const begin = stack.pop();
      if (begin) [begin.other, one.other] = [one, begin];
    }
  }
}

/** What stands for a tag. @param {Tag} one @param {string} source @param {boolean} isInLink */
function written(one, source, isInLink) {
  const { name, isEnd, other } = one;
  if (name === "") return "";
  if (name === "img") return isInLink ? alternative(one) : `[${alternative(one)}](<${addressOf(one)}>)`;
  if (name === "a" && other) return linkMark(isEnd ? other : one, isEnd);
  if (Object.hasOwn(blockTags, name) && isWhole(one)) return blockMark(one);
  if (Object.hasOwn(inlineTags, name) && other) return inlineMark(one, other, source);
  return source.slice(one.from, one.to);
}

/** Whether a tag of a block is one: its other half is there, or may be left out. @param {Tag} one */
function isWhole({ name, other, within }) {
  return other !== undefined || voids.has(name) || (within.isBlock && openEnded.has(name));
}

/** @param {Tag} one */
function blockMark({ name, isEnd, within }) {
  return within.isInCell ? " " : (blockTags[name]?.[isEnd ? 1 : 0] ?? "");
}

/** @param {Tag} one @param {Tag} other @param {string} source */
function inlineMark({ name, isEnd, from, to }, other, source) {
  const inner = isEnd ? source.slice(other.to, from) : source.slice(to, other.from);
  return canBeMarked(inner) ? (inlineTags[name]?.[isEnd ? 1 : 0] ?? "") : "";
}

/** Whether Markdown's marks around a text are read as such. @param {string} inner */
function canBeMarked(inner) {
  return inner !== "" && inner === inner.trim() && !inner.includes("`");
}

/** @param {Tag} begin @param {boolean} isEnd */
function linkMark(begin, isEnd) {
  const address = addressOf(begin);
  if (address === "") return "";
  return isEnd ? `](<${address}>)` : "[";
}

/** The text that stands for an image. @param {Tag} image */
function alternative({ given }) {
  return (given.alt || "image").replace(/[[\]]/g, "\\$&");
}

/** @param {Tag} link */
function addressOf({ given }) {
  return (given.href ?? given.src ?? "").replace(/[<>\s]/g, encodeURIComponent);
}

/** A line without its tags, for a list; what is code in it stays. @param {string} line */
export function plainLine(line) {
  if (!line.includes("<")) return line;
  const text = hasTags.test(line) ? outsideCode(line, (part) => part.replace(tag, plainTag)) : line;
  return text.replace(/\s+/g, " ").trim();
}

/** @param {string} line @param {(part: string) => string} change */
function outsideCode(line, change) {
  const parts = line.split(/(`[^`]*`)/);
  return parts.map((part, at) => (at % 2 ? part : change(part))).join("");
}

/** @param {string} whole @param {string} _ @param {string} [name] */
function plainTag(whole, _, name = "") {
  const lower = name.toLowerCase();
  if (lower === "br" || Object.hasOwn(blockTags, lower)) return " ";
  return lower === "" || lower === "a" || lower === "img" || Object.hasOwn(inlineTags, lower) ? "" : whole;
}
