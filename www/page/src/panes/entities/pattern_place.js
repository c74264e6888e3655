/** Where a filter's pattern is written. In: the config's text, a filter, a pattern. Out: its place, or that of the filter. */
import { configName } from "../../names.js";

/**
 * @param {string} config
 * @param {string} filter its key
 * @param {string | undefined} pattern as written; with escapes in quotes it is not found, and the filter is
 * @returns {import("../../page.js").Place | undefined}
 */
export function patternPlace(config, filter, pattern) {
  const key = config.search(new RegExp(`^(?!\\s*#).*\\b${filter}\\b`, "m"));
  if (key < 0) return undefined;
  const start = config.indexOf(filter, key);
  const written = pattern ? config.indexOf(pattern, start + filter.length) : -1;
  return written < 0
    ? placeAt(config, start, filter.length)
    : placeAt(config, written, (pattern ?? "").length);
}

/** @param {string} text @param {number} offset @param {number} length within a line */
function placeAt(text, offset, length) {
  const before = text.slice(0, offset).split("\n");
  const [line, column] = [before.length, (before.at(-1) ?? "").length + 1];
  return { file: configName, line, column, endLine: line, endColumn: column + length };
}
