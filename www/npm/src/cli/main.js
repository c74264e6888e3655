/**
 * The command line: arguments → what was asked for, and an exit code. What a command needs is loaded with it.
 */
import { core } from "./core.js";
import { overview } from "./help.js";
import { tell } from "./tell.js";
import { read, UsageError } from "./usage.js";

/** @typedef {Exclude<Awaited<ReturnType<typeof read>>, {show: string}>} Call */

/** Wrong usage, or an error in the config. */
const usageCode = 2;

/** Runs one command and sets the exit code of the process. @param {string[]} args */
export async function main(args) {
  process.stdout.on("error", closedPipe);
  try {
    process.exitCode = await runArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await tell(error.message);
    await print(await usageReport(error, args[0]));
    if (args.length === 0) process.stderr.write(`\n${overview()}`);
    process.exitCode = usageCode;
  }
}

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function runArguments(args) {
  const call = await read(args);
  if ("show" in call) {
    await print(call.show);
    return 0;
  }
  return await dispatch(call);
}

/** @param {Call} call @returns {Promise<number>} the exit code */
async function dispatch(call) {
  switch (call.command) {
    case "explain": {
      const { explain } = await import("./explain.js");
      await print(await explain(call.code));
      return 0;
    }
    case "completion": {
      const { script } = await import("./completion.js");
      await print(script(call.shell));
      return 0;
    }
    case "init": {
      const { init } = await import("./init.js");
      return await init(call);
    }
    case "push":
    case "services":
    case "runs":
    case "approve": {
      const { performOnWorker } = await import("./worker/perform.js");
      return await performOnWorker(call);
    }
    default: {
      const { perform } = await import("./call.js");
      return await perform(call);
    }
  }
}

/**
 * A mistake in the arguments for a program, which does not read standard error.
 *
 * @param {UsageError} error @param {string} [command]
 */
async function usageReport({ message, format }, command = "") {
  if (format === "text" || format === "markdown") return "";
  const { usage } = await core();
  return usage(format, command, message);
}

/** @param {string} text @returns {Promise<void>} */
function print(text) {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

/** Ignores that the reader has gone (`| head`). @param {NodeJS.ErrnoException} error */
function closedPipe(error) {
  if (error.code === "EPIPE") return;
  process.stderr.write(`metarest: standard output cannot be written: ${error.message}\n`);
  process.exit(1);
}
