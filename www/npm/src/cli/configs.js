/**
 * Finds and reads the configs of a call: names and patterns → the bytes of each config, each file once, in order.
 */
import { open, realpath, stat } from "node:fs/promises";
import { faultOf } from "../run/fault.js";
import { readLimited } from "../run/http.js";
import { core } from "./core.js";
import { isPattern, matches } from "./pattern.js";
import { UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Call} Call */
/** @typedef {Partial<Pick<Call, "diff" | "out" | "plan" | "approve" | "spec" | "inPlace">>} Choices */
/** @typedef {Pick<Call, "configs" | "format"> & {command: string} & Choices} ConfigsCall a call that has configs */
/**
 * @typedef {object} Input a config; a preview may have none
 * @property {string} [name] of its file
 * @property {Uint8Array} [text]
 * @property {{at: number, of: import("./core.js").ConfigFile}} [part] which document of the file it is, if there are several
 */

/** Far more than any workflow config. */
const largestConfig = 4 * 1024 * 1024;
/** More documents in one file are no configs. */
const mostDocuments = 100;
/** The plan of a first run has everything that its document has. */
const largestPlan = 512 * 1024 * 1024;

/**
 * Reads all configs before anything runs, so that a misspelt name stops nothing half-way.
 *
 * @param {ConfigsCall} call @returns {Promise<Input[]>} @throws {UsageError}
 */
export async function readConfigs(call) {
  const names = await findAll(call);
  if (names.length === 0) return [{}];
  const inputs = [];
  for (const name of names) {
    const text = await readFile(name, largestConfig, `the config ${name}`, call);
    inputs.push(...(await documents(name, text, call)));
  }
  rejectSeveral(call, inputs.length);
  return inputs;
}

/** The configs of one file: each of its YAML documents is one. @param {string} name @param {Uint8Array} text @param {ConfigsCall} call @returns {Promise<Input[]>} */
async function documents(name, text, { diff, format }) {
  const { ConfigFile } = await core();
  const of = ConfigFile.ofSeveral(text);
  if (of === undefined) return [{ name, text }];
  const { length } = of;
  if (length > mostDocuments) {
    throw new UsageError(`the config ${name} has more than ${mostDocuments} documents`, format);
  }
  if (diff) throw new UsageError(`--diff needs one config a file, and ${name} has ${length}`, format);
  return Array.from({ length }, (_, at) => ({ name, text: Buffer.from(of.document(at)), part: { at, of } }));
}

/** Reads the file of `--plan`. @param {ConfigsCall} call @returns {Promise<string | undefined>} @throws {UsageError} */
export async function readPlan(call) {
  const { plan } = call;
  if (plan === undefined) return undefined;
  return new TextDecoder().decode(await readFile(plan, largestPlan, `the plan ${plan}`, call));
}

/** The names of the files, each once. @param {ConfigsCall} call @returns {Promise<string[]>} */
async function findAll({ configs, format }) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const config of configs) {
    for (const name of await find(config, format)) {
      const path = name === "-" ? name : await realpath(name).catch(() => name);
      if (!names.has(path)) names.set(path, name);
    }
  }
  return [...names.values()];
}

/** The files of one name or pattern. @param {string} config @param {Call["format"]} format */
async function find(config, format) {
  const isFile = !isPattern(config) || (await stat(config).catch(() => undefined)) !== undefined;
  if (isFile) return [config];
  const found = await matches(config);
  if (found.length === 0) throw new UsageError(`no file matches ${config}`, format);
  return found;
}

/** Rejects options that are for one config. @param {ConfigsCall} call @param {number} count @throws {UsageError} */
function rejectSeveral(call, count) {
  if (count < 2) return;
  const single = [
    [call.out, "--out needs one config"],
    [call.plan, "--plan needs one config"],
    [call.approve, "--approve needs one config: a hash is that of one plan"],
    [call.spec === "-", "--spec - needs one config: standard input can be read only once"],
    [call.command === "convert" && !call.inPlace, "several configs can be converted only with --in-place"],
  ];
  for (const [given, message] of single) {
    if (given) throw new UsageError(`${message}, and there are ${count}`, call.format);
  }
}

/**
 * @param {string} name @param {number} limit in bytes @param {string} what for messages @param {ConfigsCall} call
 * @returns {Promise<Uint8Array>} @throws {UsageError}
 */
async function readFile(name, limit, what, { format }) {
  try {
    const pieces = /** @type {Uint8Array[]} */ ([]);
    const stream = name === "-" ? process.stdin : (await open(name)).createReadStream();
    await readLimited(stream, limit, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  } catch (error) {
    const { kind, message } = faultOf(error);
    const why = kind === "notFound" ? "there is no such file" : message;
    throw new UsageError(`${what} cannot be read: ${why}`, format);
  }
}
