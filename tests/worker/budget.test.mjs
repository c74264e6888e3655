/** The budget of an invocation: wherever it ends, the run goes on in the next one. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, listening, paths, token } from "./world.mjs";

const limit = { timeout: 300_000 };
/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof documents>>} */
let specs;
/** @type {Awaited<ReturnType<typeof worker>>} */
let running;
/** @type {ReturnType<typeof client>} */
let api;
const texts = /** @type {Record<string, string>} */ ({});

before(async () => {
  server = await catalogue();
  specs = await documents(texts);
  running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "25", OM_TOKEN: "a-token" });
  api = client(() => running.url);
}, limit);

after(async () => {
  await running?.stop();
  specs?.stop();
  server?.stop();
}, limit);

test("a run ends wherever its budget does", limit, async (t) => {
  const slices = [];
  for (let count = 8; count <= 26; count++) {
    const name = `n${count}`;
    texts[`/${name}`] = document(paths(count));
    await api.put(name, config(name, server.url, `${specs.url}/${name}`));
    assert.equal((await api.run(name)).state, "succeeded", name);
    texts[`/${name}`] = document(paths(count), "Changed");
    const run = await api.run(name);
    assert.equal(run.state, "succeeded", `${name}: ${JSON.stringify(run).slice(0, 1000)}`);
    assert.equal(run.entities.applied, count, name);
    slices.push(run.slices);
  }
  t.diagnostic(`slices: ${slices.join(" ")}`);
  assert.ok(
    slices.includes(1) && slices.some((each) => each > 1),
    "the budget ended in some runs, and not in others",
  );
});

test("what is read before anything is written may take several slices", limit, async () => {
  texts["/goes"] = document(paths(90));
  await api.put("goes", config("goes", server.url, `${specs.url}/goes`));
  await api.run("goes");
  texts["/goes"] = document(paths(60));
  const run = await api.run("goes");
  assert.equal(run.state, "succeeded", JSON.stringify(run).slice(0, 1000));
  assert.deepEqual([run.deleted, (await held(server.url).endpoints("goes")).length], [30, 60]);
  assert.ok(run.slices > 2 && run.requests > 60, `${run.slices} slices, ${run.requests} requests`);
});

test("a run that waits for a document or a server can be cancelled", limit, async () => {
  const silent = await listening(() => {});
  const busy = await listening((_, response) => response.writeHead(429, { "retry-after": "110" }).end());
  try {
    texts["/waiting"] = document(paths(2));
    for (const [om, spec] of [
      [server.url, silent.url],
      [`${busy.url}/api`, `${specs.url}/waiting`],
    ]) {
      await api.put("waiting", config("waiting", String(om), String(spec)));
      const { body } = await api.call("POST", "/api/v1/services/waiting/run");
      await wait(1500);
      const begun = Date.now();
      assert.equal((await api.call("POST", `/api/v1/runs/${body.id}/cancel`)).status, 202);
      assert.equal((await api.ended(body.id)).state, "cancelled");
      assert.ok(Date.now() - begun < 20_000, "it does not wait for the answer");
    }
    const { body } = await api.call("GET", "/api/v1/services/waiting");
    assert.deepEqual(
      [body.state, body.reason],
      ["waiting", undefined],
      "a cancelled run says nothing of the service",
    );
  } finally {
    silent.stop();
    busy.stop();
  }
});

test("documents that hang hold up no other service", limit, async () => {
  const silent = await listening(() => {});
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"].map((letter) => `hangs-${letter}`);
  try {
    for (const name of names) {
      await api.put(name, config(name, server.url, silent.url));
      await api.call("POST", `/api/v1/services/${name}/run`);
    }
    texts["/healthy"] = document(paths(2));
    await api.put("healthy", config("healthy", server.url, `${specs.url}/healthy`));
    assert.equal((await api.run("healthy")).state, "succeeded");
  } finally {
    for (const name of names) await api.call("DELETE", `/api/v1/services/${name}`);
    silent.stop();
  }
});

test("a service that is put anew while its old run is in progress gets a run of its own", limit, async () => {
  const slow = await listening(async (_, response) => {
    await wait(1500);
    response.end(document(paths(30)));
  });
  try {
    await api.put("anew", config("anew", server.url, slow.url));
    await api.call("POST", "/api/v1/services/anew/run");
    await wait(500);
    assert.equal((await api.call("DELETE", "/api/v1/services/anew")).status, 204);
    texts["/anew"] = document(paths(2));
    await api.put("anew", config("anew", server.url, `${specs.url}/anew`));
    const run = await api.run("anew");
    assert.deepEqual([run.state, run.id], ["succeeded", "anew.2"]);
    assert.deepEqual(await held(server.url).endpoints("anew"), ["/0/get", "/1/get"]);
  } finally {
    slow.stop();
  }
});
