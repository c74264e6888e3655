/** The difference of two texts, line by line. In: two texts. Out: the hunks of a unified diff, and the edits that make one of the other. */
import { diffArrays, structuredPatch } from "diff";

/** @typedef {import("metarest").Edit} Edit */
/** @typedef {{start: number, lines: string[]}} Hunk `start` is its first line in the old text; lines begin with " ", "+" or "-" */

/** @param {string} before @param {string} after @param {number} [context] lines around each change @returns {Hunk[]} */
export function hunksOf(before, after, context = 3) {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context });
  return hunks.map(({ oldStart, lines }) => ({ start: oldStart, lines }));
}

/**
 * Edits of whole lines that make `after` of `before`, so that the rest of the text stays untouched in an editor.
 *
 * @param {string} before @param {string} after @returns {Edit[]}
 */
export function editsOf(before, after) {
  const edits = /** @type {Edit[]} */ ([]);
  let line = 1;
  let open = /** @type {Edit | undefined} */ (undefined);
  for (const { added, removed, value } of diffArrays(linesOf(before), linesOf(after))) {
    if (!added && !removed) {
      open = undefined;
      line += value.length;
      continue;
    }
    // What is removed and what is added in its place are one edit.
    open ??= append(edits, { text: "", line, column: 1, endLine: line, endColumn: 1 });
    if (added) open.text += value.join("");
    else line = remove(open, line, value);
  }
  return edits;
}

/** @param {Edit[]} edits @param {Edit} edit */
function append(edits, edit) {
  edits.push(edit);
  return edit;
}

/** Extends an edit over lines, and returns the line after them. @param {Edit} edit @param {number} line @param {string[]} lines */
function remove(edit, line, lines) {
  const last = lines.at(-1) ?? "";
  const isWhole = last.endsWith("\n");
  edit.endLine = line + lines.length - (isWhole ? 0 : 1);
  edit.endColumn = isWhole ? 1 : last.length + 1;
  return line + lines.length;
}

/** Lines with their line breaks. @param {string} text */
function linesOf(text) {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
