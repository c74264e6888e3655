/**
 * The local catalogue (tests/catalogue): OpenMetadata's side, on this machine.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { cargoBuild } from "./cargo.mjs";
import { Problem, step } from "./step.mjs";

/** @typedef {import("./process.mjs").Group} Group */

/** @returns {Promise<string>} the program's path */
export async function buildCatalogue() {
  const built = await step("local catalogue", () => cargoBuild(["-p", "metarest-catalogue", "--bins"]));
  const program = built.get("metarest-catalogue");
  if (program === undefined) throw new Error("metarest-catalogue built no program");
  return program;
}

/**
 * Starts it and waits until it listens.
 *
 * @param {Group} group that ends it
 * @param {string} program
 * @param {{port: number, server: string, documents: string}} options `port` 0: any; `documents`: the folder served
 *   under `/specs/`
 * @returns {Promise<{url: string, server: string}>} its address, with `/api`
 */
export async function startCatalogue(group, program, { port, server, documents }) {
  const args = ["--port", `${port}`, "--server", server, "--spec-dir", documents];
  const child = group.start(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdout) });
  const [line] = await Promise.race([once(lines, "line"), once(child, "exit")]);
  if (typeof line !== "string")
    throw new Problem(`the local catalogue ended at once, with exit code ${line}`);
  return JSON.parse(line);
}
