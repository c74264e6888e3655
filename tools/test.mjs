/**
 * `npm test`: sets up, builds, and runs every check and every test. All of them run, whatever fails; the last line
 * counts them. Tests that need the corpus are ignored where it is not there, and are counted as ignored.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { buildCatalogue } from "./catalogue.mjs";
import { checks, passes } from "./checks.mjs";
import { chromium, modernNode } from "./setup.mjs";
import { command, root, run, step } from "./step.mjs";

/** @typedef {{passed: number, failed: number, ignored: number}} Count */

/** The lines in which the runners count: passed, failed, ignored. */
const cargoLines = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm;
const nodeLines = /^ℹ pass (\d+)$[\s\S]*?^ℹ fail (\d+)$[\s\S]*?^ℹ skipped (\d+)$/gm;

/** The lines in which Cargo names an ignored test and why it is ignored. */
const ignoredLines = /^test (\S+) \.\.\. ignored, (.+)$/gm;

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
    { title: "tests of Rust", work: rustTests },
    { title: "tests of the package", work: () => nodeTests("tests/npm", theirNode(), env) },
    { title: "tests of the Worker", work: () => nodeTests("tests/worker", modernNode(), env) },
    {
      title: "tests of the page",
      work: async () => nodeTests("tests/page", modernNode(), { ...env, CHROMIUM: await chromium() }),
    },
  ];
}

/** The tests of Rust; those that need the corpus only where it is there. @returns {Promise<Count>} */
function rustTests() {
  const shared = process.env.METAREST_SHARED ?? join(root, "../shared");
  const ignored = existsSync(join(shared, "corpus/index.tsv")) ? ["--", "--include-ignored"] : [];
  return counted("cargo", ["test", "--workspace", ...ignored], cargoLines, {});
}

/** The Node that npm runs on, not the one of node_modules that npm's scripts see: the package must run there. */
function theirNode() {
  return process.env.npm_node_execpath ?? process.execPath;
}

/** @param {string} folder @param {string} node @param {Record<string, string>} env @returns {Promise<Count>} */
async function nodeTests(folder, node, env) {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const files = names.filter((name) => name.endsWith(".test.mjs")).map((name) => join(folder, name));
  if (files.length === 0) return { passed: 0, failed: 0, ignored: 0 };
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
  const sum = (/** @type {number} */ at) => found.reduce((total, row) => total + Number(row[at]), 0);
  const [passed, failed, ignored] = [sum(1), sum(2), sum(3)];
  for (const [reason, names] of reasons(stdout)) {
    process.stdout.write(
      `${names.length} ignored: ${reason}\n${names.map((name) => `  ${name}\n`).join("")}`,
    );
  }
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), ignored };
}

/** @param {string} stdout @returns {Map<string, string[]>} the names of the ignored tests, by the reason */
function reasons(stdout) {
  const found = /** @type {Map<string, string[]>} */ (new Map());
  for (const [, name = "", reason = ""] of stdout.matchAll(ignoredLines)) {
    found.set(reason, [...(found.get(reason) ?? []), name]);
  }
  return found;
}

/** @param {boolean} good @returns {Count} */
function one(good) {
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, ignored: 0 };
}

/** @param {[string, Count][]} counts */
function summary(counts) {
  const total = { passed: 0, failed: 0, ignored: 0 };
  for (const [title, count] of counts) {
    process.stdout.write(`${count.failed === 0 ? "✓" : "✗"} ${title}: ${words(count)}\n`);
    total.passed += count.passed;
    total.failed += count.failed;
    total.ignored += count.ignored;
  }
  process.stdout.write(`${words(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

/** @param {Count} count */
function words({ passed, failed, ignored }) {
  return `${passed} passed, ${failed} failed${ignored === 0 ? "" : `, ${ignored} ignored`}`;
}
