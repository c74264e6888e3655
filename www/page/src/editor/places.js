/**
 * Places of the core as offsets of an editor's text, and back.
 *
 * The core counts lines and columns from 1, columns in UTF-16 units, and ends are exclusive. An editor's text has `\n` as
 * its only line break. A place beyond the text is its nearest one.
 */

/** @typedef {import("@codemirror/state").Text} Text */
/** @typedef {{line?: number, column?: number, endLine?: number, endColumn?: number}} Range */
/** @typedef {{from: number, to: number}} Span */
/** @typedef {{offset: number, line: number, column: number}} Place */

/** @param {Text} doc @param {Range} range @returns {Span} */
export function span(doc, { line = 1, column = 1, endLine = line, endColumn = column }) {
  const from = offset(doc, line, column);
  return { from, to: Math.max(from, offset(doc, endLine, endColumn)) };
}

/** @param {Text} doc @param {number} line @param {number} column */
function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(at.from + Math.max(column, 1) - 1, at.to);
}

/** @param {Text} doc @param {number} offset @returns {Place} */
export function place(doc, offset) {
  const { number, from } = doc.lineAt(offset);
  return { offset, line: number, column: offset - from + 1 };
}

/**
 * Changes of a text for edits of the core.
 *
 * @param {Text} doc
 * @param {readonly import("metarest").Edit[]} edits
 */
export function changesOf(doc, edits) {
  return edits.map((edit) => ({ ...span(doc, edit), insert: edit.text }));
}
