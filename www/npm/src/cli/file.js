/**
 * Files as the commands write them: whole or not at all.
 */
import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/** A file that could not be written; the message says which and why. */
export class WriteError extends Error {}

/**
 * Puts a text in the place of a file's own, or makes the file. Who reads it sees the old text or the new one, never
 * a part; its mode stays, and a link goes on pointing to it.
 *
 * @param {string} path
 * @param {string | Uint8Array[]} text whole or in pieces
 * @throws {WriteError}
 */
export async function write(path, text) {
  try {
    await replace(path, text);
  } catch (error) {
    // What the system says, without the draft's name.
    const [why] = /** @type {Error} */ (error).message.split(", ");
    throw new WriteError(`${path} cannot be written: ${why}`);
  }
}

/** @param {string} path @param {string | Uint8Array[]} text */
async function replace(path, text) {
  const there = await stat(path).catch(() => undefined);
  // A pipe or a device is written to; nothing can take its place.
  if (there && !there.isFile()) return await writeFile(path, text);
  const target = there ? await realpath(path) : path;
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: "wx", mode: there ? there.mode & 0o777 : 0o666 });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
