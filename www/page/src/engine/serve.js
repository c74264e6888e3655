/**
 * A worker's side: gets the compiled core first, then answers the page's questions one after the other.
 *
 * An error that a question raises is its answer; an `AbortError` says that the question is of no use any more. A panic of
 * the core ends the worker's use: it says `failed`, and the page starts another one.
 */
import * as core from "metarest/slim";
import { isAborted, reasonOf } from "./errors.js";

/** @typedef {Record<string, (value: any) => unknown>} Handlers */

/** @param {Handlers} handlers */
export function serve(handlers) {
  self.addEventListener("message", async ({ data }) => {
    if (data.module !== undefined) return start(data.module);
    try {
      const result = await handlers[data.name]?.(data.value);
      self.postMessage({ id: data.id, result });
    } catch (error) {
      if (isPanic(error)) self.postMessage({ failed: reasonOf(error) });
      else self.postMessage({ id: data.id, error: reasonOf(error), isAborted: isAborted(error) });
    }
  });
}

/** @param {WebAssembly.Module} module */
async function start(module) {
  try {
    await core.init(module);
    self.postMessage({ ready: true });
  } catch (error) {
    self.postMessage({ failed: reasonOf(error) });
  }
}

/** Whether the core's memory is not to be trusted any more. @param {unknown} error */
function isPanic(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
