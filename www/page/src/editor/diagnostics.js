/** Problems in an editor's text: their marks, how to go from one to the next, and their fixes. */
import { forEachDiagnostic, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { problem, spoken } from "./explanation.js";
import { span } from "./places.js";

/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {import("@codemirror/view").Command} Command */

/**
 * Those with a place, as CodeMirror has them.
 *
 * @param {import("@codemirror/state").Text} doc
 * @param {readonly Diagnostic[]} diagnostics
 * @param {(fix: import("metarest").Fix) => void} apply
 * @returns {import("@codemirror/lint").Diagnostic[]}
 */
export function placed(doc, diagnostics, apply) {
  return diagnostics
    .filter((diagnostic) => diagnostic.file !== undefined)
    .map((diagnostic) => ({
      ...span(doc, diagnostic),
      severity: diagnostic.severity,
      message: [diagnostic.message, diagnostic.help].filter(Boolean).join(". "),
      renderMessage: () => problem(diagnostic),
      actions: (diagnostic.fixes ?? []).map((fix) => ({ name: fix.title, apply: () => apply(fix) })),
    }));
}

/** Goes to another problem, and says it. @param {Command} move @returns {Command} */
function go(move) {
  return (view) => {
    move(view);
    const { from, to } = view.state.selection.main;
    const texts = /** @type {string[]} */ ([]);
    forEachDiagnostic(view.state, ({ severity, message }, start, end) => {
      if (start <= to && from <= end) texts.push(`${severity}: ${spoken(message)}`);
    });
    view.dispatch({
      effects: EditorView.announce.of(texts.join(". ") || "There are no problems in this text."),
    });
    return true;
  };
}

/** @type {import("@codemirror/view").KeyBinding[]} */
export const diagnosticKeys = [
  { key: "F8", run: go(nextDiagnostic), shift: go(previousDiagnostic), preventDefault: true },
];
