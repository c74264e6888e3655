/**
 * Calls with several configs, and the options that decide what is printed and how a call ends.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, it } from "node:test";
import { matches } from "../../www/npm/src/cli/pattern.js";
import { metarest, petstore, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const path = (/** @type {string} */ name) => join(folder, name);
/** A config without a single diagnostic. */
const clean = sample
  .replace(/openAPISchemaURL: (.*)/, "openAPISchemaConnection: {openAPISchemaURL: $1}")
  .replace('"{bot_jwt_token}"', "a-token")
  .replace("a-token", "$METAREST_TEST_TOKEN");
const env = { METAREST_TEST_TOKEN: "a-token" };

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  writeFileSync(path(name), text);
  return path(name);
}

mkdirSync(path("configs/deep/.hidden"), { recursive: true });
mkdirSync(path("configs/node_modules"));
const good = file("configs/good.yaml", clean);
const warned = file("configs/warned.yaml", clean.replace("8585/api", "8585"));
const wrong = file("configs/deep/wrong.yaml", clean.replace("type: Rest", "type: rest"));
for (const name of ["configs/.dot.yaml", "configs/deep/.hidden/a.yaml", "configs/node_modules/a.yaml"]) {
  file(name, clean);
}
file("configs/[a].yaml", clean);

describe("a pattern", () => {
  /** @param {string} pattern @param {string[]} expect */
  const finds = (pattern, expect) =>
    it(`${pattern} finds ${expect.join(", ") || "nothing"}`, async () => {
      const found = await matches(path(pattern));
      assert.deepEqual(
        found.map((name) => relative(path("configs"), name)),
        expect,
      );
    });

  finds("configs/*.yaml", ["[a].yaml", "good.yaml", "warned.yaml"]);
  finds("configs/.*.yaml", [".dot.yaml"]);
  finds("configs/**/*.yaml", ["[a].yaml", "deep/wrong.yaml", "good.yaml", "warned.yaml"]);
  finds("configs/**", ["[a].yaml", "deep/wrong.yaml", "good.yaml", "warned.yaml"]);
  finds("configs/{good,warned}.yaml", ["good.yaml", "warned.yaml"]);
  finds("configs/{good,{warned,none}}.yaml", ["good.yaml", "warned.yaml"]);
  finds("configs/[gx]ood.yam?", ["good.yaml"]);
  finds("configs/[!g]*.yaml", ["[a].yaml", "warned.yaml"]);
  finds("configs/[[]a].yaml", ["[a].yaml"]);
  finds("*/deep/*", ["deep/wrong.yaml"]);
  finds("none/*.yaml", []);
  finds("configs/good.yaml/*", []);
});

describe("several configs", () => {
  it("run one after the other; the exit code is the most severe", async () => {
    const { code, stdout } = await metarest(["check", "-c", good, "-c", wrong, "-c", warned], { env });
    assert.equal(code, 2);
    const titles = stdout.match(/^=== .*$/gm)?.map((line) => line.slice(4));
    assert.deepEqual(titles, [good, wrong, warned]);
    assert.ok(stdout.endsWith(`\n\n1 of 3 configs failed: ${wrong} (exit code 2)\n`), stdout);
    const fine = await metarest(["check", "-c", good, "-c", warned], { env });
    assert.deepEqual([fine.code, fine.stdout.endsWith("\nAll 2 configs without failure\n")], [0, true]);
  });

  it("are read once each, in order", async () => {
    symlinkSync("good.yaml", path("configs/zlink.yaml"));
    const args = ["check", "-c", good, "-c", path("configs/*.yaml"), "-c", warned, "--format", "json"];
    const { reports } = JSON.parse((await metarest(args, { env })).stdout);
    assert.deepEqual(
      reports.map((/** @type {any} */ { config }) => relative(path("configs"), config)),
      ["good.yaml", "[a].yaml", "warned.yaml"],
    );
  });

  it("are a list as JSON, also in a file", async () => {
    const args = ["check", "-c", good, "-c", wrong, "--format", "json", "--report", path("all.json")];
    const { code, stdout } = await metarest(args, { env });
    const { version, reports, exitCode } = JSON.parse(stdout);
    assert.deepEqual([code, version, exitCode], [2, 1, 2]);
    assert.deepEqual(
      reports.map((/** @type {any} */ { config, exitCode, report }) => [config, exitCode, report.ok]),
      [
        [good, 0, true],
        [wrong, 2, false],
      ],
    );
    const alone = await metarest(["check", "-c", wrong, "--format", "json"], { env });
    assert.deepEqual(reports[1].report, JSON.parse(alone.stdout));
    assert.equal(readFileSync(path("all.json"), "utf8"), stdout);
  });

  it("are all read before anything runs", async () => {
    const args = ["check", "-c", good, "-c", path("none.yaml")];
    const { code, stdout, stderr } = await metarest(args, { env });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /the config .*none\.yaml cannot be read: there is no such file/);
  });

  it("of a pattern without a match are an error; a file of that name is none", async () => {
    const none = await metarest(["check", "-c", path("*.yml")]);
    assert.deepEqual([none.code, none.stdout], [2, ""]);
    assert.match(none.stderr, /^metarest: no file matches .*\*\.yml$/m);
    assert.equal((await metarest(["check", "-c", path("configs/[a].yaml")], { env })).code, 0);
  });

  it("are fixed each in its file", async () => {
    cpSync(wrong, path("one.yaml"));
    cpSync(wrong, path("two.yaml"));
    const { code } = await metarest(["check", "-c", path("{one,two}.yaml"), "--fix"], { env });
    assert.equal(code, 0);
    assert.deepEqual(
      [readFileSync(path("one.yaml"), "utf8"), readFileSync(path("two.yaml"), "utf8")],
      [clean, clean],
    );
  });

  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [["plan", "--out", "p.json"], /--out needs one config, and there are 2/],
    [["ingest", "--plan", "p.json"], /--plan needs one config/],
    [["plan", "--approve", "1"], /--approve needs one config/],
    [["plan", "--spec", "-"], /--spec - needs one config/],
    [["convert", "--to", "2.0"], /only with --in-place/],
    [["check", "-c", "-", "-c", "-"], /standard input can be read only once/],
  ])) {
    it(`are rejected by ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await metarest([...args, "-c", good, "-c", warned], { env });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
    });
  }
});

describe("several documents in one file", () => {
  const two = `${clean}---\n${clean.replace("type: Rest", "type: rest")}`;
  const all = file("all.yaml", two);
  const line =
    clean.split("\n").length + clean.split("\n").findIndex((text) => text.includes("type: Rest")) + 1;

  it("are configs of their own, whose lines are those of the file", async () => {
    const { code, stdout } = await metarest(["check", "-c", all], { env });
    assert.equal(code, 2);
    assert.deepEqual(stdout.match(/^=== .*$/gm), [`=== ${all}, document 1`, `=== ${all}, document 2`]);
    assert.ok(stdout.includes(`--> ${all}:${line}:13`), stdout);
    assert.ok(stdout.endsWith(`1 of 2 configs failed: ${all}, document 2 (exit code 2)\n`), stdout);
  });

  it("have their file in every format", async () => {
    const github = await metarest(["check", "-c", all, "--format", "github"], { env });
    assert.match(github.stdout, new RegExp(`^::error file=${all},line=${line},`, "m"));
    const junit = await metarest(["check", "-c", all, "--format", "junit"], { env });
    assert.match(junit.stdout, /<testsuite name=".*all\.yaml, document 2" tests="1" failures="1"/);
    const json = await metarest(["check", "-c", "-", "--format", "json"], { env, input: two });
    const { reports } = JSON.parse(json.stdout);
    assert.deepEqual(
      reports.map((/** @type {any} */ { config, exitCode }) => [config, exitCode]),
      [
        ["<stdin>, document 1", 0],
        ["<stdin>, document 2", 2],
      ],
    );
  });

  it("are fixed and converted in their file", async () => {
    const both = `${clean.replace("type: Rest", "type: rest")}# next\n---\n${two}`;
    const fixed = `${clean}# next\n---\n${clean}---\n${clean}`;
    const target = file("both.yaml", both);
    assert.equal((await metarest(["check", "-c", target, "--fix"], { env })).code, 0);
    assert.equal(readFileSync(target, "utf8"), fixed);
    const printed = await metarest(["check", "-c", "-", "--fix"], { env, input: both });
    assert.deepEqual([printed.code, printed.stdout], [0, fixed]);
    assert.equal(
      (await metarest(["convert", "-c", target, "--to", "1.12.1", "--in-place"], { env })).code,
      0,
    );
    const flat = readFileSync(target, "utf8");
    assert.equal(flat.match(/^ {6}openAPISchemaURL: /gm)?.length, 3, flat);
  });

  it("cannot be shown as a diff, nor be more than a hundred", async () => {
    assert.match(
      (await metarest(["check", "-c", all, "--diff"])).stderr,
      /--diff needs one config a file, and .* has 2/,
    );
    const many = await metarest(["check", "-c", "-"], { input: "a: 1\n---\n".repeat(200) });
    assert.deepEqual([many.code, many.stdout], [2, ""]);
    assert.match(many.stderr, /more than 100 documents/);
  });
});

describe("--fail-on warning", () => {
  /** @param {string} config @param {number} expect @param {string[]} more */
  const ends = (config, expect, ...more) =>
    it(`ends with ${expect} for ${relative(folder, config)} ${more.join(" ")}`, async () => {
      const args = ["check", "-c", config, "--fail-on", "warning", ...more];
      assert.equal((await metarest(args, { env })).code, expect);
    });

  ends(good, 0);
  ends(warned, 1);
  ends(warned, 1, "--format", "sarif");
  ends(warned, 0, "--fail-on", "error");
  ends(wrong, 2);

  it("says why", async () => {
    const { stdout } = await metarest(["check", "-c", warned, "--fail-on", "warning"], { env });
    assert.match(
      stdout,
      /is valid: 1 warning\n[\s\S]*`--fail-on warning` makes the exit code 1: 1 warning\n$/,
    );
  });
});

describe("--quiet", () => {
  it("prints errors and the result only", async () => {
    const config = file("quiet.yaml", sample.replace("type: Rest", "type: rest"));
    const { stdout, stderr } = await metarest(["check", "-q", "-c", config]);
    assert.match(stdout, /^error\[config-invalid-value\]/);
    assert.match(stdout, /\n\n.*quiet\.yaml is not valid: 1 error, 1 warning, 1 note\n$/);
    assert.doesNotMatch(stdout, /warning\[|info\[|explain/);
    assert.equal(stderr, "");
    const preview = await metarest(["preview", "--quiet", "--spec", petstore, "--report", path("q.json")]);
    assert.equal(preview.stdout, "Swagger Petstore - OpenAPI 3.0  3 collections, 19 endpoints\n");
    assert.equal(preview.stderr, "");
  });

  it("does not change what programs read", async () => {
    const loud = await metarest(["check", "-c", warned, "--format", "json"], { env });
    const still = await metarest(["check", "-c", warned, "--format", "json", "-q"], { env });
    assert.equal(still.stdout, loud.stdout);
  });
});

describe("--color", () => {
  /** @param {Record<string, string>} environment @param {string[]} args @param {boolean} expect */
  const colours = (environment, args, expect) =>
    it(`${JSON.stringify(environment)} ${args.join(" ")} is ${expect ? "coloured" : "plain"}`, async () => {
      const { stdout } = await metarest(["check", "-c", wrong, ...args], { env: { ...env, ...environment } });
      assert.equal(stdout.includes("\u001b["), expect);
    });

  colours({}, [], false);
  colours({}, ["--color", "always"], true);
  colours({ FORCE_COLOR: "1" }, [], true);
  colours({ FORCE_COLOR: "0" }, [], false);
  colours({ FORCE_COLOR: "1" }, ["--color", "never"], false);
  colours({ NO_COLOR: "1" }, ["--color", "always"], true);
  colours({}, ["--color", "always", "--format", "markdown"], false);
});

describe("check --diff", () => {
  const patched = clean.replace("type: Rest", "type: rest");

  it("prints what --fix would change, writes nothing, and ends with 1", async () => {
    const config = file("diff.yaml", patched);
    const { code, stdout, stderr } = await metarest(["check", "-c", config, "--diff"], { env });
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(`--- ${config}\n+++ ${config}\n@@ -3,7 +3,7 @@\n`), stdout);
    assert.match(stdout, /\n- {6}type: rest\n\+ {6}type: Rest\n/);
    assert.match(stderr, /^1 fix to make\n[\s\S]*would be valid with these fixes\n$/);
    assert.equal(readFileSync(config, "utf8"), patched);
  });

  it("shows no secret, in no format", async () => {
    const config = file("secret.yaml", patched.replace("$METAREST_TEST_TOKEN", "marked-token-3e5d"));
    for (const format of ["text", "json", "markdown", "sarif", "github", "junit", "ndjson"]) {
      const { code, stdout, stderr } = await metarest(["check", "-c", config, "--diff", "--format", format]);
      assert.equal(code, 1);
      assert.ok(!`${stdout}${stderr}`.includes("marked-token"), format);
    }
  });

  it("ends with 0 if there is nothing to fix, and with 2 if an error is left", async () => {
    const fine = await metarest(["check", "-c", good, "--diff"], { env });
    assert.deepEqual([fine.code, fine.stdout], [0, ""]);
    const left = file("left.yaml", patched.replace("serviceName: openapi_rest", "serviceName: ''"));
    assert.equal((await metarest(["check", "-c", left, "--diff"], { env })).code, 2);
  });

  it("is a member of the JSON report", async () => {
    const args = ["check", "-c", "-", "--diff", "--format", "json"];
    const { code, stdout } = await metarest(args, { env, input: patched });
    const { ok, diff, fixed } = JSON.parse(stdout);
    assert.deepEqual([code, ok, fixed.length], [1, true, 1]);
    assert.ok(diff.startsWith("--- <stdin>\n+++ <stdin>\n"));
  });

  it("cannot be combined with --fix or --connect", async () => {
    assert.equal((await metarest(["check", "-c", good, "--diff", "--fix"])).code, 2);
    assert.equal((await metarest(["check", "-c", good, "--diff", "--connect"])).code, 2);
  });
});

describe("--spec -", () => {
  it("reads the document from standard input", async () => {
    const input = readFileSync(petstore, "utf8");
    const { code, stdout } = await metarest(["preview", "--spec", "-"], { input });
    assert.equal(code, 0);
    assert.match(stdout, /^Swagger Petstore - OpenAPI 3\.0 {2}3 collections, 19 endpoints\n/);
  });

  it("names it <stdin>", async () => {
    const { code, stdout } = await metarest(["preview", "--spec", "-"], { input: "{" });
    assert.equal(code, 1);
    assert.match(stdout, /--> <stdin>:1:/);
  });

  it("is bounded as other documents are", async () => {
    const small = file("small.yaml", `${clean}x-metarest: {limits: {bytes: 1024}}\n`);
    const input = readFileSync(petstore, "utf8");
    const { code, stdout } = await metarest(["preview", "-c", small, "--spec", "-"], { env, input });
    assert.equal(code, 1);
    assert.match(stdout, /more than 1024 bytes/);
  });
});

describe("what check says of a config", () => {
  it("is counted by the other commands, and not repeated", async () => {
    const { stdout } = await metarest(["preview", "-c", warned, "--spec", petstore], { env });
    assert.ok(
      stdout.startsWith(`${warned}: 1 warning; \`metarest check\` shows it\n\nopenapi_rest  3`),
      stdout,
    );
    const { diagnostics } = JSON.parse(
      (await metarest(["preview", "-c", warned, "--spec", petstore, "--format", "json"], { env })).stdout,
    );
    assert.equal(diagnostics.length, 1);
  });
});
