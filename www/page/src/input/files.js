/**
 * The tab Files: the texts that the document refers to. One is chosen from a list and edited beside it; any of them can
 * become the document.
 */
import { button, element, find, keepFocus, size } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { decode } from "./decode.js";

/** @typedef {import("./sort.js").Given} Given */

/**
 * @typedef {object} Listener
 * @property {(path: string) => void} use makes a file the document
 * @property {(path: string) => void} remove
 * @property {(path: string, text: string) => void} edited
 */

/** Files beyond this number are counted, not listed. */
const mostRows = 300;

export class FilesPanel {
  #host;
  #listener;
  /** @type {Given[]} */
  #files = [];
  /** @type {string | undefined} */
  #chosen;
  #list = element("ul", { class: "files-list", "aria-label": "Files" });
  #none = element(
    "p",
    { class: "none" },
    "Texts that the document refers to belong here: drop a folder, or several files, anywhere on the page.",
  );
  #editorHost = element("div", { class: "editor" });
  /** Made when a file is first shown. @type {Editor | undefined} */
  #editor;

  /** @param {HTMLElement} host @param {Listener} listener */
  constructor(host, listener) {
    this.#host = host;
    this.#listener = listener;
    this.#host.append(this.#none, this.#list, this.#editorHost);
    this.#render();
  }

  /** @param {Given[]} files */
  set files(files) {
    this.#files = files;
    const chosen = files.find(({ path }) => path === this.#chosen);
    if (chosen === undefined) this.#chosen = undefined;
    // The same path with another text: the editor must not write the old one over it.
    else if (decode(chosen.bytes) !== this.#editor?.text) this.#load(chosen);
    this.#render();
  }

  /** @param {Given} file */
  #load({ bytes }) {
    this.#editor?.load(decode(bytes), { isOther: true });
  }

  /** Shows a file in the editor. @param {string} path @returns {Editor | undefined} */
  show(path) {
    const file = this.#files.find((file) => file.path === path);
    if (file === undefined) return undefined;
    if (this.#chosen !== path) {
      this.#chosen = path;
      this.#editor ??= new Editor(this.#editorHost, {
        label: "File",
        hint: "",
        kind: "document",
        edited: (_, text) => this.#chosen && this.#listener.edited(this.#chosen, text()),
      });
      this.#load(file);
      this.#render();
    }
    return this.#editor;
  }

  #render() {
    keepFocus(this.#list, () => this.#show());
  }

  #show() {
    this.#none.hidden = this.#files.length > 0;
    this.#list.hidden = this.#files.length === 0;
    this.#editorHost.hidden = this.#chosen === undefined;
    const rest = this.#files.length - mostRows;
    const more = rest > 0 ? [element("li", { class: "hint" }, `and ${rest.toLocaleString("en")} more`)] : [];
    this.#list.replaceChildren(...this.#files.slice(0, mostRows).map((file) => this.#row(file)), ...more);
  }

  /** @param {string} path */
  #remove(path) {
    this.#listener.remove(path);
    // The list is gone with its last file.
    if (this.#files.length === 0) find("#tab-files").focus();
  }

  /** @param {Given} file */
  #row({ path, bytes }) {
    const isChosen = path === this.#chosen;
    const open = button(
      { class: "file", "aria-pressed": String(isChosen), "data-key": `open ${path}` },
      () => this.show(path),
      path,
    );
    const use = button(
      { class: "quiet", "data-key": `use ${path}` },
      () => this.#listener.use(path),
      "Use as document",
    );
    const remove = button(
      { class: "quiet", "aria-label": `Remove ${path}`, "data-key": `remove ${path}` },
      () => this.#remove(path),
      "Remove",
    );
    return element("li", {}, open, element("span", { class: "count" }, size(bytes.length)), use, remove);
  }
}
