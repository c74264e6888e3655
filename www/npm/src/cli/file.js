/**
 * Writes files atomically.
 */
import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { reasons } from "../run/fault.js";

/** A file could not be written; the message says which file and why. */
export class WriteError extends Error {
  /** @param {string} path @param {any} cause of the system */
  constructor(path, cause) {
    const why = reason(cause);
    super(`${path} cannot be written: ${why}`, { cause });
    this.why = why;
  }
}

/** The system's code and why, without the name of the temporary file. @param {any} error */
function reason({ code, message }) {
  const why = reasons[code] ?? message.split(", ")[0].replace(`${code}: `, "");
  return code === undefined ? why : `${code}: ${why}`;
}

/**
 * Replaces a file's text, or creates the file. A reader sees the old text or the new one, never a part. The file's mode
 * and links to it stay.
 *
 * @param {string} path
 * @param {string | Uint8Array[]} text as a whole or in pieces
 * @throws {WriteError}
 */
export async function write(path, text) {
  try {
    await replace(path, text);
  } catch (error) {
    throw new WriteError(path, error);
  }
}

/** Writes a file that must not exist. @param {string} path @param {string} text @throws {WriteError} */
export async function create(path, text) {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    throw new WriteError(path, error);
  }
}

/** @param {string} path @param {string | Uint8Array[]} text */
async function replace(path, text) {
  const existing = await stat(path).catch(() => undefined);
  // A pipe or a device cannot be replaced by a file.
  if (existing && !existing.isFile()) return await writeFile(path, text);
  const target = existing ? await realpath(path) : path;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: "wx", mode: existing ? existing.mode & 0o777 : 0o666 });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
