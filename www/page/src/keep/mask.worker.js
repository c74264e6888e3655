/**
 * Masks secrets before anything is stored or shared, by the core's rules. In: texts, or a document's bytes. Out: the same
 * without secrets.
 */
import * as core from "metarest/slim";
import { serve } from "../engine/serve.js";
import { decode } from "../input/decode.js";
import { kindOf } from "../input/sort.js";

serve({
  /** @param {string} text of a config */
  config: (text) => core.maskSecrets(text),
  /** @param {string} text that may have addresses in it */
  addresses: (text) => core.maskAddresses(text),
  /** @param {Uint8Array} bytes @returns {Uint8Array | undefined} `undefined`: there is nothing to mask */
  document: (bytes) => {
    const text = decode(bytes);
    // A config may be given as a document or a file by mistake.
    const isConfig = kindOf(bytes) === "config";
    const masked = isConfig ? core.maskSecrets(text) : core.maskAddresses(text);
    return masked === text ? undefined : new TextEncoder().encode(masked);
  },
});
