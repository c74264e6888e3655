/**
 * One input of the page: editor, file button, drop target, and the bytes.
 *
 * A file's own bytes are checked, in any encoding, until the user edits the text.
 */
import { find } from "./dom.js";
import { Editor } from "./editor.js";

/** The largest file that is read, in bytes: a tab cannot hold the text of a larger one. */
const maxSize = 64 * 1024 * 1024;

export class Source {
  /** @type {Uint8Array} */
  bytes = new Uint8Array();
  editor;
  #panel;
  #changed;
  #rejected;

  /**
   * @param {string} selector of its section
   * @param {{label: string, hint: string, changed: () => void, rejected: (reason: string) => void}} options
   */
  constructor(selector, { label, hint, changed, rejected }) {
    this.#panel = find(selector);
    this.#changed = changed;
    this.#rejected = rejected;
    this.editor = new Editor(find("[data-editor]", this.#panel), {
      label,
      hint,
      edited: (text) => this.#set(new TextEncoder().encode(text)),
    });
    this.#chooseFiles();
    this.#acceptDrops();
  }

  /** Loads bytes and shows their text. @param {Uint8Array} bytes */
  load(bytes) {
    this.editor.load(decode(bytes));
    this.#set(bytes);
  }

  /** @param {Uint8Array} bytes */
  #set(bytes) {
    this.bytes = bytes;
    this.#changed();
  }

  /** @param {File | undefined | null} file */
  async #read(file) {
    if (!file) return;
    if (file.size > maxSize)
      return this.#rejected(`${file.name} is larger than 64 MB: use the command line for it`);
    try {
      this.load(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      this.#rejected(`${file.name} could not be read: ${error}`);
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

  #acceptDrops() {
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
 * The text of a file: UTF-16 with a byte order mark, else UTF-8, else windows-1252, which accepts every byte.
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
