/**
 * A CodeMirror editor for YAML or JSON: problems and their fixes, explanations, completion, marks.
 *
 * It is in a shadow root: there CodeMirror adopts style sheets instead of writing `<style>` elements, which the page's
 * content security policy blocks. Its text leaves it by `edited`, `text` and what the engine is asked, by nothing else.
 */
import { history, isolateHistory, undoDepth } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { placed } from "./diagnostics.js";
import { kindOf, languageOf } from "./language.js";
import { setMarks } from "./marks.js";
import { changesOf, place, span } from "./places.js";
import { setup } from "./setup.js";

/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {import("metarest").Edit} Edit */
/** @typedef {import("./places.js").Range} Range */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("@codemirror/view").ViewUpdate} ViewUpdate */

/**
 * @typedef {object} Options
 * @property {string} label
 * @property {string} hint shown while the text is empty
 * @property {"config" | "document"} kind
 * @property {import("../engine/engine.js").Engine} [engine] answers about the text; without it nothing is offered or explained
 * @property {import("./completion.js").Names} [names] what is offered in patterns of filters
 * @property {(changes: import("@codemirror/state").ChangeSet, text: () => string) => void} edited called for the user's
 *   edits, also where they undo a load, but not for `load`
 * @property {(at: Place) => void} [caret] called soon after the caret has moved
 */

/** Milliseconds after which `caret` is called. */
const caretDelay = 100;

export class Editor {
  #language = new Compartment();
  #wrapping = new Compartment();
  #history = new Compartment();
  #reading = new Compartment();
  /** @type {import("./language.js").Kind} */
  #kind = "yaml";
  /** What was changed since the problems were shown: their fixes are edits of the text of that time. */
  #since;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #caretTimer;
  #options;
  #view;

  /** @param {HTMLElement} host @param {Options} options */
  constructor(host, options) {
    this.#options = options;
    const root = host.attachShadow({ mode: "open" });
    const own = [
      this.#language.of(languageOf(this.#kind)),
      this.#wrapping.of([]),
      this.#history.of(history()),
      this.#reading.of([]),
      EditorView.updateListener.of((update) => this.#update(update)),
    ];
    this.#view = new EditorView({ root, parent: root, extensions: [setup(options), own] });
    this.#since = this.#unchanged();
  }

  /** @param {ViewUpdate} update */
  #update(update) {
    if (update.docChanged) {
      this.#changed(update.changes);
      this.#options.edited(update.changes, () => this.text);
    }
    if (update.docChanged || update.selectionSet) this.#moved();
  }

  /** @param {import("@codemirror/state").ChangeSet} changes */
  #changed(changes) {
    this.#since = this.#since.composeDesc(changes.desc);
    this.#matchLanguage();
  }

  #moved() {
    const { caret } = this.#options;
    if (!caret || this.#caretTimer !== undefined) return;
    this.#caretTimer = setTimeout(() => {
      this.#caretTimer = undefined;
      caret(this.caret);
    }, caretDelay);
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  /** The number of its characters. */
  get length() {
    return this.#view.state.doc.length;
  }

  /** Whether there is nothing but space, without a copy of a large text. */
  get isEmpty() {
    const { doc } = this.#view.state;
    for (const piece of doc) if (/\S/.test(piece)) return false;
    return true;
  }

  /** Where the caret is. @returns {Place} */
  get caret() {
    const { doc, selection } = this.#view.state;
    return place(doc, selection.main.head);
  }

  /**
   * Replaces the text: one step that can be undone, unless nothing was there before.
   *
   * @param {string | import("@codemirror/state").Text} text
   * @param {{isOther?: boolean}} [options] `isOther`: it is another text, not another version of this one, so that what
   *   was done before cannot be undone into it
   */
  load(text, { isOther = false } = {}) {
    const { state } = this.#view;
    if (isOther) this.#forget();
    const isFirst = isOther || (state.doc.length === 0 && undoDepth(state) === 0);
    const insert = typeof text === "string" ? state.toText(text) : text;
    const loaded = this.#view.state.update({
      changes: { from: 0, to: state.doc.length, insert },
      selection: { anchor: 0 },
      // At once, so that the language of the earlier text does not read this one.
      effects: this.#languageFor(insert),
      annotations: [isolateHistory.of("full"), ...(isFirst ? [Transaction.addToHistory.of(false)] : [])],
    });
    // Not as an update: while the editor is hidden, it would draw every line of the new text.
    this.#view.setState(loaded.state);
    this.#view.scrollDOM.scrollTo(0, 0);
    this.#changed(loaded.changes);
    this.#moved();
  }

  /** Whether it has a size. */
  get #isShown() {
    return this.#view.dom.getClientRects().length > 0;
  }

  #forget() {
    for (const extension of [[], history()]) {
      this.#view.dispatch({ effects: this.#history.reconfigure(extension) });
    }
  }

  /** Shows these problems instead of the earlier ones. @param {readonly Diagnostic[]} diagnostics of the current text */
  show(diagnostics) {
    const { state } = this.#view;
    this.#since = this.#unchanged();
    const shown = placed(state.doc, diagnostics, (fix) => this.#fix(state.doc, fix));
    this.#view.dispatch(setDiagnostics(state, shown));
  }

  /**
   * Applies edits as one of the user's, and shows the first of them.
   *
   * @param {readonly Edit[]} edits of the current text @param {{title?: string}} [options]
   */
  apply(edits, { title } = {}) {
    const changes = changesOf(this.#view.state.doc, edits);
    this.#change(changes, title);
    const first = Math.min(...changes.map(({ from }) => from));
    if (!this.#isShown || !Number.isFinite(first)) return;
    this.#view.dispatch({ effects: EditorView.scrollIntoView(first, { y: "center" }) });
  }

  /** @param {import("@codemirror/state").Text} doc for which the fix was made @param {import("metarest").Fix} fix */
  #fix(doc, { title, edits }) {
    const changes = changesOf(doc, edits);
    const since = this.#since;
    if (changes.some(({ from, to }) => since.touchesRange(from, to))) return this.#say(outdated);
    const mapped = changes.map(({ from, to, insert }) => ({
      from: since.mapPos(from, 1),
      to: Math.max(since.mapPos(from, 1), since.mapPos(to, -1)),
      insert,
    }));
    this.#change(mapped, title);
  }

  /** @param {{from: number, to: number, insert: string}[]} changes @param {string} [title] */
  #change(changes, title) {
    if (changes.length === 0) return;
    this.#view.dispatch({
      changes,
      userEvent: "input.fix",
      annotations: isolateHistory.of("full"),
      effects: title ? EditorView.announce.of(`Done: ${title}`) : [],
    });
  }

  /** Selects a place and focuses the editor. @param {Range} range */
  reveal(range) {
    const { from, to } = span(this.#view.state.doc, range);
    this.#view.dispatch({
      selection: { anchor: from, head: to },
      effects: this.#isShown ? EditorView.scrollIntoView(from, { y: "center" }) : [],
    });
    this.#view.focus();
  }

  /** Highlights these ranges instead of the earlier ones; none takes the highlight away. @param {readonly Range[]} ranges */
  mark(ranges) {
    const spans = ranges.map((range) => span(this.#view.state.doc, range));
    this.#view.dispatch({ effects: setMarks.of(spans) });
  }

  /** Whether the text is only to be read, as another one is about to replace it. @param {boolean} isOn */
  setReadOnly(isOn) {
    const lock = [
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ "aria-readonly": "true" }),
    ];
    this.#view.dispatch({ effects: this.#reading.reconfigure(isOn ? lock : []) });
  }

  focus() {
    this.#view.focus();
  }

  /** Whether long lines are broken at the editor's width. @param {boolean} isOn */
  setWrap(isOn) {
    this.#view.dispatch({ effects: this.#wrapping.reconfigure(isOn ? EditorView.lineWrapping : []) });
  }

  /** @param {string} text */
  #say(text) {
    this.#view.dispatch({ effects: EditorView.announce.of(text) });
  }

  #unchanged() {
    return this.#view.state.changes([]).desc;
  }

  #matchLanguage() {
    const effects = this.#languageFor(this.#view.state.doc);
    // A view must not be updated from its own update listener.
    if (effects.length) queueMicrotask(() => this.#view.dispatch({ effects }));
  }

  /** What changes the language to that of a text, if it is another one. @param {import("@codemirror/state").Text} doc */
  #languageFor(doc) {
    const kind = kindOf(doc);
    if (kind === this.#kind) return [];
    this.#kind = kind;
    return [this.#language.reconfigure(languageOf(kind))];
  }
}

const outdated = "The text has changed there since; the fix is not applied.";
