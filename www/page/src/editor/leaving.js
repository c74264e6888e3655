/** Tab indents; after Escape it leaves the editor, however long one waits, until another key is pressed. */
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

const ending = EditorView.domEventHandlers({
  keydown(event, view) {
    if (!neutral.has(event.key)) view.setTabFocusMode(false);
    return false;
  },
  blur: (_, view) => view.setTabFocusMode(false),
  mousedown: (_, view) => view.setTabFocusMode(false),
});

/** @type {import("@codemirror/view").KeyBinding[]} */
export const leavingKeys = [
  { key: "Escape", run: closeOrLeave },
  { key: "Tab", run: indentMore, shift: indentLess },
];

export const leaving = ending;
