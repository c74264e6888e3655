/**
 * The commands: a call and its config → a report; a diagnostic's code → its page.
 */
import { randomInt } from "node:crypto";
import { drive } from "../run/loop.js";
import { core } from "./core.js";
import { Terminal } from "./terminal.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {import("./core.js").Report} Report */
/** @typedef {ConstructorParameters<import("./core.js").Core["Run"]>[0]} RunCommand */

/** @type {Record<Call["command"], (call: Call, config: any) => Promise<Report>>} */
export const commands = {
  check,
  convert,
  preview: run("preview"),
  plan: run("plan"),
  ingest: run("ingest"),
};

/** The page of a code, or the list of all codes. @param {string | undefined} code @throws {UsageError} */
export async function explain(code) {
  const { explain } = await core();
  try {
    return explain(code);
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {Call} call @param {any} config @returns {Promise<Report>} */
async function check(call, config) {
  if (call.connect) return await runCommand("connect", call, config);
  const { reportCheck, reportFix } = await core();
  return (call.fix ? reportFix : reportCheck)(config, options(call));
}

/** @param {Call} call @param {any} config @returns {Promise<Report>} @throws {UsageError} */
async function convert(call, config) {
  const { reportConvert } = await core();
  try {
    return reportConvert(config, { ...options(call), to: String(call.to) });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message, call.format);
  }
}

/** The options of the core. @param {Call} call */
function options({ config, spec, approve, exitCode, minCoverage, to, strip }) {
  return {
    file: config === undefined || config === "-" ? "<stdin>" : config,
    environment: withoutUndefined(process.env),
    now: Date.now(),
    spec,
    approve,
    exitCode,
    minCoverage,
    to,
    strip,
  };
}

/** @param {NodeJS.ProcessEnv} env @returns {Record<string, string>} */
function withoutUndefined(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A command that sends requests. @param {RunCommand} command */
function run(command) {
  return (/** @type {Call} */ call, /** @type {Uint8Array | undefined} */ config) =>
    runCommand(command, call, config);
}

/** @param {RunCommand} command @param {Call} call @param {Uint8Array | undefined} config @returns {Promise<Report>} */
async function runCommand(command, call, config) {
  const { Run } = await core();
  const run = new Run(command, config, options(call));
  const terminal = new Terminal(process.stderr, call.logLevel ?? run.logLevel);
  // Loaded here because it takes a while, and the other commands do not need it.
  const { Node } = await import("../run/node.js");
  const node = new Node();
  const shell = {
    load: node.load.bind(node),
    send: node.send.bind(node),
    tls: node.tls.bind(node),
    log: terminal.log.bind(terminal),
    progress: terminal.progress.bind(terminal),
  };
  await drive(run, shell, { seed: randomInt(2 ** 47), cancel: cancelOnSignal().signal });
  terminal.clear();
  terminal.log({
    level: "debug",
    message: `memory: ${megabytes(run.memory)} of wasm, ${megabytes(peak())} in all`,
  });
  return run.report();
}

/** The peak memory of the process, in bytes. */
function peak() {
  return process.resourceUsage().maxRSS * 1024;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** The first Ctrl-C stops a run cleanly, the second quits. */
function cancelOnSignal() {
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("\nStopping cleanly. Press Ctrl-C again to quit now.\n");
    controller.abort();
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  return controller;
}
