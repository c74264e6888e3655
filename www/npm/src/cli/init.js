/**
 * `init`: a few answers → a workflow config that checks clean. Answers come from options, and on a terminal from
 * questions.
 */
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { core } from "./core.js";
import { create, WriteError } from "./file.js";
import { options } from "./manual.js";
import { print } from "./output.js";
import { tell } from "./tell.js";
import { hasColor } from "./terminal.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Init} Init */
/** @typedef {"service" | "document" | "server" | "tokenVariable" | "docUrl"} Name */
/** @typedef {Record<Exclude<Name, "docUrl">, string> & {docUrl?: string}} Answers */

/** A file could not be written. */
const failedCode = 1;

/**
 * @typedef {object} Question
 * @property {Name} name
 * @property {import("./manual.js").Option} option the same as an option
 * @property {string} text
 * @property {string} [usual] what an empty answer means
 * @property {boolean} [optional] whether `usual` is also used where nobody can be asked
 * @property {string} [why] it is asked, where that is not plain
 * @property {(answer: string) => string | undefined} problem what is wrong with an answer
 */

/** @type {Question[]} */
const questions = [
  {
    name: "service",
    option: "service",
    text: "Name of the service in OpenMetadata",
    problem: (answer) => (answer === "" ? "the service needs a name" : undefined),
  },
  {
    name: "document",
    option: "document",
    text: "Address or file of the OpenAPI document",
    problem: (answer) => (answer === "" ? "there is no default" : addressProblem(answer, ["http", "https"])),
  },
  {
    name: "server",
    option: "server",
    text: "Address of OpenMetadata's API",
    usual: "http://localhost:8585/api",
    problem: (answer) =>
      isAddress(answer) ? undefined : "write an address that begins with https:// or http://",
  },
  {
    name: "tokenVariable",
    option: "token-variable",
    text: "Environment variable that will hold the bot's token",
    usual: "OM_TOKEN",
    optional: true,
    // The answer is not shown: it may be the token itself.
    problem: (answer) =>
      /^[A-Za-z_]\w{0,99}$/.test(answer)
        ? undefined
        : "write the name of a variable: letters, digits and _; the token itself does not belong into the file",
  },
];

/** The question about `docURL`, for a document whose endpoints have no addresses. @param {{document: string}} [answers] @returns {Question} */
function docUrl(answers) {
  return {
    name: "docUrl",
    option: "doc-url",
    text: "Address of the API's documentation, or of the API",
    why: answers && `${answers.document} names no server by its whole address, and every endpoint needs one`,
    problem: (answer) =>
      isAddress(answer) ? undefined : "write an address that begins with https:// or http://",
  };
}

/**
 * Whether the endpoints of the document would have no addresses. A file that is not there yet is not looked at.
 *
 * @param {Answers} answers
 */
async function lacksAddresses(answers) {
  if (isAddress(answers.document)) return false;
  const { Run } = await core();
  const config = new TextEncoder().encode(configOf(answers));
  const run = new Run("preview", config, { now: Date.now() });
  const { drive } = await import("../run/loop.js");
  const { Node } = await import("../run/node.js");
  const node = new Node();
  const shell = {
    load: node.load.bind(node),
    send: node.send.bind(node),
    tls: node.tls.bind(node),
    log: () => {},
    progress: () => {},
  };
  await drive(run, shell, { seed: 0, cancel: new AbortController().signal });
  const report = run.report();
  try {
    return report.hasDiagnostic("endpoint-without-address");
  } finally {
    report.free();
  }
}

/** @param {Init} call @returns {Promise<number>} the exit code */
export async function init(call) {
  const { file } = call;
  if (await exists(file)) throw new UsageError(`${file} exists already; choose another with --file`);
  const answers = await answersOf(call);
  const text = configOf(answers);
  await mustBeClean(text, file);
  try {
    await create(file, text);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    await tell(error.message);
    return failedCode;
  }
  await print(`${file} is written. Next: set ${answers.tokenVariable} to the token of a bot, then

  metarest check -c ${file} --connect
`);
  return 0;
}

/** @param {string} file */
async function exists(file) {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** @param {Init} call @returns {Promise<Answers>} @throws {UsageError} */
async function answersOf(call) {
  const given = givenAnswers(call);
  const questioner = process.stdin.isTTY && process.stderr.isTTY ? new Questioner(call) : undefined;
  const missing = async (/** @type {Question[]} */ all) => {
    const open = all.filter(({ name }) => given[name] === undefined);
    return questioner ? await questioner.ask(open) : defaults(open);
  };
  try {
    const answers = /** @type {Answers} */ ({ ...(await missing(questions)), ...given });
    const needsDocUrl = answers.docUrl === undefined && (await lacksAddresses(answers));
    return needsDocUrl ? { ...answers, ...(await missing([docUrl(answers)])) } : answers;
  } finally {
    questioner?.close();
  }
}

/** What the options say. @param {Init} call @throws {UsageError} */
function givenAnswers(call) {
  const given = /** @type {Partial<Answers>} */ ({});
  for (const question of [...questions, docUrl()]) {
    const answer = call[question.name];
    if (answer === undefined) continue;
    const problem = problemOf(question, answer);
    if (problem) throw new UsageError(`--${question.option}: ${problem}`);
    given[question.name] = answer;
  }
  return given;
}

/** @param {Question[]} open @returns {Partial<Answers>} @throws {UsageError} */
function defaults(open) {
  const needed = open.filter(({ optional }) => !optional);
  if (needed.length > 0) {
    const names = needed.map(({ option, why }) => `${options[option].help[0]}${why ? ` (${why})` : ""}`);
    throw new UsageError(`metarest init asks on a terminal only; here it needs ${names.join(", ")}`);
  }
  return Object.fromEntries(open.map(({ name, usual }) => [name, usual]));
}

/** Asks on the terminal. */
class Questioner {
  #call;
  #terminal;
  #lines;
  #asked = false;

  /** @param {Init} call */
  constructor(call) {
    this.#call = call;
    this.#terminal = createInterface({ input: process.stdin, output: process.stderr });
    // Keeps lines that are typed ahead or pasted.
    this.#lines = this.#terminal[Symbol.asyncIterator]();
  }

  /** @param {Question[]} open @returns {Promise<Partial<Answers>>} @throws {UsageError} the user ended the input */
  async ask(open) {
    if (!this.#asked) {
      process.stderr.write(`A config for metarest and OpenMetadata's connector: ${this.#call.file}\n`);
      this.#asked = true;
    }
    const answers = /** @type {Partial<Answers>} */ ({});
    for (const question of open) {
      if (question.why) process.stderr.write(`  ${question.why}\n`);
      answers[question.name] = await valid(question, () => this.#next(question));
    }
    return answers;
  }

  /** @param {Question} question */
  async #next({ text, usual }) {
    const [bold, plain] = hasColor(process.stderr, this.#call.color) ? ["\u001b[1m", "\u001b[0m"] : ["", ""];
    this.#terminal.setPrompt(`${bold}${text}${plain}${usual ? ` [${usual}]` : ""}: `);
    this.#terminal.prompt();
    const { value, done } = await this.#lines.next();
    if (done) throw new UsageError(`stopped; ${this.#call.file} is not written`);
    return value;
  }

  close() {
    this.#terminal.close();
  }
}

/** Asks until an answer is valid. @param {Question} question @param {() => Promise<string>} next */
async function valid(question, next) {
  for (;;) {
    const answer = (await next()).trim() || (question.usual ?? "");
    const problem = problemOf(question, answer);
    if (!problem) return answer;
    process.stderr.write(`  ${problem}\n`);
  }
}

/** @param {Question} question @param {string} answer */
function problemOf(question, answer) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(answer)) return "control characters are not allowed";
  return question.problem(answer);
}

/** @param {string} answer */
function isAddress(answer) {
  return /^https?:\/\/[^\s/]/i.test(answer);
}

/** What is wrong with an address; a file has none. @param {string} answer @param {string[]} schemes */
function addressProblem(answer, schemes) {
  const [, scheme] = answer.match(/^([a-z][a-z0-9+.-]+):\/\//i) ?? [];
  if (scheme === undefined || schemes.includes(scheme.toLowerCase())) return undefined;
  return `an address begins with ${schemes.join(":// or ")}://; a document in S3 can be added to the file later`;
}

/** The config. @param {Answers} answers */
export function configOf({ service, document, server, tokenVariable, docUrl }) {
  const key = isAddress(document) ? "openAPISchemaURL" : "openAPISchemaFilePath";
  return `# A workflow config of OpenMetadata's REST connector; metarest and the connector read it alike.
source:
  type: rest
  serviceName: ${scalar(service)}
  serviceConnection:
    config:
      type: Rest
      openAPISchemaConnection:
        ${key}: ${scalar(document)}
${docUrl ? `      docURL: ${scalar(docUrl)}\n` : ""}  sourceConfig:
    config:
      type: ApiMetadata
sink:
  type: metadata-rest
  config: {}
workflowConfig:
  openMetadataServerConfig:
    hostPort: ${scalar(server)}
    authProvider: openmetadata
    securityConfig:
      # The token of a bot, from Settings > Bots. It stays in the environment.
      jwtToken: $${tokenVariable}
`;
}

/** A string in YAML. @param {string} text */
function scalar(text) {
  const isPlain = /^[A-Za-z][\w./:@-]*[\w/]$/.test(text) && !/^(true|false|yes|no|on|off|null)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** @param {string} text @param {string} file @throws {UsageError} an answer is not valid in a config */
async function mustBeClean(text, file) {
  const { check } = await core();
  const { diagnostics } = check(text, { file });
  if (diagnostics.length === 0) return;
  const problems = diagnostics.map(({ message, help }) => (help ? `${message}; ${help}` : message));
  throw new UsageError(`${file} is not written: ${problems.join("\n  ")}`);
}
