/** The Worker killed after every answer of a run: each time it goes on, and ends where it would have ended. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, paths, token, way } from "./world.mjs";

const variables = { METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "a-token" };
/** Where requests write entities, without the pipeline's status. */
const entityWrite = /^(PUT|POST|PATCH|DELETE) .*\/(apiServices|apiCollections|apiEndpoints)/;

/**
 * One run over 200 operations, killed after its request `at`; with `lost`, before the answer arrives.
 *
 * @param {number} at 0: never
 * @param {boolean} lost
 */
async function killed(at, lost) {
  const folder = mkdtempSync(join(tmpdir(), "metarest-kill-"));
  const server = await catalogue();
  const specs = await documents({ "/doc": document(paths(200)) });
  const between = await way(server.url);
  let running = await worker(variables, { folder });
  const api = client(() => running.url);
  const catalog = held(server.url);
  /** @type {Promise<void> | undefined} */
  let dead;
  /** @type {string[]} */
  const writes = [];
  between.state.on = (count, line) => {
    if (entityWrite.test(line)) writes.push(line);
    if (count !== at) return true;
    dead = (lost ? Promise.resolve() : wait(30)).then(running.kill);
    return !lost;
  };
  try {
    await api.put("doc", config("doc", between.url, `${specs.url}/doc`));
    const { body } = await api.call("POST", "/api/v1/services/doc/run");
    if (at > 0) {
      for (let tries = 0; tries < 200 && dead === undefined; tries++) await wait(50);
      assert.ok(dead !== undefined, `the run has fewer than ${at} requests`);
      await dead;
      running = await worker(variables, { folder });
    }
    const run = await api.ended(body.id);
    const { body: list } = await api.call("GET", "/api/v1/services/doc/runs");
    return {
      run,
      runs: list.runs.length,
      requests: between.state.count,
      writes,
      endpoints: await catalog.endpoints("doc"),
    };
  } finally {
    await running.stop();
    between.stop();
    specs.stop();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a run that is killed after any answer ends as one that is not", { timeout: 900_000 }, async (t) => {
  const whole = await killed(0, false);
  assert.equal(whole.run.state, "succeeded", JSON.stringify(whole.run).slice(0, 2000));
  assert.equal(whole.endpoints.length, 200);
  t.diagnostic(`${whole.requests} requests, ${whole.writes.length} of them write entities`);
  for (let at = 1; at <= whole.requests; at++) {
    // Whether the answer arrives before the end makes no difference to what must come of it.
    const lost = at % 2 === 0;
    const { run, runs, writes, endpoints } = await killed(at, lost);
    const message = `killed after request ${at}, ${lost ? "without" : "with"} its answer`;
    assert.equal(run.state, "succeeded", `${message}: ${JSON.stringify(run).slice(0, 2000)}`);
    assert.deepEqual(endpoints, whole.endpoints, message);
    assert.equal(runs, 1, message);
    assert.equal(run.entities.applied + (run.entities.unchanged ?? 0), whole.run.entities.applied, message);
    // What was open when it was killed may be sent again, and no more: four requests at once.
    assert.ok(writes.length <= whole.writes.length + 4, `${message}: ${writes.join(", ")}`);
    t.diagnostic(`${message}: ${run.slices} slices, ${writes.length} writes`);
  }
});
