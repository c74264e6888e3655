/**
 * Programs that run beside a command and end with it, and the ports that they listen on.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/** Milliseconds that a program gets to end by itself. */
const grace = 5000;

/** What ends this process. */
const signals = ["SIGINT", "SIGTERM"];

/** Programs, each with a process group of its own since wrangler starts others. A signal to this process ends all. */
export class Group {
  /** @type {Set<ChildProcess>} */
  #children = new Set();
  /** Whether a signal ended it. */
  stopping = false;

  #stop = () => {
    this.stopping = true;
    void this.end();
  };

  constructor() {
    for (const signal of signals) process.on(signal, this.#stop);
  }

  /** @param {string} program @param {string[]} args @param {import("node:child_process").SpawnOptions} options */
  start(program, args, { env, ...options }) {
    const child = spawn(program, args, { ...options, env: { ...process.env, ...env }, detached: true });
    this.#children.add(child);
    child.once("exit", () => this.#children.delete(child));
    return child;
  }

  /** Ends all programs: first by asking. */
  async end() {
    const children = [...this.#children];
    for (const child of children) signalGroup(child, "SIGTERM");
    const force = setTimeout(() => {
      for (const child of this.#children) signalGroup(child, "SIGKILL");
    }, grace);
    await Promise.all(children.map(exitCode));
    clearTimeout(force);
    for (const signal of signals) process.off(signal, this.#stop);
  }

  /** Ends all programs without asking. */
  async kill() {
    const children = [...this.#children];
    for (const child of children) signalGroup(child, "SIGKILL");
    await Promise.all(children.map(exitCode));
  }
}

/** Waits for the end. @param {ChildProcess} child @returns {Promise<number>} 1 if a signal ended it */
export async function exitCode(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode ?? 1;
}

/** @param {ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup({ pid }, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/** The wanted port, or the next free one; 0: any. @param {number} wanted @returns {Promise<number>} */
export function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", () =>
      wanted < 65_535 ? resolve(freePort(wanted + 1)) : reject(new Error("no free port")),
    );
    server.listen(wanted, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
