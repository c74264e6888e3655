/**
 * Decides what given files are, by what is in them: the config, the document, or texts that the document refers to.
 *
 * A guess by some keys, not a parser: the core judges what it really is.
 */
import { decode } from "./decode.js";

/** @typedef {{path: string, bytes: Uint8Array}} Given a file, with its path as it was dropped */
/**
 * @typedef {object} Sorted
 * @property {Given} [config]
 * @property {Given} [document]
 * @property {Given[]} others
 */

/** The most bytes that a config may have. */
const maxConfig = 1024 * 1024;

/**
 * Keys that only documents, or only configs, have at their top: in YAML where a line begins; in JSON anywhere, as a key's
 * depth cannot be seen.
 */
const keys = {
  yaml: {
    document: /^["']?(?:openapi|swagger|swaggerVersion)["']?[ \t]*:/m,
    config: /^["']?(?:source|sink|workflowConfig)["']?[ \t]*:/m,
  },
  json: {
    document: /"(?:openapi|swagger|swaggerVersion)"\s*:\s*"?\d/,
    config: /"(?:workflowConfig|openMetadataServerConfig|serviceConnection)"\s*:/,
  },
};

/** The part of a large text that is looked at first: nearly all documents begin with their version. */
const head = 64 * 1024;

/** @param {Uint8Array} bytes @returns {"config" | "document" | "other"} */
export function kindOf(bytes) {
  if (bytes.length > maxConfig && kindOfText(decode(bytes.subarray(0, head))) === "document")
    return "document";
  const kind = kindOfText(decode(bytes));
  return kind === "config" && bytes.length > maxConfig ? "other" : kind;
}

/** @param {string} text */
function kindOfText(text) {
  const { document, config } = text.trimStart().startsWith("{") ? keys.json : keys.yaml;
  if (document.test(text)) return "document";
  return config.test(text) ? "config" : "other";
}

/**
 * Sorts files. Of several documents the one nearest to the top of the folders is taken, then the one that the others do
 * not belong beside by its name: `openapi` or `swagger`.
 *
 * @param {Given[]} files
 * @returns {Sorted}
 */
export function sorted(files) {
  const kinds = new Map(files.map((file) => [file, kindOf(file.bytes)]));
  const first = (/** @type {string} */ kind) =>
    files.filter((file) => kinds.get(file) === kind).toSorted(byRank)[0];
  const [config, document] = [first("config"), first("document")];
  return { config, document, others: files.filter((file) => file !== config && file !== document) };
}

/** @param {Given} a @param {Given} b */
function byRank(a, b) {
  return rank(a) - rank(b) || (a.path < b.path ? -1 : 1);
}

/** @param {Given} file */
function rank({ path }) {
  const parts = path.split("/");
  const named = /openapi|swagger|rest|config|workflow/i.test(parts.at(-1) ?? "") ? 0 : 1;
  return parts.length * 2 + named;
}

/**
 * The path of a text relative to a document's folder: what a `$ref` in the document says.
 *
 * @param {string} path @param {string} document
 */
export function relativePath(path, document) {
  const folder = document.split("/").slice(0, -1);
  const parts = path.split("/");
  // A text of another host is called by its address.
  const isElsewhere = path.includes("://") && parts.slice(0, 3).join("/") !== folder.slice(0, 3).join("/");
  if (isElsewhere) return path;
  let shared = 0;
  while (shared < folder.length && folder[shared] === parts[shared]) shared += 1;
  const up = folder.slice(shared).map(() => "..");
  return [...up, ...parts.slice(shared)].join("/");
}

/**
 * The path of a text by what a `$ref` in the document says: `relativePath` the other way.
 *
 * @param {string} relative @param {string} document
 */
export function fullPath(relative, document) {
  if (relative.includes("://")) return relative;
  const parts = document.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
