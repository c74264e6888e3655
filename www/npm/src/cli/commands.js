/**
 * The commands that make reports: a call and one of its configs → a report.
 */
import { randomInt } from "node:crypto";
import { sep } from "node:path";
import { drive } from "../run/loop.js";
import { core } from "./core.js";
import { Terminal } from "./terminal.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {import("./configs.js").Input} Input */
/** @typedef {import("./core.js").Report} Report */
/** @typedef {ConstructorParameters<import("./core.js").Core["Run"]>[0]} RunCommand */
/**
 * @typedef {object} Context what the configs of a call share
 * @property {AbortSignal} cancel the user stops the call
 * @property {string} [plan] the text of the file of `--plan`
 */

/** @type {Record<Call["command"], (call: Call, input: Input, context: Context) => Promise<Report>>} */
export const commands = {
  check,
  convert,
  preview: run("preview"),
  plan: run("plan"),
  ingest: run("ingest"),
};

/** @param {Call} call @param {Input} input @param {Context} [context] @returns {Promise<Report>} */
export async function check(call, input, context) {
  if (call.connect && context) return await runCommand("connect", call, input, context);
  const { reportCheck, reportDiff, reportFix } = await core();
  const command = call.diff ? reportDiff : call.fix ? reportFix : reportCheck;
  return command(/** @type {Uint8Array} */ (input.text), options(call, input));
}

/** @param {Call} call @param {Input} input @returns {Promise<Report>} @throws {UsageError} */
async function convert(call, input) {
  const { reportConvert } = await core();
  try {
    const text = /** @type {Uint8Array} */ (input.text);
    return reportConvert(text, { ...options(call, input), to: call.to, strip: call.strip });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message, call.format);
  }
}

/** The options of the core. @param {Call} call @param {Input} input @param {Partial<Context>} [context] */
function options({ spec, approve, exitCode, minCoverage }, { name }, { plan } = {}) {
  return {
    file: name === "-" ? "<stdin>" : name && shown(name),
    environment: { ...process.env },
    now: Date.now(),
    spec,
    approve,
    plan,
    exitCode,
    minCoverage,
  };
}

/** A path as reports show it: programs that read them expect slashes, on Windows too. @param {string} name */
function shown(name) {
  return sep === "/" ? name : name.replaceAll(sep, "/");
}

/** A command that sends requests. @param {RunCommand} command */
function run(command) {
  return (/** @type {Call} */ call, /** @type {Input} */ input, /** @type {Context} */ context) =>
    runCommand(command, call, input, context);
}

/** @param {RunCommand} command @param {Call} call @param {Input} input @param {Context} context @returns {Promise<Report>} */
async function runCommand(command, call, input, context) {
  const run = await newRun(command, call, input, context);
  const level = call.logLevel ?? (call.quiet ? "error" : run.logLevel);
  const terminal = new Terminal(process.stderr, { level, quiet: call.quiet, color: call.color });
  // Loaded here because it takes a while, and the other commands do not need it.
  const { Node } = await import("../run/node.js");
  const node = new Node(call.spec === "-" ? { stdin: process.stdin } : {});
  const shell = {
    load: terminal.counted(node.load.bind(node)),
    send: node.send.bind(node),
    tls: node.tls.bind(node),
    log: terminal.log.bind(terminal),
    progress: terminal.progress.bind(terminal),
  };
  try {
    await drive(run, shell, { seed: randomInt(2 ** 47), cancel: context.cancel });
  } finally {
    terminal.end();
  }
  terminal.log({
    level: "debug",
    message: `memory: ${megabytes(run.memory)} of wasm, ${megabytes(peak())} in all`,
  });
  return run.report();
}

/** @param {RunCommand} command @param {Call} call @param {Input} input @param {Context} context @throws {UsageError} an option cannot be used */
async function newRun(command, call, input, context) {
  const { Run } = await core();
  try {
    return new Run(command, input.text, options(call, input, context));
  } catch (error) {
    const { code, option, message } = /** @type {any} */ (error);
    if (code !== "invalid-option") throw error;
    const what = option === "plan" ? `the plan ${call.plan} cannot be used` : `--${option}`;
    throw new UsageError(`${what}: ${message}`, call.format);
  }
}

/** The peak memory of the process, in bytes. */
function peak() {
  return process.resourceUsage().maxRSS * 1024;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
