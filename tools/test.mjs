/**
 * `npm test`: builds, then runs every check and every test. A failure does not stop the rest; the summary names it.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, buildCatalogue } from "./build.mjs";
import { chromedriver, modernNode, npm, wasm } from "./setup.mjs";
import { command, Problem, root, run, step } from "./step.mjs";

/** The Node that npm runs on, not that of node_modules: the package must run on it. */
const ownNode = process.env.npm_node_execpath ?? process.execPath;

const bindings = ["test", "-p", "metarest-wasm", "--target", wasm];

/** Each returns the exit code of what it runs. @type {Record<string, () => number>} */
const stages = {
  "lint of JavaScript": () => run(npm, ["run", "-s", "lint:js"]).code,
  "types of JavaScript": () => run(npm, ["run", "-s", "lint:types"]).code,
  "lint of Rust": () => run(npm, ["run", "-s", "lint:rust"]).code,
  "tests of Rust": () => run("cargo", ["test", "--workspace", "--no-fail-fast", ...corpusTests()]).code,
  "tests of the bindings in Node": () => run("cargo", bindings).code,
  "tests of the bindings in Chromium": () =>
    run("cargo", bindings, { env: { WASM_BINDGEN_USE_BROWSER: "1", CHROMEDRIVER: chromedriver() } }).code,
  "tests of the package": () => nodeTests("tests/npm", ownNode),
  "tests of the package in other runtimes": () =>
    installed("tests/runtimes") || nodeTests("tests/runtimes", ownNode),
  "tests of the component": () =>
    installed("www/component/examples/javascript") || nodeTests("tests/component", ownNode),
  "tests of the Worker": () => nodeTests("tests/worker", modernNode()),
  "tests of the page": () => nodeTests("tests/page", modernNode()),
};

/** Runs the tests that need the corpus if it exists; otherwise Cargo reports them as ignored. */
function corpusTests() {
  const shared = process.env.METAREST_SHARED ?? join(root, "../shared");
  return existsSync(join(shared, "corpus/index.tsv")) ? ["--", "--include-ignored"] : [];
}

/** Installs the packages of a folder that has its own. @param {string} folder @returns {number} the exit code */
function installed(folder) {
  return run(npm, ["ci", "--loglevel=error", "--no-audit", "--no-fund"], { cwd: join(root, folder) }).code;
}

/** @param {string} folder @param {string} node */
function nodeTests(folder, node) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".test.mjs"));
  return run(node, ["--test", "--test-reporter=spec", ...names.map((name) => join(folder, name))]).code;
}

/** Whether a stage passed. @param {() => number} stage */
function passes(stage) {
  try {
    return stage() === 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`✗ ${error.message}\n`);
    return false;
  }
}

await command(async () => {
  await build();
  process.env.METAREST_CATALOGUE = await step("local catalogue", buildCatalogue);
  const results = /** @type {[string, boolean][]} */ ([]);
  for (const [title, stage] of Object.entries(stages)) {
    results.push([title, await step(title, () => passes(stage))]);
  }
  for (const [title, passed] of results) process.stdout.write(`${passed ? "✓" : "✗"} ${title}\n`);
  const count = results.filter(([, passed]) => passed).length;
  process.stdout.write(`${count} of ${results.length} passed\n`);
  return count === results.length ? 0 : 1;
});
