/**
 * `metarest push`: stores configs in a Worker, each as the service that it names.
 *
 * Every config is checked before anything is sent, so that a mistake in one leaves all as they are. What only the Worker
 * knows, such as its variables, it checks itself.
 */
import { WorkerError } from "../../worker/error.js";
import { readConfigs } from "../configs.js";
import { core } from "../core.js";
import { print } from "../output.js";
import { hasColor, widthOf } from "../terminal.js";
import { UsageError } from "../usage.js";
import { json } from "./lists.js";
import { diagnosticText } from "./run.js";
import { shownText } from "./text.js";

/** @typedef {import("../../worker/client.js").WorkerClient} WorkerClient */
/** @typedef {import("../../worker/client.js").Diagnostic} Diagnostic */
/** @typedef {import("../usage.js").WorkerCall} WorkerCall */
/** @typedef {import("../configs.js").Input} Input */
/** @typedef {{name: string, service: string, text: Uint8Array<ArrayBuffer>, lines: number}} Config `lines`: how many lines of its file are before it */
/** @typedef {Diagnostic & {file: string}} Placed */
/**
 * @typedef {object} Pushed what became of a config
 * @property {string} config the name of its file
 * @property {string} [service]
 * @property {boolean} [created]
 * @property {boolean} [changed]
 * @property {string} [run] that was started
 * @property {Placed[] | import("../../../dist/types.js").Diagnostic[]} diagnostics
 * @property {string} [error] why it was not stored, or not run
 * @property {string} [help]
 * @property {number} [status] of the answer that refuses it
 * @property {number} exitCode
 */

/** An error in a config, and a Worker that does not do what it is asked for. */
const [invalidCode, failedCode] = [2, 1];

/** @param {WorkerClient} client @param {WorkerCall} call @returns {Promise<{text: string, code: number}>} */
export async function push(client, call) {
  const inputs = await readConfigs(call);
  const invalid = await checked(call, inputs);
  if (invalid.length > 0) return await ended(call, invalid);
  const configs = await Promise.all(inputs.map((input) => configOf(input, call)));
  rejectTwice(configs, call);
  /** @type {Pushed[]} */
  const pushed = [];
  for (const config of configs) {
    pushed.push(pushed.some(isShut) ? unsent(config) : await pushOne(client, call, config));
  }
  return await ended(call, pushed);
}

/** Whether the Worker lets nothing in: it does not answer, or refuses the token. @param {Pushed} pushed */
function isShut({ error, status = 0 }) {
  return error !== undefined && [0, 401, 403].includes(status);
}

/** @param {Config} config @returns {Pushed} */
function unsent({ name, service }) {
  return { config: name, service, diagnostics: [], error: "not sent", exitCode: failedCode };
}

/** Checks all configs and prints what is wrong with them, as `metarest check` does. @param {WorkerCall} call @param {Input[]} inputs @returns {Promise<Pushed[]>} those with errors */
async function checked({ format, color }, inputs) {
  const { check, Output, reportCheck } = await core();
  const style = { color: hasColor(process.stdout, color), width: widthOf(process.stdout) };
  const output = new Output({ format: "text", command: "check", configs: inputs.length, ...style });
  const invalid = [];
  for (const { name, text } of inputs) {
    const options = { file: name === "-" ? "<stdin>" : name, now: Date.now() };
    const { ok, diagnostics } = check(/** @type {Uint8Array} */ (text), options);
    if (ok) continue;
    invalid.push({ config: String(options.file), diagnostics, exitCode: invalidCode });
    if (format === "json") continue;
    const pieces = /** @type {Uint8Array[]} */ ([]);
    const report = reportCheck(/** @type {Uint8Array} */ (text), options);
    output.add(report, (/** @type {Uint8Array} */ piece) => pieces.push(piece));
    for (const piece of pieces) await print(piece);
  }
  return invalid;
}

/** What is sent of a config: of several in a file, only its own lines. @param {Input} input @param {WorkerCall} call @returns {Promise<Config>} */
async function configOf({ name: file = "", text = new Uint8Array(), part }, { format }) {
  const { serviceName } = await core();
  const name = file === "-" ? "<stdin>" : file;
  const service = serviceName(text);
  if (service === undefined) throw new UsageError(`the service of ${name} cannot be read`, format);
  const padded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(text);
  const own = part ? part.of.plain(part.at, padded) : padded;
  const sent = part ? new TextEncoder().encode(own) : new Uint8Array(text);
  return { name, service, text: sent, lines: lineBreaks(padded) - lineBreaks(own) };
}

/** @param {string} text */
function lineBreaks(text) {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Rejects two configs for one service: the second would replace the first. @param {Config[]} configs @param {WorkerCall} call @throws {UsageError} */
function rejectTwice(configs, { format }) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const { name, service } of configs) {
    const other = names.get(service);
    if (other !== undefined) {
      throw new UsageError(
        `${other} and ${name} are both for the service ${service}; nothing was sent`,
        format,
      );
    }
    names.set(service, name);
  }
}

/** @param {WorkerClient} client @param {WorkerCall} call @param {Config} config @returns {Promise<Pushed>} */
async function pushOne(client, { dryRun, run }, { name, service, text, lines }) {
  const result = /** @type {Pushed} */ ({ config: name, service, diagnostics: [], exitCode: 0 });
  try {
    const { created, changed, diagnostics } = await client.putService(service, text, dryRun);
    Object.assign(result, {
      created,
      changed,
      diagnostics: diagnostics.map((it) => placed(it, name, lines)),
    });
    if (run) result.run = (await client.startRun(service)).id;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    Object.assign(result, failure(error, name, lines));
  }
  return result;
}

/** Why a config was not stored. @param {WorkerError} error @param {string} name @param {number} lines @returns {Partial<Pushed>} */
function failure({ message, help, status, problem }, name, lines) {
  const diagnostics = Array.isArray(problem?.diagnostics) ? problem.diagnostics : [];
  const known = diagnostics.filter((it) => typeof it?.message === "string" && typeof it.code === "string");
  if (status !== 422 || known.length === 0) {
    return {
      error: message,
      ...(help && { help }),
      ...(status && { status }),
      exitCode: status === 422 ? invalidCode : failedCode,
    };
  }
  return {
    error: message,
    status,
    diagnostics: known.map((it) => placed(it, name, lines)),
    exitCode: invalidCode,
  };
}

/** A diagnostic of the Worker, with its place in the file. @param {Diagnostic} found @param {string} file @param {number} lines @returns {Placed} */
function placed({ code, severity, message, help, line, column, endLine, endColumn }, file, lines) {
  const start = line !== undefined && { line: line + lines, column };
  const end = endLine !== undefined && { endLine: endLine + lines, endColumn };
  return { code, severity, message, ...(help !== undefined && { help }), file, ...start, ...end };
}

/** @param {WorkerCall} call @param {Pushed[]} pushed */
async function ended(call, pushed) {
  const code = Math.max(0, ...pushed.map(({ exitCode }) => exitCode));
  if (call.format === "json") return { text: json({ services: pushed, exitCode: code }), code };
  const shown = await shownText();
  const blocks = pushed.flatMap((one) => (one.service === undefined ? [] : [blockOf(one, call)]));
  const nothing = pushed.some(({ service }) => service === undefined) ? ["nothing was sent"] : [];
  const lines = [...blocks, ...nothing].join("\n").split("\n").map(shown);
  return { text: `${lines.join("\n")}\n`, code };
}

/** The diagnostics of one config, and its line. @param {Pushed} pushed @param {WorkerCall} call */
function blockOf({ config, service, created, changed, run, diagnostics, error, help }, { dryRun, quiet }) {
  const all = /** @type {Placed[]} */ (diagnostics);
  const told = all.filter(({ severity }) => severity === "error" || !quiet).map((it) => diagnosticText(it));
  const state = created ? "created" : changed ? "changed" : "unchanged";
  const would = dryRun
    ? { created: "would be created", changed: "would be changed", unchanged: "is unchanged" }
    : undefined;
  const stored = created === undefined ? "not stored" : (would?.[state] ?? state);
  const line = [`${service} (${config}): ${stored}`, run && `run ${run} was started`, error, help].filter(
    Boolean,
  );
  return [...told, line.join("; ")].join("\n");
}
