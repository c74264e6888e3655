/**
 * Ingests end to end: real processes, real HTTP, the local catalogue as the server.
 */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { catalogue, metarest, petstore, planHash, sample, started } from "./process.mjs";

/** Must not appear in any output. */
const token = "marked-token-5f1c";

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;

before(async () => {
  server = await catalogue();
});

after(() => server.stop());

/**
 * The sample config, for this test's own service.
 *
 * @param {string} service
 * @param {{[text: string]: string}} [changes] of the text
 */
function config(service, changes = {}) {
  const own = {
    "serviceName: openapi_rest": `serviceName: ${service}`,
    "https://docs.open-metadata.org/swagger.json": new URL("/specs/petstore3.json", server.url).href,
    "http://localhost:8585/api": server.url,
    "{bot_jwt_token}": token,
    ...changes,
  };
  return Object.entries(own).reduce((text, [from, to]) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  }, sample);
}

/** @param {string} command @param {string} input @param {string[]} more */
async function json(command, input, ...more) {
  const { code, stdout, stderr } = await metarest([command, "-c", "-", "--format", "json", ...more], {
    input,
  });
  assert.ok(!`${stdout}${stderr}`.includes(token), "the token was shown");
  return { code, report: JSON.parse(stdout), stderr };
}

/** @param {object} fault as the catalogue's tests/catalogue has them */
async function fail(fault) {
  const answer = await fetch(new URL("/_test/faults", server.url), {
    method: "POST",
    body: JSON.stringify(fault),
  });
  assert.equal(answer.status, 204);
}

async function seen() {
  const answer = await fetch(new URL("/_test/log", server.url));
  return /** @type {{writes: object, log: object[]}} */ (await answer.json());
}

/** @param {any[]} results */
function tally(results) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe("ingest", () => {
  it("writes Petstore to the catalogue, and the second time writes nothing", async () => {
    const input = config("twice");
    const first = await json("ingest", input);
    assert.equal(first.code, 0, JSON.stringify(first.report.diagnostics));
    assert.deepEqual(tally(first.report.results), { applied: 23 });
    const before = (await seen()).writes;
    const second = await json("ingest", input);
    assert.equal(second.code, 0);
    assert.deepEqual(tally(second.report.results), { unchanged: 23 });
    assert.deepEqual((await seen()).writes, before);
  });

  it("prints the service's address at the end, which opens", async () => {
    const { code, stdout } = await metarest(["ingest", "-c", "-"], { input: config("shown") });
    assert.equal(code, 0, stdout);
    const address = new URL("/service/apiServices/shown", server.url).href;
    assert.ok(stdout.includes(address), stdout);
    assert.equal((await fetch(address)).status, 200);
  });

  it("writes logs with times to standard error, from the level that was asked for", async () => {
    const input = config("logged");
    const loud = await metarest(["plan", "-c", "-", "--log-level", "info"], { input });
    const still = await metarest(["plan", "-c", "-", "--log-level", "error"], { input });
    assert.match(loud.stderr, /^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}.*OpenMetadata 2\.0/m);
    assert.equal(still.stderr, "");
  });

  for (const command of ["plan", "ingest"]) {
    it(`${command} uses the config's loggerLevel, which --log-level overrides`, async () => {
      const input = config(`level-${command}`, { "loggerLevel: INFO": "loggerLevel: ERROR" });
      const still = await metarest([command, "-c", "-"], { input });
      const loud = await metarest([command, "-c", "-", "--log-level", "debug"], { input });
      assert.deepEqual([still.code, still.stderr], [0, ""]);
      assert.match(loud.stderr, /Z debug GET .*system\/version: 200$/m);
    });
  }

  it("succeeds although the server is busy or a connection breaks", async () => {
    await fail({ when: { method: "PUT" }, kind: { Status: { code: 503 } } });
    await fail({ when: { method: "PUT", path_contains: "apiEndpoints" }, kind: "TornAfter" });
    const { code, report } = await json("ingest", config("retried"));
    assert.equal(code, 0, JSON.stringify(report.diagnostics));
    assert.deepEqual(Object.keys(tally(report.results)), ["applied"]);
  });

  it("reads the document from --spec, and maps it by the config", async () => {
    const input = config("placed");
    const { code, report } = await json("ingest", input, "--spec", petstore);
    assert.equal(code, 0);
    assert.equal(report.service.name, "placed");
    const url = new URL("/specs/petstore3.json", server.url).href;
    assert.ok(report.collections.every((/** @type {any} */ { endpointURL }) => endpointURL === url));
  });

  it("stops cleanly on a signal: nothing more is written", async () => {
    await fail({ when: { path_contains: "system/version" }, kind: { Slow: { ms: 1000 } } });
    const before = (await seen()).log.length;
    const { child, ended } = started(["ingest", "-c", "-"], { input: config("ended") });
    while ((await seen()).log.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /Stopping cleanly/);
    const { report } = await json("plan", config("ended"));
    assert.equal(report.changes.length, 23);
  });
});

describe("several configs", () => {
  it("end with the one that a signal stops", async () => {
    const folder = mkdtempSync(join(tmpdir(), "metarest-"));
    const files = ["first", "second"].map((name) => {
      writeFileSync(join(folder, `${name}.yaml`), config(name));
      return join(folder, `${name}.yaml`);
    });
    await fail({ when: { path_contains: "system/version" }, kind: { Slow: { ms: 1000 } } });
    const before = (await seen()).log.length;
    const { child, ended } = started(["ingest", ...files.flatMap((file) => ["-c", file])]);
    while ((await seen()).log.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /metarest: stopped; 1 of 2 configs were not run/);
    assert.doesNotMatch(stdout, /=== .*second/);
    const { report } = await json("plan", config("second"));
    assert.equal(report.changes.length, 23);
  });
});

describe("plan", () => {
  it("shows what ingest would change and writes nothing; --exit-code ends with 3 if there are changes", async () => {
    const input = config("planned");
    const before = (await seen()).writes;
    const { code, report } = await json("plan", input, "--exit-code");
    assert.equal(code, 3);
    assert.equal(report.changes.length, 23);
    assert.match(report.planHash, /^[0-9a-f]{64}$/);
    assert.equal(report.results, undefined);
    assert.deepEqual((await seen()).writes, before);
    assert.equal((await json("plan", input)).code, 0);
    await json("ingest", input);
    const after = await json("plan", input, "--exit-code");
    assert.deepEqual([after.code, after.report.changes], [0, []]);
  });
});

describe("the plan hash", () => {
  it("of the same document and server is equal to that of native Rust (tests/run/hashed.rs)", async () => {
    const published = "https://docs.open-metadata.org/swagger.json";
    const input = config("hashed", { [published]: published });
    const { report } = await json("plan", input, "--spec", petstore);
    assert.equal(report.changes.length, 23);
    assert.equal(report.planHash, planHash);
  });
});

describe("a config without a connection", () => {
  /** @param {string} service */
  const bare = (service) =>
    config(service).replace(/ {2}serviceConnection:\n( {4}.*\n)+(?= {2}sourceConfig)/, "");

  it("uses that of the service on the server, and does not write it again", async () => {
    await json("ingest", config("kept"));
    const { code, report } = await json("ingest", bare("kept"));
    assert.equal(code, 0, JSON.stringify(report.diagnostics));
    assert.deepEqual(tally(report.results), { unchanged: 23 });
    const { report: check } = await json("check", bare("kept"), "--connect");
    assert.ok(
      check.steps.some((/** @type {any} */ { step, state }) => step === "connection" && state === "passed"),
    );
  });

  it("ends with 1 if there is no such service", async () => {
    const { code, report } = await json("plan", bare("never-there"));
    assert.deepEqual([code, report.diagnostics.at(-1).code], [1, "run-connection-unknown"]);
  });
});

describe("check --connect", () => {
  /** @param {string} input @param {string[]} states @param {number} expect */
  const steps = async (input, states, expect) => {
    const before = (await seen()).writes;
    const { code, report } = await json("check", input, "--connect");
    assert.deepEqual(
      report.steps
        .filter((/** @type {any} */ { state }) => state !== "note")
        .map((/** @type {any} */ { step, state }) => `${step} ${state}`),
      states,
    );
    assert.deepEqual([code, report.ok], [expect, expect === 0]);
    assert.deepEqual((await seen()).writes, before);
    return report.steps;
  };

  it("reports that an ingest would succeed, and how long each answer took", async () => {
    const found = await steps(
      config("probed"),
      [
        "server passed",
        "token passed",
        "rights passed",
        "audit-log passed",
        "service passed",
        "document passed",
      ],
      0,
    );
    assert.ok(
      found.every(
        (/** @type {any} */ { state, ms, message }) => (state === "note" || ms >= 0) && message.length > 0,
      ),
    );
  });

  it("reports what would make it fail with help, and goes on", async () => {
    const input = config("probed", { [token]: "bad-token" });
    const states = [
      "server passed",
      "token failed",
      ...["rights", "audit-log", "service"].map((step) => `${step} skipped`),
      "document passed",
    ];
    const [, failed] = await steps(input, states, 1);
    assert.equal(failed.code, "server-unauthorized");
    assert.match(failed.help, /jwtToken/);
  });

  it("prints one line per step as text", async () => {
    const { stdout } = await metarest(["check", "-c", "-", "--connect"], { input: config("probed") });
    assert.match(stdout, /^✓ server +\d+ ms {2}.* is OpenMetadata 2\.0/m);
    assert.match(stdout, /is ready/);
  });

  it("sends no request and ends with 2 if the config is invalid", async () => {
    const { code, report } = await json(
      "check",
      config("probed", { "type: Rest": "type: rest" }),
      "--connect",
    );
    assert.deepEqual([code, report.steps], [2, undefined]);
  });
});

describe("a missing or invalid answer ends with 1 and a reason", () => {
  /** @param {string} name @param {() => [string, {[text: string]: string}]} change @param {RegExp} pattern */
  const check = (name, change, pattern) =>
    it(name, async () => {
      const { code, report } = await json("ingest", config(...change()));
      assert.equal(code, 1);
      const messages = report.diagnostics.map((/** @type {any} */ { message }) => message).join("\n");
      assert.match(messages, pattern);
    });

  check("no document there", () => ["a", { "/specs/petstore3.json": "/specs/none.json" }], /404/);
  check("a page in place of a document", () => ["b", { "/specs/petstore3.json": "/service/" }], /./);
  check("no server there", () => ["c", { [server.url]: "http://localhost:9/api" }], /./);
  check("a token that the server does not take", () => ["d", { [token]: "bad-token" }], /token/i);

  it("or with 0 and a note if the config says so", async () => {
    const input = config("e", {
      "/specs/petstore3.json": "/specs/none.json",
      "loggerLevel: INFO": "raiseOnError: false",
    });
    const { code, stdout } = await metarest(["ingest", "-c", "-"], { input });
    assert.equal(code, 0);
    assert.match(stdout, /raiseOnError/);
  });
});

for (const version of ["1.6", "1.12"]) {
  it(`a ${version} server accepts the same, and then nothing more`, async () => {
    const old = await catalogue(version);
    try {
      const input = config("old", {}).replace(server.url, old.url);
      const first = await json("ingest", input);
      assert.equal(first.code, 0, JSON.stringify(first.report.diagnostics));
      assert.deepEqual(tally(first.report.results), { applied: 23 });
      assert.deepEqual(tally((await json("ingest", input)).report.results), { unchanged: 23 });
    } finally {
      old.stop();
    }
  });
}
