/**
 * Highlights large YAML and JSON without parsing them: only the lines that are shown, each by itself.
 *
 * A parser has to read all that is before a place, and again after some edits; in 13 MB that takes seconds, or makes each
 * keystroke slow. What a line alone cannot tell, such as that it is inside of a text of several lines, is not told.
 */
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";

const key = Decoration.mark({ class: "tok-key" });
const literal = Decoration.mark({ class: "tok-literal" });
const quiet = Decoration.mark({ class: "tok-quiet" });

/** A quoted text, with a colon if it is a key, or a literal. Fewer elements are less to lay out: no punctuation. */
const json = /"(?:[^"\\]|\\.)*"(\s*:)?|(-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b)/g;
/** Indentation and dashes, a key, and after it a literal. */
const yaml =
  /^[ ]*(?:- +)*(?<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'{[&*!|>%@-][^#:]*?)(?=\s*:(?:\s|$))(?:\s*:\s+(?<literal>-?\d[\d.eE+-]*|true|false|null|~)(?=\s*(?:#|$)))?/d;
const comment = /(?:^|\s)#.*$/;

/** Characters of one line that are looked at: a minified document is one line. */
const maxPiece = 20_000;

/** @typedef {RangeSetBuilder<Decoration>} Builder */

/** @param {Builder} found @param {string} text @param {number} from */
function jsonTokens(found, text, from) {
  json.lastIndex = isInside(text) ? text.indexOf('"') + 1 : 0;
  for (let match = json.exec(text); match; match = json.exec(text)) {
    const at = from + match.index;
    const end = at + match[0].length;
    if (match[1]) found.add(at, end - match[1].length, key);
    else if (match[2]) found.add(at, end, literal);
  }
}

/** Whether a piece of a line begins in a quoted text: then what follows its first quote closes one. @param {string} text */
function isInside(text) {
  return /^[^"]*"\s*[,:}\]]/.test(text);
}

/** @param {Builder} found @param {string} text @param {number} from */
function yamlTokens(found, text, from) {
  const groups = yaml.exec(text)?.indices?.groups;
  for (const [name, style] of /** @type {const} */ ([
    ["key", key],
    ["literal", literal],
  ])) {
    const range = groups?.[name];
    if (range) found.add(from + range[0], from + range[1], style);
  }
  const at = comment.exec(text);
  if (at && !/["']/.test(text)) found.add(from + at.index, from + text.length, quiet);
}

/** @param {EditorView} view @param {boolean} isJson */
function decorations(view, isJson) {
  /** @type {Builder} */
  const found = new RangeSetBuilder();
  const { doc } = view.state;
  const tokens = isJson ? jsonTokens : yamlTokens;
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = doc.lineAt(at);
      const end = Math.min(line.to, to, at + maxPiece);
      tokens(found, doc.sliceString(at, end), at);
      at = Math.max(line.to, to < line.to ? to : 0) + 1;
    }
  }
  return found.finish();
}

/** @param {boolean} isJson */
export function lightHighlighting(isJson) {
  return ViewPlugin.define(
    (view) => ({
      decorations: decorations(view, isJson),
      update(update) {
        if (update.docChanged || update.viewportChanged) this.decorations = decorations(update.view, isJson);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );
}
