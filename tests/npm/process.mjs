/**
 * What the tests of the package start: the command line and the local catalogue, as real processes.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { buildCatalogue } from "../../tools/build.mjs";

const from = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
/** The command line. */
export const program = from("../../www/npm/bin/metarest.js");

/** The bundled document. */
export const petstore = from("../corpus/petstore3.json");
/** The hash of the plan of Petstore for an empty server. */
export const planHash = readFileSync(from("../corpus/petstore3.plan.sha256"), "utf8").trim();
/** OpenMetadata's sample config. */
export const sample = readFileSync(from("../corpus/rest_config.yaml"), "utf8");

/**
 * Starts the command line.
 *
 * @param {string[]} args
 * @param {{input?: string, env?: Record<string, string>}} [options]
 */
export function started(args, { input = "", env = {} } = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    // The test runner asks for colours on a terminal; empty is as if not set.
    env: { ...process.env, FORCE_COLOR: "", NO_COLOR: "", ...env },
    timeout: 60_000,
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    out.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    out.stderr += chunk;
  });
  child.stdin.end(input);
  const ended = once(child, "close").then(([code]) => ({
    code: /** @type {number | null} */ (code),
    ...out,
  }));
  return { child, ended };
}

/** Runs the command line to its end. @param {Parameters<typeof started>} call */
export function metarest(...call) {
  return started(...call).ended;
}

/**
 * Starts a catalogue on any free port; `METAREST_CATALOGUE` names its program where that is built already.
 *
 * @param {string} [server] the version that it plays
 */
export async function catalogue(server = "2.0") {
  const binary = process.env.METAREST_CATALOGUE ?? buildCatalogue();
  const args = ["--port", "0", "--server", server, "--spec-dir", from("../corpus")];
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { url } = JSON.parse(line);
  return { url, stop: () => child.kill() };
}
