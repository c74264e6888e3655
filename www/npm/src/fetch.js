/**
 * Fetches the document of a config: the wasm's function with a limit of time, and a signal that stops it.
 *
 * In: a config, an address, a signal. Out: the bytes of the document and of the texts that it refers to.
 */
import { before } from "./before.js";
import { core, starter } from "./core.js";
import { guarded, isSignal, MetarestError, named, text } from "./error.js";

/** The most milliseconds for all texts together. */
const longest = 300_000;

/**
 * @param {string | Uint8Array} config
 * @param {{address?: string, onProgress?: (progress: {name: string, bytes: number, total: number | undefined}) => void, signal?: AbortSignal}} [options]
 */
export async function fetchDocument(config, { address, onProgress, signal } = {}) {
  starter.check();
  if (address !== undefined) text("address", address);
  if (signal !== undefined && !isSignal(signal)) {
    throw new MetarestError("invalid-option", `signal is an AbortSignal, not ${named(signal)}`, {
      option: "signal",
    });
  }
  signal?.throwIfAborted();
  const own = new AbortController();
  // Without the caller's reason, which may be anything: the wasm gets an `AbortError`.
  const abort = () => own.abort();
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(abort, longest);
  const tell =
    onProgress &&
    ((/** @type {string} */ name, /** @type {number} */ bytes, /** @type {any} */ total) =>
      onProgress({ name, bytes, total }));
  try {
    return await before(signal, core.fetchDocument(config, address, tell, own.signal));
  } catch (error) {
    return guarded(() => {
      throw error;
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    own.abort();
  }
}
