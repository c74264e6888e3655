/**
 * The commands: from a call and its config to a report, from a code to its page.
 */
import { randomInt } from "node:crypto";
import { explain as pageOf, Run, reportCheck, reportConvert, reportFix } from "../../dist/node/metarest.js";
import { drive } from "../run/loop.js";
import { Terminal } from "./terminal.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {import("../../dist/node/metarest.js").Report} Report */

/** @typedef {ConstructorParameters<typeof Run>[0]} RunCommand */

/** @type {Record<Call["command"], (call: Call, config: any) => Report | Promise<Report>>} */
export const commands = {
  check: (call, config) =>
    call.connect
      ? run("connect")(call, config)
      : (call.fix ? reportFix : reportCheck)(config, options(call)),
  convert,
  preview: run("preview"),
  plan: run("plan"),
  ingest: run("ingest"),
};

/** The page of a code, or the list of all. @param {string | undefined} code @throws {UsageError} */
export function explain(code) {
  try {
    return pageOf(code);
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {Call} call @param {any} config @returns {Report} @throws {UsageError} */
function convert(call, config) {
  try {
    return reportConvert(config, { ...options(call), to: String(call.to) });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message, call.format);
  }
}

/** What the core is told beside the inputs. @param {Call} call */
function options({ config, spec, approve, exitCode, minCoverage, to, strip }) {
  return {
    file: config === undefined || config === "-" ? "<stdin>" : config,
    environment: definedOnly(process.env),
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
function definedOnly(env) {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What asks a server, or fetches a document. @param {RunCommand} command */
function run(command) {
  return (/** @type {Call} */ call, /** @type {Uint8Array | undefined} */ config) =>
    ran(command, call, config);
}

/** @param {RunCommand} command @param {Call} call @param {Uint8Array | undefined} config @returns {Promise<Report>} */
async function ran(command, call, config) {
  const run = new Run(command, config, options(call));
  const terminal = new Terminal(process.stderr, call.logLevel ?? run.logLevel);
  // What only a run needs of Node takes a while to load.
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

/** The most that the process has taken, in bytes. */
function peak() {
  return process.resourceUsage().maxRSS * 1024;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/** Ctrl-C once ends a run in order, twice at once. */
function cancelOnSignal() {
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("\nending in order; once more to end at once\n");
    controller.abort();
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  return controller;
}
