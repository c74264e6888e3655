/**
 * How the commands of this folder run and show their work.
 *
 * A step is one line on stderr when it begins and one when it ends, with its time. What cannot go on because
 * something is missing is a Problem: its text says what and how to get it, and no stack is shown.
 * Only Node's own modules: this runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root of the checkout, without a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/** Something that a person has to mend before the command can go on. */
export class Problem extends Error {}

/**
 * Does one piece of work and says how long it took.
 *
 * @template T
 * @param {string} title what is being done, as a person would say it
 * @param {() => T | Promise<T>} work
 */
export async function step(title, work) {
  const began = performance.now();
  process.stderr.write(`▸ ${title}\n`);
  const result = await work();
  process.stderr.write(`  ${title}: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Says that a step was not needed. @param {string} title */
export function reused(title) {
  process.stderr.write(`▸ ${title}: up to date\n`);
}

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, cwd?: string, stdout?: "show" | "collect", echo?: boolean}} [options]
 *   `collect` keeps standard output for the caller instead of showing it, `echo` does both
 * @returns {Promise<{code: number, stdout: string}>} a program that a signal ended has code 1
 */
export function run(command, args, { env, cwd = root, stdout = "show", echo = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", stdout === "collect" || echo ? "pipe" : "inherit", "inherit"],
    });
    const chunks = /** @type {Buffer[]} */ ([]);
    child.stdout?.on("data", (chunk) => {
      chunks.push(chunk);
      if (echo) process.stdout.write(chunk);
    });
    child.on("error", (error) => reject(new Problem(notRun(command, error))));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout: Buffer.concat(chunks).toString() }));
  });
}

/**
 * As `run`, but anything other than exit code 0 is a Problem.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {Promise<string>} what it wrote to standard output, where that was collected
 */
export async function mustRun(command, args, options) {
  const { code, stdout } = await run(command, args, options);
  if (code !== 0) throw new Problem(`${[command, ...args].join(" ")} ended with exit code ${code}`);
  return stdout;
}

/** @param {string} command @param {NodeJS.ErrnoException} error */
function notRun(command, error) {
  if (error.code !== "ENOENT") return `${command} could not be started: ${error.message}`;
  const help = { cargo: rustHelp, rustup: rustHelp, rustc: rustHelp }[command];
  return `${command} is not installed or not on the PATH. ${help ?? ""}`;
}

const rustHelp = "Install Rust with rustup: https://rustup.rs";

/** Runs a command's main function; a Problem is shown as its text alone. @param {() => Promise<number>} main */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`\n✗ ${error.message}\n`);
    process.exitCode = 1;
  }
}
