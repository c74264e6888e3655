/**
 * Parses the arguments: what a person wrote → a call that can be run.
 */
import { parseArgs } from "node:util";
import { core } from "./core.js";
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

/** @typedef {{command: "explain", code?: string}} Explain the code to explain; without it all codes */

/** The arguments are invalid; the message says why. */
export class UsageError extends Error {
  /** @param {string} message @param {Format} [format] of the report of this error */
  constructor(message, format = "text") {
    super(message);
    this.format = format;
  }
}

/**
 * Parses the arguments.
 *
 * @param {string[]} args
 * @returns {Promise<Call | Explain | {show: string}>} a call, or a text that was asked for
 * @throws {UsageError}
 */
export async function read(args) {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") return { show: version() };
  if (first === "--help" || first === "-h") return { show: overview() };
  if (first === "help") return { show: isCommand(rest[0]) ? help(rest[0]) : overview() };
  if (!isCommand(first)) throw new UsageError(await noCommand(first));
  return first === "explain" ? readExplain(rest) : readCommand(first, rest);
}

/** @param {string | undefined} name @returns {name is Command} */
function isCommand(name) {
  return name !== undefined && Object.hasOwn(commands, name);
}

/** @param {string | undefined} name */
async function noCommand(name) {
  const known = Object.keys(commands);
  const all = `the commands are ${known.join(", ")}`;
  if (name === undefined) return `no command; ${all}`;
  if (name.startsWith("-")) return `the command comes first: metarest COMMAND ${name} …; ${all}`;
  return `no such command: ${name}; ${didYouMean(await nearest(name, known)) ?? all}`;
}

/** @param {string[]} args @returns {Promise<Explain | {show: string}>} */
async function readExplain(args) {
  const { values, positionals } = await parse("explain", args, "text", true);
  if (values.help) return { show: help("explain") };
  if (positionals.length > 1) throw new UsageError("metarest explain takes one code");
  return { command: "explain", code: positionals[0] };
}

/** @param {Call["command"]} command @param {string[]} args @returns {Promise<Call | {show: string}>} */
async function readCommand(command, args) {
  const format = formatOf(args);
  const { values } = await parse(command, args, format);
  if (values.help) return { show: help(command) };
  for (const name of commands[command].needs) {
    if (values[name] === undefined)
      throw new UsageError(`metarest ${command} needs ${options[name].help[0]}`, format);
  }
  if (values.config === undefined && values.spec === undefined) {
    throw new UsageError(`metarest ${command} needs -c FILE or --spec FILE|URL`, format);
  }
  rejectConflicts(values, format);
  return {
    command,
    config: values.config,
    spec: values.spec,
    format: await oneOf("format", formats, values.format ?? "text", format),
    report: values.report,
    connect: values.connect ?? false,
    fix: values.fix ?? false,
    to: values.to,
    inPlace: values["in-place"] ?? false,
    strip: values.strip ?? false,
    minCoverage: percent("min-coverage", values["min-coverage"], format),
    logLevel: await oneOf("log-level", levels, values["log-level"]?.toLowerCase(), format),
    approve: values.approve,
    exitCode: values["exit-code"] ?? false,
  };
}

/** Rejects options that contradict each other. @param {Record<string, any>} values @param {Format} format @throws {UsageError} */
function rejectConflicts(values, format) {
  if (values.fix && values.connect) throw new UsageError("--fix and --connect cannot be combined", format);
  if (values["in-place"] && values.config === "-") {
    throw new UsageError("--in-place needs a file, not standard input", format);
  }
}

/**
 * @param {Command} command @param {string[]} args @param {Format} format @param {boolean} [allowPositionals]
 * @returns {Promise<{values: Record<string, any>, positionals: string[]}>}
 */
async function parse(command, args, format, allowPositionals = false) {
  const allowed = /** @type {Record<string, any>} */ (
    Object.fromEntries(commands[command].options.map((name) => [name, options[name]]))
  );
  try {
    return parseArgs({ args, options: allowed, strict: true, allowPositionals });
  } catch (error) {
    throw new UsageError(await rejection(command, Object.keys(allowed), /** @type {any} */ (error)), format);
  }
}

/**
 * What is wrong with the arguments, for a person.
 *
 * @param {Command} command @param {string[]} allowed its options @param {{code?: string, message: string}} error of `parseArgs`
 */
async function rejection(command, allowed, { code, message }) {
  const [, argument = ""] = message.match(/'([^']*)'/) ?? [];
  switch (code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return await unknownOption(command, allowed, argument);
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return `unexpected argument: ${argument}; did you mean -c ${argument}?`;
    default:
      return /** @type {string} */ (message.split(/\. |\n/)[0]);
  }
}

/** @param {Command} command @param {string[]} allowed @param {string} option with its hyphens */
async function unknownOption(command, allowed, option) {
  const name = option.replace(/^--?/, "");
  const near = (await nearest(name, allowed)) ?? (await nearest(name, Object.keys(options)));
  const problem = Object.hasOwn(options, name)
    ? `${command} has no option ${option}`
    : `no such option: ${option}`;
  const help = `\`metarest ${command} --help\` lists the options`;
  if (near === undefined || near === name) return `${problem}; ${help}`;
  const elsewhere = allowed.includes(near) ? undefined : commandsWith(near);
  return `${problem}; did you mean --${near}${elsewhere ? ` of ${elsewhere}` : ""}?`;
}

/** The commands that have an option. @param {string} option */
function commandsWith(option) {
  const names = /** @type {Command[]} */ (Object.keys(commands));
  return names.filter((name) => commands[name].options.some((known) => known === option)).join(", ");
}

/** The name that a misspelt one was probably meant to be. @param {string} name @param {string[]} known */
async function nearest(name, known) {
  return (await core()).nearest(name, known);
}

/** @param {string | undefined} name */
function didYouMean(name) {
  return name === undefined ? undefined : `did you mean ${name}?`;
}

/** The format for usage errors, known before the arguments are parsed. @param {string[]} args @returns {Format} */
function formatOf(args) {
  return args.some((arg, at) => arg === "--format=json" || (arg === "json" && args[at - 1] === "--format"))
    ? "json"
    : "text";
}

/**
 * @template {string} T
 * @template {T | undefined} V
 * @param {string} name @param {T[]} allowed @param {string | undefined} value @param {Format} format
 * @returns {Promise<any>}
 */
async function oneOf(name, allowed, value, format) {
  if (value === undefined || allowed.includes(/** @type {T} */ (value))) return value;
  const near = didYouMean(await nearest(value, allowed));
  throw new UsageError(
    `--${name} is one of ${allowed.join(", ")}, not ${value}${near ? `; ${near}` : ""}`,
    format,
  );
}

/** @param {string} name @param {string | undefined} value @param {Format} format */
function percent(name, value, format) {
  if (value === undefined) return undefined;
  const number = /^\d+(\.\d+)?%?$/.test(value) ? Number.parseFloat(value) : Number.NaN;
  if (number <= 100) return number;
  throw new UsageError(`--${name} is a number from 0 to 100, not ${value}`, format);
}
