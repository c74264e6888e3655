/**
 * The command line: arguments and files → a report and an exit code.
 */
import { open } from "node:fs/promises";
import { faultOf } from "../run/fault.js";
import { readLimited } from "../run/http.js";
import { commands, explain } from "./commands.js";
import { overview } from "./manual.js";
import { print, writeReport } from "./output.js";
import { read, UsageError } from "./usage.js";

/** @typedef {import("./usage.js").Call} Call */

/** Wrong usage, or an error in the config. */
const usageCode = 2;
/** Far more than any workflow config. */
const largestConfig = 4 * 1024 * 1024;

/** Runs one command and sets the exit code of the process. @param {string[]} args */
export async function main(args) {
  process.stdout.on("error", closedPipe);
  try {
    process.exitCode = await runArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`metarest: ${error.message}\n`);
    if (error.format === "json") await print(usageReport(error));
    else if (args.length === 0) process.stderr.write(`\n${overview()}`);
    process.exitCode = usageCode;
  }
}

/** @param {string[]} args */
async function runArguments(args) {
  const call = await read(args);
  if ("show" in call) {
    await print(call.show);
    return 0;
  }
  if (call.command === "explain") {
    await print(await explain(call.code));
    return 0;
  }
  const input = await readConfig(call);
  const report = await commands[call.command](call, input);
  return await writeReport(call, report, input);
}

/** The config's bytes, if one is named. @param {Call} call */
async function readConfig({ config: name, format }) {
  if (name === undefined) return undefined;
  try {
    const pieces = /** @type {Uint8Array[]} */ ([]);
    const stream = name === "-" ? process.stdin : (await open(name)).createReadStream();
    await readLimited(stream, largestConfig, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  } catch (error) {
    const { kind, message } = faultOf(error);
    const why = kind === "notFound" ? "there is no such file" : message;
    throw new UsageError(`the config ${name} cannot be read: ${why}`, format);
  }
}

/** A mistake in the arguments as JSON, for a program that asked for JSON. @param {UsageError} error */
function usageReport({ message }) {
  const diagnostics = [{ code: "usage", severity: "error", message }];
  return `${JSON.stringify({ version: 1, ok: false, diagnostics }, null, 2)}\n`;
}

/** Ignores that the reader has gone (`| head`). @param {NodeJS.ErrnoException} error */
function closedPipe(error) {
  if (error.code !== "EPIPE") throw error;
}
