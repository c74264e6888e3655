/**
 * The example workflows of docs/ci: they are valid YAML, and their commands run. What needs the network besides the
 * server, installing the package and commenting on GitHub, does not run here.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { load } from "js-yaml";
import { catalogue, program } from "./process.mjs";

const root = join(import.meta.dirname, "../..");
const read = (/** @type {string} */ name) => readFileSync(join(root, name), "utf8");
const workflow = (/** @type {string} */ name) => /** @type {any} */ (load(read(`docs/ci/${name}.yml`)));
/** Commands that need the network. */
const online = /^(npm install|gh) /;

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
before(async () => {
  server = await catalogue();
});
after(() => server.stop());

/** A repository as the workflows expect it, and an environment with `metarest` on its path. @param {string} service */
function repository(service) {
  const folder = mkdtempSync(join(tmpdir(), "metarest-ci-"));
  const [, shown = ""] = read("README.md").match(/<!-- config -->\n```yaml\n([\s\S]*?)```/) ?? [];
  const config = shown
    .replace("serviceName: library", `serviceName: ${service}`)
    .replace(/openAPISchemaURL: .*/, "openAPISchemaFilePath: openapi.yaml")
    .replace("https://openmetadata.example.com/api", server.url);
  mkdirSync(join(folder, "catalogue"));
  writeFileSync(join(folder, "catalogue/library.yaml"), config);
  copyFileSync(join(root, "tests/documents/library.yaml"), join(folder, "openapi.yaml"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/metarest"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(folder, "bin/metarest"), 0o755);
  const env = {
    ...process.env,
    PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
    FORCE_COLOR: "",
    OM_TOKEN: "a-bot",
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
  };
  return { folder, env };
}

/** Runs commands as the services do, one after the other; the first that fails ends them. @param {string[]} commands @param {string} service */
async function runAll(commands, service) {
  const { folder, env } = repository(service);
  let printed = "";
  for (const command of commands.filter((command) => !online.test(command))) {
    const { stdout } = await promisify(execFile)("bash", ["-ec", command], { cwd: folder, env });
    printed += stdout;
  }
  return { folder, printed };
}

describe("the workflow for GitHub", { skip: process.platform === "win32" }, () => {
  const { jobs, on } = workflow("github");

  it("begins with changes of the configs", () => {
    assert.deepEqual(Object.keys(on), ["pull_request", "push"]);
    assert.deepEqual(Object.keys(jobs), ["check", "plan", "ingest"]);
  });

  it("runs from the check to the ingest of the plan", async () => {
    const steps = Object.values(jobs).flatMap(({ steps }) => steps);
    const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
    assert.equal(commands.length, 8);
    const { folder, printed } = await runAll(commands, "github");
    const sarif = JSON.parse(readFileSync(join(folder, "metarest.sarif"), "utf8"));
    assert.deepEqual(sarif.runs[0].results, []);
    assert.match(
      readFileSync(join(folder, "summary.md"), "utf8"),
      /^## metarest plan: `github`: \d+ to create/,
    );
    assert.match(printed, /^metarest ingest: catalogue\/library\.yaml: 0 errors, 0 warnings; exit code 0$/m);
  });
});

describe("the workflow for GitLab", { skip: process.platform === "win32" }, () => {
  const { default: shared, ...jobs } = workflow("gitlab");

  it("runs from the check to the ingest of the plan", async () => {
    const commands = jobs.stages.flatMap((/** @type {string} */ name) => [
      ...shared.before_script,
      ...jobs[name].script,
    ]);
    assert.equal(commands.length, 6);
    const { folder, printed } = await runAll(commands, "gitlab");
    assert.match(readFileSync(join(folder, "metarest.xml"), "utf8"), /<testsuites .*failures="0"/);
    assert.match(printed, /The catalogue is up to date with the document/);
  });
});

describe("the release workflow", () => {
  const release = /** @type {any} */ (load(read(".github/workflows/release.yml")));
  const steps = /** @type {{run?: string}[]} */ (release.jobs.publish.steps);
  const at = (/** @type {RegExp} */ command) => steps.findIndex(({ run }) => run && command.test(run));

  it("publishes with provenance, and only after all tests", () => {
    assert.equal(release.permissions["id-token"], "write");
    assert.ok(at(/^npm test$/) >= 0 && at(/^npm test$/) < at(/^npm publish .*--provenance/));
  });

  it("compares the tag with the version", async () => {
    const { run = "" } = steps[at(/GITHUB_REF_NAME/)] ?? {};
    const { version } = JSON.parse(read("www/npm/package.json"));
    const compare = (/** @type {string} */ tag) =>
      promisify(execFile)("bash", ["-ec", run], { cwd: root, env: { ...process.env, GITHUB_REF_NAME: tag } });
    await compare(`v${version}`);
    await assert.rejects(compare("v9.9.9"));
  });
});
