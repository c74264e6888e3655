/**
 * Finds the files that match a pattern, as a shell does: `*`, `?`, `[…]`, `{a,b}`, and `**` for any folders. Names that
 * begin with a dot, and what is in `node_modules`, match only if the pattern says so.
 */
import { glob, isDynamicPattern } from "tinyglobby";

/** Names that a pattern has to have in it for files to match that have them. */
const hidden = [/(^|[\\/])\.[^.\\/]/, /(^|[\\/])node_modules[\\/]/];

/** Whether a name has characters of a pattern. @param {string} name */
export function isPattern(name) {
  return isDynamicPattern(name);
}

/** The files that match, sorted, each once. @param {string} pattern @returns {Promise<string[]>} */
export async function matches(pattern) {
  const found = await glob(pattern, { expandDirectories: false });
  const isShown = (/** @type {string} */ name) =>
    hidden.every((part) => part.test(pattern) || !part.test(name));
  return found.filter(isShown).sort();
}
