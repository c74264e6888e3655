/**
 * The functions of the package's first entry, which need neither server nor network. They are synchronous, and ready
 * once the wasm has started (`start.js`).
 */
import { core, starter } from "./core.js";
import { guarded, MetarestError, text } from "./error.js";
import * as fetches from "./fetch.js";
import * as previews from "./preview.js";

export { MetarestError } from "./error.js";

/** A function of the wasm. @template {any[]} A, T @param {(...args: A) => T} call @returns {(...args: A) => T} */
function ready(call) {
  return (...args) => {
    starter.check();
    return guarded(() => call(...args));
  };
}

export const check = ready(core.check);
export const fix = ready(core.fix);
export const convert = ready(core.convert);
export const explain = ready((/** @type {string | undefined} */ code) => {
  // The wasm would read anything else as the text of a string.
  if (code !== undefined && typeof code !== "string") {
    throw new MetarestError("invalid-argument", "a code is a string");
  }
  return core.explain(code);
});
export const complete = ready(core.complete);
export const hover = ready(core.hover);
export const hovers = ready(core.hovers);
export const outline = ready(core.outline);
export const patternAt = ready(core.patternAt);
export const setting = ready(
  (
    /** @type {string | Uint8Array} */ config,
    /** @type {string} */ key,
    /** @type {string | number | boolean | string[]} */ value,
  ) => core.setting(config, text("key", key), value),
);
export const maskSecrets = ready(core.maskSecrets);
export const maskAddresses = ready((/** @type {string} */ value) => core.maskAddresses(text("text", value)));
export const preview = ready(previews.preview);

export const fetchDocument = fetches.fetchDocument;

/**
 * As `preview`, with a function that loads the texts that the document refers to.
 *
 * @param {Parameters<typeof previews.previewAsync>} args
 */
export async function previewAsync(...args) {
  starter.check();
  return previews.previewAsync(...args);
}
