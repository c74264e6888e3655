/** Fetches a document in a worker of its own, which is ended when the document is here, or nobody wants it any more. */
import { script } from "../assets.js";
import { aborted } from "./errors.js";

/** @typedef {import("metarest").FetchedDocument} FetchedDocument */
/** @typedef {{name: string, bytes: number, total: number | undefined}} FetchProgress of a text; the document has no name */

/**
 * @param {{module: Promise<WebAssembly.Module>, config: string, address?: string, progress: (progress: FetchProgress) => void,
 *   signal: AbortSignal}} options
 * @returns {Promise<FetchedDocument>} what went wrong on the way is in its diagnostics
 */
export async function fetchDocument({ module, config, address, progress, signal }) {
  const compiled = await module;
  signal.throwIfAborted();
  const worker = new Worker(script("fetch.worker.js"), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(aborted("the fetch was cancelled")));
      worker.addEventListener("error", (event) =>
        reject(new Error(event.message || "its script did not load")),
      );
      worker.addEventListener("message", ({ data }) => {
        if (data.progress !== undefined) progress(data.progress);
        else if (data.error !== undefined) reject(new Error(data.error));
        else resolve(data.result);
      });
      worker.postMessage({ module: compiled, config, address });
    });
  } finally {
    worker.terminate();
  }
}
