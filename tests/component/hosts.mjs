/**
 * The worked hosts of the component, as programs that print a report as JSON: how each is made, and how it is called.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { component, targetFolder } from "../../tools/build.mjs";
import { kept, mustRun, root } from "../../tools/step.mjs";
import { pythonWith } from "../npm/python.mjs";

const examples = join(root, "www/component/examples");
/** The host in Python, which prints text too. */
export const inPython = join(examples, "python/metarest_host.py");

/** @typedef {{code: number | null, stdout: string, stderr: string}} Ended how a program ended */
/** @typedef {(command: string, config: string, document?: string) => string[]} Host the program and its arguments */

/** A Python with wasmtime. */
export const python = () => pythonWith("wasmtime", "50.0.1");

/** Each makes a host; what it writes is in the folder. @type {Record<string, (folder: string) => Host>} */
export const hosts = {
  Python: () => {
    const program = [python(), inPython, component];
    return (...call) => [...program, ...options(call)];
  },
  JavaScript: (folder) => {
    const program = join(examples, "javascript");
    mustRun(process.execPath, [join(program, "transpile.mjs"), component, folder]);
    return (command, config, document) => {
      const call = [process.execPath, join(program, "host.mjs"), folder, command, config];
      return document === undefined ? call : [...call, document];
    };
  },
  Rust: () => {
    const program = [inRust(), component];
    return (...call) => [...program, ...options(call)];
  },
};

/** @param {Parameters<Host>} call @returns {string[]} */
function options([command, config, document]) {
  const spec = document === undefined ? [] : ["--spec", document];
  return [command, "-c", config, ...spec, "--json"];
}

/**
 * Runs cargo for the host in Rust, which is a workspace of its own, in the folder where the workspace is built: a second
 * build has nothing to do.
 *
 * @param {string[]} args @param {Record<string, string>} [env]
 */
function cargo([command = "", ...flags], env = {}) {
  const manifest = join(examples, "rust/Cargo.toml");
  const options = { env: { ...env, CARGO_TARGET_DIR: targetFolder() }, stdio: kept };
  mustRun("cargo", [command, "--manifest-path", manifest, ...flags], options);
}

const optimized = ["--release", "--locked"];

/** Builds the host in Rust. @returns {string} its path */
function inRust() {
  cargo(["build", ...optimized]);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(targetFolder(), "release", `metarest-host${suffix}`);
}

/** Holds the host in Rust to its format and lints. */
export function lintRust() {
  cargo(["fmt", "--check"]);
  // `cargo clippy` would check wasmtime's crates, which takes minutes; this takes them as they are built.
  cargo(["rustc", ...optimized, "--", "-D", "warnings"], { RUSTC_WORKSPACE_WRAPPER: "clippy-driver" });
}

/** Starts a program. @param {string[]} call */
export function started([program = "", ...args]) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
  const out = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    out.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    out.stderr += text;
  });
  const ended = once(child, "close").then(([code]) => /** @type {Ended} */ ({ code, ...out }));
  return { child, ended };
}

/** Runs a program to its end. @param {string[]} call */
export const ran = (call) => started(call).ended;
