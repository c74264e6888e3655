/**
 * Runs programs and shows the steps of the commands in this folder. Uses only Node's own modules, because it runs
 * before any package is installed.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root of the checkout, without a slash at its end. */
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/** Something that a person has to fix before the command can go on: shown as its text, without a stack. */
export class Problem extends Error {}

/**
 * Does one piece of work and shows how long it took.
 *
 * @template T
 * @param {string} title @param {() => T | Promise<T>} work
 */
export async function step(title, work) {
  const start = performance.now();
  process.stderr.write(`▸ ${title}\n`);
  const result = await work();
  process.stderr.write(`  ${title}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

/**
 * Runs a program to its end. Its output is shown, unless `stdio` keeps it.
 *
 * @param {string} program @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, stdio?: import("node:child_process").StdioOptions}} [options]
 * @returns {{code: number, stdout: string}}
 */
export function run(program, args, { cwd = root, env = {}, stdio = "inherit" } = {}) {
  const options = { cwd, env: { ...process.env, ...env }, stdio, maxBuffer: Number.POSITIVE_INFINITY };
  const { error, status, stdout } = spawnSync(program, args, { ...options, encoding: "utf8" });
  if (error && "code" in error && error.code === "ENOENT") {
    const help = /^(?:cargo|rust)/.test(program) ? " Install Rust with rustup: https://rustup.rs" : "";
    throw new Problem(`${program} is not installed or not on the PATH.${help}`);
  }
  if (error) throw new Problem(`${program} could not be started: ${error.message}`);
  return { code: status ?? 1, stdout: stdout ?? "" };
}

/** As `run`; an exit code other than 0 is a Problem. @param {Parameters<typeof run>} call @returns {string} standard output, if it was kept */
export function mustRun(...call) {
  const { code, stdout } = run(...call);
  if (code !== 0) throw new Problem(`${[call[0], ...call[1]].join(" ")} ended with exit code ${code}`);
  return stdout;
}

/** Keeps standard output for the caller. */
export const kept = /** @type {import("node:child_process").StdioOptions} */ (["ignore", "pipe", "inherit"]);

/** Runs a command's main function; the process ends with the code that it returns. @param {() => Promise<number>} main */
export async function command(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`\n✗ ${error.message}\n`);
    process.exitCode = 1;
  }
}
