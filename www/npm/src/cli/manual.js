/**
 * The options, commands and exit codes of the command line as tables, and the help texts made of them.
 */
import { readFileSync } from "node:fs";

/** @typedef {"check" | "convert" | "preview" | "plan" | "ingest" | "explain"} Command */
/** @typedef {"text" | "json" | "markdown"} Format */
/** @typedef {"debug" | "info" | "warn" | "error"} LogLevel */

export const formats = /** @type {Format[]} */ (["text", "json", "markdown"]);
export const levels = /** @type {LogLevel[]} */ (["debug", "info", "warn", "error"]);

/** Every option: how it is parsed, and its line of help. */
export const options = {
  config: {
    type: "string",
    short: "c",
    help: ["-c, --config FILE", "read the workflow config from this file; - is standard input"],
  },
  spec: {
    type: "string",
    help: ["--spec FILE|URL", "read the document from here; the config still controls the mapping"],
  },
  format: {
    type: "string",
    help: ["--format FORMAT", "print text, json or markdown; default: text"],
  },
  report: {
    type: "string",
    help: ["--report FILE", "also write the report as JSON to this file"],
  },
  connect: {
    type: "boolean",
    help: ["--connect", "also test the server, the token and the document"],
  },
  fix: {
    type: "boolean",
    help: ["--fix", "apply available fixes to the file (with -c -, print to standard output)"],
  },
  to: {
    type: "string",
    help: ["--to VERSION", "convert for this version of OpenMetadata's connector: 1.12.1, 1.12, 2.0"],
  },
  "in-place": {
    type: "boolean",
    help: ["--in-place", "write to the file instead of standard output"],
  },
  strip: { type: "boolean", help: ["--strip", "remove x-metarest, which that connector rejects"] },
  "min-coverage": {
    type: "string",
    help: ["--min-coverage PCT", "fail if less than this percentage of the schema nodes is mapped"],
  },
  "log-level": {
    type: "string",
    help: [
      "--log-level LEVEL",
      "log from this level on: debug, info, warn, error; default: the config's loggerLevel",
    ],
  },
  approve: {
    type: "string",
    help: ["--approve HASH", "approve the deletions that were held back, by the hash of their plan"],
  },
  "exit-code": { type: "boolean", help: ["--exit-code", "exit with 3 if there are changes"] },
  help: { type: "boolean", short: "h", help: ["-h, --help", "show this help"] },
};

/** @typedef {keyof typeof options} Option */

/**
 * @typedef {object} Entry the description of a command
 * @property {string} line in the list of commands
 * @property {string} usage the arguments
 * @property {string} text
 * @property {Option[]} options
 * @property {Option[]} needs the required options
 * @property {string[]} exits
 */

/** Every command. */
export const commands = /** @type {Record<Command, Entry>} */ ({
  check: {
    line: "check a workflow config; --fix applies fixes, --connect tests the connections",
    usage: "-c FILE [options]",
    text: "Checks the config and reports every problem once, with its place and how to fix it. Nothing is fetched.\n--fix applies the available fixes to the file; comments and order stay. --connect also tests the server and the\ndocument, step by step: whether they answer, whose token it is, and which rights it has. It changes nothing there.",
    options: ["config", "fix", "connect", "format", "report", "log-level", "help"],
    needs: ["config"],
    exits: [
      "0 valid",
      "1 a file could not be written; --connect: an ingest would fail",
      "2 an error in the config, or wrong usage",
    ],
  },
  convert: {
    line: "convert a workflow config for another version of OpenMetadata",
    usage: "-c FILE --to VERSION [options]",
    text: "Converts the config to the form that a version of OpenMetadata's own connector accepts. Its meaning, comments and\norder stay. If that version lacks something that the config uses, this is an error and nothing is written. A version\nwithout its last number is the newest of its line: 1.12.1 and earlier have openAPISchemaURL in the connection, 1.12\nhas openAPISchemaConnection, 2.0 also has the sink's override_metadata.",
    options: ["config", "to", "in-place", "strip", "format", "report", "help"],
    needs: ["config", "to"],
    exits: ["0 converted", "1 a file could not be written", "2 it cannot be converted, or wrong usage"],
  },
  preview: {
    line: "map the document and show entities, coverage and losses; no server needed",
    usage: "[-c FILE] [--spec FILE|URL] [options]",
    text: "Fetches and maps the document. Shows what would be ingested, how much of the document that is, and what is lost.\nSends no request to the server. With --spec, no config is needed: the service is named after the document's title.",
    options: ["config", "spec", "min-coverage", "format", "report", "log-level", "help"],
    needs: [],
    exits: [
      "0 mapped; there may be losses and warnings",
      "1 the document could not be fetched or read, or the coverage is below --min-coverage",
      "2 an error in the config, or wrong usage",
    ],
  },
  plan: {
    line: "compare with the server and show what an ingest would change",
    usage: "-c FILE [options]",
    text: "Maps the document, reads the entities from the server, and shows the difference. Writes nothing, not even a status.\nWith --format markdown, the plan is a comment for a pull request, within GitHub's limit of length.",
    options: [
      "config",
      "spec",
      "min-coverage",
      "format",
      "report",
      "log-level",
      "approve",
      "exit-code",
      "help",
    ],
    needs: ["config"],
    exits: [
      "0 planned",
      "1 no answer from document or server, or an invalid one; deletions held back; coverage below --min-coverage",
      "2 an error in the config, or wrong usage",
      "3 there are changes, with --exit-code",
    ],
  },
  ingest: {
    line: "update the server to match the document",
    usage: "-c FILE [options]",
    text: "Makes the plan, applies it, and reports for each entity whether it was written, was up to date, or failed and why.\nCtrl-C stops cleanly: it sends no new change, deletes nothing, and writes the status.",
    options: ["config", "spec", "min-coverage", "format", "report", "log-level", "approve", "help"],
    needs: ["config"],
    exits: [
      "0 everything was written",
      "1 no answer from document or server; something was not written; deletions held back; coverage below --min-coverage",
      "2 an error in the config, or wrong usage",
    ],
  },
  explain: {
    line: "explain a diagnostic's code",
    usage: "[CODE]",
    text: "Prints the page of a code: what it means, why it is reported, what to do, an example that raises it and one that\ndoes not. Without a code, lists all codes.",
    options: ["help"],
    needs: [],
    exits: ["0 explained", "2 no such code"],
  },
});

/** The help of the whole command line. */
export function overview() {
  const lines = Object.entries(commands).map(([name, { line }]) => `  ${name.padEnd(8)}  ${line}`);
  return `OpenAPI documents as OpenMetadata catalogue entities.

usage: metarest COMMAND -c FILE [options]

${lines.join("\n")}

  metarest COMMAND --help    a command's options
  metarest --version
`;
}

/** The name and version. */
export function version() {
  const about = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return `metarest ${about.version}\n`;
}

/** @param {Command} command */
export function help(command) {
  const { text, usage, options: names, exits } = commands[command];
  const lines = names.map((name) => `  ${options[name].help[0]?.padEnd(20)}  ${options[name].help[1]}`);
  return `usage: metarest ${command} ${usage}

${text}

${lines.join("\n")}

exit codes
${exits.map((end) => `  ${end}`).join("\n")}
`;
}
