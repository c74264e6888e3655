/**
 * `npm test`: sets up, builds, and runs every check and every test. All of them run, whatever fails; the last line
 * counts them.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { buildCatalogue } from "./catalogue.mjs";
import { checks, passes } from "./checks.mjs";
import { chromium, modernNode } from "./setup.mjs";
import { command, root, run, step } from "./step.mjs";

/** @typedef {{passed: number, failed: number}} Count */

/** The lines in which the runners count. */
const cargoLines = /^test result: \w+\. (\d+) passed; (\d+) failed/gm;
const nodeLines = /^ℹ pass (\d+)$[\s\S]*?^ℹ fail (\d+)$/gm;

await command(async () => {
  await build();
  const catalogue = await buildCatalogue();
  const counts = /** @type {[string, Count][]} */ ([]);
  for (const { title, work } of stages(catalogue)) counts.push([title, await step(title, work)]);
  return summary(counts);
});

/** @param {string} catalogue @returns {{title: string, work: () => Promise<Count>}[]} */
function stages(catalogue) {
  const env = { METAREST_CATALOGUE: catalogue };
  return [
    ...checks.map((check) => ({ title: check.title, work: async () => one(await passes(check)) })),
    { title: "tests of Rust", work: () => counted("cargo", ["test", "--workspace"], cargoLines, {}) },
    { title: "tests of the package", work: () => nodeTests("tests/npm", theirNode(), env) },
    { title: "tests of the Worker", work: () => nodeTests("tests/worker", modernNode(), env) },
    {
      title: "tests of the page",
      work: async () => nodeTests("tests/page", modernNode(), { ...env, CHROMIUM: await chromium() }),
    },
  ];
}

/** The Node that npm runs on, not the one of node_modules that npm's scripts see: the package must run there. */
function theirNode() {
  return process.env.npm_node_execpath ?? process.execPath;
}

/** @param {string} folder @param {string} node @param {Record<string, string>} env @returns {Promise<Count>} */
async function nodeTests(folder, node, env) {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const files = names.filter((name) => name.endsWith(".test.mjs")).map((name) => join(folder, name));
  if (files.length === 0) return { passed: 0, failed: 0 };
  return counted(node, ["--test", "--test-reporter=spec", ...files], nodeLines, env);
}

/**
 * Runs a test runner and adds up what it says of itself; one that failed without naming a test counts as one.
 *
 * @param {string} program @param {string[]} args @param {RegExp} lines @param {Record<string, string>} env
 * @returns {Promise<Count>}
 */
async function counted(program, args, lines, env) {
  const { code, stdout } = await run(program, args, { env, echo: true });
  const found = [...stdout.matchAll(lines)];
  const passed = found.reduce((sum, [, count]) => sum + Number(count), 0);
  const failed = found.reduce((sum, [, , count]) => sum + Number(count), 0);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

/** @param {boolean} good @returns {Count} */
function one(good) {
  return good ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {[string, Count][]} counts */
function summary(counts) {
  const total = counts.reduce(
    (sum, [, { passed, failed }]) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  );
  for (const [title, { passed, failed }] of counts) {
    process.stdout.write(`${failed === 0 ? "✓" : "✗"} ${title}: ${passed} passed, ${failed} failed\n`);
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
}
