/**
 * What cargo builds, by the paths that cargo itself names: they hold wherever its target folder is.
 */
import { mustRun } from "./step.mjs";

/**
 * Builds and returns what came of it.
 *
 * @param {string[]} args of `cargo build`
 * @returns {Promise<Map<string, string>>} target name, as cargo spells it → its program or its wasm
 */
export async function cargoBuild(args) {
  const lines = await mustRun("cargo", ["build", "--message-format=json-render-diagnostics", ...args], {
    stdout: "collect",
  });
  return new Map(lines.split("\n").flatMap(artifact));
}

/** @param {string} line @returns {[string, string][]} */
function artifact(line) {
  if (!line.startsWith("{")) return [];
  const message = JSON.parse(line);
  if (message.reason !== "compiler-artifact") return [];
  const file =
    message.executable ?? message.filenames.find((/** @type {string} */ name) => name.endsWith(".wasm"));
  return file ? [[message.target.name, file]] : [];
}
