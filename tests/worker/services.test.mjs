/** A service from its config to its end, in the local runtime: put, run, hold, approve, fail, recover, delete. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { large } from "../../tools/memory.mjs";
import { catalogue, petstore } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, listening, paths, receiver, token } from "./world.mjs";

const limit = { timeout: 180_000 };
const secret = "an-om-token-that-must-not-be-seen";
const webhookKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof documents>>} */
let specs;
/** @type {Awaited<ReturnType<typeof receiver>>} */
let receiving;
/** @type {Awaited<ReturnType<typeof worker>>} */
let running;
/** @type {ReturnType<typeof client>} */
let api;
/** @type {ReturnType<typeof held>} */
let catalog;
const texts = /** @type {Record<string, string>} */ ({});

before(async () => {
  server = await catalogue();
  specs = await documents(texts);
  receiving = await receiver();
  running = await worker({
    METAREST_TOKEN: token,
    METAREST_WEBHOOK: receiving.url,
    METAREST_WEBHOOK_SECRET: webhookKey,
    METAREST_ADDRESS: "https://metarest.example.com/",
    METAREST_REQUESTS: "1000",
    OM_TOKEN: secret,
    METAREST_CONFIG: configOf("variable"),
  });
  api = client(() => running.url);
  catalog = held(server.url);
}, limit);

after(async () => {
  await running?.stop();
  specs?.stop();
  receiving?.stop();
  server?.stop();
}, limit);

/** @param {string} name @param {object} [own] */
const configOf = (name, own) => config(name, server.url, `${specs.url}/${name}`, own);

/** The notices about a service so far. @param {string} name */
const notices = (name) => receiving.notices.filter(({ body }) => body.data.service === name);

test("Petstore and three large documents land", limit, async () => {
  texts["/petstore"] = readFileSync(petstore, "utf8");
  const names = ["petstore", "large1", "large2", "large3"];
  for (const name of names.slice(1)) texts[`/${name}`] = large(1 + Number(name.at(-1)) / 2, "json").text;
  for (const name of names) {
    const put = await api.put(name, configOf(name));
    assert.deepEqual([put.created, put.changed], [true, true]);
  }
  const runs = await Promise.all(names.map((name) => api.run(name)));
  for (const run of runs) assert.equal(run.state, "succeeded", JSON.stringify(run).slice(0, 2000));
  assert.equal((await catalog.endpoints("petstore")).length, 19);
  const { body } = await api.call("GET", "/api/v1/services");
  assert.deepEqual(
    body.services.map(({ name = "", state = "" }) => `${name} ${state}`),
    ["large1 ok", "large2 ok", "large3 ok", "petstore ok"],
  );
  assert.equal(notices("petstore").length, 0);
});

test("a run has its report, its log and its place in the history", limit, async () => {
  const { body: run } = await api.call("GET", "/api/v1/runs/petstore.1");
  assert.equal(run.report.coverage.operations.total, 19);
  assert.equal(run.report.results.length, 23);
  assert.match(run.planHash, /^[0-9a-f]{64}$/);
  assert.ok(
    run.log.some(({ message = "" }) => message.includes("is OpenMetadata")),
    JSON.stringify(run.log),
  );
  const { body: list } = await api.call("GET", "/api/v1/services/petstore/runs");
  assert.deepEqual(
    list.runs.map(({ id = "" }) => id),
    ["petstore.1"],
  );
  assert.equal(list.runs[0].report, undefined);
});

test("an unchanged document costs one conditional request", limit, async () => {
  texts["/variable"] = document(paths(3));
  const ticked = async () => {
    const { text } = await running.tick();
    assert.equal(JSON.parse(text).outcome, "ok", running.output().slice(-2000));
    return (await api.call("GET", "/api/v1/services/variable")).body.lastRun;
  };
  assert.deepEqual([(await ticked()).state, (await catalog.endpoints("variable")).length], ["succeeded", 3]);
  const before = [specs.asked.length, (await catalog.log()).length];
  const again = await ticked();
  assert.deepEqual([again.state, again.requests, again.trigger], ["unchanged", 1, "cron"]);
  assert.deepEqual(specs.asked.slice(before[0]), ["GET /variable 304"]);
  assert.equal((await catalog.log()).length, before[1], "the server is asked nothing");
  texts["/variable"] = document(paths(4));
  assert.deepEqual([(await ticked()).state, (await catalog.endpoints("variable")).length], ["succeeded", 4]);
  assert.equal((await ticked()).state, "unchanged");
  assert.equal((await api.run("variable")).state, "succeeded", "who asks gets a comparison");

  texts["/variable"] = document(paths(40));
  await ticked();
  texts["/variable"] = document(paths(4));
  assert.equal(JSON.parse((await running.tick()).text).outcome, "exception");
  assert.equal(JSON.parse((await running.tick()).text).outcome, "exception", "the deletions still wait");
  const { body: waiting } = await api.call("GET", "/api/v1/services/variable");
  assert.deepEqual([waiting.state, waiting.lastRun.state, waiting.held.length], ["held", "unchanged", 36]);
  const approved = await api.run("variable", "approve", JSON.stringify({ hash: waiting.approvalHash }));
  assert.deepEqual([approved.state, approved.deleted], ["succeeded", 36]);
  assert.equal((await ticked()).state, "unchanged");
});

test("a removed operation is deleted, a plan only says so, and it can come back", limit, async () => {
  texts["/few"] = document(paths(20));
  await api.put("few", configOf("few"));
  assert.equal((await api.run("few")).state, "succeeded");
  texts["/few"] = document(paths(19));
  const plan = await api.run("few", "plan");
  assert.deepEqual([plan.state, plan.command], ["succeeded", "plan"]);
  assert.ok(plan.report.changes.some(({ action = "" }) => action === "delete"));
  assert.equal((await catalog.endpoints("few")).length, 20);
  assert.equal((await api.run("few")).entities.applied, 1);
  assert.equal((await catalog.endpoints("few")).length, 19);
  const restored = await api.run("few", "restore");
  assert.deepEqual([restored.state, restored.command], ["succeeded", "restore"], JSON.stringify(restored));
  assert.equal((await catalog.endpoints("few")).length, 20);
  const held = await api.run("few");
  assert.deepEqual([held.state, held.held], ["held", 1], JSON.stringify(held).slice(0, 2000));
  assert.equal((await catalog.endpoints("few")).length, 20);
  const approved = await api.run("few", "approve", JSON.stringify({ hash: held.approvalHash }));
  assert.deepEqual([approved.state, approved.deleted], ["succeeded", 1]);
  assert.equal((await catalog.endpoints("few")).length, 19);
  const check = await api.run("few", "check");
  assert.deepEqual([check.state, check.report.ok], ["succeeded", true], JSON.stringify(check));
});

test("mass deletions are held until somebody approves exactly them", limit, async () => {
  texts["/many"] = document(paths(40));
  await api.put("many", configOf("many"));
  await api.run("many");
  texts["/many"] = document(paths(4));
  const run = await api.run("many");
  assert.deepEqual([run.state, run.held], ["held", 36]);
  assert.equal((await catalog.endpoints("many")).length, 40);
  assert.equal((await fetch(`${running.url}/health`)).status, 503);
  const health = await api.call("GET", "/api/v1/health");
  assert.deepEqual(
    health.body.services.map(({ name = "", state = "" }) => `${name} ${state}`),
    ["many held"],
  );
  const { body: service } = await api.call("GET", "/api/v1/services/many");
  assert.equal(service.held.length, 36);
  assert.equal(service.approvalHash, run.approvalHash);

  await api.run("many");
  assert.deepEqual(
    notices("many").map(({ body }) => body.type),
    ["service.held"],
  );
  const [notice] = notices("many");
  assert.deepEqual([notice?.body.data.approvalHash, notice?.body.data.held], [run.approvalHash, 36]);
  assert.match(notice?.body.data.link, /^https:\/\/metarest\.example\.com\/services#many/);
  assertSigned(notice);

  const wrong = JSON.stringify({ hash: "0".repeat(64) });
  const refused = await api.call("POST", "/api/v1/services/many/approve", wrong);
  assert.equal(refused.status, 409, JSON.stringify(refused.body));
  assert.equal((await catalog.endpoints("many")).length, 40);
  const approved = await api.run("many", "approve", JSON.stringify({ hash: run.approvalHash }));
  assert.equal(approved.state, "succeeded", JSON.stringify(approved).slice(0, 2000));
  assert.equal((await catalog.endpoints("many")).length, 4);
  assert.equal((await fetch(`${running.url}/health`)).status, 200);
  await told("many", ["service.held", "service.recovered"]);
});

test("a broken document touches nothing, and somebody hears of it and of the recovery", limit, async () => {
  texts["/broken"] = document(paths(5));
  await api.put("broken", configOf("broken"));
  await api.run("broken");
  const writes = await catalog.writes();
  for (const text of ['{"openapi": "3.1.0", "paths": {', "<html>maintenance</html>", ""]) {
    texts["/broken"] = text;
    const run = await api.run("broken");
    assert.equal(run.state, "failed", text);
    assert.ok(run.reason.length > 0);
  }
  delete texts["/broken"];
  assert.match((await api.run("broken")).reason, /404/);
  assert.equal(await catalog.writes(), writes);
  assert.equal((await catalog.endpoints("broken")).length, 5);
  await told("broken", ["service.failed"]);
  texts["/broken"] = document(paths(6));
  assert.equal((await api.run("broken")).state, "succeeded");
  assert.equal((await catalog.endpoints("broken")).length, 6);
  await told("broken", ["service.failed", "service.recovered"]);
});

test("a document that no isolate can hold is refused before it is read whole", limit, async () => {
  const huge = await listening((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": String(40e6) });
    response.write('{"openapi": "3.1.0"');
  });
  const endless = await listening((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = () => response.destroyed || response.write(" ".repeat(1 << 20), () => setImmediate(write));
    write();
  });
  try {
    for (const { url } of [huge, endless]) {
      await api.put("huge", config("huge", server.url, url));
      const run = await api.run("huge");
      assert.equal(run.state, "failed");
      assert.match(run.reason, /more than 24 MiB.*command line/);
    }
  } finally {
    huge.stop();
    endless.stop();
  }
  await api.call("DELETE", "/api/v1/services/huge");
});

test("a deleted service is gone with its history, and its entities stay", limit, async () => {
  texts["/gone"] = document(paths(3));
  await api.put("gone", configOf("gone"));
  await api.run("gone");
  assert.equal((await api.call("DELETE", "/api/v1/services/gone")).status, 204);
  assert.equal((await api.call("GET", "/api/v1/services/gone")).status, 404);
  assert.equal((await api.call("GET", "/api/v1/runs/gone.1")).status, 404);
  const { body } = await api.call("GET", "/api/v1/services");
  assert.ok(!body.services.some(({ name = "" }) => name === "gone"));
  assert.equal((await catalog.endpoints("gone")).length, 3);
});

test("a service that is put anew keeps what was restored, and no id is used twice", limit, async () => {
  texts["/again"] = document(paths(20));
  await api.put("again", configOf("again"));
  await api.run("again");
  texts["/again"] = document(paths(19));
  assert.equal((await api.run("again")).deleted, 1);
  assert.equal((await api.run("again", "restore")).state, "succeeded");
  const before = await api.run("again");
  assert.equal(before.state, "held");
  await told("again", ["service.held"]);
  assert.equal((await api.call("DELETE", "/api/v1/services/again")).status, 204);
  await api.put("again", configOf("again"));
  const run = await api.run("again");
  assert.deepEqual([run.id, run.state, run.held], ["again.5", "held", 1], JSON.stringify(run).slice(0, 1000));
  assert.equal((await catalog.endpoints("again")).length, 20);
  await told("again", ["service.held", "service.held"]);
  const ids = receiving.notices.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, ids.length, "a receiver takes an id that it knows for the same notice");
});

test("what a run deleted can be restored however many runs came after it", limit, async () => {
  texts["/long"] = document(paths(20));
  await api.put("long", configOf("long"));
  await api.run("long");
  texts["/long"] = document(paths(19));
  assert.equal((await api.run("long")).deleted, 1);
  for (let count = 0; count < 51; count++) await api.run("long", "check");
  const { body } = await api.call("GET", "/api/v1/runs/long.3");
  assert.equal(body.report, undefined, "reports of other old runs are dropped");
  const restored = await api.run("long", "restore");
  assert.equal(restored.state, "succeeded", JSON.stringify(restored).slice(0, 1000));
  assert.equal((await catalog.endpoints("long")).length, 20);
});

test("an approval of deletions that are others by now holds these, and the rest lands", limit, async () => {
  texts["/stale"] = document(paths(40));
  await api.put("stale", configOf("stale"));
  await api.run("stale");
  texts["/stale"] = document(paths(4));
  const first = await api.run("stale");
  texts["/stale"] = document(paths(2), "Changed");
  const run = await api.run("stale", "approve", JSON.stringify({ hash: first.approvalHash }));
  assert.deepEqual([run.state, run.held, run.deleted], ["held", 38, 0], JSON.stringify(run).slice(0, 1000));
  assert.equal(run.entities.applied, 2, "what is not a deletion lands");
  assert.notEqual(run.approvalHash, first.approvalHash);
  assert.equal((await catalog.endpoints("stale")).length, 40);
  const approved = await api.run("stale", "approve", JSON.stringify({ hash: run.approvalHash }));
  assert.deepEqual([approved.state, approved.deleted], ["succeeded", 38]);
});

test("a service that failed is unwell while its next run is in progress", limit, async () => {
  const silent = await listening(() => {});
  try {
    await api.put("hangs", configOf("hangs"));
    assert.equal((await api.run("hangs")).state, "failed", "it has no document");
    await api.put("hangs", config("hangs", server.url, silent.url));
    const { body: run } = await api.call("POST", "/api/v1/services/hangs/run");
    await wait(500);
    assert.equal((await fetch(`${running.url}/health`)).status, 503);
    const { body } = await api.call("GET", "/api/v1/services/hangs");
    assert.deepEqual([body.state, body.before], ["running", "failed"]);
    assert.equal(JSON.parse((await running.tick()).text).outcome, "exception");
    await api.call("POST", `/api/v1/runs/${run.id}/cancel`);
    await api.ended(run.id);
  } finally {
    silent.stop();
  }
  await api.call("DELETE", "/api/v1/services/hangs");
});

test("a config that needs several rows is kept as it was put", limit, async () => {
  const text = `${configOf("wide")}\n# ${"\\".repeat(1_040_000)}\n`;
  await api.put("wide", text);
  const { body } = await api.call("GET", "/api/v1/services/wide");
  assert.equal(body.config, text);
  await api.put("wide", configOf("wide"));
  const { body: short } = await api.call("GET", "/api/v1/services/wide");
  assert.equal(short.config, configOf("wide"));
  await api.call("DELETE", "/api/v1/services/wide");
});

test("one run at a time, and it can be cancelled", limit, async () => {
  texts["/slow"] = large(2, "json").text;
  await api.put("slow", configOf("slow"));
  const first = await api.call("POST", "/api/v1/services/slow/run");
  assert.equal(first.headers.get("location"), `/api/v1/runs/${encodeURIComponent(first.body.id)}`);
  const second = await api.call("POST", "/api/v1/services/slow/run");
  assert.deepEqual([second.status, second.body.run], [409, "slow.1"]);
  assert.equal((await api.call("POST", "/api/v1/runs/slow.1/cancel")).status, 202);
  const run = await api.ended("slow.1");
  assert.equal(run.state, "cancelled", JSON.stringify(run).slice(0, 1000));
  assert.equal((await api.call("POST", "/api/v1/runs/slow.1/cancel")).status, 409);
  assert.equal((await api.run("slow")).state, "succeeded");
});

test("a config with errors is refused with its places, and the one before stays", limit, async () => {
  texts["/kept"] = document(paths(2));
  await api.put("kept", configOf("kept"));
  const put = (/** @type {string} */ text, path = "/api/v1/services/kept") => api.call("PUT", path, text);
  const misspelt = await put(configOf("kept").replace("serviceName", "servceName"));
  assert.equal(misspelt.status, 422);
  assert.equal(misspelt.headers.get("content-type"), "application/problem+json");
  assert.ok(
    misspelt.body.diagnostics.some(({ line = 0 }) => line === 1),
    JSON.stringify(misspelt.body),
  );
  assert.equal((await put(configOf("other"))).status, 422);
  const unset = await put(configOf("kept").replace("OM_TOKEN", "NOT_SET"));
  assert.equal(unset.status, 422);
  assert.match(JSON.stringify(unset.body), /NOT_SET/);
  const own = await put(configOf("kept").replace("OM_TOKEN", "METAREST_TOKEN"));
  assert.equal(own.status, 422, "the Worker's own settings are not a config's");
  assert.equal((await put("x".repeat((1 << 20) + 1))).status, 413);
  const named = await put(configOf("kept").replace('"kept"', '"$' + '{OM_TOKEN}"'));
  assert.deepEqual([named.status, JSON.stringify(named.body).includes(secret)], [422, false]);
  const taken = await put(configOf("METAREST_CONFIG"), "/api/v1/services/METAREST_CONFIG");
  assert.deepEqual([taken.status, taken.body.title], [409, "The name is taken"]);
  const long = await put(configOf("kept"), `/api/v1/services/${"n".repeat(257)}`);
  assert.deepEqual([long.status, long.body.title], [400, "The name is too long"]);
  const dry = await put(configOf("dry"), "/api/v1/services/dry?dryRun=true");
  assert.deepEqual([dry.status, dry.body.created], [200, true]);
  assert.equal((await api.call("GET", "/api/v1/services/dry")).status, 404);
  const { body } = await api.call("GET", "/api/v1/services/kept");
  assert.equal(body.config, configOf("kept"));
});

test("the API refuses who has no token, and unknown addresses and methods", limit, async () => {
  for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: `Basic ${token}` }]) {
    const { status, body } = await api.call(
      "GET",
      "/api/v1/services",
      undefined,
      /** @type {any} */ (headers),
    );
    assert.deepEqual([status, body.status, body.type], [401, 401, "about:blank"]);
  }
  const statuses = [
    ["POST", "/api/v1/services/petstore/restore", 409],
    ["GET", "/api/v1/nothing", 404],
    ["GET", "/api/v1/services/nothing", 404],
    ["POST", "/api/v1/services/nothing/run", 404],
    ["POST", "/api/v1/services/petstore/tick", 404],
    ["POST", "/api/v1/services/petstore/wake", 404],
    ["GET", "/api/v1/runs/petstore", 404],
    ["GET", "/api/v1/runs/petstore.99", 404],
    ["GET", "/api/v1/runs/petstore.-1", 404],
    ["DELETE", "/api/v1/services/petstore/run", 405],
    ["PUT", "/api/v1/services", 405],
    ["PUT", "/api/v1/services/petstore?dryRun=1", 400],
    ["PUT", "/api/v1/services/petstore?dryrun=true", 400],
    ["GET", "/api/v1/services?limit=abc", 400],
    ["GET", "/api/v1/services?limit=1&limit=2", 400],
    ["GET", "/api/v1/services/petstore/runs?before=-1", 400],
    ["PUT", "/api/v1/services/variable", 409],
    ["POST", "/api/v1/services/petstore/approve", 400],
  ];
  for (const [method, path, expected] of statuses) {
    const { status, body, headers } = await api.call(String(method), String(path));
    assert.deepEqual(
      [status, body.status],
      [expected, expected],
      `${method} ${path}: ${JSON.stringify(body)}`,
    );
    assert.ok(body.title.length > 0 && body.detail.length > 0, `${method} ${path}`);
    if (expected === 405) assert.ok(headers.get("allow"), `${method} ${path}`);
  }
});

test("names with dots, spaces and letters of all languages work everywhere", limit, async () => {
  for (const name of ["v1.2 beta", "Zürich/β"]) {
    texts["/odd"] = document(paths(2));
    await api.put(name, config(name, server.url, `${specs.url}/odd`));
    const run = await api.run(name);
    assert.deepEqual([run.state, run.id], ["succeeded", `${name}.1`], JSON.stringify(run).slice(0, 1000));
    const path = `/api/v1/services/${encodeURIComponent(name)}`;
    assert.equal((await api.call("GET", path)).body.name, name);
    assert.equal((await api.call("DELETE", path)).status, 204);
  }
});

test("no secret is in the log, the answers, or the notices", limit, async () => {
  const answers = [];
  for (const path of [
    "/api/v1/services",
    "/api/v1/health",
    "/api/v1/services/many",
    "/api/v1/services/many/runs",
  ]) {
    answers.push(JSON.stringify((await api.call("GET", path)).body));
  }
  const { body } = await api.call("GET", "/api/v1/services/many/runs");
  for (const { id } of body.runs) {
    answers.push(JSON.stringify((await api.call("GET", `/api/v1/runs/${encodeURIComponent(id)}`)).body));
  }
  const all = [running.output(), ...answers, ...receiving.notices.map(({ text }) => text)].join("\n");
  assert.ok(all.length > 10_000);
  for (const each of [secret, token, webhookKey]) assert.equal(all.includes(each), false);
  const last = running.output().match(/\{"event":"run".*\}/)?.[0] ?? "";
  assert.deepEqual([JSON.parse(last).run, JSON.parse(last).phase], [JSON.parse(last).id, "done"]);
});

test("private addresses are asked nothing unless a setting allows them", limit, async () => {
  const other = await worker({
    METAREST_TOKEN: token,
    METAREST_PRIVATE_ADDRESSES: "",
    OM_TOKEN: secret,
  });
  const api = client(() => other.url);
  try {
    const count = [specs.asked.length, (await catalog.log()).length];
    await api.put("few", configOf("few"));
    for (const action of ["run", "plan", "check"]) {
      const run = await api.run("few", action);
      assert.equal(run.state, "failed", action);
      assert.match(JSON.stringify(run), /127\.0\.0\.1|localhost/);
    }
    assert.deepEqual([specs.asked.length, (await catalog.log()).length], count);
  } finally {
    await other.stop();
  }
});

/** @param {string} name @param {string[]} types of the notices about it, in order */
async function told(name, types) {
  for (let tries = 0; tries < 50 && notices(name).length < types.length; tries++) await wait(100);
  assert.deepEqual(
    notices(name).map(({ body }) => body.type),
    types,
  );
}

/** Checks the signature of a notice as Standard Webhooks has it. @param {any} notice */
function assertSigned({ headers, text }) {
  const key = Buffer.from(webhookKey.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
  const signature = createHmac("sha256", key).update(signed).digest("base64");
  assert.equal(headers["webhook-signature"], `v1,${signature}`);
}
