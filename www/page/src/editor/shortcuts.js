/** The keys of the editors, as the page lists them: what each does, and what to press. */

/** @typedef {{keys: string, does: string}} Shortcut */

/** @type {Shortcut[]} */
const everywhere = [
  { keys: "Ctrl-Space", does: "Offer the keys or values that can be written here (config)" },
  { keys: "Ctrl-I", does: "Explain the key at the caret, and the problems there" },
  { keys: "F8", does: "Go to the next problem" },
  { keys: "Shift-F8", does: "Go to the previous problem" },
  { keys: "Ctrl-.", does: "Fix the problem at the caret" },
  { keys: "Ctrl-Shift-M", does: "List the problems of this text" },
  { keys: "Ctrl-F", does: "Search and replace" },
  { keys: "Ctrl-Alt-G", does: "Go to a line" },
  { keys: "Ctrl-/", does: "Comment lines, or uncomment them" },
  { keys: "Alt-ArrowUp, Alt-ArrowDown", does: "Move lines" },
  { keys: "Ctrl-Shift-[, Ctrl-Shift-]", does: "Fold, unfold" },
  { keys: "Tab, Shift-Tab", does: "Indent more, less" },
  { keys: "Escape, then Tab or Shift-Tab", does: "Leave the editor" },
  { keys: "Ctrl-Z, Ctrl-Shift-Z", does: "Undo, redo; also a file that was loaded" },
];

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** As they are on this system. @type {readonly Shortcut[]} */
export const shortcuts = everywhere.map(({ keys, does }) => ({
  keys: isApple ? keys.replaceAll(/Ctrl-(?!Space)/g, "Cmd-") : keys,
  does,
}));
