/**
 * Runs a call: its configs one after the other → their reports and one exit code.
 */
import { commands } from "./commands.js";
import { readConfigs, readPlan } from "./configs.js";
import { Printer } from "./output.js";

/** @typedef {import("./usage.js").Call} Call */

/** Stopped by a signal before everything was done. */
const cancelledCode = 1;

/** @param {Call} call @returns {Promise<number>} the exit code */
export async function perform(call) {
  const inputs = await readConfigs(call);
  const plan = await readPlan(call);
  const printer = await Printer.of(call, inputs.length);
  const { signal: cancel } = cancelOnSignal();
  for (const [done, input] of inputs.entries()) {
    const report = await commands[call.command](call, input, { cancel, plan });
    const left = inputs.length - done - 1;
    const isStopped = cancel.aborted && left > 0;
    await printer.add(report, input, isStopped || left === 0);
    report.free();
    if (isStopped) {
      process.stderr.write(`metarest: stopped; ${left} of ${inputs.length} configs were not run\n`);
      return Math.max(await printer.end(), cancelledCode);
    }
  }
  return await printer.end();
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
