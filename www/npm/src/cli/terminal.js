/**
 * Standard error as a person sees it: log lines, and on a terminal a line of progress below them.
 */
import { levels } from "./manual.js";

/** @typedef {import("./manual.js").LogLevel} LogLevel */

const paints = { debug: "2", info: "34", warn: "33", error: "31" };
/** Milliseconds between two drawings of the progress. */
const pause = 100;

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

  /** @param {NodeJS.WriteStream} stream @param {LogLevel} level the least that is shown */
  constructor(stream, level) {
    this.#stream = stream;
    this.#level = levels.indexOf(level);
  }

  /** @param {{level: LogLevel, message: string}} entry */
  log({ level, message }) {
    if (levels.indexOf(level) < this.#level) return;
    this.clear();
    const word = level.padEnd(5);
    const painted = hasColor(this.#stream) ? `\u001b[${paints[level]}m${word}\u001b[0m` : word;
    this.#stream.write(`${this.#time()}${painted} ${message}\n`);
  }

  /** Who looks on knows what time it is; who reads a file later does not. */
  #time() {
    return this.#stream.isTTY ? "" : `${new Date().toISOString()} `;
  }

  /** @param {{phase: string, done: number, total: number}} state */
  progress({ phase, done, total }) {
    const now = performance.now();
    if (!this.#stream.isTTY || (now - this.#last < pause && done < total)) return;
    this.#last = now;
    this.#drawn = true;
    const counted = total > 0 ? `${done} of ${total}` : "";
    this.#stream.write(`\r\u001b[K${phase} ${bar(done, total)}${counted}`);
  }

  /** Takes the progress away. */
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
