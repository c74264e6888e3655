/**
 * The core in a Web Worker, so that the page stays responsive.
 *
 * In: `Question`. Out: once `{ready}` or `{failed}`; then for each question an `Answer` of the same sequence number.
 */

/** @typedef {import("metarest").CheckReport} CheckReport */
/** @typedef {import("metarest").PreviewReport} PreviewReport */
/** @typedef {import("metarest").Hover} Hover */
/** @typedef {{sequence: number, config: string, spec: Uint8Array | undefined}} Question an empty config is none */
/**
 * @typedef {object} Answer
 * @property {number} sequence
 * @property {CheckReport} [check] where there is a config
 * @property {Hover[]} [hovers] of the config's keys
 * @property {PreviewReport} [preview] where there is a document
 * @property {boolean} [withoutConfig] the config has errors, so the document was mapped without it
 * @property {string} [failed] the core ended; nothing more comes from this worker
 */

/** The name that diagnostics of the config carry. */
const file = "config";

try {
  const core = await import("metarest");
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
 * @param {typeof import("metarest")} core
 * @param {Question} question
 * @returns {Answer}
 */
function answer(core, { sequence, config, spec }) {
  try {
    const check = config.trim() ? core.check(config, { file, now: Date.now() }) : undefined;
    const hovers = check && core.hovers(config);
    const usable = check?.ok ? config : undefined;
    const preview = spec && core.preview(usable, spec, { file });
    return { sequence, check, hovers, preview, withoutConfig: check !== undefined && !check.ok };
  } catch (error) {
    return { sequence, failed: String(error) };
  }
}

// What is imported of this file are its types.
export {};
