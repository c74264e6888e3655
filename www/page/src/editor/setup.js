/** The parts of an editor, put together. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap, toggleTabFocusMode } from "@codemirror/commands";
import { foldKeymap, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { completion } from "./completion.js";
import { diagnosticKeys } from "./diagnostics.js";
import { fixKeys, fixMenu } from "./fixes.js";
import { hoverKeys, hovers } from "./hover.js";
import { indentation } from "./language.js";
import { leaving, leavingKeys } from "./leaving.js";
import { marks } from "./marks.js";
import { specialCharacters } from "./special.js";
import { theme } from "./theme.js";

const shown = [
  [lineNumbers(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection()],
  [specialCharacters, marks, theme],
];

const edited = [indentation, indentOnInput(), closeBrackets(), fixMenu, leaving];

/** Tab has a way of its own to leave: see `leaving`. */
const usualKeys = defaultKeymap.filter(({ run }) => run !== toggleTabFocusMode);

/** What a screen reader says after the label. */
export const description = "While you write, Tab indents; press Escape, then Tab to leave.";

/** @param {Pick<import("./editor.js").Options, "label" | "hint" | "engine" | "names">} options */
export function setup({ label, hint, engine, names = () => [] }) {
  const keys = [
    ...[hoverKeys(engine), diagnosticKeys, fixKeys, closeBracketsKeymap, searchKeymap].flat(),
    ...[historyKeymap, foldKeymap, lintKeymap, leavingKeys, usualKeys].flat(),
  ];
  const attributes = { "aria-label": label, "aria-description": description };
  return [
    [shown, edited, hovers(engine), engine ? completion(engine, names) : []],
    keymap.of(keys),
    placeholder(hint),
    EditorView.contentAttributes.of({
      ...attributes,
      spellcheck: "false",
      autocapitalize: "off",
      tabindex: "0",
      dir: "ltr",
    }),
  ];
}
