/**
 * Outputs of the command line other than text on standard output: Markdown, report files, fixed configs, pages of codes.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { write } from "../../www/npm/src/cli/file.js";
import { catalogue, metarest, petstore, program, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const path = (/** @type {string} */ name) => join(folder, name);
const read = (/** @type {string} */ name) => readFileSync(path(name), "utf8");

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  writeFileSync(path(name), text);
  return path(name);
}

/** A config with errors that can be fixed, and comments. */
const wrong = sample.replace("type: Rest", "type: rest # lower case").replace("hostPort", "hostport");

describe("--format markdown", () => {
  it("titles a preview with its counts", async () => {
    const { code, stdout } = await metarest(["preview", "--spec", petstore, "--format", "markdown"]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^## metarest preview: `Swagger Petstore - OpenAPI 3\.0`: 3 collections, 19 endpoints\n/,
    );
    assert.match(stdout, /No losses\./);
  });

  it("puts a check's findings in a fence", async () => {
    const { code, stdout } = await metarest(["check", "-c", "-", "--format", "markdown"], { input: wrong });
    assert.equal(code, 2);
    assert.match(stdout, /^## metarest check: `<stdin>` is not valid\n\n### .*\n\n```text\nerror\[/);
  });
});

/** A config whose server is not there. */
const offline = sample.replace("http://localhost:8585/api", "http://127.0.0.1:1/api");

describe("--report", () => {
  const preview = ["preview", "--spec", petstore];

  it("writes what --format json prints, and names the file", async () => {
    const { code, stdout, stderr } = await metarest([...preview, "--report", path("report.json")]);
    const { stdout: json } = await metarest([...preview, "--format", "json"]);
    assert.equal(code, 0);
    assert.match(stdout, /3 collections/);
    assert.match(stderr, /^metarest: the report is in .*report\.json$/m);
    assert.equal(read("report.json"), json);
  });

  it("ends with 1 if it cannot be written, and leaves no file behind", async () => {
    const { code, stdout, stderr } = await metarest([...preview, "--report", path("none/report.json")]);
    assert.equal(code, 1);
    assert.match(stdout, /none\/report\.json cannot be written: ENOENT/);
    assert.match(stdout, /3 collections/);
    assert.doesNotMatch(stderr, /cannot be written/);
    mkdirSync(path("taken"));
    for (const args of [
      preview,
      ["check", "-c", path("two.yaml")],
      ["plan", "-c", path("two.yaml"), "--spec", petstore],
    ]) {
      writeFileSync(path("two.yaml"), `${offline}---\n${offline}`);
      const taken = await metarest([...args, "--report", path("taken"), "--format", "json"]);
      assert.equal(taken.code, 1);
      const { reports, ...only } = JSON.parse(taken.stdout);
      const last = reports?.at(-1).report ?? only;
      const found = last.diagnostics.at(-1);
      assert.deepEqual([found.code, found.severity], ["file-not-written", "error"], taken.stdout);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("removes the temporary file if the target cannot be replaced", async () => {
    const here = process.cwd();
    process.chdir(mkdtempSync(join(tmpdir(), "metarest-")));
    try {
      await assert.rejects(write("", "text"), /cannot be written: ENOENT/);
      assert.deepEqual(readdirSync("."), []);
    } finally {
      process.chdir(here);
    }
  });

  it("is also written for an invalid config, with its exit code", async () => {
    const args = ["plan", "-c", "-", "--report", path("unusable.json")];
    assert.equal((await metarest(args, { input: wrong })).code, 2);
    assert.ok(JSON.parse(read("unusable.json")).diagnostics.length > 0);
  });
});

describe("check --fix", () => {
  it("applies fixes to the file, and lists them", async () => {
    const config = file("fix.yaml", wrong);
    chmodSync(config, 0o600);
    const { code, stdout } = await metarest(["check", "-c", config, "--fix"]);
    assert.equal(code, 0);
    assert.match(stdout, /^3 fixes made\n {2}.*fix\.yaml:6: Write it as Rest \[config-invalid-value\]\n/);
    assert.match(
      read("fix.yaml"),
      /type: Rest # lower case\n {6}openAPISchemaConnection:\n {8}openAPISchemaURL/,
    );
    assert.equal(statSync(config).mode & 0o777, 0o600);
    const again = await metarest(["check", "-c", config, "--fix"]);
    assert.match(again.stdout, /^nothing to fix\n/);
  });

  it("fixes the target of a link, and keeps the link", async () => {
    file("target.yaml", wrong);
    symlinkSync("target.yaml", path("link.yaml"));
    assert.equal((await metarest(["check", "-c", path("link.yaml"), "--fix"])).code, 0);
    assert.match(read("target.yaml"), /type: Rest # lower case/);
    assert.ok(lstatSync(path("link.yaml")).isSymbolicLink());
  });

  it("prints the fixed standard input to standard output, the report to standard error", async () => {
    const { code, stdout, stderr } = await metarest(["check", "-c", "-", "--fix"], { input: wrong });
    assert.equal(code, 0);
    assert.match(stderr, /3 fixes made/);
    const fixed = await metarest(["check", "-c", "-", "--fix"], { input: stdout });
    assert.deepEqual([fixed.stdout, fixed.code], [stdout, 0]);
    assert.match(fixed.stderr, /nothing to fix/);
  });

  it("is listed in JSON", async () => {
    const config = file("json.yaml", wrong);
    const { stdout } = await metarest(["check", "-c", config, "--fix", "--format", "json"]);
    const { ok, fixed } = JSON.parse(stdout);
    assert.equal(ok, true);
    assert.deepEqual(fixed[0], { code: "config-invalid-value", title: "Write it as Rest", line: 6 });
  });
});

describe("convert", () => {
  /** @param {string[]} args @param {string} [input] */
  const convert = (args, input = sample) => metarest(["convert", "-c", "-", ...args], { input });

  it("prints the file for another version, and back", async () => {
    const nested = await convert(["--to", "1.12"]);
    assert.equal(nested.code, 0);
    assert.match(nested.stdout, / {6}openAPISchemaConnection:\n {8}openAPISchemaURL: https/);
    assert.match(nested.stderr, /1 change made[\s\S]*is valid for OpenMetadata 1\.12\.4/);
    const flat = await convert(["--to", "1.12.1"], nested.stdout);
    assert.deepEqual([flat.stdout, flat.code], [sample, 0]);
    const same = await convert(["--to", "1.12.1"]);
    assert.deepEqual([same.stdout, same.code], [sample, 0]);
    assert.match(same.stderr, /nothing to change/);
  });

  it("writes to the file with --in-place", async () => {
    const config = file("convert.yaml", sample);
    const { code, stdout } = await metarest(["convert", "-c", config, "--to", "2.0", "--in-place"]);
    assert.equal(code, 0);
    assert.match(stdout, /^1 change made\n/);
    assert.match(read("convert.yaml"), /openAPISchemaConnection:\n/);
  });

  it("writes nothing if the version lacks something", async () => {
    const local = sample.replace(
      /openAPISchemaURL: .*/,
      "openAPISchemaConnection: {openAPISchemaFilePath: pets.json}",
    );
    const config = file("local.yaml", local);
    const { code, stdout } = await metarest(["convert", "-c", config, "--to", "1.12.1", "--in-place"]);
    assert.equal(code, 2);
    assert.match(stdout, /config-not-in-version[\s\S]*cannot be converted to OpenMetadata 1\.12\.1/);
    assert.equal(read("local.yaml"), local);
    assert.deepEqual((await convert(["--to", "1.12.1"], local)).stdout, "");
  });

  it("removes metarest's own settings with --strip", async () => {
    const own = `${sample}x-metarest: {webhooks: true}\n`;
    assert.match((await convert(["--to", "1.12"], own)).stdout, /x-metarest/);
    assert.doesNotMatch((await convert(["--to", "1.12", "--strip"], own)).stdout, /x-metarest/);
  });

  it("rejects an invalid version, and --in-place with standard input", async () => {
    const { code, stderr } = await convert(["--to", "newest"]);
    assert.equal(code, 2);
    assert.match(stderr, /no such version: newest; known are 1\.0 to 1\.13 and 2\.0/);
    assert.equal((await convert(["--to", "2.0", "--in-place"])).code, 2);
    assert.match((await convert([])).stderr, /needs --to VERSION/);
  });
});

describe("explain", () => {
  it("prints the page of a code, equal to the documentation", async () => {
    const { code, stdout } = await metarest(["explain", "config-unknown-key"]);
    const pages = readFileSync(new URL("../../docs/diagnostics.md", import.meta.url), "utf8");
    assert.equal(code, 0);
    assert.ok(stdout.startsWith("## config-unknown-key\n") && pages.includes(stdout));
  });

  it("lists every code by default", async () => {
    const { stdout } = await metarest(["explain"]);
    assert.match(stdout, /^config-unknown-key +\S/m);
  });

  it("ends with 2 for an unknown code, and suggests one", async () => {
    const { code, stdout, stderr } = await metarest(["explain", "config-unknown-kee"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /did you mean config-unknown-key\?/);
    assert.equal((await metarest(["explain", "a", "b"])).code, 2);
  });
});

describe("--min-coverage", () => {
  const holed = () =>
    file(
      "holed.yaml",
      "openapi: 3.1.0\ninfo: {title: t}\npaths: {/a: {get: {responses: {'200': {content: {application/json: " +
        "{schema: {type: object, properties: {a: {$ref: '#/x'}}}}}}}}}}\n",
    );

  for (const [percent, expect] of /** @type {[string, number][]} */ ([
    ["50", 0],
    ["50.5%", 1],
    ["100.5", 2],
    ["half", 2],
  ])) {
    it(`${percent} of a document that is half mapped ends with ${expect}`, async () => {
      const { code } = await metarest(["preview", "--spec", holed(), "--min-coverage", percent]);
      assert.equal(code, expect);
    });
  }
});

describe("a plan for a pull request", () => {
  /** @type {Awaited<ReturnType<typeof catalogue>>} */
  let server;
  before(async () => {
    server = await catalogue();
  });
  after(() => server.stop());

  it("is text that ends with a count, or Markdown with a title, a table and folded lists", async () => {
    const input = sample
      .replace(
        "https://docs.open-metadata.org/swagger.json",
        new URL("/specs/petstore3.json", server.url).href,
      )
      .replace("http://localhost:8585/api", server.url);
    const text = await metarest(["plan", "-c", "-"], { input });
    assert.match(text.stdout, /^ {2}\+ create {3}service {5}openapi_rest$/m);
    assert.match(
      text.stdout,
      /\nPlan: 23 to create, 0 to update, 0 to delete; 0 unchanged\.\nplan hash: [0-9a-f]{64}\n$/,
    );
    const { code, stdout } = await metarest(["plan", "-c", "-", "--format", "markdown"], { input });
    assert.equal(code, 0);
    assert.match(stdout, /^## metarest plan: `openapi_rest`: 23 to create, 0 to update, 0 to delete\n/);
    assert.match(stdout, /^\| create \| 1 \| 3 \| 19 \|$/m);
    assert.match(stdout, /<details><summary>23 to create<\/summary>\n\n- service `openapi_rest`\n/);
    const ingested = await metarest(["ingest", "-c", "-", "--format", "markdown"], { input });
    assert.match(ingested.stdout, /^## metarest ingest: `openapi_rest`: 23 created\n/);
    const again = await metarest(["plan", "-c", "-"], { input });
    assert.match(again.stdout, /\nNo changes\. 23 entities are up to date\.\nplan hash: [0-9a-f]{64}\n$/);
  });
});

describe("a file that cannot be written", () => {
  /** No file beside it can be made: its name would be too long. */
  const long = `${"x".repeat(240)}.yaml`;

  for (const [text, args, expect] of /** @type {[string, string[], number][]} */ ([
    [wrong, ["check", "--fix"], 2],
    [sample, ["convert", "--to", "1.12", "--in-place"], 1],
  ])) {
    it(`is reported as it is by ${args.join(" ")}, in every format`, async () => {
      const call = [...args, "-c", file(long, text)];
      const checked = await metarest(["check", "-c", path(long), "--format", "json"]);
      const { code, stdout } = await metarest([...call, "--format", "json"]);
      const report = JSON.parse(stdout);
      assert.deepEqual([code, report.ok, report.fixed], [expect, false, undefined]);
      const last = report.diagnostics.pop();
      assert.deepEqual(report.diagnostics, JSON.parse(checked.stdout).diagnostics);
      assert.deepEqual([last.code, last.severity], ["file-not-written", "error"]);
      assert.match(last.message, /cannot be written: ENAMETOOLONG: name too long$/);
      const shown = await metarest(call);
      assert.match(shown.stdout, /error\[file-not-written\]: .*x\.yaml cannot be written: ENAMETOOLONG/);
      assert.match(shown.stdout, /\.yaml is unchanged, because it cannot be written: \d errors?/);
      assert.doesNotMatch(shown.stdout, /made|is valid/);
      for (const format of ["markdown", "sarif", "github", "junit", "ndjson"]) {
        assert.match((await metarest([...call, "--format", format])).stdout, /file-not-written/, format);
      }
      assert.equal(read(long), text);
    });
  }

  it("is an error of a plan", async () => {
    const server = await catalogue();
    try {
      writeFileSync(path("planned.yaml"), sample.replace("http://localhost:8585/api", server.url));
      const common = ["plan", "-c", path("planned.yaml"), "--spec", petstore, "--out"];
      for (const out of ["/dev/full", folder, path("none/plan.json"), path("planned.yaml/plan.json")]) {
        const { code, stdout } = await metarest([...common, out, "--format", "ndjson"]);
        const lines = stdout
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line));
        assert.ok(
          lines.some((line) => line.code === "file-not-written"),
          stdout,
        );
        assert.deepEqual([code, lines.at(-1).exitCode], [1, 1], out);
      }
    } finally {
      server.stop();
    }
  });

  it("is standard output on a full disk", { skip: !existsSync("/dev/full") }, async () => {
    for (const args of [["check", "-c", path("local.yaml")], ["--help"], ["explain"]]) {
      const ended = spawnSync("sh", ["-c", 'exec "$@" >/dev/full', "sh", process.execPath, program, ...args]);
      assert.equal(ended.status, 1, String(args));
      assert.match(String(ended.stderr), /standard output cannot be written: ENOSPC/);
    }
  });
});
