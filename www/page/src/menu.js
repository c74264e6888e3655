/** The dialog of shortcuts and settings, and the shortcuts of the page itself. */
import { button, element, find } from "./dom.js";
import { shortcuts as ofEditors } from "./editor/shortcuts.js";
import { keepSettings } from "./keep/settings.js";

/** @typedef {import("./input/tabs.js").TabName} TabName */
/** @typedef {{keys: string, does: string}} Shortcut */

/** The tabs by the digit that shows them with Alt. @type {TabName[]} */
const tabs = ["config", "document", "files", "problems", "entities", "losses", "output"];

/** @type {Shortcut[]} */
const ofPage = [
  { keys: "Alt-1 … Alt-3", does: "Config, Document, Files" },
  { keys: "Alt-4 … Alt-7", does: "Problems, Entities, Losses, Output" },
  { keys: "Ctrl-S", does: "Save the config as a file" },
  { keys: "?", does: "Show this, while no text is being written" },
];

/**
 * @param {{open: (name: TabName) => void, save: () => void, autosave: import("./keep/autosave.js").Autosave}} parts
 */
export function menu({ open, save, autosave }) {
  const settings = keepSettings(autosave);
  const dialog = dialogOf(settings.section);
  document.body.append(dialog);
  const show = () => {
    settings.shown();
    dialog.showModal();
  };
  find("#menu").addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    const act = actionOf(event, { open, save, show });
    if (act === undefined || dialog.open) return;
    event.preventDefault();
    act();
  });
}

/**
 * What a key does on the page; undefined if nothing.
 *
 * @param {KeyboardEvent} event
 * @param {{open: (name: TabName) => void, save: () => void, show: () => void}} actions
 */
function actionOf(event, { open, save, show }) {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  const isPlain = !altKey && !ctrlKey && !metaKey;
  if (key === "?" && isPlain && !isWriting(event)) return show;
  if (key === "s" && (ctrlKey || metaKey) && !altKey && !shiftKey) return save;
  // The code, as Alt makes other characters of digits on some keyboards.
  const tab = altKey && !ctrlKey && !metaKey ? tabs[Number(code.replace("Digit", "")) - 1] : undefined;
  return tab && (() => openAndFocus(tab, open));
}

/** @param {TabName} tab @param {(name: TabName) => void} open */
function openAndFocus(tab, open) {
  open(tab);
  find(`#tab-${tab}`).focus();
}

/** Whether a key is written into a text. @param {KeyboardEvent} event */
function isWriting(event) {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

/** @param {HTMLElement} settings */
function dialogOf(settings) {
  const close = button({ class: "primary" }, () => dialog.close(), "Close");
  const dialog = element(
    "dialog",
    { class: "menu", "aria-labelledby": "menu-title" },
    element("h2", { id: "menu-title" }, "Shortcuts and settings"),
    element("h3", {}, "On the page"),
    listOf(ofPage),
    element("h3", {}, "In an editor"),
    listOf(ofEditors),
    settings,
    element("p", { class: "buttons" }, close),
  );
  return dialog;
}

/** @param {readonly Shortcut[]} shortcuts */
function listOf(shortcuts) {
  const rows = shortcuts.flatMap(({ keys, does }) => [
    element("dt", {}, element("kbd", {}, keys)),
    element("dd", {}, does),
  ]);
  return element("dl", { class: "shortcuts" }, ...rows);
}
