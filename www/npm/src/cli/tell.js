/**
 * Tells a person something about the call, on standard error. What they wrote is in it: it may have control characters,
 * and addresses with secrets.
 */
import { core } from "./core.js";

/** @param {string} message */
export async function tell(message) {
  const { shown } = await core();
  process.stderr.write(`metarest: ${shown(message)}\n`);
}
