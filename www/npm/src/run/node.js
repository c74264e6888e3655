/**
 * What Node can do for a run: documents over HTTP and from files.
 */
import { open } from "node:fs/promises";
import { faultOf } from "./fault.js";
import { loadUrl, readAll, send } from "./http.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").News} News */

export { send };

/**
 * Fetches or reads the document.
 *
 * @param {Load} effect
 * @param {AbortSignal} signal
 * @returns {Promise<News>}
 */
export function load(effect, signal) {
  if ("url" in effect.source) return loadUrl({ ...effect, source: effect.source }, signal);
  return loadFile({ ...effect, source: effect.source }, signal);
}

/** @param {Load & {source: {file: string}}} effect @param {AbortSignal} signal @returns {Promise<News>} */
async function loadFile({ id, source, limits }, signal) {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const file = await open(source.file);
    const stream = file.createReadStream({ signal: AbortSignal.any([timeout, signal]) });
    const bytes = await readAll(stream, limits.bytes);
    return { event: { type: "loaded", id, status: 200, finalUrl: source.file }, bytes };
  } catch (error) {
    return { event: { type: "loadFailed", id, ...faultOf(error, timeout) } };
  }
}
