/**
 * Writes log lines to standard error, and on a terminal a line of progress below them.
 */
import { levels } from "./manual.js";

/** @typedef {import("./manual.js").LogLevel} LogLevel */
/** @typedef {import("./manual.js").ColorMode} ColorMode */
/** @typedef {import("../run/loop.js").Shell["load"]} Load */
/** @typedef {import("../run/loop.js").Progress} Progress */

const colors = { debug: "2", info: "34", warn: "33", error: "31" };
/** Milliseconds between two updates of the progress. */
const interval = 100;

/** The phases of a run, in words. @type {Record<Progress["phase"], string>} */
const phases = {
  connect: "asking the server",
  load: "loading the document",
  map: "mapping the document",
  snapshot: "reading the catalogue",
  plan: "comparing",
  apply: "writing",
  verify: "reading back",
  delete: "deleting",
  report: "writing the status",
};

/**
 * Whether a stream shows colours: as asked for, else as FORCE_COLOR or NO_COLOR (no-color.org) say, else on a terminal.
 *
 * @param {NodeJS.WriteStream} stream @param {ColorMode} mode
 */
export function hasColor(stream, mode) {
  if (mode !== "auto") return mode === "always";
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return Boolean(stream.isTTY) && !NO_COLOR && TERM !== "dumb";
}

/** The width of a terminal; undefined for a file or a pipe. @param {NodeJS.WriteStream} stream */
export function widthOf(stream) {
  return stream.isTTY && stream.columns > 0 ? stream.columns : undefined;
}

/** Log and progress of one run. */
export class Terminal {
  #stream;
  #level;
  #color;
  #showsProgress;
  /** @type {Progress | undefined} */
  #state;
  /** When the phase began. */
  #since = 0;
  /** Bytes of documents that have arrived, and how many there will be. */
  #bytes = { arrived: 0, total: 0 };
  #drawn = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {NodeJS.WriteStream} stream
   * @param {{level: LogLevel, quiet: boolean, color: ColorMode}} options `level`: the lowest that is shown
   */
  constructor(stream, { level, quiet, color }) {
    this.#stream = stream;
    this.#level = levels.indexOf(level);
    this.#color = hasColor(stream, color);
    this.#showsProgress = Boolean(stream.isTTY) && !quiet;
  }

  /** @param {{level: LogLevel, message: string}} entry */
  log({ level, message }) {
    if (levels.indexOf(level) < this.#level) return;
    this.#clear();
    const label = level.padEnd(5);
    const painted = this.#color ? `\u001b[${colors[level]}m${label}\u001b[0m` : label;
    this.#stream.write(`${this.#time()}${painted} ${message}\n`);
  }

  /** A log file shows times; a terminal does not. */
  #time() {
    return this.#stream.isTTY ? "" : `${new Date().toISOString()} `;
  }

  /** A function that loads, whose bytes are counted. @param {Load} load @returns {Load} */
  counted(load) {
    return (effect, signal, receive) =>
      load(effect, signal, (piece, length) => {
        if (this.#bytes.arrived === 0) this.#bytes.total = length ?? 0;
        this.#bytes.arrived += piece.length;
        receive(piece, length);
      });
  }

  /** Shows a phase; from then on its time runs. @param {Progress} state */
  progress(state) {
    const isNew = state.phase !== this.#state?.phase;
    if (isNew) this.#endPhase();
    this.#state = state;
    if (!this.#showsProgress) return;
    // Mapping lets no timer run: its line has to be there before.
    if (isNew) this.#draw();
    this.#timer ??= setInterval(() => this.#draw(), interval);
  }

  /** Logs how long a phase took, and begins the next. */
  #endPhase() {
    if (this.#state) {
      this.log({ level: "debug", message: `${phases[this.#state.phase]}: ${this.#seconds()}` });
    }
    this.#since = performance.now();
  }

  /** How long the phase has taken. */
  #seconds() {
    return `${((performance.now() - this.#since) / 1000).toFixed(1)} s`;
  }

  #draw() {
    if (!this.#state) return;
    const { phase, done, total } = this.#state;
    const time = this.#seconds();
    const parts = [phases[phase], bar(done, total), this.#count(this.#state), time === "0.0 s" ? "" : time];
    const line = parts.filter(Boolean).join("  ");
    this.#drawn = true;
    this.#stream.write(`\r\u001b[K${line.slice(0, (this.#stream.columns ?? line.length + 1) - 1)}`);
  }

  /** How much is done. @param {Progress} state */
  #count({ phase, done, total }) {
    if (total > 0) return `${done} of ${total}`;
    if (done > 0) return String(done);
    const { arrived, total: all } = this.#bytes;
    if (phase === "load" && arrived > 0) {
      return all > arrived ? `${size(arrived)} of ${size(all)}` : size(arrived);
    }
    return phase === "map" && arrived > 0 ? size(arrived) : "";
  }

  /** Removes the line of progress; the next update draws it again. */
  #clear() {
    if (this.#drawn) this.#stream.write("\r\u001b[K");
    this.#drawn = false;
  }

  /** Ends the progress. */
  end() {
    clearInterval(this.#timer);
    this.#endPhase();
    this.#state = undefined;
    this.#clear();
  }
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** @param {number} done @param {number} total */
function bar(done, total) {
  if (total === 0) return "";
  const width = 24;
  const filled = Math.min(width, Math.round((done / total) * width));
  return `${"█".repeat(filled)}${"░".repeat(width - filled)}`;
}
