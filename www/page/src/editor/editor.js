/**
 * A CodeMirror editor for YAML or JSON that shows diagnostics, fixes and hovers.
 *
 * It is in a shadow root: there CodeMirror adopts style sheets instead of writing `<style>` elements, which the page's
 * content security policy blocks.
 */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { element, prose } from "../dom.js";

/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {import("metarest").Fix} Fix */
/** @typedef {import("metarest").Hover} Hover */
/** @typedef {{line?: number, column?: number, endLine?: number, endColumn?: number}} Range */

/** Marks a text that the page loaded, in contrast to an edit of the user. */
const loaded = Annotation.define();

const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.6em" },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-placeholder": { color: "var(--muted)", whiteSpace: "pre-wrap" },
  ".cm-lint-marker": { width: "8px", height: "8px", margin: "4px 3px", borderRadius: "50%", content: "''" },
  ".cm-lint-marker-error": { content: "''", backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { content: "''", backgroundColor: "var(--warning)" },
  ".cm-lint-marker-info": { content: "''", backgroundColor: "var(--muted)" },
  ".cm-lintRange": { backgroundImage: "none", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--error) 1.5px" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--warning) 1.5px" },
  ".cm-lintRange-info": { textDecoration: "underline dotted var(--muted) 1.5px" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--border)",
    borderRadius: "6px",
  },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "6px 10px", maxWidth: "36em" },
  ".cm-diagnostic .help": { display: "block", color: "var(--muted)" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--raised)",
    borderRadius: "4px",
    margin: "6px 6px 0 0",
    padding: "2px 8px",
  },
  ".hover": { fontFamily: "var(--sans)", padding: "6px 10px", maxWidth: "36em" },
  ".hover p": { margin: "0" },
  ".hover p + p": { color: "var(--muted)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)", borderColor: "var(--border)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--line)", border: "none", color: "var(--muted)" },
});

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--literal)" },
  { tag: [tags.comment, tags.meta], color: "var(--muted)" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--muted)" },
]);

export class Editor {
  #language = new Compartment();
  #isJson = false;
  /** @type {Hover[]} */
  #hovers = [];
  #view;
  /** @type {((at: {offset: number, line: number, column: number}) => void) | undefined} */
  #caret;
  #wrap = new Compartment();

  /**
   * @param {HTMLElement} host
   * @param {{label: string, hint: string, kind: "config" | "document", engine?: import("../engine/engine.js").Engine,
   *   edited: (changes: import("@codemirror/state").ChangeSet, text: () => string) => void,
   *   caret?: (at: {offset: number, line: number, column: number}) => void}} options `edited` is called for the user's
   *   edits, not for `load`
   */
  constructor(host, { label, hint, edited, caret }) {
    this.#caret = caret;
    const root = host.attachShadow({ mode: "open" });
    this.#view = new EditorView({ root, parent: root, extensions: this.#extensions(label, hint, edited) });
  }

  /**
   * @param {string} label @param {string} hint
   * @param {(changes: import("@codemirror/state").ChangeSet, text: () => string) => void} edited
   */
  #extensions(label, hint, edited) {
    return [
      [
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
      ],
      [highlightSelectionMatches(), EditorState.tabSize.of(2), indentUnit.of("  "), placeholder(hint)],
      keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, ...searchKeymap]),
      this.#language.of(yaml()),
      syntaxHighlighting(highlight),
      hoverTooltip((_, at) => this.#hover(at)),
      theme,
      this.#wrap.of([]),
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
      EditorView.updateListener.of((update) => {
        if (update.selectionSet || update.docChanged) this.#caret?.(this.caret);
        if (!update.docChanged) return;
        this.#matchLanguage();
        if (!update.transactions.some((change) => change.annotation(loaded)))
          edited(update.changes, () => this.text);
      }),
    ];
  }

  get text() {
    return this.#view.state.doc.toString();
  }

  /** Replaces the text. @param {string} text */
  load(text) {
    const whole = { from: 0, to: this.#view.state.doc.length, insert: text };
    this.#view.dispatch({
      changes: whole,
      selection: { anchor: 0 },
      annotations: loaded.of(true),
      scrollIntoView: true,
    });
  }

  /** Shows these diagnostics instead of the earlier ones. @param {Diagnostic[]} diagnostics */
  show(diagnostics) {
    const shown = diagnostics
      .filter((diagnostic) => diagnostic.file !== undefined)
      .map((diagnostic) => ({
        ...this.#offsets(diagnostic),
        severity: diagnostic.severity,
        message: diagnostic.message,
        renderMessage: () => messageElement(diagnostic),
        actions: (diagnostic.fixes ?? []).map((fix) => ({ name: fix.title, apply: () => this.#apply(fix) })),
      }));
    this.#view.dispatch(setDiagnostics(this.#view.state, shown));
  }

  get caret() {
    const { head } = this.#view.state.selection.main;
    const line = this.#view.state.doc.lineAt(head);
    return { offset: head, line: line.number, column: head - line.from + 1 };
  }

  focus() {
    this.#view.focus();
  }

  /** @param {boolean} isOn */
  setWrap(isOn) {
    this.#view.dispatch({ effects: this.#wrap.reconfigure(isOn ? EditorView.lineWrapping : []) });
  }

  /** @param {Range[]} _ranges */
  mark(_ranges) {}

  /** @param {import("metarest").Edit[]} edits @param {{title?: string}} [_options] */
  apply(edits, _options) {
    this.#apply({ title: "", edits });
  }

  /** Sets the texts for the mouse over a key. @param {Hover[]} hovers */
  setHovers(hovers) {
    this.#hovers = hovers;
  }

  /** @param {number} at @returns {import("@codemirror/view").Tooltip | null} */
  #hover(at) {
    const places = this.#hovers.map((hover) => ({ hover, ...this.#offsets(hover) }));
    const place = places.find(({ from, to }) => from <= at && at <= to);
    if (!place) return null;
    const lines = place.hover.text.split("\n").map((line) => element("p", {}, ...prose(line)));
    return {
      pos: place.from,
      end: place.to,
      above: true,
      create: () => ({ dom: element("div", { class: "hover" }, ...lines) }),
    };
  }

  /** Applies a fix as an edit of the user. @param {Fix} fix */
  #apply({ edits }) {
    const changes = edits.map((edit) => ({ ...this.#offsets(edit), insert: edit.text }));
    this.#view.dispatch({ changes, userEvent: "input.fix" });
  }

  /** Selects a place and focuses the editor. @param {Range} range */
  reveal(range) {
    const { from, to } = this.#offsets(range);
    this.#view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    this.#view.focus();
  }

  /** Lines and columns count from 1; a place beyond the text is its end. @param {Range} range */
  #offsets({ line = 1, column = 1, endLine = line, endColumn = column }) {
    const from = this.#offset(line, column);
    return { from, to: Math.max(from, this.#offset(endLine, endColumn)) };
  }

  /** @param {number} line @param {number} column */
  #offset(line, column) {
    const { doc } = this.#view.state;
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(at.from + Math.max(column, 1) - 1, at.to);
  }

  /** A text that begins with a bracket is JSON; every other one is YAML. */
  #matchLanguage() {
    const start = this.#view.state.doc.sliceString(0, 200).trimStart();
    const isJson = start.startsWith("{") || start.startsWith("[");
    if (isJson === this.#isJson) return;
    this.#isJson = isJson;
    // A view must not be updated from its own update listener.
    queueMicrotask(() =>
      this.#view.dispatch({ effects: this.#language.reconfigure(isJson ? json() : yaml()) }),
    );
  }
}

/** @param {Diagnostic} diagnostic */
function messageElement({ message, help }) {
  return element(
    "span",
    {},
    ...prose(message),
    help ? element("span", { class: "help" }, ...prose(help)) : undefined,
  );
}
