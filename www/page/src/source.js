/**
 * One input of the page: its editor, its file button, its drop target, and its bytes.
 *
 * A file's own bytes are what is checked, whatever their encoding, until the person edits the text.
 */
import { find } from "./dom.js";
import { Editor } from "./editor.js";

/** A larger file is not read: the tab would not hold it as text. */
const most = 64 * 1024 * 1024;

export class Source {
  /** @type {Uint8Array} */
  bytes = new Uint8Array();
  editor;
  #panel;
  #changed;
  #refused;

  /**
   * @param {string} selector of its section
   * @param {{label: string, hint: string, changed: () => void, refused: (reason: string) => void}} options
   */
  constructor(selector, { label, hint, changed, refused }) {
    this.#panel = find(selector);
    this.#changed = changed;
    this.#refused = refused;
    this.editor = new Editor(find("[data-editor]", this.#panel), {
      label,
      hint,
      edited: (text) => this.#take(new TextEncoder().encode(text)),
    });
    this.#chooseFiles();
    this.#takeDrops();
  }

  /** Takes bytes in and shows their text. @param {Uint8Array} bytes */
  load(bytes) {
    this.editor.load(decode(bytes));
    this.#take(bytes);
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    this.bytes = bytes;
    this.#changed();
  }

  /** @param {File | undefined | null} file */
  async #read(file) {
    if (!file) return;
    if (file.size > most)
      return this.#refused(`${file.name} is larger than 64 MB: use the command line for it`);
    try {
      this.load(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      this.#refused(`${file.name} could not be read: ${error}`);
    }
  }

  #chooseFiles() {
    const input = /** @type {HTMLInputElement} */ (find("input[type=file]", this.#panel));
    find("[data-choose]", this.#panel).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.#read(input.files?.[0]);
      input.value = "";
    });
  }

  #takeDrops() {
    const panel = this.#panel;
    const carriesFile = (/** @type {DragEvent} */ event) =>
      event.dataTransfer?.types.includes("Files") ?? false;
    panel.addEventListener("dragover", (event) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      panel.classList.add("dropping");
    });
    panel.addEventListener("dragleave", (event) => {
      if (!panel.contains(/** @type {Node | null} */ (event.relatedTarget)))
        panel.classList.remove("dropping");
    });
    // In the capture phase: the editor would insert a dropped file as text.
    const drop = (/** @type {DragEvent} */ event) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      event.stopPropagation();
      panel.classList.remove("dropping");
      this.#read(event.dataTransfer?.files[0]);
    };
    panel.addEventListener("drop", drop, { capture: true });
  }
}

/**
 * The text of a file: UTF-16 by its mark, else UTF-8, else windows-1252, which has a character for every byte.
 *
 * @param {Uint8Array} bytes
 */
function decode(bytes) {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encoding = { 65534: "utf-16le", 65279: "utf-16be" }[mark] ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
