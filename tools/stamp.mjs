/**
 * What was built from what: a stamp is a hash of the inputs, kept in build/stamps, so that equal inputs are not
 * built twice, whatever their times say.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { reused, root, step } from "./step.mjs";

/**
 * The hash of files, folders and texts, in their order.
 *
 * @param {{files?: string[], text?: (string | Uint8Array)[]}} inputs paths absolute or from the root; folders count whole
 */
export function digest({ files = [], text = [] }) {
  const hash = createHash("sha256");
  for (const file of files.map(fromRoot).flatMap(listed)) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  for (const part of text) hash.update("\0").update(part);
  return hash.digest("hex");
}

/**
 * Does the work unless its inputs are those of last time and its outputs are still there.
 *
 * @param {string} name of the stamp, for a file name
 * @param {string} title as a person would say it
 * @param {{files?: string[], text?: string[], outputs: string[]}} what
 * @param {() => unknown} work
 */
export async function unlessFresh(name, title, what, work) {
  const stamp = join(root, "build/stamps", name);
  const wanted = digest(what);
  const fresh = what.outputs.every((output) => existsSync(fromRoot(output)));
  if (fresh && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return reused(title);
  await step(title, work);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** @param {string} path */
function fromRoot(path) {
  return resolve(root, path);
}

/** @param {string} path @returns {string[]} */
function listed(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "node_modules" && name !== "dist")
    .sort()
    .flatMap((name) => listed(join(path, name)));
}
