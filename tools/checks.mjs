/**
 * Everything that looks at the sources without running them, in the order of their cost.
 */
import { packaged } from "./setup.mjs";
import { run } from "./step.mjs";

const wasmCrates = ["-p", "metarest-wasm", "-p", "metarest-worker"];
const strict = ["--", "-D", "warnings"];

/** @type {{title: string, program: string, args: string[]}[]} */
export const checks = [
  node("format and lint of JavaScript", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]),
  node("types of JavaScript", "typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.json"]),
  node("types of the page", "typescript/bin/tsc", ["--noEmit", "-p", "www/page"]),
  node("types of the page's tests", "typescript/bin/tsc", ["--noEmit", "-p", "tests/page"]),
  { title: "format of Rust", program: "cargo", args: ["fmt", "--all", "--check"] },
  { title: "lint of Rust", program: "cargo", args: ["clippy", "--workspace", "--all-targets", ...strict] },
  {
    title: "lint of Rust as wasm",
    program: "cargo",
    args: ["clippy", ...wasmCrates, "--target", "wasm32-unknown-unknown", ...strict],
  },
];

/** @param {string} title @param {string} script @param {string[]} args */
function node(title, script, args) {
  return { title, program: process.execPath, args: [packaged(script), ...args] };
}

/** @param {(typeof checks)[number]} check @returns {Promise<boolean>} whether it found nothing */
export async function passes({ program, args }) {
  return (await run(program, args)).code === 0;
}
