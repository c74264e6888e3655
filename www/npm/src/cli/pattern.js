/**
 * Finds the files that match a pattern, as a shell does: `*`, `?`, `[…]`, `{a,b}`, and `**` for any folders. Names that
 * begin with a dot match only if the pattern has the dot, and `**` leaves out `node_modules`.
 */
import { readdir, stat } from "node:fs/promises";
import { join, parse, sep } from "node:path";

/** Windows has two separators, so there a backslash escapes nothing. */
const separators = sep === "\\" ? /[\\/]/ : "/";

/** Whether a name has characters of a pattern. @param {string} name */
export function isPattern(name) {
  return /[*?[{]/.test(name);
}

/** The files that match, sorted, each once. @param {string} pattern @returns {Promise<string[]>} */
export async function matches(pattern) {
  const found = new Set();
  for (const one of alternatives(pattern)) {
    const { root } = parse(one);
    const parts = one.slice(root.length).split(separators).filter(Boolean);
    for (const path of await walk(root, parts)) found.add(path);
  }
  return [...found].sort();
}

/** The patterns that one with braces stands for. @param {string} pattern @returns {string[]} */
function alternatives(pattern) {
  const braces = pattern.match(/\{([^{}]*,[^{}]*)\}/);
  if (!braces) return [pattern];
  const [all, inner = ""] = braces;
  const start = pattern.slice(0, braces.index);
  const end = pattern.slice(start.length + all.length);
  return inner.split(",").flatMap((part) => alternatives(start + part + end));
}

/** @param {string} folder @param {string[]} parts of the pattern @returns {Promise<string[]>} */
async function walk(folder, parts) {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  if (part === "**") return await anyFolder(folder, rest);
  if (!isPattern(part)) return await known(join(folder, part), rest);
  const pattern = expression(part);
  const found = (await entries(folder)).filter(({ name }) => pattern.test(name));
  const paths = found.map(({ name }) => known(join(folder, name), rest));
  return (await Promise.all(paths)).flat();
}

/** `**`: this folder and all below. @param {string} folder @param {string[]} rest @returns {Promise<string[]>} */
async function anyFolder(folder, rest) {
  const isOpen = (/** @type {import("node:fs").Dirent} */ entry) =>
    entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules";
  const folders = (await entries(folder)).filter(isOpen);
  const below = folders.map(({ name }) => anyFolder(join(folder, name), rest));
  return (await Promise.all([walk(folder, rest.length > 0 ? rest : ["*"]), ...below])).flat();
}

/** A path of which the rest of the pattern is to match, or a file. @param {string} path @param {string[]} rest */
async function known(path, rest) {
  if (rest.length > 0) return await walk(path, rest);
  const found = await stat(path).catch(() => undefined);
  return found && !found.isDirectory() ? [path] : [];
}

/** @param {string} folder */
async function entries(folder) {
  return await readdir(folder || ".", { withFileTypes: true }).catch(() => []);
}

/** A part of a pattern as a regular expression. @param {string} part */
function expression(part) {
  const hidden = part.startsWith(".") ? "" : "(?!\\.)";
  const source = part.replaceAll(/\[[!^]?\]?[^\]]*\]|[\s\S]/gu, (piece) => {
    if (piece === "*") return ".*";
    if (piece === "?") return ".";
    if (piece.length > 2 && piece.startsWith("[")) return set(piece.slice(1, -1));
    return piece.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`^${hidden}${source}$`, "su");
}

/** The inside of brackets. @param {string} inner */
function set(inner) {
  const negated = /^[!^]/.test(inner);
  const members = (negated ? inner.slice(1) : inner).replaceAll(/[\\\]^[]/g, "\\$&");
  return `[${negated ? "^" : ""}${members}]`;
}
