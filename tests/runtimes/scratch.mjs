/**
 * A scratch project that has installed the packed package, as a user has: `npm pack`, unpacked into `node_modules`.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { modernNode, npm } from "../../tools/setup.mjs";
import { root } from "../../tools/step.mjs";

const execute = promisify(execFile);

export const folder = join(root, "build/runtimes");
const tools = join(root, "tests/runtimes/node_modules");

/** The program of a tool. @param {string} name */
export const bin = (name) => join(tools, ".bin", name);

/** The program of Bun is in a package for its platform; its own needs a script that installing does not run here. */
export function bun() {
  const name = `bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
  return join(tools, "@oven", name, "bin/bun");
}

/** What every program prints: how long the report is, and a sum of its characters. */
export const summary = `const summary = (report) => {
  const text = JSON.stringify(report);
  let sum = 7;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return \`report \${text.length} \${sum}\`;
};
`;

/** The document, as a module. */
const petstore = readFileSync(join(root, "tests/corpus/petstore3.json"), "utf8");

/** Programs by the entry that they use. */
const programs = {
  "esm.mjs": `import { init, preview } from "metarest";
import spec from "./spec.mjs";
${summary}
await init();
console.log(summary(preview(undefined, spec)));
`,
  "require.cjs": `const { preview } = require("metarest");
const spec = require("./spec.cjs");
${summary}
console.log(summary(preview(undefined, spec)));
`,
  // Without top-level await, for every format of a bundle.
  "browser.js": `import { init, preview } from "metarest";
import spec from "./spec.mjs";
${summary}
init().then(
  () => { document.title = summary(preview(undefined, spec)); },
  (error) => { document.title = "failed: " + error.message; },
);
`,
  "slim.js": `import { init, preview } from "./node_modules/metarest/src/entry/slim.js";
import spec from "./spec.mjs";
${summary}
await init(fetch("node_modules/metarest/dist/metarest.wasm"));
document.title = summary(preview(undefined, spec));
`,
  "plan.mjs": `import { plan } from "metarest/run";
import { readFileSync } from "node:fs";
const { report } = await plan(readFileSync("config.yaml"), { spec: readFileSync("petstore.json") });
console.log(report.planHash ?? JSON.stringify(report.diagnostics));
`,
  "plan.cjs": `const { plan } = require("metarest/run");
const { readFileSync } = require("node:fs");
plan(readFileSync("config.yaml"), { spec: readFileSync("petstore.json") }).then(({ report }) => {
  console.log(report.planHash ?? JSON.stringify(report.diagnostics));
});
`,
  "worker.js": `import { preview } from "metarest";
import { plan } from "metarest/run";
import spec from "./spec.mjs";
${summary}
export default {
  async fetch(request) {
    if (request.method === "GET") return new Response(summary(preview(undefined, spec)));
    const { report } = await plan(await request.text(), { spec: new TextEncoder().encode(spec) });
    return new Response(report.planHash ?? JSON.stringify(report.diagnostics));
  },
};
`,
  "petstore.json": petstore,
  "in.test.js": `import { expect, test } from "vitest";
import { preview } from "metarest";
import spec from "./spec.mjs";
${summary}
test("preview", () => expect(summary(preview(undefined, spec))).toBe(process.env.EXPECTED));
`,
  "spec.mjs": `export default ${JSON.stringify(petstore)};\n`,
  "spec.cjs": `module.exports = ${JSON.stringify(petstore)};\n`,
  "package.json": `${JSON.stringify({ name: "scratch", private: true, type: "module" })}\n`,
  "wrangler.toml": 'name = "scratch"\nmain = "worker.js"\ncompatibility_date = "2026-01-01"\n',
};

/** Packs the package and makes the project anew. @returns {Promise<string>} the tarball's path */
export async function install() {
  rmSync(folder, { recursive: true, force: true });
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  const packed = await execute(npm, ["pack", "--json", "--pack-destination", folder], {
    cwd: join(root, "www/npm"),
  });
  const tarball = join(folder, JSON.parse(packed.stdout)[0].filename);
  await execute("tar", ["-xzf", tarball, "-C", folder]);
  cpSync(join(folder, "package"), join(modules, "metarest"), { recursive: true });
  for (const name of ["undici"]) symlinkSync(join(root, "node_modules", name), join(modules, name));
  symlinkSync(join(tools, "vitest"), join(modules, "vitest"));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text);
  return tarball;
}

/** Milliseconds that a program may take. */
const timeout = 90_000;

/** The tools run on the Node that they need. */
const PATH = `${dirname(modernNode())}${delimiter}${process.env.PATH}`;

/** Runs a program in the project. @param {string} program @param {string[]} args @param {Record<string, string>} [env] */
export async function run(program, args, env = {}) {
  const options = {
    cwd: folder,
    env: { ...process.env, PATH, NO_COLOR: "1", ...env },
    maxBuffer: 2 ** 26,
    timeout,
  };
  const { stdout } = await execute(program, args, options);
  return stdout.trim();
}
