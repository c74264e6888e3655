/**
 * Maps the document, in a worker of its own.
 *
 * It keeps the document, the other texts that it refers to, and the newest preview. In: the document, as bytes, then as
 * changes; a config. Out: a summary at once, rows in pieces after it, details when they are asked for.
 */
import * as core from "metarest/slim";
import { configName } from "../names.js";
import { DocumentText } from "./document_text.js";
import { aborted } from "./errors.js";
import { serve } from "./serve.js";
import { endWarmUp, warmUp } from "./warm_up.js";

/** @typedef {import("metarest").PreviewHandle} PreviewHandle */

/** The most diagnostics of a document in a summary. */
const mostDiagnostics = 2000;
/** The most characters of a text in a row. */
const mostText = 500;
/** Rows of one piece: some 300 KB. */
const pieceRows = 1000;

const text = new DocumentText();
/** The other texts, by their paths relative to the document. @type {Map<string, Uint8Array>} */
let files = new Map();
/** @type {PreviewHandle | undefined} */
let preview;
let revision = 0;

serve({
  /** @param {{bytes: Uint8Array}} value */
  load: ({ bytes }) => text.load(bytes),
  /** @param {import("./document_text.js").Change[]} changes */
  change: (changes) => text.change(changes),
  /** @param {Map<string, Uint8Array>} texts */
  files: (texts) => {
    files = texts;
  },
  /** @param {Uint8Array} example */
  warmUp: (example) => warmUp(() => core.preview(undefined, example)),
  /** @param {{config: string | undefined, name: string}} value */
  map: ({ config, name }) => map(config, name),
  /** @param {number} at */
  endpoint: (at) => current().endpoints.at(at),
  /** @param {{line: number, column: number, file?: string}} place */
  endpointAt: (place) => current().endpoints.indexOf(place),
  /** @param {import("./protocol.js").Questions["losses"][0]} value */
  losses: ({ reason, from, to }) => current().lossesOf(reason, from, to),
  /** @param {import("./protocol.js").Questions["matches"][0]} value */
  matches: ({ filter, pattern }) => current().matches(filter, pattern),
  json: () => new Blob([...current().bytes()], { type: "application/json" }),
  markdown: () => current().markdown(),
});

function current() {
  if (preview === undefined) throw aborted("no document is mapped");
  return preview;
}

/**
 * Replaces the preview; without a document there is none.
 *
 * @param {string | undefined} config @param {string} name of the document
 */
function map(config, name) {
  endWarmUp();
  // Both would not fit into the memory of a small device.
  preview?.free();
  preview = undefined;
  revision += 1;
  if (text.isEmpty) return undefined;
  const made = previewOf(text.bytes(), config, name);
  const { diagnostics, service } = made;
  if (service) text.keep();
  // Half-written text cannot be read all the time: meanwhile it is the text before.
  const before = service ? undefined : text.readableBytes();
  if (before) made.free();
  preview = before ? previewOf(before, config, name) : made;
  for (const list of Object.keys(lists)) setTimeout(send, 0, preview, revision, list, 0);
  return { ...summary(preview, config, diagnostics), isEarlier: before !== undefined };
}

/** @param {Uint8Array} bytes @param {string | undefined} config @param {string} name */
function previewOf(bytes, config, name) {
  return core.preview(config, bytes, { file: configName, specFile: name, files });
}

/** What a mapping finds in the config and a check of it does not. @param {PreviewHandle} made @param {string | undefined} config */
function onlyMapped(made, config) {
  const inConfig = made.diagnostics.filter(({ file }) => file === configName);
  if (config === undefined || inConfig.length === 0) return [];
  const keyOf = (/** @type {import("metarest").Diagnostic} */ found) =>
    JSON.stringify([found.code, found.message, found.file && [found.line, found.column]]);
  const known = new Set(core.check(config, { file: configName }).diagnostics.map(keyOf));
  return inConfig.filter((found) => !known.has(keyOf(found)));
}

/** @param {PreviewHandle} made @param {string | undefined} config @param {import("metarest").Diagnostic[]} found in the text as it is */
function summary(made, config, found) {
  const { service, collections, coverage, share, reasons } = made;
  const diagnostics = found.filter(({ file }) => file !== configName);
  return {
    revision,
    service,
    collections,
    endpoints: made.endpoints.length,
    filtered: made.filtered.length,
    coverage,
    share,
    reasons,
    inConfig: onlyMapped(made, config).slice(0, mostDiagnostics),
    diagnostics: diagnostics.slice(0, mostDiagnostics),
    moreDiagnostics: Math.max(0, diagnostics.length - mostDiagnostics),
    withoutConfig: config === undefined,
  };
}

/** A row as a list can show it: texts of documents may have any length. @param {import("metarest").EndpointRow} row */
function short(row) {
  return { ...row, path: row.path.slice(0, mostText), summary: row.summary?.slice(0, mostText) };
}

/** The long lists of a preview, whose pieces follow it. @type {Record<string, (of: PreviewHandle, from: number, to: number) => unknown[]>} */
const lists = {
  rows: (of, from, to) => of.endpoints.rows(from, to).map(short),
  filtered: (of, from, to) => of.filtered.slice(from, to),
};

/** Sends a list piece by piece, with room for questions between. @param {PreviewHandle} of @param {number} its @param {string} list @param {number} from */
function send(of, its, list, from) {
  const piece = of === preview ? lists[list]?.(of, from, from + pieceRows) : undefined;
  if (!piece?.length) return;
  self.postMessage({ event: "piece", revision: its, from, [list]: piece });
  setTimeout(send, 0, of, its, list, from + pieceRows);
}
