/** Errors of the workers and of what they answer: questions that are of no use any more, and how an error is shown. */

/** @param {string} reason */
export function aborted(reason) {
  return new DOMException(reason, "AbortError");
}

/** @param {unknown} error */
export function isAborted(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** @param {unknown} error */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** For answers of which nobody needs to hear that they never came. @param {unknown} error */
export function ignoreAborted(error) {
  if (!isAborted(error)) throw error;
}
