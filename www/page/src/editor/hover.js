/**
 * Explains keys: the one under the mouse, and by keyboard the one at the caret together with the problems there, which is
 * shown and said. Escape, an edit or a move of the caret closes it.
 */
import { forEachDiagnostic } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, showTooltip } from "@codemirror/view";
import { element, prose } from "../dom.js";
import { ignoreAborted } from "../engine/errors.js";
import { explanation, spoken } from "./explanation.js";
import { span } from "./places.js";

/** @typedef {import("@codemirror/view").Tooltip} Tooltip */
/** @typedef {import("../engine/engine.js").Engine} Asking */

/** @type {import("@codemirror/state").StateEffectType<Tooltip | null>} */
const setShown = StateEffect.define();

const shown = StateField.define({
  create: () => /** @type {Tooltip | null} */ (null),
  update(tooltip, transaction) {
    const set = transaction.effects.find((effect) => effect.is(setShown));
    if (set) return set.value;
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

/** @param {EditorView} view @returns {boolean} whether it was open */
export function closeHover(view) {
  const isOpen = Boolean(view.state.field(shown, false));
  if (isOpen) view.dispatch({ effects: setShown.of(null) });
  return isOpen;
}

/** @param {EditorView} view @param {number} at @param {Asking} engine @returns {Promise<Tooltip | null>} */
async function underMouse(view, at, engine) {
  const { doc } = view.state;
  const hover = await engine.ask("hover", at).catch(ignoreAborted);
  if (!hover || view.state.doc !== doc) return null;
  const { from, to } = span(doc, hover);
  return { pos: from, end: to, above: true, create: () => ({ dom: explanation(hover.text) }) };
}

/** The messages of the problems at a place. @param {import("@codemirror/state").EditorState} state @param {number} at */
function problemsAt(state, at) {
  const messages = /** @type {string[]} */ ([]);
  forEachDiagnostic(state, ({ message }, from, to) => {
    if (from <= at && at <= to) messages.push(message);
  });
  return messages;
}

/** Shows and says what is at the caret. @param {EditorView} view @param {Asking} [engine] */
async function explain(view, engine) {
  const { state } = view;
  const at = state.selection.main.head;
  const hover = engine && (await engine.ask("hover", at).catch(ignoreAborted));
  if (view.state.doc !== state.doc || view.state.selection.main.head !== at) return;
  const problems = problemsAt(state, at);
  const texts = [...problems, ...(hover ? [hover.text] : [])];
  const nodes = problems.map((message) => element("div", { class: "explanation" }, ...prose(message)));
  if (hover) nodes.push(explanation(hover.text));
  if (texts.length === 0) nodes.push(explanation(nothing));
  const create = () => ({ dom: element("div", {}, ...nodes) });
  view.dispatch({
    effects: [
      setShown.of({ pos: at, above: true, create }),
      EditorView.announce.of(texts.map(spoken).join(". ") || nothing),
    ],
  });
}

const nothing = "There is nothing to explain here.";

/** @param {Asking} [engine] */
export function hovers(engine) {
  return [shown, engine ? hoverTooltip((view, at) => underMouse(view, at, engine)) : []];
}

/** @param {Asking} [engine] @returns {import("@codemirror/view").KeyBinding[]} */
export function hoverKeys(engine) {
  const run = (/** @type {EditorView} */ view) => {
    void explain(view, engine);
    return true;
  };
  return [
    { key: "Mod-i", run, preventDefault: true },
    { key: "Alt-F1", run, preventDefault: true },
  ];
}
