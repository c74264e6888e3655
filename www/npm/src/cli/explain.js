/**
 * The page of a diagnostic's code.
 */
import { core } from "./core.js";
import { widthOf } from "./terminal.js";
import { UsageError } from "./usage.js";

/** The page of a code, or the list of all codes. @param {string | undefined} code @throws {UsageError} */
export async function explain(code) {
  const { explain } = await core();
  try {
    return explain(code, widthOf(process.stdout));
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}
