/**
 * The reading of the arguments: what a person wrote → a call that can be carried out.
 */
import { parseArgs } from "node:util";
import { commands, formats, help, levels, options, overview, version } from "./manual.js";

/** @typedef {import("./manual.js").Command} Command */
/** @typedef {import("./manual.js").Format} Format */
/** @typedef {import("./manual.js").LogLevel} LogLevel */

/**
 * @typedef {object} Call a command as it was asked for
 * @property {Exclude<Command, "explain">} command
 * @property {string} [config] a file's path, `-` for standard input
 * @property {string} [spec] a file's path or an HTTP address
 * @property {Format} format
 * @property {string} [report] a file's path
 * @property {boolean} connect
 * @property {boolean} fix
 * @property {string} [to] a version
 * @property {boolean} inPlace
 * @property {boolean} strip
 * @property {number} [minCoverage] in percent
 * @property {LogLevel} [logLevel]
 * @property {string} [approve]
 * @property {boolean} exitCode
 */

/** @typedef {{command: "explain", code?: string}} Explain a code of which someone wants to know more */

/** The arguments are not usable; the message says why. */
export class UsageError extends Error {
  /** @param {string} message @param {Format} [format] in which the caller wants to hear it */
  constructor(message, format = "text") {
    super(message);
    this.format = format;
  }
}

/**
 * Reads the arguments.
 *
 * @param {string[]} args
 * @returns {Call | Explain | {show: string}} a call, or a text that was asked for
 * @throws {UsageError}
 */
export function read(args) {
  const [word, ...rest] = args;
  if (word === "--version" || word === "-V") return { show: version() };
  if (word === "--help" || word === "-h") return { show: overview() };
  if (word === "help") return { show: isCommand(rest[0]) ? help(rest[0]) : overview() };
  if (!isCommand(word)) throw new UsageError(noCommand(word));
  return word === "explain" ? readExplain(rest) : readCommand(word, rest);
}

/** @param {string | undefined} word @returns {word is Command} */
function isCommand(word) {
  return word !== undefined && Object.hasOwn(commands, word);
}

/** @param {string | undefined} word */
function noCommand(word) {
  const known = `the commands are ${Object.keys(commands).join(", ")}`;
  return word === undefined ? `no command; ${known}` : `no such command: ${word}; ${known}`;
}

/** @param {string[]} args @returns {Explain | {show: string}} */
function readExplain(args) {
  const { values, positionals } = parsed("explain", args, "text", true);
  if (values.help) return { show: help("explain") };
  if (positionals.length > 1) throw new UsageError("metarest explain takes one code");
  return { command: "explain", code: positionals[0] };
}

/** @param {Call["command"]} command @param {string[]} args @returns {Call | {show: string}} */
function readCommand(command, args) {
  const format = wantedFormat(args);
  const { values } = parsed(command, args, format);
  if (values.help) return { show: help(command) };
  for (const name of commands[command].needs) {
    if (values[name] === undefined)
      throw new UsageError(`metarest ${command} needs ${options[name].help[0]}`, format);
  }
  if (values.config === undefined && values.spec === undefined) {
    throw new UsageError(`metarest ${command} needs -c FILE or --spec FILE|URL`, format);
  }
  refuseClashes(values, format);
  return {
    command,
    config: values.config,
    spec: values.spec,
    format: oneOf("format", formats, values.format ?? "text", format),
    report: values.report,
    connect: values.connect ?? false,
    fix: values.fix ?? false,
    to: values.to,
    inPlace: values["in-place"] ?? false,
    strip: values.strip ?? false,
    minCoverage: percent("min-coverage", values["min-coverage"], format),
    logLevel: oneOf("log-level", levels, values["log-level"]?.toLowerCase(), format),
    approve: values.approve,
    exitCode: values["exit-code"] ?? false,
  };
}

/** Options that do not go together. @param {Record<string, any>} values @param {Format} format @throws {UsageError} */
function refuseClashes(values, format) {
  if (values.fix && values.connect) throw new UsageError("--fix and --connect do not go together", format);
  if (values["in-place"] && values.config === "-") {
    throw new UsageError("--in-place needs a file: standard input has no place", format);
  }
}

/**
 * @param {Command} command @param {string[]} args @param {Format} format @param {boolean} [allowPositionals]
 * @returns {{values: Record<string, any>, positionals: string[]}}
 */
function parsed(command, args, format, allowPositionals = false) {
  const allowed = /** @type {Record<string, any>} */ (
    Object.fromEntries(commands[command].options.map((name) => [name, options[name]]))
  );
  try {
    return parseArgs({ args, options: allowed, strict: true, allowPositionals });
  } catch (error) {
    const [sentence] = /** @type {Error} */ (error).message.split(/\. |\n/);
    throw new UsageError(/** @type {string} */ (sentence), format);
  }
}

/** The format that was asked for, known before the arguments are known to be good. @param {string[]} args @returns {Format} */
function wantedFormat(args) {
  return args.some((arg, at) => arg === "--format=json" || (arg === "json" && args[at - 1] === "--format"))
    ? "json"
    : "text";
}

/**
 * @template {string} T
 * @template {T | undefined} V
 * @param {string} name @param {T[]} words @param {string | undefined} value @param {Format} format
 * @returns {any}
 */
function oneOf(name, words, value, format) {
  if (value === undefined || words.includes(/** @type {T} */ (value))) return value;
  throw new UsageError(`--${name} is one of ${words.join(", ")}, not ${value}`, format);
}

/** @param {string} name @param {string | undefined} value @param {Format} format */
function percent(name, value, format) {
  if (value === undefined) return undefined;
  const number = /^\d+(\.\d+)?%?$/.test(value) ? Number.parseFloat(value) : Number.NaN;
  if (number <= 100) return number;
  throw new UsageError(`--${name} is a number from 0 to 100, not ${value}`, format);
}
