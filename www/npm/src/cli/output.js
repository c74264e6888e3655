/**
 * Writes reports to standard output, in the format that was asked for, and to the files that were named.
 */
import { check } from "./commands.js";
import { core } from "./core.js";
import { WriteError, write } from "./file.js";
import { tell } from "./tell.js";
import { hasColor, widthOf } from "./terminal.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {import("./configs.js").Input} Input */
/** @typedef {import("./core.js").Report} Report */
/** @typedef {InstanceType<import("./core.js").Core["Output"]>} Output */

/** Takes the reports of a call one by one. */
export class Printer {
  #call;
  #output;
  /** The report as JSON for `--report`. @type {{output: Output, pieces: Uint8Array[]} | undefined} */
  #file;
  #stream;

  /** @param {Call} call @param {number} configs how many there are @returns {Promise<Printer>} */
  static async of(call, configs) {
    return new Printer(call, configs, await core());
  }

  /** @param {Call} call @param {number} configs @param {import("./core.js").Core} core */
  constructor(call, configs, { Output }) {
    const { command, failOnWarning, quiet } = call;
    this.#call = call;
    // Standard output is for a config or a diff, if that was asked for.
    this.#stream = printsConfig(call) || printsDiff(call) ? process.stderr : process.stdout;
    const color = hasColor(this.#stream, call.color);
    const shared = { command, configs, failOnWarning, quiet };
    this.#output = new Output({ ...shared, format: call.format, color, width: widthOf(this.#stream) });
    if (call.report !== undefined) {
      this.#file = { output: new Output({ ...shared, format: "json" }), pieces: [] };
    }
  }

  /** Writes what a report says about one config. @param {Report} report @param {Input} input @param {boolean} isLast */
  async add(report, input, isLast) {
    await this.#write(await this.#writeConfig(report, input), input, isLast);
  }

  /** @param {Report} report as it is printed @param {Input} input @param {boolean} isLast */
  async #write(report, input, isLast) {
    await this.#writePlan(report);
    if (this.#file) {
      const { output, pieces } = this.#file;
      output.add(report, (piece) => pieces.push(piece), labelOf(input));
      if (isLast) await this.#writeReport(report);
    }
    await this.#print((take) => this.#output.add(report, take, labelOf(input)));
  }

  /** Writes what needs all reports. @returns {Promise<number>} the exit code */
  async end() {
    await this.#print((take) => this.#output.end(take));
    return this.#output.exitCode;
  }

  /**
   * The fixed or converted config, or the difference to it.
   *
   * @param {Report} report @param {Input} input @returns {Promise<Report>} what to print: of a file that could not be
   * written, what is to say of it as it is
   */
  async #writeConfig(report, input) {
    const { name, text, part } = input;
    const { command, color } = this.#call;
    const { fixedConfig } = report;
    if (printsDiff(this.#call)) {
      const { Output } = await core();
      const style = { color: hasColor(process.stdout, color), width: widthOf(process.stdout) };
      await print(new Output({ format: "text", command, configs: 1, ...style }).diff(report) ?? "");
    } else if (printsConfig(this.#call)) {
      const shown = fixedConfig ?? new TextDecoder().decode(text);
      if (part) await print(part.of.plain(part.at, shown));
      else if (command !== "convert" || report.exitCode === 0) await print(fixedConfig ?? text ?? "");
    } else if (fixedConfig !== undefined) {
      const path = String(name);
      const why = await failure(path, part ? part.of.with(part.at, fixedConfig) : fixedConfig);
      if (why !== undefined) return await unchanged(this.#call, input, path, why);
      part?.of.keep(part.at, fixedConfig);
    }
    return report;
  }

  /** `plan --out`. @param {Report} report */
  async #writePlan(report) {
    const { approve, out } = this.#call;
    if (out === undefined) return;
    const pieces = /** @type {Uint8Array[]} */ ([]);
    const isMade = report.planFile(approve, (/** @type {Uint8Array} */ piece) => pieces.push(piece));
    if (!isMade) return await this.#note(`no plan was made, so ${out} is not written`);
    const why = await failure(out, pieces);
    if (why === undefined) return await this.#note(`the plan is in ${out}`);
    report.notWritten(out, why);
  }

  /** `--report`, with the last report, in which it is said if the file cannot be written. @param {Report} last */
  async #writeReport(last) {
    const { report: path } = this.#call;
    if (path === undefined || !this.#file) return;
    const { output, pieces } = this.#file;
    output.end((piece) => pieces.push(piece));
    const why = await failure(path, pieces);
    if (why === undefined) return await this.#note(`the report is in ${path}`);
    last.reportNotWritten(path, why);
  }

  /** @param {string} text */
  async #note(text) {
    if (!this.#call.quiet) await tell(text);
  }

  /** Prints in pieces: one text of a large report would take several times its size. @param {(take: (piece: Uint8Array) => void) => void} give */
  async #print(give) {
    const pieces = /** @type {Uint8Array[]} */ ([]);
    give((piece) => pieces.push(piece));
    for (const piece of pieces) await print(piece, this.#stream);
  }
}

/** Writes a file. @param {string} path @param {string | Uint8Array[]} text @returns {Promise<string | undefined>} why it could not be written */
async function failure(path, text) {
  try {
    await write(path, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    return error.why;
  }
}

/** The report of a config whose file could not be written. @param {Call} call @param {Input} input @param {string} path @param {string} why */
async function unchanged(call, input, path, why) {
  const report = await check({ ...call, connect: false, fix: false, diff: false }, input);
  report.notWritten(path, why);
  return report;
}

/** What tells the documents of one file apart. @param {Input} input */
function labelOf({ name, part }) {
  return part && `${name === "-" ? "<stdin>" : name}, document ${part.at + 1}`;
}

/** Whether standard output gets a config. @param {Call} call */
function printsConfig({ command, inPlace, fix, configs }) {
  return command === "convert" ? !inPlace : fix && configs.includes("-");
}

/** Whether standard output gets a diff; the other formats have it inside or leave it out. @param {Call} call */
function printsDiff({ diff, format }) {
  return diff && format === "text";
}

/** @param {string | Uint8Array} text @param {NodeJS.WriteStream} [stream] @returns {Promise<void>} */
export function print(text, stream = process.stdout) {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
