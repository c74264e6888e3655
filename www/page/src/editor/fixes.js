/** Fixes by keyboard: one is applied at once, several are a menu at the caret. */
import { forEachDiagnostic } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, showTooltip } from "@codemirror/view";
import { element } from "../dom.js";

/** @typedef {{title: string, apply: () => void}} Choice */

/** @type {import("@codemirror/state").StateEffectType<readonly Choice[]>} */
const setChoices = StateEffect.define();

const menu = StateField.define({
  create: () => /** @type {import("@codemirror/view").Tooltip | null} */ (null),
  update(tooltip, transaction) {
    const set = transaction.effects.find((effect) => effect.is(setChoices));
    if (set) {
      const pos = transaction.state.selection.main.head;
      return set.value.length ? { pos, create: (view) => menuView(view, set.value) } : null;
    }
    return transaction.docChanged || transaction.selection ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

/** The fixes at the caret, or else those in its line. @param {EditorView} view @returns {Choice[]} */
function choicesAt(view) {
  const { doc, selection } = view.state;
  const { from, to, head } = selection.main;
  const line = doc.lineAt(head);
  const here = /** @type {Choice[]} */ ([]);
  const inLine = /** @type {Choice[]} */ ([]);
  forEachDiagnostic(view.state, ({ actions = [] }, start, end) => {
    const found = actions.map(({ name, apply }) => ({
      title: name,
      apply: () => apply(view, start, end),
    }));
    if (start <= to && from <= end) here.push(...found);
    else if (start <= line.to && line.from <= end) inLine.push(...found);
  });
  return here.length ? here : inLine;
}

/** @param {EditorView} view @param {readonly Choice[]} choices */
function menuView(view, choices) {
  const close = () => {
    view.dispatch({ effects: setChoices.of([]) });
    view.focus();
  };
  const buttons = choices.map((choice) => {
    const button = element("button", { type: "button", role: "menuitem", tabindex: -1 }, choice.title);
    button.addEventListener("click", () => {
      close();
      choice.apply();
    });
    return button;
  });
  const dom = element("div", { class: "fixes", role: "menu", "aria-label": "Fixes" }, ...buttons);
  dom.addEventListener("keydown", (event) => menuKey(event, buttons, close));
  return { dom, mount: () => buttons[0]?.focus() };
}

/** @param {KeyboardEvent} event @param {HTMLButtonElement[]} buttons @param {() => void} close */
function menuKey(event, buttons, close) {
  event.stopPropagation();
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const to = moves[event.key];
  if (to !== undefined) buttons.at(to % buttons.length)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}

/** @param {EditorView} view */
function fix(view) {
  const choices = choicesAt(view);
  const [first] = choices;
  if (choices.length > 1) view.dispatch({ effects: setChoices.of(choices) });
  else if (first) first.apply();
  else view.dispatch({ effects: EditorView.announce.of("There is nothing to fix here.") });
  return true;
}

/** @type {import("@codemirror/view").KeyBinding[]} */
export const fixKeys = [{ key: "Mod-.", run: fix, preventDefault: true }];

export const fixMenu = menu;
