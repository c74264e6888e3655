/**
 * A plan in a file: `plan --out` writes it, `ingest --plan` carries it out or refuses to.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { catalogue, metarest, petstore, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const path = (/** @type {string} */ name) => join(folder, name);
const token = "marked-token-77aa";

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
before(async () => {
  server = await catalogue();
});
after(() => server.stop());

/** A config in a file. @param {string} service */
function config(service) {
  const text = sample
    .replace("serviceName: openapi_rest", `serviceName: ${service}`)
    .replace("type: Rest\n", `type: Rest\n      token: ${token}\n`)
    .replace("http://localhost:8585/api", server.url)
    .replace("{bot_jwt_token}", token);
  writeFileSync(path(`${service}.yaml`), text);
  return path(`${service}.yaml`);
}

/** A document with these paths, in a file. @param {string} name @param {string[]} paths */
function documentOf(name, paths) {
  const lines = paths.map((path) => `  ${path}: {get: {responses: {}}}\n`);
  writeFileSync(path(name), `openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n${lines.join("")}`);
  return path(name);
}

async function writes() {
  const answer = await fetch(new URL("/_test/log", server.url));
  return /** @type {{writes: object}} */ (await answer.json()).writes;
}

describe("plan --out", () => {
  it("writes the plan, what it was made from, and no secret", async () => {
    const args = ["plan", "-c", config("out"), "--spec", petstore, "--format", "json"];
    const { code, stdout, stderr } = await metarest([...args, "--out", path("out.json")]);
    assert.equal(code, 0);
    assert.match(stderr, /^metarest: the plan is in .*out\.json$/m);
    const text = readFileSync(path("out.json"), "utf8");
    assert.ok(!text.includes(token));
    const { kind, version, madeFrom, planHash, changes } = JSON.parse(text);
    const report = JSON.parse(stdout);
    assert.deepEqual([kind, version, planHash], ["metarest-plan", 1, report.planHash]);
    assert.deepEqual(changes, report.changes);
    assert.deepEqual([madeFrom.service, madeFrom.document], ["out", petstore]);
    assert.match(madeFrom.documentHash, /^[0-9a-f]{64}$/);
    assert.equal(madeFrom.server.hostPort, server.url);
  });

  it("writes nothing if there is no plan, and ends with 1 if it cannot be written", async () => {
    const args = ["plan", "-c", config("none"), "--spec", path("no.yaml"), "--out", path("none.json")];
    const { code, stderr } = await metarest(args);
    assert.equal(code, 1);
    assert.match(stderr, /no plan was made, so .*none\.json is not written/);
    assert.throws(() => readFileSync(path("none.json")));
    const nowhere = ["plan", "-c", config("none"), "--spec", petstore, "--out", path("no/such.json")];
    assert.equal((await metarest(nowhere)).code, 1);
  });

  it("shows the hash in text too", async () => {
    const args = ["plan", "-c", config("shown"), "--spec", petstore, "--out", path("shown.json")];
    const { stdout } = await metarest(args);
    const { planHash } = JSON.parse(readFileSync(path("shown.json"), "utf8"));
    assert.ok(stdout.endsWith(`\nplan hash: ${planHash}\n`), stdout);
  });
});

describe("ingest --plan", () => {
  it("carries out the plan; a second time the plan is another one", async () => {
    const common = ["-c", config("once"), "--spec", petstore];
    await metarest(["plan", ...common, "--out", path("once.json")]);
    const ingest = ["ingest", ...common, "--plan", path("once.json")];
    const first = await metarest(ingest);
    assert.equal(first.code, 0, first.stdout);
    const before = await writes();
    const second = await metarest(ingest);
    assert.equal(second.code, 1);
    assert.match(second.stdout, /^error\[plan-changed\]: the plan has changed: its hash is [0-9a-f]{64}, /);
    assert.deepEqual(await writes(), before);
  });

  it("writes nothing if the document has changed", async () => {
    const file = config("changed");
    const spec = documentOf("changed-spec.yaml", ["/a", "/b"]);
    await metarest(["plan", "-c", file, "--spec", spec, "--out", path("changed.json")]);
    documentOf("changed-spec.yaml", ["/a", "/c"]);
    const before = await writes();
    const args = ["ingest", "-c", file, "--spec", spec, "--plan", path("changed.json"), "--format", "json"];
    const { code, stdout } = await metarest(args);
    const { diagnostics, results } = JSON.parse(stdout);
    assert.deepEqual([code, diagnostics.at(-1).code, results], [1, "plan-changed", []]);
    assert.deepEqual(await writes(), before);
  });

  it("approves the deletions that the plan approved", async () => {
    const file = config("approved");
    const spec = documentOf("approved-spec.yaml", ["/a", "/b", "/c"]);
    const common = ["-c", file, "--spec", spec];
    assert.equal((await metarest(["ingest", ...common])).code, 0);
    documentOf("approved-spec.yaml", ["/x"]);
    const held = JSON.parse((await metarest(["plan", ...common, "--format", "json"])).stdout);
    assert.equal(held.held.length > 0, true);
    const out = path("approved.json");
    await metarest(["plan", ...common, "--approve", held.approvalHash, "--out", out]);
    const { code, stdout } = await metarest(["ingest", ...common, "--plan", out, "--format", "json"]);
    assert.equal(code, 0, stdout);
    const deleted = JSON.parse(stdout).results.filter((/** @type {any} */ { action }) => action === "delete");
    assert.equal(deleted.length, 3);
  });

  it("writes nothing for another server or service than the plan's", async () => {
    const common = ["-c", config("placed"), "--spec", petstore];
    await metarest(["plan", ...common, "--out", path("placed.json")]);
    const elsewhere = await catalogue();
    try {
      const there = path("there.yaml");
      writeFileSync(there, readFileSync(path("placed.yaml"), "utf8").replaceAll(server.url, elsewhere.url));
      for (const file of [there, config("misplaced")]) {
        const args = ["ingest", "-c", file, "--spec", petstore, "--plan", path("placed.json")];
        const { code, stdout } = await metarest([...args, "--format", "json"]);
        const { diagnostics, results } = JSON.parse(stdout);
        assert.deepEqual([code, diagnostics.at(-1).code, results], [1, "plan-other-target", []]);
        assert.match(diagnostics.at(-1).message, /made for the service `placed` on http:/);
      }
      const answer = await fetch(new URL("/_test/log", elsewhere.url));
      const { log } = /** @type {{log: object[]}} */ (await answer.json());
      assert.deepEqual(log, []);
    } finally {
      elsewhere.stop();
    }
  });

  it("rejects a file that was edited", async () => {
    const common = ["-c", config("edited"), "--spec", petstore];
    await metarest(["plan", ...common, "--out", path("edited.json")]);
    const text = readFileSync(path("edited.json"), "utf8");
    const plan = JSON.parse(text);
    const { contentHash: _, ...unsealed } = plan;
    const edited = [
      { ...plan, changes: plan.changes.slice(1) },
      { ...plan, planHash: "0".repeat(64) },
      { ...plan, madeFrom: { ...plan.madeFrom, service: "other" } },
      unsealed,
    ];
    for (const file of edited) {
      writeFileSync(path("edited.json"), JSON.stringify(file));
      const { code, stderr } = await metarest(["ingest", ...common, "--plan", path("edited.json")]);
      assert.equal(code, 2);
      assert.match(stderr, /cannot be used: it (was edited: its content|is not a file of .*`contentHash`)/);
    }
    writeFileSync(path("edited.json"), JSON.stringify(plan));
    assert.equal((await metarest(["ingest", ...common, "--plan", path("edited.json")])).code, 0);
  });

  it("rejects a file that is not a plan", async () => {
    let count = 0;
    const broken = (/** @type {string} */ text) => {
      const name = path(`broken${++count}.json`);
      writeFileSync(name, text);
      return name;
    };
    const args = ["ingest", "-c", config("file"), "--spec", petstore, "--plan"];
    for (const [file, message] of /** @type {[string, RegExp][]} */ ([
      [petstore, /the plan .* cannot be used: it is not a file of `metarest plan --out`: it has no `kind`/],
      [
        broken('{\n  "kind": }'),
        /the plan .* cannot be used: it is not JSON from line 2, column 11 on: write/,
      ],
      [broken('{\n  "kind"'), /the plan .* cannot be used: it is cut off: its JSON ends at line 2, column 8/],
      [path("no-such.json"), /the plan .* cannot be read: there is no such file/],
    ])) {
      const { code, stderr } = await metarest([...args, file]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
