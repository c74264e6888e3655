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
import { hasColor } from "./terminal.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Init} Init */
/** @typedef {"service" | "document" | "server" | "tokenVariable"} Name */
/** @typedef {Record<Name, string>} Answers */

/** A file could not be written. */
const failedCode = 1;

/**
 * @typedef {object} Question
 * @property {Name} name
 * @property {import("./manual.js").Option} option the same as an option
 * @property {string} text
 * @property {string} [usual] what an empty answer means
 * @property {boolean} [optional] whether `usual` is also used where nobody can be asked
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
    process.stderr.write(`metarest: ${error.message}\n`);
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
  const given = /** @type {Partial<Answers>} */ ({});
  for (const question of questions) {
    const answer = call[question.name];
    if (answer === undefined) continue;
    const problem = problemOf(question, answer);
    if (problem) throw new UsageError(`--${question.option}: ${problem}`);
    given[question.name] = answer;
  }
  return /** @type {Answers} */ ({ ...(await missing(call, given)), ...given });
}

/** The answers that no option has given. @param {Init} call @param {Partial<Answers>} given */
async function missing(call, given) {
  const open = questions.filter(({ name }) => given[name] === undefined);
  return process.stdin.isTTY && process.stderr.isTTY ? await ask(open, call) : defaults(open);
}

/** @param {Question[]} open @throws {UsageError} */
function defaults(open) {
  const needed = open.filter(({ optional }) => !optional).map(({ option }) => options[option].help[0]);
  if (needed.length > 0) {
    throw new UsageError(`metarest init asks on a terminal only; here it needs ${needed.join(", ")}`);
  }
  return Object.fromEntries(open.map(({ name, usual }) => [name, usual]));
}

/** @param {Question[]} open @param {Init} call @throws {UsageError} the user ended the input */
async function ask(open, { color, file }) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Keeps lines that are typed ahead or pasted.
  const lines = terminal[Symbol.asyncIterator]();
  const [bold, plain] = hasColor(process.stderr, color) ? ["\u001b[1m", "\u001b[0m"] : ["", ""];
  const next = async (/** @type {Question} */ { text, usual }) => {
    terminal.setPrompt(`${bold}${text}${plain}${usual ? ` [${usual}]` : ""}: `);
    terminal.prompt();
    const { value, done } = await lines.next();
    if (done) throw new UsageError(`stopped; ${file} is not written`);
    return value;
  };
  process.stderr.write(`A config for metarest and OpenMetadata's connector: ${file}\n`);
  const answers = /** @type {Partial<Answers>} */ ({});
  try {
    for (const question of open) answers[question.name] = await valid(question, () => next(question));
  } finally {
    terminal.close();
  }
  return answers;
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
export function configOf({ service, document, server, tokenVariable }) {
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
  sourceConfig:
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
