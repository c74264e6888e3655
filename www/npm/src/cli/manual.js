/**
 * The manual of the command line as tables: every option, every command, every exit code; and the help made of them.
 */
import { readFileSync } from "node:fs";

/** @typedef {"check" | "convert" | "preview" | "plan" | "ingest" | "explain"} Command */
/** @typedef {"text" | "json" | "markdown"} Format */
/** @typedef {"debug" | "info" | "warn" | "error"} LogLevel */

export const formats = /** @type {Format[]} */ (["text", "json", "markdown"]);
export const levels = /** @type {LogLevel[]} */ (["debug", "info", "warn", "error"]);

/** Every option: how it is read, and its line of help. */
export const options = {
  config: {
    type: "string",
    short: "c",
    help: ["-c, --config FILE", "the workflow config, YAML or JSON; - is standard input"],
  },
  spec: {
    type: "string",
    help: ["--spec FILE|URL", "take the document from here; the config still says how it is mapped"],
  },
  format: {
    type: "string",
    help: ["--format FORMAT", "what standard output gets: text, json or markdown; text if left out"],
  },
  report: {
    type: "string",
    help: ["--report FILE", "write the report as JSON to this file too, whatever the format"],
  },
  connect: {
    type: "boolean",
    help: ["--connect", "ask the server and fetch the document too: could an ingest do its work?"],
  },
  fix: {
    type: "boolean",
    help: ["--fix", "write what can be mended into the file; standard input's to standard output"],
  },
  to: {
    type: "string",
    help: ["--to VERSION", "the version of OpenMetadata's connector that is to take it: 1.12.1, 1.12, 2.0"],
  },
  "in-place": {
    type: "boolean",
    help: ["--in-place", "write it into the file; else it goes to standard output"],
  },
  strip: { type: "boolean", help: ["--strip", "take x-metarest out, which that connector refuses"] },
  "min-coverage": {
    type: "string",
    help: ["--min-coverage PCT", "an error if fewer percent of the document's schema nodes are held"],
  },
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

/**
 * @typedef {object} Entry a command as it is described
 * @property {string} line in the list of commands
 * @property {string} usage its arguments
 * @property {string} text
 * @property {Option[]} options
 * @property {Option[]} needs what it cannot do without
 * @property {string[]} exits
 */

/** Every command. */
export const commands = /** @type {Record<Command, Entry>} */ ({
  check: {
    line: "look at a workflow config; --fix mends it, --connect tries it",
    usage: "-c FILE [options]",
    text: "Reads the config alone and says everything that is wrong with it, each thing once, with its place and how to\nmend it. Nothing is fetched. With --fix it writes what can be mended into the file; comments and order stay.\nWith --connect it goes on to the server and the document, step by step: whether they are there, whose the token is\nand what it may. Nothing is written there.",
    options: ["config", "fix", "connect", "format", "report", "log-level", "help"],
    needs: ["config"],
    exits: [
      "0 usable",
      "1 a file could not be written; --connect: something stands in the way of an ingest",
      "2 an error in the config, or wrong usage",
    ],
  },
  convert: {
    line: "write a workflow config as another version has it",
    usage: "-c FILE --to VERSION [options]",
    text: "Writes the config in the shape that a version of OpenMetadata's own connector takes; it means the same, and\ncomments and order stay. What that version cannot do is an error, and nothing is written. A line without its last\nnumber means the newest of it: 1.12.1 and before have openAPISchemaURL in the connection, 1.12 has\nopenAPISchemaConnection, 2.0 the sink's override_metadata too.",
    options: ["config", "to", "in-place", "strip", "format", "report", "help"],
    needs: ["config", "to"],
    exits: ["0 written", "1 a file could not be written", "2 it cannot be written so, or wrong usage"],
  },
  preview: {
    line: "map the document: entities, coverage, losses; no server",
    usage: "[-c FILE] [--spec FILE|URL] [options]",
    text: "Fetches the document and maps it, and shows what would be ingested, how much of the document that is, and what\nis lost. No server is asked. With --spec alone no config is needed: the service is named by the document's title.",
    options: ["config", "spec", "min-coverage", "format", "report", "log-level", "help"],
    needs: [],
    exits: [
      "0 mapped, losses and warnings notwithstanding",
      "1 the document could not be had or read, or too little of it is held",
      "2 config or usage",
    ],
  },
  plan: {
    line: "compare with the server: what ingest would change",
    usage: "-c FILE [options]",
    text: "Maps the document, reads what the server holds, and shows the difference. Writes nothing, no status either.\nWith --format markdown the plan is a comment for a pull request, never longer than GitHub takes.",
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
      "1 document or server not reached or not as it should be, deletions held back, too little is held",
      "2 config or usage",
      "3 changes, with --exit-code",
    ],
  },
  ingest: {
    line: "bring the server to what the document says",
    usage: "-c FILE [options]",
    text: "Plans as `plan` does, carries the plan out, and says of each entity whether it landed, was as wanted, or failed\nand why. Ctrl-C ends it in order: nothing new is sent, nothing deleted, the status written.",
    options: ["config", "spec", "min-coverage", "format", "report", "log-level", "approve", "help"],
    needs: ["config"],
    exits: [
      "0 all landed",
      "1 document or server not reached, something not landed, deletions held back, too little is held",
      "2 config or usage",
    ],
  },
  explain: {
    line: "say what a diagnostic's code means",
    usage: "[CODE]",
    text: "Prints the page of a code: what it means, why it is said, what to do, an example that raises it and one that does\nnot. Without a code it lists them all.",
    options: ["help"],
    needs: [],
    exits: ["0 said", "2 no such code"],
  },
});

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

/** Which metarest it is. */
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
