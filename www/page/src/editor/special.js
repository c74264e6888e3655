/**
 * Characters that deceive the eye: those without a picture are shown by their codes, and text that runs from right to left
 * does not move the text beside it.
 */
import { RangeSet } from "@codemirror/state";
import { Decoration, EditorView, highlightSpecialChars, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { element } from "../dom.js";

/** What CodeMirror does not count among them: more controls of direction, and spaces that YAML takes for text. */
const more =
  /[\u00a0\u115f\u1160\u180e\u1680\u2000-\u200a\u202a-\u202c\u202f\u205f\u2060-\u2064\u2068\u206a-\u206f\u3000\u3164]/;

/** @param {number} code @param {string | null} description */
function render(code, description) {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const title = description ? `${description}, ${name}` : name;
  const shown = /\s/.test(String.fromCodePoint(code)) ? "␣" : name;
  return element("span", { class: "cm-specialChar", title, "aria-label": title, role: "img" }, shown);
}

/** A run of text from right to left, with the spaces inside of it. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ \u00a0]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*/g;

const isolate = Decoration.mark({ class: "cm-isolated", bidiIsolate: null });
/** After an edit, a line is searched only up to the next one of these: a minified document is one line. */
const boundary = /[\u0021-\u058f]/;
const matcher = new MatchDecorator({ regexp: rightToLeft, decoration: isolate, boundary });

const isolated = ViewPlugin.define(
  (view) => ({
    decorations: matcher.createDeco(view),
    update(update) {
      this.decorations = matcher.updateDeco(update, this.decorations);
    },
  }),
  {
    decorations: (plugin) => plugin.decorations,
    // The caret has to move as the text is shown.
    provide: (plugin) =>
      EditorView.bidiIsolatedRanges.of((view) => view.plugin(plugin)?.decorations ?? RangeSet.empty),
  },
);

export const specialCharacters = [highlightSpecialChars({ addSpecialChars: more, render }), isolated];
