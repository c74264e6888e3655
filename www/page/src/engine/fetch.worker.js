/**
 * Fetches the document and what it refers to, when someone asks for it: the only script of the page that may ask other
 * hosts, by a content security policy of its own. It is started for one fetch, and ended after it.
 *
 * In: the compiled core, the config, an address. Out: `{progress}`, then `{result}` or `{error}`.
 */
import * as core from "metarest/slim";
import { reasonOf } from "./errors.js";

self.addEventListener("message", async ({ data }) => {
  try {
    await core.init(data.module);
    const onProgress = (/** @type {unknown} */ progress) => self.postMessage({ progress });
    const result = await core.fetchDocument(data.config, { address: data.address, onProgress });
    self.postMessage({ result });
  } catch (error) {
    self.postMessage({ error: reasonOf(error) });
  }
});
