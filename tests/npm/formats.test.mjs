/**
 * The formats for tools: each is what its readers expect, for every command, and none has a secret in it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { catalogue, metarest, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const formats = ["text", "json", "markdown", "sarif", "github", "junit", "ndjson"];
/** Must not appear in any output. */
const token = "marked-token-9c2e";

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Two errors, a warning and a note. */
const wrong = file("wrong.yaml", sample.replace("type: Rest", "type: rest").replace("hostPort", "hostport"));
const good = file("good.yaml", sample);
/** A path in which a field is lost. */
const lossy = file(
  "lossy.yaml",
  "openapi: 3.1.0\ninfo: {title: lossy}\npaths:\n  /a: {get: {responses: {'200': {description: d, content: " +
    "{application/json: {schema: {type: object, properties: {a: {$ref: '#/x'}, b: {type: string}}}}}}}}}\n",
);

/** @param {string[]} args @param {Record<string, string>} [env] */
async function printed(args, env) {
  const { code, stdout, stderr } = await metarest(args, { env });
  assert.ok(!`${stdout}${stderr}`.includes(token), "the token was shown");
  return { code, stdout };
}

/** @param {string} text */
const lines = (text) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("--format sarif", () => {
  it("has each diagnostic with its rule, its place and its fix", async () => {
    const { code, stdout } = await printed(["check", "-c", wrong, "--format", "sarif"]);
    const { version, runs } = JSON.parse(stdout);
    const [{ tool, results, columnKind, invocations }] = runs;
    assert.deepEqual([code, version, columnKind], [2, "2.1.0", "utf16CodeUnits"]);
    assert.equal(invocations[0].executionSuccessful, false);
    assert.deepEqual(
      results.map((/** @type {any} */ { ruleId, level }) => `${level} ${ruleId}`),
      [
        "error config-invalid-value",
        "note config-flat-schema-url",
        "error config-unknown-key",
        "warning config-placeholder",
      ],
    );
    const pages = readFileSync(new URL("../../docs/diagnostics.md", import.meta.url), "utf8");
    for (const { ruleId, ruleIndex } of results) {
      const rule = tool.driver.rules[ruleIndex];
      assert.equal(rule.id, ruleId);
      assert.ok(pages.includes(rule.help.markdown), ruleId);
    }
    const [{ locations, fixes }] = results;
    const { artifactLocation, region } = locations[0].physicalLocation;
    assert.deepEqual(region, { startLine: 6, startColumn: 13, endLine: 6, endColumn: 17 });
    assert.equal(artifactLocation.uri, new URL(`file://${wrong}`).href);
    const [{ deletedRegion, insertedContent }] = fixes[0].artifactChanges[0].replacements;
    assert.deepEqual([deletedRegion, insertedContent], [region, { text: "Rest" }]);
  });

  it("has mistakes in the arguments as a result", async () => {
    const { code, stdout } = await printed(["check", "-c", "no.yaml", "--format", "sarif"]);
    const [{ results }] = JSON.parse(stdout).runs;
    assert.equal(code, 2);
    assert.match(results[0].message.text, /no\.yaml cannot be read/);
  });

  it("has one run for all configs", async () => {
    const good = file("good.yaml", sample);
    const { stdout } = await printed(["check", "-c", wrong, "-c", good, "--format", "sarif"]);
    const { runs } = JSON.parse(stdout);
    assert.equal(runs.length, 1);
    const files = runs[0].results.map(
      (/** @type {any} */ it) => it.locations[0].physicalLocation.artifactLocation.uri,
    );
    assert.deepEqual([...new Set(files)].length, 2);
  });
});

describe("--format github", () => {
  it("is a command for each diagnostic, and a last line for the log", async () => {
    const { code, stdout } = await printed(["check", "-c", wrong, "--format", "github"]);
    assert.equal(code, 2);
    const [first, , , , last] = stdout.split("\n");
    const place = `file=${wrong},line=6,endLine=6,col=13,endColumn=17`;
    const message = "`type: rest` must be `Rest`%0Ahelp: write `Rest`";
    assert.equal(first, `::error ${place},title=config-invalid-value::${message}`);
    assert.equal(last, `metarest check: ${wrong}: 2 errors, 1 warning; exit code 2`);
  });

  it("annotates a config that does not exist", async () => {
    const { code, stdout } = await printed(["check", "-c", "no.yaml", "--format", "github"]);
    const expect = "::error title=usage::the config no.yaml cannot be read: there is no such file\n";
    assert.deepEqual([code, stdout], [2, expect]);
  });
});

describe("a document at an address", () => {
  it("is no path of the repository", async () => {
    const text = readFileSync(lossy);
    const web = createServer((_, response) => response.end(text)).listen(0, "127.0.0.1");
    await once(web, "listening");
    try {
      const { port } = /** @type {import("node:net").AddressInfo} */ (web.address());
      const spec = `http://127.0.0.1:${port}/specs/lossy.yaml`;
      for (const [format, there, path] of /** @type {[string, RegExp, RegExp][]} */ ([
        ["github", /::warning title=[a-z-]+::lossy\.yaml:4:/, /file=/],
        ["sarif", /"text": "lossy\.yaml:4:/, /"uri": "[^"]*lossy/],
        ["junit", /lossy\.yaml:4:/, /file="/],
      ])) {
        const { stdout } = await printed(["preview", "--spec", spec, "--format", format]);
        assert.match(stdout, there);
        assert.doesNotMatch(stdout, path);
        const file = await printed(["preview", "--spec", lossy, "--format", format]);
        assert.match(file.stdout, path);
      }
      const placed = await printed(["preview", "-c", good, "--spec", spec, "--format", "github"]);
      assert.ok(placed.stdout.includes(`::warning file=${good},title=`), placed.stdout);
    } finally {
      web.close();
    }
  });
});

describe("--format junit", () => {
  it("is a suite with a failure for each error, and warnings in its output", async () => {
    const { stdout } = await printed(["check", "-c", wrong, "--format", "junit"]);
    assert.match(stdout, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites .* tests="2" failures="2"/);
    assert.match(stdout, /<failure type="config-unknown-key" message="`hostport` is not a key/);
    assert.match(stdout, /<system-out>info\[config-flat-schema-url\] [\s\S]*warning\[config-placeholder\]/);
  });
});

describe("--format ndjson", () => {
  it("is an object a line, and a summary at the end", async () => {
    const { stdout } = await printed(["preview", "--spec", lossy, "--format", "ndjson"]);
    const found = lines(stdout);
    const [loss] = found.filter(({ type }) => type === "loss");
    assert.deepEqual([loss.reason, loss.config], ["dangling", lossy]);
    const { type, command, exitCode, endpoints, coverage } = found.at(-1);
    assert.deepEqual([type, command, exitCode, endpoints], ["summary", "preview", 0, 1]);
    assert.equal(coverage.losses, 1);
  });

  it("has mistakes in the arguments as a line", async () => {
    const { stdout } = await printed(["check", "-c", "no.yaml", "--format", "ndjson"]);
    const [{ type, code }, summary] = lines(stdout);
    assert.deepEqual([type, code, summary.exitCode], ["diagnostic", "usage", 2]);
  });
});

describe("a run", () => {
  /** @type {Awaited<ReturnType<typeof catalogue>>} */
  let server;
  before(async () => {
    server = await catalogue();
  });
  after(() => server.stop());

  /** @param {string} service */
  const config = (service) =>
    file(
      `${service}.yaml`,
      sample
        .replace("serviceName: openapi_rest", `serviceName: ${service}`)
        .replace("type: Rest\n", `type: Rest\n      token: ${token}\n`)
        .replace("http://localhost:8585/api", server.url)
        .replace('"{bot_jwt_token}"', "$OM_TOKEN"),
    );

  it("shows in every format what is planned and what was done, and no token", async () => {
    const common = ["-c", config("shown"), "--spec", lossy];
    for (const command of ["plan", "ingest"]) {
      for (const format of formats) {
        const { code, stdout } = await printed([command, ...common, "--format", format], { OM_TOKEN: token });
        assert.equal(code, 0, stdout);
        assert.ok(stdout.length > 0, format);
      }
    }
    for (const command of ["plan", "ingest"]) {
      const env = { OM_TOKEN: "bad-token" };
      for (const format of formats) {
        const { code, stdout } = await metarest([command, ...common, "--format", format], { env });
        assert.equal(code, 1);
        assert.ok(!stdout.includes("bad-token"), `${command} ${format}`);
      }
    }
  });

  it("has its changes and results as lines", async () => {
    const common = ["-c", config("lined"), "--spec", lossy, "--format", "ndjson"];
    const env = { OM_TOKEN: token };
    const planned = lines((await printed(["plan", ...common], env)).stdout);
    const changes = planned.filter(({ type }) => type === "change");
    assert.deepEqual(
      changes.map(({ action, kind }) => `${action} ${kind}`),
      ["create apiService", "create apiCollection", "create apiEndpoint"],
    );
    assert.match(planned.at(-1).planHash, /^[0-9a-f]{64}$/);
    const done = lines((await printed(["ingest", ...common], env)).stdout);
    assert.equal(done.filter(({ outcome }) => outcome === "applied").length, 3);
    assert.equal(done.at(-1).planHash, planned.at(-1).planHash);
  });

  it("has entities that were not written as failures", async () => {
    const common = ["-c", config("failed"), "--spec", lossy];
    const refuse = async () => {
      const fault = {
        when: { method: "PUT", path_contains: "apiEndpoints" },
        kind: { Status: { code: 400 } },
        times: 100,
      };
      const answer = await fetch(new URL("/_test/faults", server.url), {
        method: "POST",
        body: JSON.stringify(fault),
      });
      assert.equal(answer.status, 204);
    };
    await refuse();
    const env = { OM_TOKEN: token };
    const junit = await printed(["ingest", ...common, "--format", "junit"], env);
    assert.equal(junit.code, 1);
    assert.match(junit.stdout, /<testcase classname="[^"]*" name="endpoint failed\.default\.\/a\/get"/);
    const github = await printed(["ingest", ...common, "--format", "github"], env);
    assert.match(github.stdout, /^::error title=endpoint failed::failed\.default\.\/a\/get: /m);
  });
});

describe("secrets in addresses", () => {
  const names = ["token", "api_key", "X-Amz-Signature", "access_token", "sig"];
  const query = names.map((name) => `${name}=${token}`).join("&");
  const page = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    const { url } = request;
    response.end(
      `<!doctype html><title>Sign in: http://x.test${url} ${encodeURIComponent(url ?? "")} ${token}</title>`,
    );
  });
  before(() => new Promise((resolve) => page.listen(0, "127.0.0.1", () => resolve(undefined))));
  after(() => page.close());

  for (const format of formats) {
    it(`are in no output: ${format}`, async () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (page.address());
      const address = `http://127.0.0.1:${port}/a?${query}`;
      const good = sample.replace(/openAPISchemaURL: .*/, `openAPISchemaURL: ${address}`);
      const configs = {
        good: file("q-good.yaml", good),
        unparsed: file("q-unparsed.yaml", `${good}\tx: [\n`),
        fixable: file("q-fixable.yaml", good.replace("type: Rest", "type: rest").replace("a?", " a?")),
        bare: file("q-bare.yaml", good.replace(address, address.replace("http://", ""))),
        notMapping: file("q-list.yaml", `- ${address}\n`),
      };
      for (const config of Object.values(configs)) {
        for (const options of [[], ["--diff"]]) {
          await printed(["check", "-c", config, ...options, "--format", format]);
        }
        await printed(["convert", "-c", config, "--to", "2.0", "--in-place", "--format", format]);
      }
      await printed(["check", "-c", configs.good, "--connect", "--format", format, "--log-level", "debug"]);
      const preview = ["preview", "--format", format, "--log-level", "debug"];
      const { stdout } = await printed([...preview, "-c", configs.good]);
      assert.match(stdout, /spec-html/);
      await printed([...preview, "--spec", address]);
      await printed([...preview, address]);
      await printed([...preview, "-c", address]);
      await printed(["plan", "-c", configs.good, "--plan", address, "--format", format]);
    });
  }

  it("are not told by init", async () => {
    const written = await metarest(["init", "--document", `s3://x.test/?${query}`, "--server", "x"]);
    assert.ok(!written.stderr.includes(token), written.stderr);
  });
});
