/**
 * Parses the arguments: what a person wrote → a call that can be run.
 */
import { parseArgs } from "node:util";
import { core } from "./core.js";
import { help, overview, version } from "./help.js";
import { commands, formatsOf, options, shells } from "./manual.js";
import { UsageError } from "./usage_error.js";
import { readWorkerCall } from "./worker/call.js";

export { UsageError } from "./usage_error.js";

/** @typedef {import("./manual.js").Command} Command */
/** @typedef {import("./manual.js").Format} Format */
/** @typedef {import("./manual.js").LogLevel} LogLevel */
/** @typedef {import("./manual.js").ColorMode} ColorMode */
/** @typedef {import("./manual.js").Shell} Shell */
/** @typedef {import("./manual.js").OptionEntry} OptionEntry */
/** @typedef {import("./worker/call.js").WorkerCommand} WorkerCommand */
/** @typedef {import("./worker/call.js").WorkerCall} WorkerCall */

/**
 * @typedef {object} Call a command as it was asked for
 * @property {Exclude<Command, "explain" | "completion" | "init" | WorkerCommand>} command
 * @property {string[]} configs paths of files, patterns of such, or `-` for standard input
 * @property {string} [spec] a file's path, an HTTP address, or `-` for standard input
 * @property {Format} format
 * @property {string} [report] a file's path
 * @property {boolean} connect
 * @property {boolean} fix
 * @property {boolean} diff
 * @property {string} [to] a version
 * @property {boolean} inPlace
 * @property {boolean} strip
 * @property {number} [minCoverage] in percent
 * @property {boolean} failOnWarning
 * @property {LogLevel} [logLevel]
 * @property {string} [approve]
 * @property {string} [out] a file's path
 * @property {string} [plan] a file's path
 * @property {boolean} exitCode
 * @property {boolean} quiet
 * @property {ColorMode} color
 */

/** @typedef {{command: "explain", code?: string}} Explain the code to explain; without it all codes */
/** @typedef {{command: "completion", shell: Shell}} Completion */

/**
 * @typedef {object} Init what is known of the config to write
 * @property {"init"} command
 * @property {string} file
 * @property {string} [service]
 * @property {string} [document]
 * @property {string} [server]
 * @property {string} [tokenVariable]
 * @property {string} [docUrl]
 * @property {ColorMode} color
 */

/**
 * Parses the arguments.
 *
 * @param {string[]} args
 * @returns {Promise<Call | WorkerCall | Explain | Completion | Init | {show: string}>} a call, or a text that was asked for
 * @throws {UsageError}
 */
export async function read(args) {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") return { show: version() };
  if (first === "--help" || first === "-h") return { show: overview() };
  if (first === "help" && rest[0] === undefined) return { show: overview() };
  if (first === "help" && isCommand(rest[0])) return { show: help(rest[0]) };
  if (first === "help") throw new UsageError(await noCommand(rest[0]));
  if (!isCommand(first)) throw new UsageError(await noCommand(first));
  const format = formatOf(rest);
  const { values, positionals } = await parse(first, rest, format);
  if (values.help) return { show: help(first) };
  switch (first) {
    case "explain":
      return readExplain(positionals);
    case "completion":
      return await readCompletion(positionals);
    case "init":
      return await readInit(values);
    case "push":
    case "services":
    case "runs":
    case "approve":
      return await readOnWorker(first, values, positionals, format);
    default:
      return await readCommand(first, values, format);
  }
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

/** @param {string[]} positionals @returns {Explain} */
function readExplain(positionals) {
  if (positionals.length > 1) throw new UsageError("metarest explain takes one code");
  return { command: "explain", code: positionals[0] };
}

/** @param {string[]} positionals @returns {Promise<Completion>} */
async function readCompletion(positionals) {
  const [shell, ...more] = positionals;
  if (shell === undefined || more.length > 0) {
    throw new UsageError(`metarest completion takes the name of one shell: ${shells.join(", ")}`);
  }
  if (shells.some((known) => known === shell)) {
    return { command: "completion", shell: /** @type {Shell} */ (shell) };
  }
  throw new UsageError(`no such shell: ${shell}; known are ${shells.join(", ")}`);
}

/** @param {Record<string, any>} values @returns {Promise<Init>} */
async function readInit(values) {
  const { service, document, server, "token-variable": tokenVariable, "doc-url": docUrl } = values;
  const file = values.file ?? "rest_config.yaml";
  return {
    command: "init",
    file,
    service,
    document,
    server,
    tokenVariable,
    docUrl,
    color: await choice(values, "color", "text"),
  };
}

/** @param {WorkerCommand} command @param {Record<string, any>} values @param {string[]} positionals @param {Format} format */
async function readOnWorker(command, values, positionals, format) {
  rejectMissing(command, values, format);
  const choices = {
    format: (await choice(values, "format", format, formatsOf(command))) ?? "text",
    color: (await choice(values, "color", format)) ?? "auto",
  };
  return readWorkerCall(command, values, positionals, choices);
}

/** @param {Command} command @param {Record<string, any>} values @param {Format} format @throws {UsageError} */
function rejectMissing(command, values, format) {
  for (const name of commands[command].needs) {
    if (values[name] === undefined)
      throw new UsageError(`metarest ${command} needs ${options[name].help[0]}`, format);
  }
}

/** @param {Call["command"]} command @param {Record<string, any>} values @param {Format} format @returns {Promise<Call>} */
async function readCommand(command, values, format) {
  rejectMissing(command, values, format);
  if (values.config === undefined && values.spec === undefined) {
    throw new UsageError(`metarest ${command} needs -c FILE or --spec FILE|URL`, format);
  }
  rejectConflicts(values, format);
  return {
    command,
    configs: values.config ?? [],
    spec: values.spec,
    format: (await choice(values, "format", format)) ?? "text",
    report: values.report,
    connect: values.connect ?? false,
    fix: values.fix ?? false,
    diff: values.diff ?? false,
    to: values.to,
    inPlace: values["in-place"] ?? false,
    strip: values.strip ?? false,
    minCoverage: percent("min-coverage", values["min-coverage"], format),
    failOnWarning: (await choice(values, "fail-on", format)) === "warning",
    logLevel: await choice(values, "log-level", format),
    approve: values.approve,
    out: values.out,
    plan: values.plan,
    exitCode: values["exit-code"] ?? false,
    quiet: values.quiet ?? false,
    color: (await choice(values, "color", format)) ?? "auto",
  };
}

/** Pairs of options that contradict each other. @type {[string, string][]} */
const conflicts = [
  ["fix", "connect"],
  ["fix", "diff"],
  ["diff", "connect"],
];

/** Rejects options that contradict each other. @param {Record<string, any>} values @param {Format} format @throws {UsageError} */
function rejectConflicts(values, format) {
  for (const [one, other] of conflicts) {
    if (values[one] && values[other]) {
      throw new UsageError(`--${one} and --${other} cannot be combined`, format);
    }
  }
  const readers = [...(values.config ?? []), values.spec, values.plan].filter((name) => name === "-");
  if (readers.length > 1) {
    throw new UsageError("standard input can be read only once: - is given several times", format);
  }
  if (values["in-place"] && values.config.includes("-")) {
    throw new UsageError("--in-place needs a file, not standard input", format);
  }
}

/**
 * @param {Command} command @param {string[]} args @param {Format} format
 * @returns {Promise<{values: Record<string, any>, positionals: string[]}>}
 */
async function parse(command, args, format) {
  const allowed = /** @type {Record<string, any>} */ (
    Object.fromEntries(commands[command].options.map((name) => [name, options[name]]))
  );
  const allowPositionals = ["explain", "completion", "runs", "approve"].includes(command);
  try {
    const parsed = parseArgs({ args, options: allowed, strict: true, allowPositionals });
    rejectValues(parsed.values, format);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(await rejection(command, Object.keys(allowed), /** @type {any} */ (error)), format);
  }
}

/** The options that name a file to write. */
const written = ["out", "report", "file"];

/** Rejects empty values, and standard output as a file. @param {Record<string, unknown>} values @param {Format} format @throws {UsageError} */
function rejectValues(values, format) {
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes("")) throw new UsageError(`the value of --${name} is empty`, format);
    if (value === "-" && written.includes(name)) {
      const why = name === "file" ? "" : ", as standard output has what --format asks for";
      throw new UsageError(
        `--${name} needs the name of a file, not -${why}; a file of this name is ./-`,
        format,
      );
    }
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
      if (command === "preview") {
        return `unexpected argument: ${argument}; did you mean --spec ${argument} (a document) or -c ${argument} (a config)?`;
      }
      return allowed.includes("config")
        ? `unexpected argument: ${argument}; did you mean -c ${argument}? A shell's pattern needs quotes: -c 'configs/*.yaml'`
        : `unexpected argument: ${argument}`;
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return invalidValue(argument, message);
    default:
      return /** @type {string} */ (message.split(/\. |\n/)[0]);
  }
}

/** What is wrong with a value. @param {string} option as `parseArgs` names it: `-c`, `-c, --config <value>` @param {string} message */
function invalidValue(option, message) {
  const name = option.replace(/ <value>$/, "");
  const entries = /** @type {[string, OptionEntry][]} */ (Object.entries(options));
  const entry = entries.find(([, { short }]) => `-${short}` === name);
  const long = entry ? `--${entry[0]}` : name.split(", ").at(-1);
  if (message.includes("does not take an argument")) return `${name} takes no value`;
  if (!message.includes("ambiguous")) return `${name} needs a value`;
  return `${name} needs a value; one that begins with a hyphen is written ${long}=-value, or ./-value if it is a file`;
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
  const at = args.findLastIndex((arg) => arg === "--format" || arg.startsWith("--format="));
  const value = args[at] === "--format" ? args[at + 1] : args[at]?.slice("--format=".length);
  const known = /** @type {OptionEntry} */ (options.format).values ?? [];
  return at >= 0 && value !== undefined && known.includes(value) ? /** @type {Format} */ (value) : "text";
}

/**
 * The value of an option that takes one of a list.
 *
 * @param {Record<string, any>} values @param {import("./manual.js").Option} name @param {Format} format
 * @param {string[]} [allowed] the list, if the command has one of its own
 * @returns {Promise<any>}
 */
async function choice(
  values,
  name,
  format,
  allowed = /** @type {OptionEntry} */ (options[name]).values ?? [],
) {
  const given = values[name];
  const value = given?.toLowerCase();
  if (value === undefined || allowed.includes(value)) return value;
  const near = didYouMean(await nearest(value, allowed));
  throw new UsageError(
    `--${name} is one of ${allowed.join(", ")}, not ${given}${near ? `; ${near}` : ""}`,
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
