/**
 * HTML tags that descriptions use. In: a line. Out: the line without tags.
 *
 * What may be a placeholder or a type is text: tags that are not known here, such as `<name>`, and those whose attributes
 * are words, as in `a <b and c> d`.
 */

/** Tags within a line. */
const inlineNames = split("b strong i em del s code tt kbd samp span font small sub sup u ins nobr a img");

/** Tags that begin or end a paragraph; `note` and `important` are those of Amazon's documents. */
export const blockNames = split(
  "p div section center ul ol li dl dt dd details summary blockquote pre hr note important " +
    "table caption thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6",
);

/** Tags that mean something. */
export const known = new Set(["br", ...inlineNames, ...blockNames]);
const blocks = new Set(["br", ...blockNames]);

/** @param {string} names */
function split(names) {
  return names.split(" ");
}

/** With its name and, by the way it is quoted, its value. */
export const attribute = String.raw`\s+([a-z][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+))`;
export const tag = new RegExp(
  String.raw`<!--(?:-?>|[\s\S]*?(?:-->|$))|<(\/?)([a-z][a-z0-9]*)((?:${attribute}|\s+(?:open|nowrap)\b)*)\s*\/?>`,
  "gi",
);
/** Whether a line has tags, and not only types such as `List<A>`. */
const hasTags = /<\/|^\s*<(?:p|div|ul|ol|li|br)\b|<br\s*\/?>/i;

/** The most characters of a line in a list; nobody sees more of it. */
const longestLine = 2000;

/** A link of Markdown, and its text. */
const link = /!?\[([^[\]`]{1,300})\]\([^()\s]{1,1000}\)/g;

/** A line without its tags and the targets of its links, for a list; what is code in it stays. @param {string} line */
export function plainLine(line) {
  if (!/<|\]\(/.test(line)) return line;
  const start = outsideCode(line.slice(0, longestLine), (part) => part.replace(link, "$1"));
  const text = hasTags.test(start) ? outsideCode(start, (part) => part.replace(tag, plainTag)) : start;
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
  if (blocks.has(lower)) return " ";
  return lower === "" || known.has(lower) ? "" : whole;
}
