/**
 * Misuse of the package: an error that says which argument or option is wrong. What a config or a document has in it
 * is never an error, but a diagnostic.
 */

/** @typedef {"invalid-argument" | "invalid-option" | "not-editable" | "not-started" | "not-loaded" | "freed"} MetarestErrorCode */

/** A function of the package was called wrongly, or before the package had started. */
export class MetarestError extends Error {
  name = "MetarestError";

  /**
   * @param {MetarestErrorCode} code
   * @param {string} message
   * @param {{option?: string, cause?: unknown}} [details] `option`: the one that is wrong
   */
  constructor(code, message, { option, cause } = {}) {
    super(message, { cause });
    this.code = code;
    this.option = option;
  }
}

/** What a value is, without what is in it: it may be a secret. @param {unknown} value */
export function named(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "such an object" : `a ${typeof value}`;
}

/** Whether a value is an `AbortSignal`, also one of another realm. @param {any} value @returns {value is AbortSignal} */
export function isSignal(value) {
  return typeof value?.addEventListener === "function" && "aborted" in value;
}

/** An argument that is a text: the wasm would read anything else as one. @param {string} name @param {unknown} value */
export function text(name, value) {
  if (typeof value === "string") return value;
  throw new MetarestError("invalid-argument", `${name} is a string, not ${named(value)}`, { option: name });
}

/** What the wasm throws. */
const codes = new Set(["invalid-argument", "invalid-option", "not-editable"]);

/**
 * Calls a function of the wasm; what it throws for misuse becomes a `MetarestError`.
 *
 * @template T @param {() => T} call @returns {T}
 */
export function guarded(call) {
  try {
    return call();
  } catch (error) {
    const { code, option, message } = /** @type {any} */ (error ?? {});
    if (!codes.has(code)) throw error;
    throw new MetarestError(code, message, { option });
  }
}
