/**
 * Files and folders that are dropped anywhere on the page, chosen, or pasted. In: what the browser gives. Out: their
 * bytes with their paths, within limits; what is left out is said.
 */

import { size } from "../dom.js";
import { reasonOf } from "../engine/errors.js";

/** @typedef {import("./sort.js").Given} Given */

/** The most bytes of one file, and of all: a tab cannot hold the text of more. */
const maxSize = 64 * 1024 * 1024;
/** The most files of a folder. */
const maxFiles = 5000;
/** What a folder's files may be. A file that is given by itself may have any name. */
const readable = /\.(ya?ml|json)$/i;

/**
 * What was read, and what was left out and why.
 *
 * @typedef {{files: Given[], leftOut: string[]}} Read
 */

/**
 * Reads files that were chosen.
 *
 * @param {Iterable<File>} files
 * @returns {Promise<Read>}
 */
export async function readFiles(files) {
  return readAll([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Reads what was dropped: files, and the files in folders. @param {DataTransfer} data @returns {Promise<Read>} */
async function readDropped(data) {
  // Entries must be taken before the first await: the list is empty after the event.
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  /** @type {{path: string, file: File}[]} */
  const found = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push({ path: entry.name, file: entry });
    else if (entry) await walk(entry, found, true);
  }
  return readAll(found);
}

/** @param {FileSystemEntry} entry @param {{path: string, file: File}[]} found @param {boolean} isTop */
async function walk(entry, found, isTop) {
  if (found.length > maxFiles) return;
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    if (isTop || readable.test(path)) found.push({ path, file });
    return;
  }
  if (/(^|\/)(\.[^/]+|node_modules)$/.test(path)) return;
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  // A reader gives at most 100 entries at a time.
  for (let entries = await batch(reader); entries.length > 0; entries = await batch(reader)) {
    for (const child of entries) await walk(child, found, false);
  }
}

/** @param {FileSystemDirectoryReader} reader @returns {Promise<FileSystemEntry[]>} */
function batch(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

/** @param {{path: string, file: File}[]} found @returns {Promise<Read>} */
async function readAll(found) {
  const leftOut = [];
  const files = [];
  let all = 0;
  for (const { path, file } of found.slice(0, maxFiles)) {
    if (all + file.size > maxSize) {
      leftOut.push(`${path} (${size(file.size)}: more than 64 MB in all; the command line takes it)`);
      continue;
    }
    try {
      files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()) });
      all += file.size;
    } catch (error) {
      leftOut.push(`${path} (${reasonOf(error)})`);
    }
  }
  if (found.length > maxFiles)
    leftOut.push(`what comes after the first ${maxFiles.toLocaleString("en")} files`);
  return { files, leftOut };
}

/**
 * Takes what is dropped anywhere.
 *
 * @param {HTMLElement} cover is shown while something is dragged over the page
 * @param {(read: Promise<Read>) => void} given
 */
export function acceptDrops(cover, given) {
  const carriesFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") ?? false;
  const show = (/** @type {boolean} */ isShown) => cover.classList.toggle("shown", isShown);
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    show(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) show(false);
  });
  // In the capture phase: an editor would insert a dropped file as text.
  const drop = (/** @type {DragEvent} */ event) => {
    if (!carriesFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.stopPropagation();
    show(false);
    given(readDropped(event.dataTransfer));
  };
  document.addEventListener("drop", drop, { capture: true });
}
