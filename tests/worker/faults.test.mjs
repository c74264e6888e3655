/**
 * Faults on the way to the catalogue, through the Worker: each kind of fault at every fourth request of a run that
 * creates, changes and deletes. Nothing is lost, nothing is deleted wrongly, and the next run repairs the rest.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, paths, token, way } from "./world.mjs";

/** How an answer goes wrong, after the catalogue carried the request out or instead of that. */
const faults = /** @type {const} */ (["torn", "500", "503", "429", "401", "403", "html", "cut", "empty"]);
const stride = 4;

const before = paths(24);
/** Two are gone, four are new. */
const wanted = [...paths(28).slice(2)];

test("no fault on the way loses or wrongly deletes an endpoint", { timeout: 600_000 }, async (t) => {
  const server = await catalogue();
  const texts = /** @type {Record<string, string>} */ ({});
  const specs = await documents(texts);
  const between = await way(server.url);
  const running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "a-token" });
  const api = client(() => running.url);
  const catalog = held(server.url);
  const names = (/** @type {string[]} */ all) => all.map((path) => `${path}/get`).sort();
  const figures = { cases: 0, failed: 0, lost: 0, deleted: 0 };
  let at = -1;
  let fault = "";
  between.state.on = () => true;
  between.state.wrong = () => (at >= 0 && at-- === 0 ? fault : undefined);

  /** One case. @param {string} name @param {number} place @returns {Promise<number>} the requests of the run */
  const one = async (name, place) => {
    texts[`/${name}`] = document(before);
    await api.put(name, config(name, between.url, `${specs.url}/${name}`));
    assert.equal((await api.run(name)).state, "succeeded");
    texts[`/${name}`] = document(wanted, "Changed");
    const count = between.state.count;
    at = place;
    const run = await api.run(name);
    const requests = between.state.count - count;
    const message = `${fault} at request ${place}: ${run.state} ${run.reason ?? ""}`;
    const found = new Set(await catalog.endpoints(name));
    const kept = names(before.filter((path) => wanted.includes(path)));
    figures.deleted += kept.filter((each) => !found.has(each)).length;
    at = -1;
    const next = await api.run(name);
    assert.equal(next.state, "succeeded", `${message}; then ${next.state} ${next.reason}`);
    const end = await catalog.endpoints(name);
    figures.lost += names(wanted).filter((each) => !end.includes(each)).length;
    assert.deepEqual(end, names(wanted), message);
    figures.cases += 1;
    figures.failed += run.state === "failed" ? 1 : 0;
    return requests;
  };

  try {
    const requests = await one("whole", -1);
    t.diagnostic(`a run without a fault has ${requests} requests`);
    for (const each of faults) {
      fault = each;
      for (let place = 0; place < requests; place += stride) await one(`${each}-${place}`, place);
    }
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual([figures.lost, figures.deleted], [0, 0]);
    assert.ok(figures.failed > 0, "no fault was noticed at all");
  } finally {
    await running.stop();
    between.stop();
    specs.stop();
    server.stop();
  }
});
