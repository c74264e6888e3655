/**
 * Writes a report to standard output, in the format that was asked for, and to the files that were named.
 */
import { WriteError, write } from "./file.js";
import { hasColor } from "./terminal.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {import("./core.js").Report} Report */

/** A file could not be written. */
const failedCode = 1;

/**
 * Writes everything that a call asks for, and reports what could not be written.
 *
 * @param {Call} call @param {Report} report
 * @param {Uint8Array | undefined} config as it was read
 * @returns {Promise<number>} the exit code
 */
export async function writeReport(call, report, config) {
  const toStdout = call.command === "convert" ? !call.inPlace : call.fix && call.config === "-";
  if (toStdout && !(call.command === "convert" && report.exitCode !== 0)) {
    await print(report.fixedConfig ?? config ?? "");
  }
  const { fixedConfig } = report;
  const configWritten =
    toStdout || fixedConfig === undefined || (await tryWrite(String(call.config), fixedConfig));
  const reportWritten = call.report === undefined || (await tryWrite(call.report, json(report)));
  if (reportWritten && call.report) process.stderr.write(`metarest: the report is in ${call.report}\n`);
  const stream = toStdout ? process.stderr : process.stdout;
  for (const piece of formatted(call, report, stream)) await print(piece, stream);
  const { exitCode } = report;
  return (configWritten && reportWritten) || exitCode === 2 ? exitCode : failedCode;
}

/** @param {Call} call @param {Report} report @param {NodeJS.WriteStream} stream */
function formatted({ format }, report, stream) {
  if (format === "json") return json(report);
  return [format === "markdown" ? report.markdown() : report.text(hasColor(stream))];
}

/** A report as JSON, in pieces: one text of a large report would take several times its size. @param {Report} report */
function json(report) {
  const pieces = /** @type {Uint8Array[]} */ ([]);
  report.json((piece) => pieces.push(piece));
  return pieces;
}

/** Whether a file could be written; if not, reports why. @param {string} path @param {string | Uint8Array[]} text */
async function tryWrite(path, text) {
  try {
    await write(path, text);
    return true;
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    process.stderr.write(`metarest: ${error.message}\n`);
    return false;
  }
}

/** @param {string | Uint8Array} text @param {NodeJS.WriteStream} [stream] @returns {Promise<void>} */
export function print(text, stream = process.stdout) {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
