/**
 * What someone entered: the config, the document, and the texts that the document refers to.
 *
 * In: edits, files, what was saved. Out: the core's inputs, by `engine`. The document's bytes stay as they are in a file
 * until it is edited.
 */
import { counted, find } from "../dom.js";
import { Editor } from "../editor/editor.js";
import { inPieces } from "../editor/pieces.js";
import { keepsHalf } from "../engine/document_text.js";
import { unnamed } from "../names.js";
import { pause } from "../pause.js";
import { decode } from "./decode.js";
import { FilesPanel } from "./files.js";
import { refusal } from "./refused.js";
import { relativePath, sorted } from "./sort.js";

/** @typedef {import("./sort.js").Given} Given */
/** @typedef {import("../engine/engine.js").Engine} Engine */
/** @typedef {{offset: number, line: number, column: number}} Caret */

/** The least bytes of a document that is shown later. */
const large = 500_000;

/** The most files that are said not to be taken, each with its reason. */
const mostRefusals = 3;

/**
 * What is kept over a reload.
 *
 * @typedef {object} InputState
 * @property {string} config
 * @property {string} documentName
 * @property {Uint8Array} document as in its file, or as edited
 * @property {Given[]} files
 */

/**
 * How a part was changed.
 *
 * @typedef {object} How
 * @property {boolean} [isGiven] by another text, not by a key that others follow
 * @property {boolean} [isLarge] reading the text takes a while
 * @property {boolean} [isOther] hardly anything of the text before is in it
 */

/**
 * @typedef {object} Listener
 * @property {(part: "config" | "document" | "files", how?: How) => void} changed after each change, also of a file
 * @property {import("../editor/completion.js").Names} names what the document has for a filter
 * @property {(at: Caret) => void} caretInConfig
 * @property {(at: Caret) => void} caretInDocument
 */

export class Inputs {
  #engine;
  #listener;
  #name = unnamed;
  /** The document's bytes while they are those of its file. @type {Uint8Array | undefined} */
  #bytes = new Uint8Array();
  /** @type {Given[]} */
  #files = [];
  #panel;
  /** The document that the editor does not have yet. @type {Uint8Array | undefined} */
  #waiting;
  /** Resolves once the editor has the document. @type {Promise<void>} */
  shown = Promise.resolve();

  /** @param {Engine} engine @param {Listener} listener @param {{config: Editor, document: Editor}} editors */
  constructor(engine, listener, { config, document }) {
    this.#engine = engine;
    this.#listener = listener;
    this.config = config;
    this.document = document;
    this.#panel = new FilesPanel(find("#files"), {
      use: (path) => this.#use(path),
      remove: (path) => this.#setFiles(this.#files.filter((file) => file.path !== path)),
      edited: (path, text) => this.#fileEdited(path, text),
    });
  }

  /** Makes the editors, each in a task of its own. @param {Engine} engine @param {Listener} listener */
  static async open(engine, listener) {
    /** @type {Inputs | undefined} */
    let inputs;
    const config = new Editor(find("#config [data-editor]"), {
      label: "Workflow config",
      hint: "source:\n  type: rest\n  serviceName: …",
      kind: "config",
      engine,
      names: listener.names,
      edited: (changes, text) => {
        if (inputs) inputs.#configEdited(text(), { isOther: !keepsHalf(changes.length, listOf(changes)) });
      },
      caret: (at) => inputs && listener.caretInConfig(at),
    });
    await pause();
    const document = new Editor(find("#document [data-editor]"), {
      label: "OpenAPI document",
      hint: "openapi: 3.1.0\ninfo: …\npaths: …",
      kind: "document",
      edited: (changes, text) => {
        if (inputs) inputs.#documentEdited(changes, text);
      },
      caret: (at) => inputs && listener.caretInDocument(at),
    });
    await pause();
    inputs = new Inputs(engine, listener, { config, document });
    // Keys that came before.
    if (!config.isEmpty) engine.setConfig(config.text);
    return inputs;
  }

  get isEmpty() {
    return this.config.isEmpty && !this.hasDocument;
  }

  get hasDocument() {
    return this.#bytes === undefined ? !this.document.isEmpty : this.#bytes.length > 0;
  }

  get documentName() {
    return this.#name;
  }

  get files() {
    return this.#files;
  }

  /** @returns {InputState} */
  get state() {
    const document = this.#bytes ?? new TextEncoder().encode(this.document.text);
    return { config: this.config.text, documentName: this.#name, document, files: this.#files };
  }

  /** Replaces everything. @param {InputState} state */
  set state({ config, documentName, document, files }) {
    this.loadConfig(config);
    this.loadDocument({ path: documentName, bytes: document }, files);
  }

  /** @param {string} text */
  loadConfig(text) {
    this.config.load(text);
    // With the ends of lines that the editor counts.
    this.#configEdited(this.config.text, { isGiven: true });
  }

  /** @param {Given} document @param {Given[]} [files] */
  loadDocument({ path, bytes }, files = []) {
    this.#name = path || unnamed;
    this.#bytes = bytes;
    this.#files = files;
    this.#engine.loadDocument(bytes, this.#name, this.#relative());
    this.#showDocument(bytes);
    this.#showFiles();
    this.#listener.changed("document", { isGiven: true });
    this.#listener.changed("files", { isGiven: true });
  }

  /** Shows a text; a large one in pieces, as it takes a while. @param {Uint8Array} bytes */
  #showDocument(bytes) {
    const isWanted = () => this.#waiting === bytes;
    /** @param {string | import("@codemirror/state").Text | undefined} text */
    const show = (text) => {
      if (text === undefined || !isWanted()) return;
      this.document.setReadOnly(false);
      this.document.load(text);
      this.#waiting = undefined;
    };
    this.#waiting = bytes;
    if (bytes.length < large) this.shown = Promise.resolve(show(decode(bytes)));
    else {
      // What is typed until then would be lost.
      this.document.setReadOnly(true);
      this.shown = inPieces(bytes, isWanted).then(show);
    }
  }

  /**
   * Takes files, each as what it is, but for those that are of no use.
   *
   * @param {Given[]} given
   * @param {"config" | "document" | "files"} [shown] where a single file goes that could be anything
   * @returns {{taken: string[], refused: string[], isReplaced: boolean}} what was taken as what, and what was not and why, in words;
   *   whether it took the place of a text
   */
  give(given, shown) {
    const refusals = given.map((file) => refusal(file));
    const useful = given.filter((_, at) => refusals[at] === undefined);
    const { config, document, others } = sorted(useful);
    const isReplaced =
      (config !== undefined && !this.config.isEmpty) ||
      (document !== undefined && (this.hasDocument || this.#files.length > 0));
    const taken = [];
    if (config) {
      this.loadConfig(decode(config.bytes));
      taken.push(`${config.path} is the config`);
    }
    if (document) {
      this.loadDocument(document, others);
      taken.push(`${document.path} is the document`);
      if (others.length) taken.push(`${others.length} more under Files`);
    } else taken.push(...this.#giveOthers(others, useful.length === 1 ? shown : undefined));
    return { taken, refused: firstOf(refusals.filter((text) => text !== undefined)), isReplaced };
  }

  /** @param {Given[]} others @param {"config" | "document" | "files"} [shown] */
  #giveOthers(others, shown) {
    const [only] = others;
    if (only === undefined) return [];
    if (shown === "config" && this.config.isEmpty && !only.bytes.includes(0)) {
      this.loadConfig(decode(only.bytes));
      return [`${only.path} is the config`];
    }
    if (shown === "document" && !this.hasDocument) {
      this.loadDocument(only);
      return [`${only.path} is the document`];
    }
    const paths = new Set(others.map(({ path }) => path));
    this.#setFiles([...this.#files.filter(({ path }) => !paths.has(path)), ...others]);
    return [others.length === 1 ? `${only.path} is under Files` : `${others.length} files are under Files`];
  }

  /** Gives files other paths. @param {Map<string, string>} paths the new ones by those before */
  rename(paths) {
    this.#setFiles(this.#files.map(({ path, bytes }) => ({ path: paths.get(path) ?? path, bytes })));
  }

  /** Shows a place of a text by its name in diagnostics. @param {string} name @returns {Editor | undefined} */
  fileEditor(name) {
    const file = this.#files.find(({ path }) => path === name || relativePath(path, this.#name) === name);
    return file && this.#panel.show(file.path);
  }

  /** @param {string} text @param {How} [how] */
  #configEdited(text, how) {
    this.#engine.setConfig(text, { isOther: how?.isGiven || how?.isOther });
    this.#listener.changed("config", how);
  }

  /** @param {import("@codemirror/state").ChangeSet} changes @param {() => string} text */
  #documentEdited(changes, text) {
    // An edit of a text that is being replaced.
    if (this.#waiting !== undefined) return;
    this.#bytes = undefined;
    this.#engine.changeDocument(listOf(changes), text);
    this.#listener.changed("document", { isLarge: this.document.length > large });
  }

  /** Makes a file the document, and the document a file. @param {string} path */
  #use(path) {
    const file = this.#files.find((file) => file.path === path);
    if (file === undefined) return;
    const { documentName, document } = this.state;
    const rest = this.#files.filter((other) => other !== file);
    const before = document.length
      ? [{ path: documentName === unnamed ? "document" : documentName, bytes: document }]
      : [];
    this.loadDocument(file, [...rest, ...before]);
  }

  /** @param {string} path @param {string} text */
  #fileEdited(path, text) {
    const bytes = new TextEncoder().encode(text);
    this.#files = this.#files.map((file) => (file.path === path ? { path, bytes } : file));
    this.#panel.files = this.#files;
    this.#engine.setFiles(this.#relative());
    this.#listener.changed("files");
  }

  /** @param {Given[]} files */
  #setFiles(files) {
    this.#files = files;
    this.#engine.setFiles(this.#relative());
    this.#showFiles();
    this.#listener.changed("files", { isGiven: true });
  }

  #showFiles() {
    this.#panel.files = this.#files;
    const tab = find("#tab-files");
    tab.replaceChildren("Files", this.#files.length ? ` ${this.#files.length}` : "");
  }

  /** The files by what a reference of the document calls them. */
  #relative() {
    return new Map(this.#files.map(({ path, bytes }) => [relativePath(path, this.#name), bytes]));
  }
}

/** The first refusals, and how many more there are. @param {string[]} refusals */
function firstOf(refusals) {
  const more = refusals.length - mostRefusals;
  const first = refusals.slice(0, mostRefusals);
  return more > 0
    ? [...first, `${counted(more, "more file")} ${more === 1 ? "was" : "were"} not taken`]
    : first;
}

/** The changes as the core's workers take them. @param {import("@codemirror/state").ChangeSet} changes */
function listOf(changes) {
  /** @type {import("../engine/document_text.js").Change[]} */
  const list = [];
  changes.iterChanges((from, to, _from, _to, insert) => list.push({ from, to, insert: insert.toString() }));
  return list;
}
