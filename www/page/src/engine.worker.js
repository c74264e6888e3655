/**
 * Runs the core in a Web Worker, so that the page stays responsive.
 *
 * In: `Request`. Out: first `{ready}` or `{failed}`; then for each request an `Answer` with the same sequence number.
 */
import { asset } from "./assets.js";

/** @typedef {import("metarest").CheckReport} CheckReport */
/** @typedef {import("metarest").PreviewReport} PreviewReport */
/** @typedef {import("metarest").Hover} Hover */
/** @typedef {{sequence: number, config: string, spec: Uint8Array | undefined}} Request an empty config means none */
/**
 * @typedef {object} Answer
 * @property {number} sequence
 * @property {CheckReport} [check] if there is a config
 * @property {Hover[]} [hovers] of the config's keys
 * @property {PreviewReport} [preview] if there is a document
 * @property {boolean} [withoutConfig] the config has errors, so the document was mapped without it
 * @property {string} [failed] the core failed; this worker sends nothing more
 */

/** The config's file name in diagnostics. */
const file = "config";

try {
  const core = await import("metarest/slim");
  await core.init(fetch(asset("metarest.wasm")));
  self.addEventListener("message", ({ data }) => post(answer(core, data)));
  self.postMessage({ ready: true });
} catch (error) {
  self.postMessage({ failed: String(error) });
}

/** @param {Answer} message */
function post(message) {
  self.postMessage(message);
}

/**
 * @param {typeof import("metarest/slim")} core
 * @param {Request} request
 * @returns {Answer}
 */
function answer(core, { sequence, config, spec }) {
  try {
    const check = config.trim() ? core.check(config, { file, now: Date.now() }) : undefined;
    const hovers = check && core.hovers(config);
    const usable = check?.ok ? config : undefined;
    const preview = spec && whole(core.preview(usable, spec, { file }));
    return { sequence, check, hovers, preview, withoutConfig: check !== undefined && !check.ok };
  } catch (error) {
    return { sequence, failed: String(error) };
  }
}

/** @param {import("metarest").PreviewHandle} preview */
function whole(preview) {
  const report = preview.toJSON();
  preview.free();
  return report;
}
