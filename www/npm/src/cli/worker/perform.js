/**
 * The commands that speak to a Worker: a call → what it printed, and an exit code.
 */
import { WorkerError } from "../../worker/error.js";
import { print } from "../output.js";
import { tell } from "../tell.js";
import { approve } from "./approve.js";
import { json, services } from "./lists.js";
import { push } from "./push.js";
import { runOrRuns } from "./run.js";
import { clientOf } from "./settings.js";

/** @typedef {import("../../worker/client.js").WorkerClient} WorkerClient */
/** @typedef {import("../usage.js").WorkerCall} WorkerCall */

/** The Worker did not do what it was asked for. */
const failedCode = 1;

/** @type {Record<WorkerCall["command"], (client: WorkerClient, call: WorkerCall) => Promise<{text: string, code: number} | string>>} */
const commands = { push, services, runs: runOrRuns, approve };

/** @param {WorkerCall} call @returns {Promise<number>} the exit code */
export async function performOnWorker(call) {
  const client = clientOf(call, process.env);
  try {
    const done = await commands[call.command](client, call);
    const { text, code } = typeof done === "string" ? { text: done, code: 0 } : done;
    await print(text);
    return code;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    const { message, help, status } = error;
    await tell(help === undefined ? message : `${message}\n  help: ${help}`);
    if (call.format === "json") await print(json({ error: { message, help, status } }));
    return failedCode;
  }
}
