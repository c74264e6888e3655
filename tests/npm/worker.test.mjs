/**
 * The commands that speak to a Worker: against a server that is as `worker/openapi.yaml` describes it, and against ones
 * that are not.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { metarest, sample } from "./process.mjs";
import { api, mismatch, problem, token, workerApi } from "./worker-api.mjs";

/** @typedef {import("./worker-api.mjs").Answer} Answer */
/** @typedef {import("./worker-api.mjs").Handler} Handler */

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const hash = "5f".repeat(32);

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** The sample config for a service of its own. @param {string} service */
const config = (service) => sample.replace("serviceName: openapi_rest", `serviceName: ${service}`);

const run = {
  id: "pets.12",
  service: "pets",
  command: "ingest",
  trigger: "schedule",
  state: "failed",
  started: "2026-11-29T19:24:10.123Z",
  ended: "2026-11-29T19:25:22.500Z",
  requests: 40,
  entities: { applied: 12, unchanged: 3, failed: 1 },
  held: 1,
  approvalHash: hash,
};

/** @type {Awaited<ReturnType<typeof workerApi>>[]} */
const servers = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.stop();
    assert.deepEqual(server.faults, []);
  }
});

/** Starts a server in the place of a Worker. @param {Handler | Record<string, Answer | Handler>} answers by operation */
async function worker(answers) {
  const handler = (/** @type {import("./worker-api.mjs").Asked} */ asked) => {
    if (typeof answers === "function") return answers(asked);
    const answer = answers[asked.operation];
    assert.ok(answer, `${asked.operation} is not expected`);
    return typeof answer === "function" ? answer(asked) : answer;
  };
  const server = await workerApi(handler);
  servers.push(server);
  return server;
}

/** Runs a command against a server. @param {{url: string}} server @param {string[]} args @param {Record<string, string>} [env] */
async function ran(server, args, env) {
  const secrets = { METAREST_TOKEN: token, CF_ACCESS_CLIENT_ID: "", CF_ACCESS_CLIENT_SECRET: "" };
  const result = await metarest(args, { env: { METAREST_WORKER: server.url, ...secrets, ...env } });
  assert.ok(!`${result.stdout}${result.stderr}`.includes(token), "the token was shown");
  return result;
}

describe("the stand-in", () => {
  it("describes what it is asked and what it answers", async () => {
    assert.equal(mismatch({ $ref: "#/components/schemas/RunSummary" }, run), undefined);
    assert.match(
      String(mismatch({ $ref: "#/components/schemas/RunSummary" }, { ...run, state: "odd" })),
      /state/,
    );
    const server = await workerApi(() => ({ body: { services: [{ name: "pets" }] } }));
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ["/api/v1/services", "/api/v1/services?page=2", "/api/v1/nothing"]) {
      assert.equal((await fetch(`${server.url}${path}`, { headers })).status, 500);
    }
    server.stop();
    assert.match(server.faults.join("\n"), /state[\s\S]*no parameter page[\s\S]*nothing is not described/);
    assert.equal(api.openapi, "3.1.0");
  });
});

describe("push", () => {
  const stored = { body: { created: true, changed: true, diagnostics: [] }, status: 201 };

  it("stores each config as the service of its name", async () => {
    const server = await worker({ putService: stored });
    const text = config("'my pets/a'");
    const [one, several] = [
      file("one.yaml", text),
      file("several.yaml", `${config("b")}---\n${config("c")}`),
    ];
    const { code, stdout } = await ran(server, ["push", "-c", one, "-c", several]);
    assert.equal(code, 0, stdout);
    assert.deepEqual(stdout.split("\n"), [
      `my pets/a (${one}): created`,
      `b (${several}): created`,
      `c (${several}): created`,
      "",
    ]);
    assert.deepEqual(
      server.asked.map(({ operation, path, query }) => [operation, path.name, query]),
      [
        ["putService", "my pets/a", {}],
        ["putService", "b", {}],
        ["putService", "c", {}],
      ],
    );
    assert.equal(server.asked[0]?.body, text);
    assert.equal(server.asked[2]?.body, `---\n${config("c")}`);
  });

  it("has the Worker validate only, with --dry-run, and starts runs with --run", async () => {
    const answers = {
      putService: { body: { created: false, changed: true, diagnostics: [] } },
      runService: { status: 202, body: { ...run, state: "running" } },
    };
    const dry = await worker(answers);
    const pets = file("pets.yaml", config("pets"));
    const { stdout } = await ran(dry, ["push", "-c", pets, "--dry-run"]);
    assert.equal(stdout, `pets (${pets}): would be changed\n`);
    assert.deepEqual(
      dry.asked.map(({ operation, query }) => [operation, query]),
      [["putService", { dryRun: "true" }]],
    );
    const started = await worker(answers);
    const { stdout: json } = await ran(started, ["push", "-c", pets, "--run", "--format", "json"]);
    const expect = {
      config: pets,
      service: "pets",
      diagnostics: [],
      exitCode: 0,
      created: false,
      changed: true,
      run: "pets.12",
    };
    assert.deepEqual(JSON.parse(json), { version: 1, services: [expect], exitCode: 0 });
    assert.equal((await ran(started, ["push", "-c", pets, "--run", "--dry-run"])).code, 2);
  });

  it("sends nothing if a config has errors, and prints them as check does", async () => {
    const server = await worker({});
    const wrong = file("wrong.yaml", config("pets").replace("type: Rest", "type: rest"));
    const good = file("good.yaml", config("good"));
    const { code, stdout } = await ran(server, ["push", "-c", good, "-c", wrong]);
    const checked = await metarest(["check", "-c", wrong]);
    assert.equal(code, 2);
    assert.ok(stdout.includes(checked.stdout.split("\n\n")[0] ?? "?"), stdout);
    assert.match(stdout, /wrong\.yaml:6:13[\s\S]*nothing was sent\n$/);
    const json = await ran(server, ["push", "-c", good, "-c", wrong, "--format", "json"]);
    const { services, exitCode } = JSON.parse(json.stdout);
    assert.deepEqual([services.length, services[0].config, exitCode], [1, wrong, 2]);
    assert.ok(services[0].diagnostics.some((/** @type {any} */ { severity }) => severity === "error"));
    const twice = await ran(server, [
      "push",
      "-c",
      good,
      "-c",
      file("again.yaml", `# again\n${config("good")}`),
    ]);
    assert.equal(twice.code, 2);
    assert.match(
      twice.stderr,
      /good\.yaml and .*again\.yaml are both for the service good; nothing was sent/,
    );
    assert.deepEqual(server.asked, []);
  });

  it("prints what the Worker finds, with file and line", async () => {
    const range = { line: 3, column: 5, endLine: 3, endColumn: 9 };
    const found = {
      code: "config-variable-unset",
      severity: "error",
      message: "`$A` is not set",
      help: "set it",
      ...range,
    };
    const server = await worker({
      putService: ({ path }) =>
        path.name === "c"
          ? { ...problem(422, "The config has errors", undefined, { diagnostics: [found] }) }
          : { body: { created: false, changed: false, diagnostics: [{ ...found, severity: "warning" }] } },
    });
    const two = file("two.yaml", `${config("b")}---\n${config("c")}`);
    const { code, stdout } = await ran(server, ["push", "-c", two]);
    assert.equal(code, 2);
    const line = 3 + config("b").split("\n").length - 1;
    assert.equal(
      stdout,
      `warning[config-variable-unset]: \`$A\` is not set\n  --> ${two}:3:5\n  help: set it\nb (${two}): unchanged\n` +
        `error[config-variable-unset]: \`$A\` is not set\n  --> ${two}:${line}:5\n  help: set it\nc (${two}): not stored; The config has errors\n`,
    );
    const quiet = await ran(server, ["push", "-c", two, "--quiet"]);
    assert.doesNotMatch(quiet.stdout, /warning/);
  });

  it("sends no more if the Worker does not answer or refuses the token", async () => {
    const two = file("two.yaml", `${config("b")}---\n${config("c")}`);
    const gone = await worker({});
    gone.stop();
    const { code, stdout } = await ran(gone, ["push", "-c", two]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^b \(.*\): not stored; the Worker at .* cannot be asked: .*\nc \(.*\): not stored; not sent\n$/,
    );
    const refusing = await worker({});
    const json = await ran(refusing, ["push", "-c", two, "--format", "json"], { METAREST_TOKEN: "wrong" });
    const found = JSON.parse(json.stdout).services.map((/** @type {any} */ it) => [it.status, it.error]);
    assert.deepEqual(found, [
      [401, "Unauthorized: The token is missing or another one."],
      [undefined, "not sent"],
    ]);
  });

  it("goes on with the other configs where the Worker refuses one", async () => {
    const server = await worker({
      putService: ({ path }) =>
        path.name === "b" ? problem(503, "The API is off", "Set METAREST_TOKEN.") : stored,
      runService: problem(409, "A run is in progress", undefined, { run: "c.3" }),
    });
    const two = file("two.yaml", `${config("b")}---\n${config("c")}`);
    const { code, stdout } = await ran(server, ["push", "-c", two, "--run"]);
    assert.equal(code, 1);
    assert.match(stdout, /^b \(.*\): not stored; The API is off: Set METAREST_TOKEN\.$/m);
    assert.match(stdout, /^c \(.*\): created; A run is in progress: the run is c\.3$/m);
  });
});

describe("services and runs", () => {
  const service = {
    name: "pets",
    state: "held",
    reason: "1 deletion is held",
    nextRun: "2026-11-29T20:07:00Z",
    lastRun: run,
  };

  it("lists all services, page by page", async () => {
    const server = await worker({
      listServices: ({ query }) =>
        query.after === undefined
          ? { body: { services: [service], next: "pets" } }
          : { body: { services: [{ name: "\u001b[31mred", state: "waiting", schedule: "*/5 * * * *" }] } },
    });
    const { code, stdout } = await ran(server, ["services"]);
    assert.equal(code, 0);
    const [head, first, second] = stdout.split("\n").map((line) => line.split(/ {2,}/));
    assert.deepEqual(head, ["SERVICE", "STATE", "LAST RUN", "NEXT RUN", "SCHEDULE", "REASON"]);
    const times = ["2026-11-29 19:24:10Z", "2026-11-29 20:07:00Z"];
    assert.deepEqual(first, ["pets", "held", ...times, "hourly", "1 deletion is held"]);
    assert.ok(!stdout.includes("\u001b") && second?.[0]?.includes("red"), stdout);
    assert.deepEqual(
      server.asked.map(({ query }) => query.after),
      [undefined, "pets"],
    );
    const json = JSON.parse((await ran(server, ["services", "--format", "json"])).stdout);
    assert.deepEqual([json.version, json.services.length, json.services[0]], [1, 2, service]);
    const none = await worker({ listServices: { body: { services: [] } } });
    assert.match((await ran(none, ["services"])).stdout, /^no services: `metarest push/);
  });

  it("lists the runs of a service, or the last run of each", async () => {
    const server = await worker({
      listServices: { body: { services: [service, { name: "new", state: "waiting" }] } },
      listRuns: ({ query }) =>
        query.before === undefined
          ? { body: { runs: Array.from({ length: Number(query.limit) }, () => run), next: 7 } }
          : {
              body: { runs: [{ ...run, id: "pets.6", state: "running", ended: undefined, held: undefined }] },
            },
    });
    const expect = [
      "pets.12",
      "2026-11-29 19:24:10Z",
      "1 min 12 s",
      "ingest",
      "schedule",
      "failed",
      "12",
      "1",
      "1",
    ];
    const all = (await ran(server, ["runs"])).stdout.split("\n").map((line) => line.split(/ {2,}/));
    const release = `to delete what pets holds back: metarest approve pets ${hash}`;
    assert.deepEqual(all.slice(1), [expect, [release], [""]]);
    const { stdout } = await ran(server, ["runs", "pets", "--limit", "201"]);
    const lines = stdout.split("\n");
    assert.deepEqual([lines.length, lines.at(-2)], [1 + 201 + 2, release]);
    assert.match(String(lines.at(-3)), /^pets\.6 .* running +12 +1 +0$/);
    assert.deepEqual(
      server.asked.slice(1).map(({ query }) => query),
      [{ limit: "200" }, { limit: "1", before: "7" }],
    );
  });

  const report = {
    version: 1,
    diagnostics: [
      { code: "run-held", severity: "warning", message: "1 deletion is held back", help: "approve it" },
    ],
    results: [
      { action: "create", kind: "apiEndpoint", fqn: "pets.a./a/get", outcome: "applied" },
      {
        action: "update",
        kind: "apiEndpoint",
        fqn: "pets.a./`b`/get",
        outcome: "failed",
        reason: "HTTP 500",
      },
    ],
    held: [{ kind: "apiCollection", fqn: "pets.old", reason: "guard" }],
  };
  const shown = { ...run, report, log: [] };

  it("shows a run as text, Markdown and JSON", async () => {
    const server = await worker({ getRun: { body: shown } });
    const text = await ran(server, ["runs", "pets", "12"]);
    assert.equal(text.code, 1, "it failed");
    assert.equal(
      text.stdout,
      `pets.12: ingest by schedule: failed
started 2026-11-29 19:24:10Z, took 1 min 12 s, 40 requests

warning[run-held]: 1 deletion is held back
  help: approve it

failed endpoint pets.a./\`b\`/get: HTTP 500

held back collection pets.old: guard

12 applied, 3 unchanged, 1 failed, 1 held back
to delete what pets holds back: metarest approve pets ${hash}
`,
    );
    assert.deepEqual((await ran(server, ["runs", "pets.12"])).stdout, text.stdout);
    const markdown = (await ran(server, ["runs", "pets.12", "--format", "markdown"])).stdout;
    assert.match(markdown, /^## metarest run `pets\.12: ingest by schedule: failed`\n/);
    assert.ok(
      markdown.includes("### Not written\n\n- `` failed endpoint pets.a./`b`/get: HTTP 500 ``\n"),
      markdown,
    );
    const json = await ran(server, ["runs", "pets.12", "--format", "json"]);
    assert.deepEqual(JSON.parse(json.stdout), { version: 1, run: shown });
    assert.deepEqual([...new Set(server.asked.map(({ path }) => path.id))], ["pets.12"]);
  });

  it("shows the log of a run that has no report, and waits for one that goes on", async () => {
    let looks = 0;
    const log = [{ time: "2026-11-29T19:24:11Z", level: "warn", message: "the server \u0007 is slow" }];
    const server = await worker({
      getRun: () => {
        looks += 1;
        return { body: { ...run, state: looks > 2 ? "succeeded" : "running", log } };
      },
    });
    const first = await ran(server, ["runs", "pets.12"]);
    assert.equal(first.code, 0);
    assert.match(first.stdout, /^2026-11-29 19:24:11Z warn +the server .* is slow$/m);
    assert.ok(!first.stdout.includes("\u0007"));
    const last = await ran(server, ["runs", "pets.12", "--follow"]);
    assert.match(last.stdout, /: succeeded\n/);
    assert.equal(looks, 3);
  });

  it("finds a service whose name looks like the id of a run", async () => {
    const server = await worker({
      getRun: problem(404, "There is no such run"),
      listRuns: ({ path }) =>
        path.name === "api.2" ? { body: { runs: [run] } } : problem(404, "There is no such service"),
    });
    assert.match((await ran(server, ["runs", "api.2"])).stdout, /^RUN/);
    const { code, stderr } = await ran(server, ["runs", "api.3"]);
    assert.equal(code, 1);
    assert.match(stderr, /^metarest: There is no such run\n {2}help: `metarest services` lists/);
  });
});

describe("approve", () => {
  it("approves deletions by their hash", async () => {
    const server = await worker({ approveDeletions: { status: 202, body: { ...run, state: "running" } } });
    const { code, stdout } = await ran(server, ["approve", "pets", hash]);
    assert.deepEqual(
      [code, stdout.split("\n")[0]],
      [0, "pets: approved; run pets.12 deletes them, unless they are others by then"],
    );
    assert.deepEqual([server.asked[0]?.path.name, server.asked[0]?.body], ["pets", JSON.stringify({ hash })]);
    const refusing = await worker({
      approveDeletions: problem(409, "No deletions", "The service holds none with this hash."),
    });
    const refused = await ran(refusing, ["approve", "pets", hash]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^metarest: No deletions: The service holds none with this hash\.$/m);
  });
});

describe("usage", () => {
  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [["push"], /metarest push needs -c/],
    [["push", "a.yaml"], /did you mean -c a\.yaml/],
    [["services", "pets"], /unexpected argument/],
    [["runs", "a", "1", "b"], /metarest runs takes a service/],
    [["runs", "--limit", "0"], /--limit is a whole number from 1 to 10000, not 0/],
    [["runs", "--timeout", "1h"], /--timeout is a whole number/],
    [["runs", "--format", "sarif"], /--format is one of text, json, markdown, not sarif/],
    [["services", "--format", "markdown"], /--format is one of text, json, not markdown/],
    [["runs", "--follow"], /--follow needs a run: SERVICE NUMBER/],
    [["runs", "pets", "--follow"], /--follow needs a run/],
    [["approve", "pets"], /takes SERVICE and HASH/],
    [["approve", "pets", "5f"], /has 64 characters/],
    [["services", "--token", "x"], /no such option: --token/],
    [["services", "--worker", "metarest.example.com"], /--worker is the address of a Worker, such as https:/],
    [["services", "--worker", "https://a:b@example.com"], /has a user or a password in it/],
    [["services", "--worker", "https://example.com/?a=b"], /without \? and #/],
    [
      ["services", "--worker", "http://example.com"],
      /not sent to http:\/\/example\.com, where others can read them/,
    ],
  ])) {
    it(`${args.join(" ")} is rejected`, async () => {
      const { code, stderr } = await ran({ url: "https://worker.test" }, args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }

  it("names what is not set, and never shows what is", async () => {
    const at = { url: "https://worker.test" };
    for (const [env, message] of /** @type {[Record<string, string>, RegExp][]} */ ([
      [{ METAREST_WORKER: "" }, /no Worker is named: give its address with --worker/],
      [{ METAREST_TOKEN: "" }, /METAREST_TOKEN is not set/],
      [{ METAREST_TOKEN: `${token}\n` }, /METAREST_TOKEN has characters that no token has/],
      [{ CF_ACCESS_CLIENT_ID: "id" }, /CF_ACCESS_CLIENT_SECRET is not set/],
      [{ CF_ACCESS_CLIENT_SECRET: token }, /CF_ACCESS_CLIENT_ID is not set/],
    ])) {
      const { code, stderr } = await ran(at, ["services"], env);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    const { stdout } = await ran(at, ["services", "--format", "json"], { METAREST_TOKEN: "" });
    assert.match(JSON.stringify(JSON.parse(stdout)), /METAREST_TOKEN is not set/);
  });
});

describe("a connection", () => {
  /** A server that is no Worker. @param {import("node:http").RequestListener} listener */
  async function web(listener) {
    const server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    servers.push(
      /** @type {any} */ ({ stop: () => server.closeAllConnections() ?? server.close(), faults: [] }),
    );
    return { url: `http://127.0.0.1:${port}` };
  }

  /** @param {import("node:http").RequestListener} listener @param {RegExp} message @param {string[]} [more] */
  async function fails(listener, message, more = []) {
    const server = await web(listener);
    const { code, stderr, stdout } = await ran(server, ["services", ...more]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, message);
  }

  it("is refused with a wrong token, and says which variable to set", async () => {
    const server = await worker({});
    const { code, stderr, stdout } = await ran(server, ["services", "--format", "json"], {
      METAREST_TOKEN: "wrong",
    });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^metarest: Unauthorized: The token is missing or another one\.\n {2}help: set METAREST_TOKEN/,
    );
    assert.equal(JSON.parse(stdout).error.status, 401);
  });

  it("has the headers of Cloudflare Access if they are set", async () => {
    const server = await worker({ listServices: { body: { services: [] } } });
    const access = { CF_ACCESS_CLIENT_ID: "an-id", CF_ACCESS_CLIENT_SECRET: "a-secret" };
    assert.equal((await ran(server, ["services"], { METAREST_TOKEN: "", ...access })).code, 0);
    assert.equal((await ran(server, ["services"], access)).code, 0);
    const seen = server.asked.map(({ headers: { authorization, ...headers } }) => [
      authorization,
      headers["cf-access-client-id"],
      headers["cf-access-client-secret"],
    ]);
    assert.deepEqual(seen, [
      [undefined, "an-id", "a-secret"],
      [`Bearer ${token}`, "an-id", "a-secret"],
    ]);
  });

  it("never follows a redirect", async () => {
    const elsewhere = await web(() => assert.fail("it was followed"));
    const to = (/** @type {string} */ location) => (/** @type {any} */ _, /** @type {any} */ response) =>
      response.writeHead(302, { location }).end();
    await fails(
      to(`${elsewhere.url}/api/v1/services`),
      /redirects to http:\/\/127\.0\.0\.1:\d+\n {2}help: a redirect is not followed/,
    );
    await fails(
      to("https://team.cloudflareaccess.com/login?kid=x"),
      /redirects to https:\/\/team\.cloudflareaccess\.com\n {2}help: Cloudflare Access/,
    );
    await fails(to("http://["), /redirects elsewhere/);
  });

  it("ends with words where the answer is none of a Worker", async () => {
    const answer =
      (/** @type {number} */ status, /** @type {string} */ type, /** @type {string} */ body) =>
      (/** @type {any} */ _, /** @type {any} */ response) =>
        response.writeHead(status, { "content-type": type }).end(body);
    await fails(
      answer(200, "application/json", '{"services": ['),
      /services cannot be read: it is not JSON\n {2}help: check whether/,
    );
    await fails(answer(200, "application/json", "[]"), /it is not JSON/);
    await fails(answer(200, "text/html; charset=utf-8", "<p>"), /it is text\/html, not JSON/);
    await fails(
      answer(200, "application/json", '{"services": 7}'),
      /not as its API describes it: `services` is no list/,
    );
    await fails(
      answer(200, "application/json", '{"services": [{"name": 7}]}'),
      /a service has no `name` that is a string/,
    );
    await fails(answer(502, "text/html", "<p>"), /answered with HTTP 502/);
    await fails(answer(500, "application/problem+json", "{"), /answered with HTTP 500/);
    const repeats = { type: "about:blank", title: "Echo", status: 400, detail: `you sent ${token}` };
    await fails(
      answer(400, "application/problem+json", JSON.stringify(repeats)),
      /^metarest: Echo: you sent \*\*\*$/m,
    );
  });

  it("ends after its time, with a server that says nothing or does not end", async () => {
    await fails(() => {}, /cannot be asked: no answer within 1 s\n {2}help: try again/, ["--timeout", "1"]);
    const trickle = (/** @type {any} */ _, /** @type {any} */ response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{");
    };
    await fails(trickle, /no answer within 1 s/, ["--timeout", "1"]);
  });

  it("reads no answer that is huge", async () => {
    const piece = Buffer.alloc(2 ** 20, " ");
    const huge = (/** @type {any} */ _, /** @type {any} */ response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    await fails(huge, /cannot be asked: more than 16777216 bytes/);
  });

  it("says that nothing answers", async () => {
    const gone = await worker({});
    gone.stop();
    const { code, stderr } = await ran(gone, ["services"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /the Worker at http:\/\/127\.0\.0\.1:\d+ cannot be asked: .*ECONNREFUSED.*\n {2}help: check the address/,
    );
  });

  it("keeps to the path of the API", async () => {
    const server = await worker({});
    for (const name of [".", ".."]) {
      const { code, stderr } = await ran(server, ["runs", name]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^metarest: a service of a Worker cannot be called `\.+`\n {2}help: .*serviceName/,
      );
    }
    assert.deepEqual(server.asked, []);
  });
});
