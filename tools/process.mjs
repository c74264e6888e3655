/**
 * Programs that run beside a command and end with it.
 */
import { spawn } from "node:child_process";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/** Milliseconds that a program has to end by itself. */
const grace = 5000;

/** Programs, each with its process group, all ended together: by a signal to this process or by `end`. */
export class Group {
  /** @type {Set<ChildProcess>} */
  #children = new Set();
  /** Whether a signal asked for the end. */
  stopping = false;

  constructor() {
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
      process.on(signal, () => {
        this.stopping = true;
        void this.end();
      });
    }
  }

  /** @param {string} program @param {string[]} args @param {import("node:child_process").SpawnOptions} options */
  start(program, args, { env, ...options }) {
    const child = spawn(program, args, { ...options, env: { ...process.env, ...env }, detached: true });
    this.#children.add(child);
    child.once("exit", () => this.#children.delete(child));
    return child;
  }

  /** @param {ChildProcess} child @returns {Promise<number>} its exit code; 1 where a signal ended it */
  wait(child) {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? 1);
    return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  }

  /** Ends all: asks first, then makes them. */
  async end() {
    const children = [...this.#children];
    for (const child of children) signalGroup(child, "SIGTERM");
    const hard = setTimeout(() => {
      for (const child of this.#children) signalGroup(child, "SIGKILL");
    }, grace);
    await Promise.all(children.map((child) => this.wait(child)));
    clearTimeout(hard);
  }
}

/** @param {ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup({ pid }, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
