/**
 * The options, commands and exit codes of the command line as tables. Help, parsing and shell completion are made of
 * them.
 */

/** @typedef {"check" | "convert" | "preview" | "plan" | "ingest" | "push" | "services" | "runs" | "approve" | "init" | "explain" | "completion"} Command */
/** @typedef {"text" | "json" | "markdown" | "sarif" | "github" | "junit" | "ndjson"} Format */
/** @typedef {"debug" | "info" | "warn" | "error"} LogLevel */
/** @typedef {"auto" | "always" | "never"} ColorMode */
/** @typedef {"bash" | "zsh" | "fish"} Shell */

export const formats = /** @type {Format[]} */ ([
  "text",
  "json",
  "markdown",
  "sarif",
  "github",
  "junit",
  "ndjson",
]);
export const levels = /** @type {LogLevel[]} */ (["debug", "info", "warn", "error"]);
export const colorModes = /** @type {ColorMode[]} */ (["auto", "always", "never"]);
export const failLevels = /** @type {("error" | "warning")[]} */ (["error", "warning"]);
export const shells = /** @type {Shell[]} */ (["bash", "zsh", "fish"]);

/**
 * @typedef {object} OptionEntry an option: how it is parsed, and its line of help
 * @property {"string" | "boolean"} type
 * @property {string} [short]
 * @property {boolean} [multiple] whether it may be repeated
 * @property {string[]} [values] all values, if it takes one of a list
 * @property {boolean} [file] whether its value is the path of a file
 * @property {[name: string, text: string]} help
 */

/** Every option. */
export const options = /** @satisfies {Record<string, OptionEntry>} */ ({
  config: {
    type: "string",
    short: "c",
    multiple: true,
    file: true,
    help: [
      "-c, --config FILE",
      "read the workflow config from this file; - is standard input; may be repeated, and may be a pattern such as 'configs/*.yaml'",
    ],
  },
  spec: {
    type: "string",
    file: true,
    help: [
      "--spec FILE|URL",
      "read the document from here; - is standard input; the config still controls the mapping",
    ],
  },
  format: {
    type: "string",
    values: formats,
    help: ["--format FORMAT", `print ${listed(formats)}; default: text`],
  },
  report: {
    type: "string",
    file: true,
    help: ["--report FILE", "also write the report as JSON to this file"],
  },
  connect: {
    type: "boolean",
    help: ["--connect", "also test the server, the token, its rights and the document"],
  },
  fix: {
    type: "boolean",
    help: ["--fix", "apply available fixes to the file (with -c -, print to standard output)"],
  },
  diff: {
    type: "boolean",
    help: ["--diff", "print what --fix would change as a unified diff; write nothing"],
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
    help: [
      "--min-coverage PCT",
      "fail if less than this percentage of the document's schema nodes is mapped",
    ],
  },
  "fail-on": {
    type: "string",
    values: failLevels,
    help: ["--fail-on LEVEL", "error, the default, or warning: then a warning makes the exit code 1, too"],
  },
  "log-level": {
    type: "string",
    values: levels,
    help: [
      "--log-level LEVEL",
      `log from this level on: ${listed(levels)}; default: the config's loggerLevel`,
    ],
  },
  approve: {
    type: "string",
    help: [
      "--approve HASH",
      "release the deletions that are held back; the plan that holds them back shows their hash",
    ],
  },
  out: {
    type: "string",
    file: true,
    help: ["--out FILE", "also write the plan to this file, for ingest --plan"],
  },
  plan: {
    type: "string",
    file: true,
    help: [
      "--plan FILE",
      "carry out the plan that plan --out wrote to this file, on its server; if the changes would be others now, write nothing and exit with 1",
    ],
  },
  "exit-code": { type: "boolean", help: ["--exit-code", "exit with 3 if there are changes"] },
  file: {
    type: "string",
    file: true,
    help: ["--file FILE", "write the config to this file; default: rest_config.yaml"],
  },
  service: {
    type: "string",
    help: ["--service NAME", "the name of the service in OpenMetadata"],
  },
  document: {
    type: "string",
    file: true,
    help: [
      "--document URL|FILE",
      "where the OpenAPI document is; a relative path starts where metarest is run",
    ],
  },
  server: {
    type: "string",
    help: ["--server URL", "the address of OpenMetadata's API, which ends in /api"],
  },
  "token-variable": {
    type: "string",
    help: [
      "--token-variable NAME",
      "the environment variable that will hold the bot's token; default: OM_TOKEN",
    ],
  },
  "doc-url": {
    type: "string",
    help: [
      "--doc-url URL",
      "the address of the API's documentation or of the API; needed if the document is a file that names no server by its whole address",
    ],
  },
  worker: {
    type: "string",
    help: ["--worker URL", "the address of the Worker; default: the variable METAREST_WORKER"],
  },
  run: { type: "boolean", help: ["--run", "also start a run of each service"] },
  "dry-run": {
    type: "boolean",
    help: ["--dry-run", "let the Worker validate the configs, and store nothing"],
  },
  limit: { type: "string", help: ["--limit NUMBER", "list at most so many runs; default: 20"] },
  follow: {
    type: "boolean",
    help: ["--follow", "wait until the run has ended, then show it"],
  },
  timeout: {
    type: "string",
    help: ["--timeout SECONDS", "wait so long for an answer of the Worker; default: 30"],
  },
  insecure: {
    type: "boolean",
    help: ["--insecure", "send the token over http:// too, where others can read it"],
  },
  quiet: {
    type: "boolean",
    short: "q",
    help: ["-q, --quiet", "print errors and the result only; no log below error, no progress"],
  },
  color: {
    type: "string",
    values: colorModes,
    help: [
      "--color WHEN",
      "use colours: auto, always or never; auto, the default, uses them on terminals and respects NO_COLOR and FORCE_COLOR",
    ],
  },
  help: { type: "boolean", short: "h", help: ["-h, --help", "show this help"] },
});

/** @typedef {keyof typeof options} Option */

/** The options of everything that prints a report. */
const printing = /** @type {Option[]} */ (["format", "report", "quiet", "color", "help"]);
/** The options of everything that speaks to a Worker. */
const speaking = /** @type {Option[]} */ (["worker", "timeout", "insecure", "format", "color", "help"]);
/** How to name the Worker, for the texts. */
const access =
  "The Worker is named by --worker or METAREST_WORKER. METAREST_TOKEN is its token, the secret METAREST_TOKEN of the Worker; it is never an argument. Behind Cloudflare Access, CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are a service token. Redirects are not followed.";
/** The options of everything that runs. */
const running = /** @type {Option[]} */ (["min-coverage", "fail-on", "log-level"]);

/**
 * @typedef {object} Entry the description of a command
 * @property {string} line in the list of commands
 * @property {string} usage the arguments
 * @property {string} text paragraphs
 * @property {Option[]} options
 * @property {Option[]} needs the required options
 * @property {string[]} exits
 * @property {Format[]} [formats] if not all
 */

const usageExit = "2 an error in the config, or wrong usage";
/** How a call with several configs ends. @param {string} codes the most severe first */
const several = (codes) => `With several configs, the exit code is the most severe: ${codes}.`;

/** Every command. */
export const commands = /** @type {Record<Command, Entry>} */ ({
  init: {
    line: "ask a few questions and write a workflow config",
    usage: "[options]",
    text: "Writes a config that `metarest check` accepts. On a terminal it asks for what the options do not say. The token is never written: the config refers to an environment variable. An existing file is not replaced.",
    options: ["file", "service", "document", "doc-url", "server", "token-variable", "color", "help"],
    needs: [],
    exits: [
      "0 written",
      "1 the file could not be written",
      "2 wrong usage, or an answer is missing or invalid",
    ],
  },
  check: {
    line: "check a workflow config; --fix applies fixes, --connect tests the connections",
    usage: "-c FILE... [options]",
    text: `Checks the config and reports every problem once, with its place and how to fix it. Nothing is fetched. --fix applies the available fixes to the file; comments and order stay. --diff prints these changes and writes nothing. --connect also asks the server and maps the document, step by step: whether they answer, whose token it is, which rights it has, and whether a plan could be made. It changes nothing there.\n${several("2 before 1 before 0")}`,
    options: ["config", "fix", "diff", "connect", "fail-on", "log-level", ...printing],
    needs: ["config"],
    exits: [
      "0 valid",
      "1 a file could not be written; --connect: an ingest would fail; --diff: there is something to fix; --fail-on warning: there are warnings",
      usageExit,
    ],
  },
  convert: {
    line: "convert a workflow config for another version of OpenMetadata",
    usage: "-c FILE --to VERSION [options]",
    text: "Converts the config to the form that a version of OpenMetadata's own connector accepts. Its meaning, comments and order stay. If that version lacks something that the config uses, this is an error and nothing is written. A version without its last number is the newest of its line: 1.12.1 and earlier have openAPISchemaURL in the connection, 1.12 has openAPISchemaConnection, 2.0 also has the sink's override_metadata. Several configs need --in-place.",
    options: ["config", "to", "in-place", "strip", ...printing],
    needs: ["config", "to"],
    exits: ["0 converted", "1 a file could not be written", "2 it cannot be converted, or wrong usage"],
  },
  preview: {
    line: "map the document and show entities, coverage and losses; no server needed",
    usage: "[-c FILE...] [--spec FILE|URL] [options]",
    text: `Reads and maps the document. Shows the endpoints that would be ingested with the number of their fields, how much of the document that is, and what is lost. Sends no request to OpenMetadata. With --spec, no config is needed: the service is named after the document's title.\n${several("2 before 1 before 0")}`,
    options: ["config", "spec", ...running, ...printing],
    needs: [],
    exits: [
      "0 mapped; there may be losses and warnings",
      "1 the document could not be fetched or read; the coverage is below --min-coverage; --fail-on warning: there are warnings",
      usageExit,
    ],
  },
  plan: {
    line: "compare with the server and show what an ingest would change",
    usage: "-c FILE... [options]",
    text: `Maps the document, reads the entities from the server, and shows the difference. Writes nothing, not even a status. --out writes the plan to a file; ingest --plan carries out that plan and no other, on the same server. With --format markdown, the plan is a comment for a pull request, within GitHub's limit of length.\n${several("2 before 1 before 3 before 0")}`,
    options: ["config", "spec", "out", "approve", "exit-code", ...running, ...printing],
    needs: ["config"],
    exits: [
      "0 planned",
      "1 no answer from document or server, or an invalid one; deletions held back; coverage below --min-coverage; --fail-on warning: there are warnings",
      usageExit,
      "3 there are changes, with --exit-code",
    ],
  },
  ingest: {
    line: "update the server to match the document",
    usage: "-c FILE... [options]",
    text: `Makes the plan, carries it out, and reports what was written, what was up to date, and what failed and why. metarest plan shows that before. What the document no longer has is deleted if a connector made it, unless the config has markDeletedApiCollections: false; if that is all or most of the service, it is held back until it is approved. Ctrl-C stops cleanly: it sends no new change, deletes nothing, and writes the status.\n${several("2 before 1 before 0")}`,
    options: ["config", "spec", "plan", "approve", ...running, ...printing],
    needs: ["config"],
    exits: [
      "0 everything was written, or the config has raiseOnError: false",
      "1 no answer from document or server; something was not written; deletions held back; coverage below --min-coverage; the plan of --plan is another now, or of another server; --fail-on warning: there are warnings",
      usageExit,
    ],
  },
  push: {
    line: "store configs in a Worker, each as a service that it keeps up to date",
    usage: "-c FILE... [options]",
    text: `Checks all configs, then stores each in the Worker as the service of its name. The Worker checks it too, with its own variables. A mistake in one config is reported as by metarest check, and then nothing is sent. Services that are in the Worker only stay.\n${access}`,
    options: ["config", "run", "dry-run", "quiet", ...speaking],
    needs: ["config"],
    exits: [
      "0 stored, or with --dry-run valid",
      "1 the Worker did not answer, or did not store a config or start a run",
      usageExit,
    ],
    formats: ["text", "json"],
  },
  services: {
    line: "list the services of a Worker",
    usage: "[options]",
    text: `Lists the services with their states, their last and next runs, and their schedules.\n${access}`,
    options: speaking,
    needs: [],
    exits: ["0 listed", "1 the Worker did not answer, or refused", "2 wrong usage"],
    formats: ["text", "json"],
  },
  runs: {
    line: "list the runs of a Worker, or show the report of one",
    usage: "[SERVICE | SERVICE NUMBER | ID] [options]",
    text: `Lists the runs of a service, the latest first, or without a service the last run of each. With the id of a run (SERVICE.NUMBER), or a service and a number, shows what it did: diagnostics, what was not written, what is held back and how to approve it.\n${access}`,
    options: ["limit", "follow", ...speaking],
    needs: [],
    exits: [
      "0 listed; or the run did what it should, or goes on",
      "1 the Worker did not answer, or refused; or the run failed, was cancelled or holds deletions back",
      "2 wrong usage",
    ],
    formats: ["text", "json", "markdown"],
  },
  approve: {
    line: "approve the deletions that a service of a Worker holds back",
    usage: "SERVICE HASH [options]",
    text: `Approves exactly the deletions that the hash stands for, and starts the run that carries them out. Should they be others by then, they are held back again, under another hash. metarest runs shows the hash.\n${access}`,
    options: speaking,
    needs: [],
    exits: [
      "0 approved, and the run was started",
      "1 the Worker did not answer, or refused: another run goes on, or the deletions have another hash",
      "2 wrong usage",
    ],
    formats: ["text", "json"],
  },
  explain: {
    line: "explain a diagnostic's code",
    usage: "[CODE]",
    text: "Prints the page of a code: what it means, why it is reported, what to do, an example that raises it and one that does not. Without a code, lists all codes.",
    options: ["help"],
    needs: [],
    exits: ["0 explained", "2 no such code"],
  },
  completion: {
    line: "print a script that completes commands and options in bash, zsh or fish",
    usage: `${shells.join("|")}`,
    text: "Prints the script for a shell. For bash, put this into ~/.bashrc: `source <(metarest completion bash)`. For zsh, into ~/.zshrc after compinit: `source <(metarest completion zsh)`. For fish: `metarest completion fish > ~/.config/fish/completions/metarest.fish`.",
    options: ["help"],
    needs: [],
    exits: ["0 printed", "2 no such shell"],
  },
});

/** The formats of a command. @param {Command} command */
export function formatsOf(command) {
  return commands[command].formats ?? formats;
}

/** `a, b or c`. @param {string[]} names */
export function listed(names) {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
