/**
 * The language of an editor's text: YAML or JSON, and how large it is.
 *
 * A text that begins with a bracket is JSON; every other one is YAML. Above `maxParsed` a text is not parsed: see `light`.
 */
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, indentService, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { showPanel } from "@codemirror/view";
import { element } from "../dom.js";
import { lightHighlighting } from "./light.js";

/** UTF-16 units up to which a text is parsed: measured, a keystroke must not take longer than a frame. */
const maxParsed = 500_000;

/** @typedef {"yaml" | "json" | "large yaml" | "large json"} Kind */

/** @param {import("@codemirror/state").Text} doc @returns {Kind} */
export function kindOf(doc) {
  const start = doc.sliceString(0, 200).trimStart();
  const name = start.startsWith("{") || start.startsWith("[") ? "json" : "yaml";
  return doc.length > maxParsed ? `large ${name}` : name;
}

/** What an editor does for a kind of text. @param {Kind} kind */
export function languageOf(kind) {
  if (kind === "yaml") return [yaml(), yamlIndent, parsed];
  if (kind === "json") return [json(), parsed];
  return [lightHighlighting(kind === "large json"), yamlIndent, showPanel.of(largeNote)];
}

/** Parts that need the parsed text, or whose time grows with it. */
const parsed = [foldGutter(), bracketMatching(), highlightSelectionMatches()];

/** @type {import("@codemirror/view").PanelConstructor} */
const largeNote = () => ({
  dom: element(
    "div",
    { class: "note", role: "note" },
    "Large text: colours are simple, and lines do not fold.",
  ),
});

/** A key at the end of its line, whose value comes below: its dashes, and whether it is a text of several lines. */
const opened =
  /^(?<dashes>(?:\s*- +)*)\s*(?:"[^"]*"|'[^']*'|[^\s#"'][^#]*?):(?:\s+[|>][+\-\d]*)?\s*(?:\s#.*)?$/;
/** The first key of an item of a list. */
const item = /^(?<dashes>(?:\s*- +)+)(?:"[^"]*"|'[^']*'|[^\s#"'[{][^#]*?):\s/;

/** The column at which the line after this text begins. @param {string} text @param {number} unit */
function columnAfter(text, unit) {
  const indent = text.length - text.trimStart().length;
  const key = opened.exec(text) ?? item.exec(text);
  const column = Math.max(indent, key?.groups?.dashes?.length ?? 0);
  return column + (opened.test(text) || /[[{]\s*$/.test(text) ? unit : 0);
}

const yamlIndent = [
  indentService.of((context, at) =>
    // Without a break, a line is indented anew: only its author knows to which key it belongs.
    context.simulatedBreak === null ? undefined : columnAfter(context.lineAt(at, -1).text, context.unit),
  ),
  EditorState.languageData.of(() => [{ closeBrackets: { brackets: ["[", "{", "'", '"'] } }]),
];

export const indentation = [EditorState.tabSize.of(2), indentUnit.of("  ")];
