/**
 * Many services at once: all of them run when they are asked to, and when the schedule of all is due at the same minute;
 * none starves, and each costs the same.
 * `METAREST_SERVICES=1000` measures as many; the figures of docs/worker.md are from that.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, paths, token } from "./world.mjs";

const count = Number(process.env.METAREST_SERVICES ?? 40);
const names = Array.from({ length: count }, (_, index) => `service-${index}`);

/** The last lines of the runs so far. @param {string} output @returns {any[]} */
function lastLines(output) {
  return (output.match(/\{"event":"run".*\}/g) ?? []).map((line) => JSON.parse(line));
}

/** @template T @param {T[]} items @param {(item: T) => Promise<unknown>} each */
async function eachOf(items, each) {
  const left = [...items];
  const one = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await each(item);
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

test("services that are due at the same minute all land", { timeout: 1_200_000 }, async (t) => {
  const server = await catalogue();
  const specs = await documents(
    Object.fromEntries(names.map((name) => [`/${name}`, document(paths(10), name)])),
  );
  const running = await worker({ METAREST_TOKEN: token, OM_TOKEN: "a-token" });
  const api = client(() => running.url);
  try {
    // The first runs begin before the next minute, in which the schedule makes the second ones.
    const left = 60_000 - (Date.now() % 60_000);
    if (left < 10_000) await wait(left + 1000);
    const begun = Date.now();
    await eachOf(names, (name) =>
      api.put(name, config(name, server.url, `${specs.url}/${name}`, { schedule: "* * * * *" })),
    );
    await eachOf(names, async (name) => {
      assert.equal((await api.call("POST", `/api/v1/services/${name}/run`)).status, 202, name);
    });
    /** @param {number} runs of each service */
    const all = async (runs) => {
      const counts = new Map(names.map((name) => [name, 0]));
      for (const { service } of lastLines(running.output()))
        counts.set(service, (counts.get(service) ?? 0) + 1);
      return [...counts.values()].every((each) => each >= runs);
    };
    const until = Date.now() + 120_000 + count * 1000;
    while (!(await all(2)) && Date.now() < until) await wait(500);
    const lines = lastLines(running.output());
    const first = names.map((name) => lines.filter(({ service }) => service === name)[0]);
    const second = names.map((name) => lines.filter(({ service }) => service === name)[1]);
    assert.deepEqual(new Set(first.map((line) => line?.state)), new Set(["succeeded"]));
    assert.deepEqual(new Set(second.map((line) => line?.state)), new Set(["unchanged"]));
    const catalog = held(server.url);
    for (const name of names) assert.equal((await catalog.endpoints(name)).length, 10, name);

    const requests = (/** @type {any[]} */ runs) => new Set(runs.map((line) => line.requests));
    assert.equal(requests(first).size, 1, `each costs the same: ${[...requests(first)]}`);
    assert.deepEqual([...requests(second)], [1]);
    const times = (/** @type {any[]} */ runs) => runs.map(({ ended = "" }) => Date.parse(ended));
    const span = (/** @type {any[]} */ runs) =>
      Math.max(...times(runs)) - Math.min(...runs.map(({ started = "" }) => Date.parse(started)));
    const mean = (/** @type {any[]} */ runs, /** @type {string} */ key) =>
      (runs.reduce((sum, line) => sum + line[key], 0) / runs.length).toFixed(1);
    for (const [what, runs] of /** @type {const} */ ([
      ["first", first],
      ["unchanged", second],
    ])) {
      t.diagnostic(
        `${count} services, ${what}: ${span(runs)} ms from the first start to the last end; of each ${mean(runs, "requests")} requests, ${mean(runs, "rowsWritten")} rows written, ${mean(runs, "durationMs")} ms`,
      );
    }
    t.diagnostic(
      `memory ${Math.max(...lines.map(({ memory }) => memory))} bytes; ${Date.now() - begun} ms in all`,
    );
  } finally {
    await running.stop();
    specs.stop();
    server.stop();
  }
});
