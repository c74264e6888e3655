/**
 * Tab indents for who writes in the editor. It leaves for who only passes, as nothing was written or clicked since the
 * editor got the focus, and after Escape, however long one waits, until another key is pressed.
 */
import { indentLess, indentMore } from "@codemirror/commands";
import { closeHoverTooltips, EditorView, hasHoverTooltips } from "@codemirror/view";
import { closeHover } from "./hover.js";

const neutral = new Set(["Escape", "Tab", "Shift", "Control", "Alt", "Meta"]);

/** Closes what is open; if nothing is, the next Tab leaves. @param {EditorView} view */
function closeOrLeave(view) {
  if (closeHover(view)) return true;
  if (hasHoverTooltips(view.state)) {
    view.dispatch({ effects: closeHoverTooltips });
    return true;
  }
  view.setTabFocusMode(true);
  view.dispatch({ effects: EditorView.announce.of("Tab leaves the editor now.") });
  return false;
}

/** Whether the focus that comes next is that of a click. */
let isPointer = false;

const ending = EditorView.domEventHandlers({
  keydown(event, view) {
    if (!neutral.has(event.key)) view.setTabFocusMode(false);
    return false;
  },
  // Whoever comes with Tab goes on with Tab; who clicks or writes wants to indent.
  focus(_, view) {
    view.setTabFocusMode(!isPointer);
    isPointer = false;
  },
  blur: (_, view) => view.setTabFocusMode(false),
  mousedown(_, view) {
    isPointer = !view.hasFocus;
    view.setTabFocusMode(false);
  },
});

/** @type {import("@codemirror/view").KeyBinding[]} */
export const leavingKeys = [
  { key: "Escape", run: closeOrLeave },
  { key: "Tab", run: indentMore, shift: indentLess },
];

export const leaving = ending;
