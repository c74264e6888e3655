/**
 * Faults on the way to the catalogue and of documents, through the Worker: each kind of fault at every fifth request of a
 * run that creates, changes and deletes, and each kind of fault of its document. Nothing is lost, nothing is deleted
 * wrongly, and the next run repairs the rest.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/step.mjs";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, paths, token, way } from "./world.mjs";

/** How an answer goes wrong, after the catalogue carried the request out or instead of that. */
const faults = /** @type {const} */ (["torn", "500", "503", "429", "401", "403", "html", "cut", "empty"]);
const stride = 5;

/** What becomes of a run whose document goes wrong at its first request only, and of one at all of them. */
const documentFaults = {
  once: { torn: "succeeded", cut: "succeeded", 500: "succeeded", 503: "succeeded" },
  always: {
    short: "failed",
    replaced: "failed",
    html: "failed",
    empty: "failed",
    gone: "failed",
    login: "failed",
    loop: "failed",
    moved: "succeeded",
    slow: "succeeded",
  },
};

const before = paths(24);
/** Two are gone, four are new. */
const wanted = [...paths(28).slice(2)];

/** As many cases run at the same time, each on its own way to the catalogue. */
const lanes = 8;

test("no fault on the way loses or wrongly deletes an endpoint", { timeout: 600_000 }, async (t) => {
  const server = await catalogue();
  const texts = /** @type {Record<string, string>} */ ({});
  const specs = await documents(texts);
  const running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "a-token" });
  const api = client(() => running.url);
  const catalog = held(server.url);
  const names = (/** @type {string[]} */ all) => all.map((path) => `${path}/get`).sort();
  const figures = { cases: 0, failed: 0, lost: 0, deleted: 0 };
  /** The faults of the documents, by the service. @type {Map<string, (path: string) => string | undefined>} */
  const wrongs = new Map();
  specs.state.wrong = (path) => wrongs.get(path.split("/").at(-1) ?? "")?.(path);

  /**
   * One case, with a fault at a request or of the document.
   *
   * @param {Awaited<ReturnType<typeof way>>} between
   * @param {Case} each
   */
  const one = async (between, { name, fault, at = 0, wrong, expected }) => {
    texts[`/${name}`] = document(before);
    await api.put(name, config(name, between.url, `${specs.url}/${name}`));
    assert.equal((await api.run(name)).state, "succeeded");
    texts[`/${name}`] = document(wanted, "Changed");
    const count = between.state.count;
    let left = at;
    if (fault !== undefined) between.state.wrong = () => (left-- === 0 ? fault : undefined);
    if (wrong !== undefined) wrongs.set(name, wrong);
    const run = await api.run(name);
    const requests = between.state.count - count;
    const message = `${name}: ${run.state} ${run.reason ?? ""}`;
    assert.ok(fault === undefined || left < 0, `${name}: the fault did not happen`);
    assert.ok(expected === undefined || run.state === expected, `${message}, not ${expected}`);
    const found = new Set(await catalog.endpoints(name));
    const kept = names(before.filter((path) => wanted.includes(path)));
    figures.deleted += kept.filter((each) => !found.has(each)).length;
    between.state.wrong = () => undefined;
    wrongs.delete(name);
    const next = await api.run(name);
    assert.equal(next.state, "succeeded", `${message}; then ${next.state} ${next.reason}`);
    const end = await catalog.endpoints(name);
    figures.lost += names(wanted).filter((each) => !end.includes(each)).length;
    assert.deepEqual(end, names(wanted), message);
    figures.cases += 1;
    figures.failed += run.state === "failed" ? 1 : 0;
    return requests;
  };

  const ways = await Promise.all(Array.from({ length: lanes }, () => way(server.url)));
  try {
    const requests = await one(/** @type {typeof ways[0]} */ (ways[0]), { name: "whole" });
    t.diagnostic(`a run without a fault has ${requests} requests`);
    const left = cases(requests);
    const count = left.length + 1;
    const lane = async (/** @type {typeof ways[0]} */ between) => {
      for (let each = left.pop(); each !== undefined; each = left.pop()) await one(between, each);
    };
    await Promise.all(ways.map(lane));
    t.diagnostic(JSON.stringify(figures));
    assert.deepEqual([figures.cases, figures.lost, figures.deleted], [count, 0, 0]);
    assert.ok(figures.failed > 0, "no fault was noticed at all");
  } finally {
    await running.stop();
    for (const between of ways) between.stop();
    specs.stop();
    server.stop();
  }
});

/**
 * @typedef {object} Case
 * @property {string} name of its service
 * @property {string} [fault] on the way
 * @property {number} [at] the request that it hits
 * @property {(path: string) => string | undefined} [wrong] the fault of the document
 * @property {string} [expected] the state of the run
 */

/** All cases, for a run with as many requests. @param {number} requests @returns {Case[]} */
function cases(requests) {
  const places = Array.from({ length: Math.ceil(requests / stride) }, (_, index) => index * stride);
  const onTheWay = faults.flatMap((fault) => places.map((at) => ({ name: `${fault}-${at}`, fault, at })));
  const ofDocuments = Object.entries(documentFaults).flatMap(([often, kinds]) =>
    Object.entries(kinds).map(([kind, expected]) => {
      let left = often === "once" ? 1 : 100;
      // What was moved is served at its new address.
      const wrong = (path = "") => (path.startsWith("/moved") || left-- <= 0 ? undefined : kind);
      return { name: `document-${kind}`, wrong, expected };
    }),
  );
  return [...onTheWay, ...ofDocuments];
}

/** Documents as published: YAML, and JSON with many operations and deep schemas. */
const published = ["clickmeter/clickmeter.yaml", "kubernetes/swagger.json"];

test("a published document that comes broken deletes nothing", { timeout: 600_000 }, async (t) => {
  const corpus = join(process.env.METAREST_SHARED ?? join(root, "../shared"), "corpus/docs");
  const missing = published.filter((path) => !existsSync(join(corpus, path)));
  if (missing.length > 0)
    return t.skip(`needs the corpus, METAREST_SHARED: ${corpus} lacks ${missing.join(", ")}`);
  const server = await catalogue();
  const texts = /** @type {Record<string, string>} */ ({});
  const specs = await documents(texts);
  const running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "a-token" });
  const api = client(() => running.url);
  const wrongs = new Map();
  specs.state.wrong = (path) => wrongs.get(path);

  const one = async (/** @type {string} */ path, /** @type {number} */ index) => {
    const name = `published-${index}`;
    texts[`/${name}`] = readFileSync(join(corpus, path), "utf8");
    await api.put(name, config(name, server.url, `${specs.url}/${name}`));
    const first = await api.run(name);
    assert.equal(first.state, "succeeded", `${path}: ${first.reason}`);
    const endpoints = await held(server.url).endpoints(name);
    assert.ok(endpoints.length > 100, `${path}: ${endpoints.length} endpoints`);
    for (const fault of ["short", "replaced", "html"]) {
      wrongs.set(`/${name}`, fault);
      const run = await api.run(name);
      assert.ok(["failed", "held"].includes(run.state), `${path}, ${fault}: ${run.state} ${run.reason}`);
      // YAML that ends within an operation has that operation, without its tags: one more endpoint until the next run.
      const left = await held(server.url).endpoints(name);
      const deleted = endpoints.filter((each) => !left.includes(each));
      assert.deepEqual(deleted, [], `${path}, ${fault}`);
    }
    wrongs.delete(`/${name}`);
    assert.equal((await api.run(name)).state, "succeeded", path);
    assert.deepEqual(await held(server.url).endpoints(name), endpoints, path);
    t.diagnostic(`${path}: ${endpoints.length} endpoints`);
  };

  try {
    await Promise.all(published.map(one));
  } finally {
    await running.stop();
    specs.stop();
    server.stop();
  }
});
