/**
 * Offers the keys and values that can be written at the caret, as the core says them.
 *
 * In: what the engine answers to `complete`. While a word is typed on, the same answer is filtered; then the engine is asked
 * again. Its own ranges are kept: in JSON they reach over quotes, which the word that is compared has not.
 */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  pickedCompletion,
  selectedCompletionIndex,
  startCompletion,
} from "@codemirror/autocomplete";
import { insertNewlineAndIndent } from "@codemirror/commands";
import { EditorState, Prec, StateField } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { ignoreAborted } from "../engine/errors.js";
import { explanation } from "./explanation.js";
import { span } from "./places.js";

/** @typedef {import("@codemirror/autocomplete").CompletionContext} Context */
/** @typedef {import("@codemirror/autocomplete").Completion} Option */
/** @typedef {import("@codemirror/view").EditorView} View */
/** @typedef {import("metarest").Completion} Offered */
/** @typedef {import("../engine/engine.js").Engine} Engine */
/** @typedef {(filter: import("metarest").PatternAt["filter"]) => string[]} Names what the document has for a filter */

/** Characters of which words are that may be typed on. */
const word = /^[\w.$-]*$/;

/**
 * @param {Engine} engine
 * @param {Names} names
 */
function source(engine, names) {
  return async (/** @type {Context} */ context) => {
    // The engine does not answer for an older text: what is asked while one types on has to be asked again.
    context.addEventListener("abort", () => {}, { onDocChange: true });
    const offered = (await engine.ask("complete", context.pos).catch(ignoreAborted)) ?? [];
    const [first] = offered;
    if (context.aborted) return null;
    if (!first) return patterns(engine, names, context);
    const { doc } = context.state;
    const start = Math.min(span(doc, first).from, context.pos);
    const from = /["']/.test(doc.sliceString(start, start + 1)) && start < context.pos ? start + 1 : start;
    const written = doc.sliceString(from, context.pos);
    if (isWritten(written, offered) || isOther(written, offered)) return null;
    const options = offered.map((one, index) => option(one, index, span(doc, one), from, context.pos));
    const isOpen = (/** @type {string} */ text) => word.test(text) && !isWritten(text, offered);
    return { from, options, validFor: isOpen };
  };
}

/**
 * Offers what is in the document as patterns that match nothing else.
 *
 * @param {Engine} engine
 * @param {Names} names
 * @param {Context} context
 */
async function patterns(engine, names, context) {
  const place = await engine.ask("patternAt", context.pos).catch(ignoreAborted);
  if (context.aborted || !place) return null;
  const { doc } = context.state;
  const { from, to } = span(doc, place);
  // The pattern may begin with a caret or a quote, which no name does.
  const begin = from + (/^["']?\^?/.exec(doc.sliceString(from, context.pos))?.[0].length ?? 0);
  const isDouble = doc.sliceString(from, from + 1) === '"' || /^\s*[[{]/.test(doc.sliceString(0, 200));
  const inQuotes = isDouble ? JSON.stringify : quoted;
  // A comment begins after a space.
  const end = doc.sliceString(to, to + 1) === "#" ? " " : "";
  const options = names(place.filter).map((name) => ({
    label: name,
    type: "value",
    apply: writing(inQuotes(exactly(name)) + end, { from, to }, begin, context.pos),
  }));
  return options.length > 0 ? { from: begin, options, validFor: /^[^"'\n]*$/ } : null;
}

/** The pattern that matches a name alone. @param {string} name */
function exactly(name) {
  return `^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
}

/** A text in quotes: patterns have brackets and colons. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whether another value is being written than those that are offered. @param {string} text @param {Offered[]} offered */
function isOther(text, offered) {
  const isPart = ({ filter = "" }) => filter.toLowerCase().includes(text.toLowerCase());
  return offered.every(({ kind }) => kind === "value") && !offered.some(isPart);
}

/** Whether a whole value is there already, so that Enter begins a line. @param {string} text @param {Offered[]} offered */
function isWritten(text, offered) {
  const longer = offered.filter(({ filter }) => filter.startsWith(text));
  return longer.length === 1 && longer[0]?.kind === "value" && longer[0].filter === text;
}

/**
 * @param {Offered} offered
 * @param {number} index the likeliest is first
 * @param {import("./places.js").Span} range that it replaces
 * @param {number} from where the word begins
 * @param {number} pos the caret
 * @returns {Option}
 */
function option({ kind, label, filter, detail, documentation, text }, index, range, from, pos) {
  return {
    label: filter,
    displayLabel: label,
    detail,
    type: kind,
    boost: -Math.min(index, 99),
    info: () => explanation(documentation),
    apply: writing(text, range, from, pos),
  };
}

/**
 * Writes a text over a range, of which the word may have been typed on since.
 *
 * @param {string} text
 * @param {import("./places.js").Span} range
 * @param {number} from where the word began
 * @param {number} pos the caret
 * @returns {(view: View, picked: Option, start: number, end: number) => void} with where the word is now
 */
function writing(text, range, from, pos) {
  const [before, after] = [from - range.from, Math.max(0, range.to - pos)];
  return (view, picked, start, end) => write(view, picked, text, start - before, end + after);
}

/** @param {View} view @param {Option} picked @param {string} text @param {number} from @param {number} to */
function write(view, picked, text, from, to) {
  view.dispatch({
    changes: { from, to: Math.min(to, view.state.doc.length), insert: text },
    selection: { anchor: from + text.length },
    scrollIntoView: true,
    userEvent: "input.complete",
    annotations: pickedCompletion.of(picked),
  });
}

/** Pixels that an explanation needs beside the list. */
const besideWidth = 240;

/**
 * The explanation is beside the list, or below where that is too narrow: it must not hide what is offered.
 *
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 * @param {View} _view
 * @param {Box} list
 * @param {Box} option
 * @param {Box} _info
 * @param {Box} space
 */
function infoPlace(_view, list, option, _info, space) {
  const [left, right] = [list.left - space.left, space.right - list.right];
  if (Math.max(left, right) < besideWidth) {
    return {
      style: `top: ${list.bottom - list.top + 4}px; left: 0; max-width: ${space.right - list.left}px`,
    };
  }
  const isRight = right >= besideWidth;
  const side = isRight ? "left: 100%" : "right: 100%";
  const width = Math.min(isRight ? right : left, 400);
  return { style: `top: ${option.top - list.top}px; ${side}; max-width: ${width}px` };
}

/** Whether the last thing that happened is that a line was begun: then the list was not asked for. */
const beganLine = StateField.define({
  create: () => false,
  update(value, transaction) {
    if (transaction.isUserEvent("input.line")) return true;
    return transaction.docChanged || transaction.selection ? false : value;
  },
});

/** Begins a line, and offers its keys. @param {View} view */
function beginLine(view) {
  const { state } = view;
  if (completionStatus(state)) closeCompletion(view);
  const begun = insertNewlineAndIndent({
    state: view.state,
    dispatch: ({ changes, selection }) =>
      view.dispatch({ changes, selection, scrollIntoView: true, userEvent: "input.line" }),
  });
  if (begun && /\S/.test(state.doc.lineAt(state.selection.main.head).text)) startCompletion(view);
  return begun;
}

/** Enter takes what is selected, but begins a line if the list is there only because a line was begun. @param {View} view */
function enter(view) {
  const isUnasked = view.state.field(beganLine) && (selectedCompletionIndex(view.state) ?? 0) === 0;
  return (!isUnasked && acceptCompletion(view)) || beginLine(view);
}

const keys = completionKeymap.filter(({ key }) => key !== "Enter");

/** @param {Engine} engine @param {Names} names */
export function completion(engine, names) {
  return [
    autocompletion({
      override: [source(engine, names)],
      icons: false,
      defaultKeymap: false,
      positionInfo: infoPlace,
      activateOnCompletion: ({ type }) => type === "key",
    }),
    beganLine,
    EditorState.phrases.of({ Completions: "Keys and values that can be written here" }),
    Prec.highest(keymap.of([...keys, { key: "Enter", run: enter }, { key: "Tab", run: acceptCompletion }])),
  ];
}
