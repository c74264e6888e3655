/** A light highlight of ranges, for example of the operation whose entity is chosen. */
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";

/** @typedef {import("./places.js").Span} Span */

/** @type {import("@codemirror/state").StateEffectType<readonly Span[]>} */
export const setMarks = StateEffect.define();

/** The marked ranges, in the order of the text; they move with it. */
const marked = StateField.define({
  /** @returns {readonly Span[]} */
  create: () => [],
  update(spans, transaction) {
    const set = transaction.effects.find((effect) => effect.is(setMarks));
    if (set) return [...set.value].sort((one, other) => one.from - other.from);
    if (!transaction.docChanged || spans.length === 0) return spans;
    const { changes } = transaction;
    return spans.map(({ from, to }) => ({ from: changes.mapPos(from, 1), to: changes.mapPos(to, -1) }));
  },
});

const part = Decoration.mark({ class: "cm-marked" });
const line = Decoration.line({ class: "cm-marked cm-markedLine" });

/** Only of the lines that are shown: an operation may have thousands. @param {EditorView} view */
function decorations(view) {
  const { state, viewport } = view;
  const found = /** @type {RangeSetBuilder<Decoration>} */ (new RangeSetBuilder());
  let drawn = -1;
  for (const { from, to } of state.field(marked)) {
    const start = Math.max(from, viewport.from, drawn);
    const end = Math.min(to, viewport.to);
    if (start >= end) continue;
    const first = state.doc.lineAt(from);
    if (to <= first.to) found.add(start, end, part);
    else drawn = addLines(found, state.doc, start, end);
  }
  return found.finish();
}

/**
 * @param {RangeSetBuilder<Decoration>} found
 * @param {import("@codemirror/state").Text} doc
 * @param {number} start
 * @param {number} end
 * @returns {number} where the line after them begins
 */
function addLines(found, doc, start, end) {
  let at = doc.lineAt(start);
  for (;;) {
    found.add(at.from, at.from, line);
    if (at.to + 1 >= end) return at.to + 1;
    at = doc.lineAt(at.to + 1);
  }
}

const plugin = ViewPlugin.define(
  (view) => ({
    decorations: decorations(view),
    update(update) {
      const isNew = update.startState.field(marked) !== update.state.field(marked);
      if (isNew || update.docChanged || update.viewportChanged) this.decorations = decorations(update.view);
    },
  }),
  { decorations: (value) => value.decorations },
);

export const marks = [marked, plugin];
