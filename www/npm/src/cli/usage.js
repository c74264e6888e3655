/**
 * What a person may write: commands, their options, their help texts, and the reading of the arguments.
 */
import { parseArgs } from "node:util";

/** @typedef {"check" | "preview" | "plan" | "ingest"} Command */
/** @typedef {"text" | "json"} Format */
/** @typedef {"debug" | "info" | "warn" | "error"} LogLevel */

/**
 * @typedef {object} Call a command as it was asked for
 * @property {Command} command
 * @property {string} [config] a file's path, `-` for standard input
 * @property {string} [spec] a file's path or an HTTP address
 * @property {Format} format
 * @property {LogLevel} [logLevel]
 * @property {string} [approve]
 * @property {boolean} exitCode
 */

/** The arguments are not usable; the message says why. */
export class UsageError extends Error {
  /** @param {string} message @param {Format} [format] in which the caller wants to hear it */
  constructor(message, format = "text") {
    super(message);
    this.format = format;
  }
}

/** Every option: how it is read, and its line of help. */
const options = {
  config: {
    type: "string",
    short: "c",
    help: ["-c, --config FILE", "the workflow config, YAML or JSON; - is standard input"],
  },
  spec: {
    type: "string",
    help: ["--spec FILE|URL", "take the document from here; the config still says how it is mapped"],
  },
  format: { type: "string", help: ["--format text|json", "what standard output gets; text if left out"] },
  "log-level": {
    type: "string",
    help: ["--log-level LEVEL", "debug, info, warn or error; else the config's loggerLevel"],
  },
  approve: {
    type: "string",
    help: ["--approve HASH", "carry out the deletions that were held back under this hash"],
  },
  "exit-code": { type: "boolean", help: ["--exit-code", "end with 3 if there are changes"] },
  help: { type: "boolean", short: "h", help: ["-h, --help", "this text"] },
};

/** @typedef {keyof typeof options} Option */

const exits = {
  check: "0 usable · 2 an error in the config, or wrong usage",
  preview:
    "0 mapped, losses and warnings notwithstanding · 1 the document could not be had or read · 2 config or usage",
  plan: "0 planned · 1 document or server not reached or not as it should be, deletions held back · 2 config or usage · 3 changes, with --exit-code",
  ingest:
    "0 all landed · 1 document or server not reached, something not landed, deletions held back · 2 config or usage",
};

/** Every command: its line, its text, its options, what it cannot do without. */
const commands =
  /** @type {Record<Command, {line: string, text: string, options: Option[], needs: Option[]}>} */ ({
    check: {
      line: "look at a workflow config, offline",
      text: "Reads the config alone and says everything that is wrong with it, each thing once, with its place and how to\nmend it. Nothing is fetched.",
      options: ["config", "format", "help"],
      needs: ["config"],
    },
    preview: {
      line: "map the document: entities, coverage, losses; no server",
      text: "Fetches the document and maps it, and shows what would be ingested, how much of the document that is, and what\nis lost. No server is asked. With --spec alone no config is needed: the service is named by the document's title.",
      options: ["config", "spec", "format", "log-level", "help"],
      needs: [],
    },
    plan: {
      line: "compare with the server: what ingest would change",
      text: "Maps the document, reads what the server holds, and shows the difference. Writes nothing, no status either.",
      options: ["config", "spec", "format", "log-level", "approve", "exit-code", "help"],
      needs: ["config"],
    },
    ingest: {
      line: "bring the server to what the document says",
      text: "Plans as `plan` does, carries the plan out, and says of each entity whether it landed, was as wanted, or failed\nand why. Ctrl-C ends it in order: nothing new is sent, nothing deleted, the status written.",
      options: ["config", "spec", "format", "log-level", "approve", "help"],
      needs: ["config"],
    },
  });

/**
 * Reads the arguments.
 *
 * @param {string[]} args
 * @returns {Call | {show: string}} a call, or a text that was asked for
 * @throws {UsageError}
 */
export function read(args) {
  const [word, ...rest] = args;
  if (word === "--version" || word === "-V") return { show: "version" };
  if (word === "--help" || word === "-h") return { show: overview() };
  if (word === "help") return { show: isCommand(rest[0]) ? help(rest[0]) : overview() };
  if (!isCommand(word)) throw new UsageError(noCommand(word));
  return readCommand(word, rest);
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

/** @param {Command} command @param {string[]} args @returns {Call | {show: string}} */
function readCommand(command, args) {
  const format = wantedFormat(args);
  const allowed = Object.fromEntries(commands[command].options.map((name) => [name, options[name]]));
  const values = parsed(args, allowed, format);
  if (values.help) return { show: help(command) };
  for (const name of commands[command].needs) {
    if (values[name] === undefined)
      throw new UsageError(`metarest ${command} needs ${options[name].help[0]}`, format);
  }
  if (values.config === undefined && values.spec === undefined) {
    throw new UsageError(`metarest ${command} needs -c FILE or --spec FILE|URL`, format);
  }
  return {
    command,
    config: values.config,
    spec: values.spec,
    format: oneOf("format", ["text", "json"], values.format ?? "text", format),
    logLevel: oneOf(
      "log-level",
      ["debug", "info", "warn", "error"],
      values["log-level"]?.toLowerCase(),
      format,
    ),
    approve: values.approve,
    exitCode: values["exit-code"] ?? false,
  };
}

/**
 * @param {string[]} args @param {Record<string, any>} allowed @param {Format} format
 * @returns {Record<string, any>}
 */
function parsed(args, allowed, format) {
  try {
    return parseArgs({ args, options: allowed, strict: true, allowPositionals: false }).values;
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

/** The help of everything. */
export function overview() {
  const lines = Object.entries(commands).map(([name, { line }]) => `  ${name.padEnd(8)}  ${line}`);
  return `OpenAPI documents as OpenMetadata catalogue entities.

usage: metarest COMMAND -c FILE [options]

${lines.join("\n")}

  metarest COMMAND --help    a command's options
  metarest --version
`;
}

/** @param {Command} command */
function help(command) {
  const { text, options: names } = commands[command];
  const needsConfig = commands[command].needs.includes("config") ? "-c FILE" : "[-c FILE] [--spec FILE|URL]";
  const lines = names.map((name) => `  ${options[name].help[0]?.padEnd(20)}  ${options[name].help[1]}`);
  const ends = exits[command].split(" · ").map((end) => `  ${end}`);
  return `usage: metarest ${command} ${needsConfig} [options]

${text}

${lines.join("\n")}

exit codes
${ends.join("\n")}
`;
}
