/**
 * A mistake in the arguments.
 */

/** @typedef {import("./manual.js").Format} Format */

/** The arguments are invalid; the message says why. */
export class UsageError extends Error {
  /** @param {string} message @param {Format} [format] of the report of this error */
  constructor(message, format = "text") {
    super(message);
    this.format = format;
  }
}
