/**
 * Writes log lines to standard error, and on a terminal a line of progress below them.
 */
import { levels } from "./manual.js";

/** @typedef {import("./manual.js").LogLevel} LogLevel */

const colors = { debug: "2", info: "34", warn: "33", error: "31" };
/** Milliseconds between two updates of the progress. */
const interval = 100;

/** Whether a stream shows colours: only a terminal, and NO_COLOR (no-color.org) not set. @param {NodeJS.WriteStream} stream */
export function hasColor(stream) {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

/** Log and progress of one command. */
export class Terminal {
  #stream;
  #level;
  #drawn = false;
  #last = 0;

  /** @param {NodeJS.WriteStream} stream @param {LogLevel} level the lowest that is shown */
  constructor(stream, level) {
    this.#stream = stream;
    this.#level = levels.indexOf(level);
  }

  /** @param {{level: LogLevel, message: string}} entry */
  log({ level, message }) {
    if (levels.indexOf(level) < this.#level) return;
    this.clear();
    const label = level.padEnd(5);
    const painted = hasColor(this.#stream) ? `\u001b[${colors[level]}m${label}\u001b[0m` : label;
    this.#stream.write(`${this.#time()}${painted} ${message}\n`);
  }

  /** A log file shows times; a terminal does not. */
  #time() {
    return this.#stream.isTTY ? "" : `${new Date().toISOString()} `;
  }

  /** @param {{phase: string, done: number, total: number}} state */
  progress({ phase, done, total }) {
    const now = performance.now();
    if (!this.#stream.isTTY || (now - this.#last < interval && done < total)) return;
    this.#last = now;
    this.#drawn = true;
    const counted = total > 0 ? `${done} of ${total}` : "";
    this.#stream.write(`\r\u001b[K${phase} ${bar(done, total)}${counted}`);
  }

  /** Removes the progress. */
  clear() {
    if (this.#drawn) this.#stream.write("\r\u001b[K");
    this.#drawn = false;
  }
}

/** @param {number} done @param {number} total */
function bar(done, total) {
  if (total === 0) return "…";
  const width = 24;
  const filled = Math.min(width, Math.round((done / total) * width));
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} `;
}
