/**
 * The arguments of the commands that speak to a Worker → a call that can be made.
 */
import { UsageError } from "../usage_error.js";

/** @typedef {import("../manual.js").Format} Format */
/** @typedef {import("../manual.js").ColorMode} ColorMode */
/** @typedef {"push" | "services" | "runs" | "approve"} WorkerCommand */
/**
 * @typedef {object} WorkerCall a command as it was asked for
 * @property {WorkerCommand} command
 * @property {string[]} arguments names of services and runs, and a hash
 * @property {string[]} configs as of the other commands
 * @property {Format} format
 * @property {string} [worker] its address
 * @property {boolean} insecure
 * @property {number} timeout of one request, in seconds
 * @property {boolean} dryRun
 * @property {boolean} run
 * @property {boolean} follow
 * @property {number} limit
 * @property {boolean} quiet
 * @property {ColorMode} color
 */

/** Seconds for one request, and the most that are waited. */
const [usualTimeout, longestTimeout] = [30, 3600];
/** How many runs are listed, and the most. */
const [usualLimit, largestLimit] = [20, 10_000];

/**
 * @param {WorkerCommand} command
 * @param {Record<string, any>} values
 * @param {string[]} positionals
 * @param {{format: Format, color: ColorMode}} choices
 * @returns {WorkerCall} @throws {UsageError}
 */
export function readWorkerCall(command, values, positionals, { format, color }) {
  rejectArguments(command, positionals, format);
  if (values.run && values["dry-run"]) {
    throw new UsageError("--run and --dry-run cannot be combined", format);
  }
  if (values.follow && positionals.length < 2 && !isRunId(positionals[0])) {
    throw new UsageError("--follow needs a run: SERVICE NUMBER, or SERVICE.NUMBER", format);
  }
  return {
    command,
    arguments: positionals,
    configs: values.config ?? [],
    format,
    worker: values.worker,
    insecure: values.insecure ?? false,
    timeout: whole("timeout", values.timeout ?? String(usualTimeout), longestTimeout, format),
    dryRun: values["dry-run"] ?? false,
    run: values.run ?? false,
    follow: values.follow ?? false,
    limit: whole("limit", values.limit ?? String(usualLimit), largestLimit, format),
    quiet: values.quiet ?? false,
    color,
  };
}

/** Whether a name may be the id of a run, SERVICE.NUMBER. @param {string} [name] */
export function isRunId(name = "") {
  return /.\.\d+$/.test(name);
}

/** @param {WorkerCommand} command @param {string[]} given @param {Format} format */
function rejectArguments(command, given, format) {
  const isEmpty = given.includes("");
  if (command === "runs" && (given.length > 2 || isEmpty)) {
    throw new UsageError(
      "metarest runs takes a service, a service and the number of a run, or the id of a run",
      format,
    );
  }
  if (command !== "approve") return;
  if (given.length !== 2 || isEmpty) {
    throw new UsageError(
      "metarest approve takes SERVICE and HASH: `metarest runs ID` shows the hash",
      format,
    );
  }
  if (!/^[0-9a-f]{64}$/.test(String(given[1]))) {
    throw new UsageError(
      "the hash of an approval has 64 characters, 0 to 9 and a to f: `metarest runs ID` shows it",
      format,
    );
  }
}

/** A number from 1. @param {string} name @param {string} value @param {number} most @param {Format} format */
function whole(name, value, most, format) {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`--${name} is a whole number from 1 to ${most}, not ${value}`, format);
}
