/**
 * The command line as a person or a script uses it: real processes, their output and exit codes.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { metarest, petstore, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const wrong = file("wrong.yaml", sample.replace("type: Rest", "type: rest"));
const good = file("good.yaml", sample);

/** @param {string[]} args @param {RegExp} message */
const rejected = (args, message) =>
  it(`${["metarest", ...args].join(" ")} is rejected`, async () => {
    const { code, stdout, stderr } = await metarest(args);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.equal(stdout, "");
  });

describe("usage", () => {
  rejected([], /no command/);
  rejected(["chekc"], /no such command: chekc; did you mean check\?/);
  rejected(["frobnicate"], /no such command: frobnicate; the commands are init, check, /);
  rejected(["-c", good], /the command comes first/);
  rejected(["plan", "-c", good, "--exitcode"], /no such option: --exitcode; did you mean --exit-code\?/);
  rejected(
    ["check", "-c", good, "--exitcode"],
    /no such option: --exitcode; did you mean --exit-code of plan\?/,
  );
  rejected(["check", "-c", good, "--exit-code"], /check has no option --exit-code; `metarest check --help`/);
  rejected(["check", "-c", good, "-x"], /no such option: -x; `metarest check --help` lists/);
  rejected(["check", good], /unexpected argument: .*good.yaml; did you mean -c .*good.yaml\?/);
  rejected(
    ["preview", petstore],
    /unexpected argument: .*; did you mean --spec .* \(a document\) or -c .* \(a config\)\?/,
  );
  rejected(["convert", "-c", good, "--to", "9"], /no such version: 9; known are 1.0 to 1.13 and 2.0/);
  rejected(["convert", "-c", good, "--to", "0.1"], /no such version: 0.1/);
  rejected(["plan", "-c", good, "--format", "jsn"], /not jsn; did you mean json\?/);
  rejected(["plan", "-c", good, "--out", "-"], /--out needs the name of a file, not -, as .*; .* is \.\/-/);
  rejected(["check", "-c", good, "--report", "-"], /--report needs the name of a file, not -, as /);
  rejected(["init", "--file", "-"], /--file needs the name of a file, not -;/);
  rejected(["plan", "-c", good, "--out", ""], /the value of --out is empty/);
  rejected(["check", "-c", good, "--report="], /the value of --report is empty/);
  rejected(["check", "-c", good, "-c", ""], /the value of --config is empty/);
  rejected(["plan", "-c", good, "--approve", ""], /the value of --approve is empty/);
  rejected(["ingest", "-c", "-", "--plan", "-"], /standard input can be read only once/);
  rejected(["check"], /needs -c/);
  rejected(["preview"], /needs -c FILE or --spec/);
  rejected(["check", "-c", good, "--approve", "x"], /--approve/);
  rejected(["check", "-c", good, "--fix", "--connect"], /cannot be combined/);
  rejected(["plan", "-c", good, "--fail-on", "never"], /--fail-on is one of error, warning, not never/);
  rejected(["check", "-c", good, "--color", "alway"], /not alway; did you mean always\?/);
  rejected(["check", "-c", good, "more"], /more/);
  rejected(["plan", "-c", good, "--format", "xml"], /text, json, markdown/);
  rejected(["plan", "-c", good, "--log-level", "loud"], /debug, info, warn, error/);
  rejected(["check", "-c", "/no/such.yaml"], /no such file/);

  it("a usage error is JSON if JSON was asked for", async () => {
    const { code, stdout } = await metarest(["check", "-c", "/no/such.yaml", "--format", "json"]);
    const { version, ok, diagnostics } = JSON.parse(stdout);
    assert.deepEqual([code, version, ok, diagnostics[0].code], [2, 1, false, "usage"]);
  });

  for (const command of ["check", "convert", "preview", "plan", "ingest"]) {
    it(`${command} --help shows its options and exit codes`, async () => {
      const { code, stdout } = await metarest([command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`usage: metarest ${command} `));
      assert.match(stdout, /--format FORMAT/);
      assert.match(stdout, /exit codes/);
    });
  }

  it("--version names the package's version", async () => {
    assert.match((await metarest(["--version"])).stdout, /^metarest \d+\.\d+\.\d+\n$/);
  });
});

describe("check", () => {
  it("reports every error with its place, and ends with 2", async () => {
    const { code, stdout } = await metarest(["check", "-c", wrong]);
    assert.equal(code, 2);
    assert.ok(stdout.includes(`${wrong}:6:13`), stdout);
  });

  it("prints JSON with lines and columns", async () => {
    const { code, stdout } = await metarest(["check", "-c", wrong, "--format", "json"]);
    const { version, ok, diagnostics } = JSON.parse(stdout);
    const error = diagnostics.find((/** @type {any} */ { severity }) => severity === "error");
    assert.deepEqual([code, version, ok], [2, 1, false]);
    assert.deepEqual([error.file, error.line, error.column], [wrong, 6, 13]);
  });

  it("reads standard input and names it <stdin>", async () => {
    const { stdout } = await metarest(["check", "-c", "-", "--format", "json"], { input: sample });
    const { ok, diagnostics } = JSON.parse(stdout);
    assert.equal(ok, true);
    assert.deepEqual(
      diagnostics.map((/** @type {any} */ { severity, file }) => [severity, file]),
      [
        ["info", "<stdin>"],
        ["warning", "<stdin>"],
      ],
    );
  });

  it("shows colours only on a terminal", async () => {
    assert.ok(!(await metarest(["check", "-c", wrong])).stdout.includes("\u001b"));
  });
});

describe("preview", () => {
  it("needs no config with --spec", async () => {
    const { code, stdout } = await metarest(["preview", "--spec", petstore, "--format", "json"]);
    const { version, service, collections, endpoints, coverage, losses } = JSON.parse(stdout);
    assert.equal(code, 0);
    assert.equal(version, 1);
    assert.equal(service.name, "Swagger Petstore - OpenAPI 3.0");
    assert.deepEqual(
      collections.map((/** @type {any} */ { name }) => name),
      ["pet", "store", "user"],
    );
    assert.equal(endpoints.length, 19);
    assert.equal(coverage.operations.mapped, 19);
    // Headers of responses are left out by policy.
    assert.deepEqual([...new Set(losses.map((/** @type {any} */ { reason }) => reason))], ["header"]);
  });

  it("prints as text what would be ingested", async () => {
    const { code, stdout } = await metarest(["preview", "-c", good, "--spec", petstore]);
    assert.equal(code, 0);
    assert.match(stdout, /openapi_rest +3 collections, 19 endpoints/);
  });

  it("reads the files that the document refers to", async () => {
    const response =
      "{'200': {description: d, content: {application/json: {schema: {$ref: 'schemas/pet.yaml'}}}}}";
    const main = `openapi: 3.1.0\npaths:\n  /a: {get: {responses: ${response}}}\n  /b: {$ref: 'b.json'}\n`;
    mkdirSync(join(folder, "schemas"));
    file("schemas/pet.yaml", "type: object\nproperties: {id: {type: integer}}\n");
    const args = ["preview", "--spec", file("main.yaml", main), "--format", "json"];
    const { endpoints, diagnostics } = JSON.parse((await metarest(args)).stdout);
    assert.deepEqual(
      endpoints.map((/** @type {any} */ { responseSchema }) => responseSchema.schemaFields[0].name),
      ["id"],
    );
    const unread = diagnostics.find((/** @type {any} */ { code }) => code === "spec-external-unread");
    assert.match(unread.message, /the external document `b\.json` cannot be read: there is no such file$/);
    assert.deepEqual([unread.file, unread.line], [join(folder, "main.yaml"), 4]);
  });

  it("ends with 1 and reports it if the document is missing", async () => {
    const { code, stdout } = await metarest(["preview", "--spec", "/no/such.json", "--format", "json"]);
    const { service, diagnostics } = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.equal(service, null);
    assert.match(diagnostics[0].message, /\/no\/such\.json/);
  });

  it("ends with 2 if the config is invalid", async () => {
    const { code, stdout } = await metarest(["preview", "-c", wrong, "--spec", petstore, "--format", "json"]);
    assert.equal(code, 2);
    assert.equal(JSON.parse(stdout).diagnostics[0].line, 6);
  });
});

describe("a document without a config", () => {
  const missing = join(folder, "no", "such.json");

  it("has its name in every format, also if it cannot be read", async () => {
    for (const [spec, name] of [
      [missing, missing],
      ["http://127.0.0.1:1/specs/pets.yaml?x=1", "pets.yaml"],
      ["http://127.0.0.1:1/", "127.0.0.1"],
    ]) {
      const printed = async (/** @type {string} */ format) =>
        (await metarest(["preview", "--spec", String(spec), "--format", format])).stdout;
      assert.ok((await printed("junit")).includes(`<testsuite name="${name}"`), await printed("junit"));
      assert.ok((await printed("github")).includes(`metarest preview: ${name}: 1 error`));
      const [line = ""] = (await printed("ndjson")).split("\n");
      assert.equal(JSON.parse(line).config, name);
    }
  });

  it("is helped with without a word about keys of a config", async () => {
    for (const spec of [missing, folder, `${good}/x`, "http://127.0.0.1:49151/"]) {
      const { code, stdout } = await metarest(["preview", "--spec", spec]);
      assert.equal(code, 1);
      assert.match(stdout, / {2}help: check the (path of `--spec`|document's address)/);
      assert.doesNotMatch(stdout, /openAPISchema/);
    }
    assert.match(
      (await metarest(["preview", "--spec", folder])).stdout,
      /cannot be read: EISDIR: it is a folder/,
    );
  });

  it("is read from a file: address", async () => {
    const { code, stdout } = await metarest(["preview", "--spec", pathToFileURL(petstore).href]);
    assert.equal(code, 0);
    assert.match(stdout, /3 collections, 19 endpoints/);
  });

  rejected(
    ["preview", "--spec", "ftp://example.com/a"],
    /--spec: a document is read from a file, or .*not `ftp:\/\/`: download/,
  );
  rejected(["preview", "--spec", "s3://bucket/key"], /--spec: a document in S3 is read with a config/);
});

describe("names", () => {
  rejected(["check", "-c", "-dash.yaml"], /-c needs a value; .* is written --config=-value, or \.\/-value/);
  rejected(["check", "-c"], /^metarest: -c, --config needs a value$/m);
  rejected(["check", "-c", "a.yaml", "--fix=1"], /--fix takes no value/);

  it("have no control characters in annotations", async () => {
    const odd = file("odd\u001b[31m\u202e.yaml", sample.replace("type: Rest", "type: rest"));
    const { stdout } = await metarest(["check", "-c", odd, "--format", "github"]);
    assert.match(stdout, /^::error file=.*odd␛\[31m\ufffd\.yaml,/);
    assert.ok(!stdout.includes("\u001b") && !stdout.includes("\u202e"), stdout);
    const none = await metarest(["check", "-c", "no\u001b[31m.yaml"]);
    assert.ok(!none.stderr.includes("\u001b"), none.stderr);
  });
});
