/**
 * What the parser of Markdown reads otherwise than CommonMark, because of how descriptions are written: text in tags of
 * code is no Markdown, a block of tags ends at an empty line but not within `<pre>`, and `<br>` in a line of its own
 * begins none. Paragraphs that would take long to read are text.
 */
import { blockNames } from "./html_tags.js";

/** The most delimiters in a paragraph: matching them takes the square of their number. */
const maxDelimiters = 1500;
const delimiters = /[*_[\]<>~`]/g;
/** A run of spaces takes the square of its length, too. */
const longSpace = /\s{1000}/;

const blockStart = new RegExp(`^</?(?!pre)(?:${blockNames.join("|")})(?=[\\s/>]|$)`, "i");
const code = /^<(code|pre|tt|kbd|samp)\b[^<>]*>[\s\S]*?<\/\1\s*>/i;
const lineBreaks = /^(?:<br\s*\/?>\s*)+$/i;

/** @type {import("@lezer/markdown").MarkdownConfig} */
export const descriptionParsers = {
  defineNodes: ["MarkupCode", "Dense"],
  parseInline: [
    {
      name: "Dense",
      before: "Escape",
      parse: (cx, _, from) =>
        from === cx.offset && isDense(cx.text) ? cx.addElement(cx.elt("Dense", from, cx.end)) : -1,
    },
    {
      name: "MarkupCode",
      before: "HTMLTag",
      parse: (cx, next, from) => {
        const [found] = (next === 60 && code.exec(cx.slice(from, cx.end))) || [];
        return found ? cx.addElement(cx.elt("MarkupCode", from, from + found.length)) : -1;
      },
    },
  ],
  parseBlock: [
    {
      name: "LineBreaks",
      before: "HTMLBlock",
      parse: (cx, line) => {
        const isBreak = lineBreaks.test(line.text.slice(line.pos));
        if (isBreak) cx.nextLine();
        return isBreak;
      },
    },
    {
      name: "MarkupBlock",
      before: "HTMLBlock",
      // In quotations and lists the parser's own block of markup knows where these end.
      parse: (cx, line) => {
        if (cx.depth > 1 || !blockStart.test(line.text.slice(line.pos))) return false;
        const from = cx.lineStart + line.pos;
        let isInCode = false;
        do {
          isInCode = isCodeAfter(line.text, isInCode);
        } while (cx.nextLine() && (isInCode || line.text.trim() !== ""));
        cx.addElement(cx.elt("HTMLBlock", from, cx.prevLineEnd()));
        return true;
      },
    },
  ],
};

/** Whether `<pre>` is open after a line. @param {string} line @param {boolean} before whether it is open before it */
function isCodeAfter(line, before) {
  const last = line.match(/<\/?pre\b/gi)?.at(-1);
  return last ? last[1] !== "/" : before;
}

/** @param {string} text */
function isDense(text) {
  return (text.match(delimiters)?.length ?? 0) > maxDelimiters || longSpace.test(text);
}
