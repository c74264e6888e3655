/**
 * HTML tags that descriptions use, as Markdown. In: a text, and where the Markdown parser found markup in it. Out: the text
 * with Markdown instead of the tags that mean the same.
 *
 * So all of a text is shown by the one renderer, with its rules for links. Tags that are not in the table are left as they
 * are: most are placeholders, such as `<name>`.
 */

/** Tags with what begins and ends them. @type {Record<string, [string, string]>} */
const tags = {
  ...all(["p", "div", "section", "center", "table", "tbody", "thead", "dl"], ["\n\n", "\n\n"]),
  ...all(["ul", "ol"], ["\n", "\n\n"]),
  ...all(["h1", "h2", "h3", "h4", "h5", "h6"], ["\n\n### ", "\n\n"]),
  ...all(["tr", "dt", "dd"], ["\n\n", ""]),
  ...all(["td", "th"], ["", " "]),
  ...all(["b", "strong"], ["**", "**"]),
  ...all(["i", "em"], ["*", "*"]),
  ...all(["code", "tt", "kbd", "samp"], ["`", "`"]),
  ...all(["span", "font", "small", "sub", "sup", "u", "nobr"], ["", ""]),
  li: ["\n- ", "\n"],
  br: ["\\\n", ""],
  hr: ["\n\n---\n\n", ""],
};

/** @param {string[]} names @param {[string, string]} marks @returns {Record<string, [string, string]>} */
function all(names, marks) {
  return Object.fromEntries(names.map((name) => [name, marks]));
}

const tag = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)\/?>/gi;
const href = /\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/**
 * @param {string} source
 * @param {{from: number, to: number, isBlock: boolean}[]} markup in order
 */
export function withoutTags(source, markup) {
  /** The addresses of links that are open. @type {string[]} */
  const links = [];
  const parts = [];
  let at = 0;
  for (const { from, to, isBlock } of markup) {
    const made = source.slice(from, to).replace(tag, (...found) => replacement(found, links));
    // Indented text would be code.
    parts.push(source.slice(at, from), isBlock ? `\n\n${made.replace(/^[ \t]+/gm, "")}\n\n` : made);
    at = to;
  }
  return parts.join("") + source.slice(at);
}

/** A line without its tags, for a list. @param {string} line */
export function plainLine(line) {
  if (!line.includes("<")) return line;
  const kept = (/** @type {string} */ whole, /** @type {string} */ _, name = "") => {
    const lower = name.toLowerCase();
    const isKnown = lower === "" || lower === "a" || lower === "img" || lower in tags;
    return isKnown ? "" : whole;
  };
  return line.replace(tag, kept).trim();
}

/** @param {string[]} found a match of `tag` @param {string[]} links */
function replacement([whole = "", slash, name = "", attributes = ""], links) {
  const lower = name.toLowerCase();
  if (lower === "") return "";
  if (lower === "a" && slash) return linkEnd(links.pop());
  if (lower === "a") {
    links.push(addressOf(attributes));
    return "[";
  }
  if (lower === "img") {
    const address = addressOf(attributes);
    return `[${alternative(attributes) || "image"}](<${address}>)`;
  }
  const marks = tags[lower];
  if (marks === undefined) return whole;
  return slash ? marks[1] : marks[0];
}

/** @param {string | undefined} address */
function linkEnd(address) {
  if (address === undefined) return "</a>";
  return address ? `](<${address}>)` : "]";
}

/** The text that stands for an image. @param {string} attributes */
function alternative(attributes) {
  const [, double, single] = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? [];
  return (double ?? single ?? "").replace(/[[\]]/g, "\\$&");
}

/** @param {string} attributes */
function addressOf(attributes) {
  const [, double, single, bare] = href.exec(attributes) ?? [];
  return (double ?? single ?? bare ?? "").replace(/[<>\s]/g, encodeURIComponent);
}
