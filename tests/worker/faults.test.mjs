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

  /**
   * One case, with a fault at a request or of the document.
   *
   * @param {string} name
   * @param {number} place
   * @param {() => string | undefined} [wrong]
   */
  const one = async (name, place, wrong = () => undefined) => {
    texts[`/${name}`] = document(before);
    await api.put(name, config(name, between.url, `${specs.url}/${name}`));
    assert.equal((await api.run(name)).state, "succeeded");
    texts[`/${name}`] = document(wanted, "Changed");
    const count = between.state.count;
    at = place;
    specs.state.wrong = wrong;
    const run = await api.run(name);
    const requests = between.state.count - count;
    const message = `${name}: ${run.state} ${run.reason ?? ""}`;
    const found = new Set(await catalog.endpoints(name));
    const kept = names(before.filter((path) => wanted.includes(path)));
    figures.deleted += kept.filter((each) => !found.has(each)).length;
    at = -1;
    specs.state.wrong = () => undefined;
    const next = await api.run(name);
    assert.equal(next.state, "succeeded", `${message}; then ${next.state} ${next.reason}`);
    const end = await catalog.endpoints(name);
    figures.lost += names(wanted).filter((each) => !end.includes(each)).length;
    assert.deepEqual(end, names(wanted), message);
    figures.cases += 1;
    figures.failed += run.state === "failed" ? 1 : 0;
    return { requests, state: run.state, message };
  };

  try {
    const { requests } = await one("whole", -1);
    t.diagnostic(`a run without a fault has ${requests} requests`);
    for (const each of faults) {
      fault = each;
      for (let place = 0; place < requests; place += stride) await one(`${each}-${place}`, place);
    }
    for (const [often, kinds] of Object.entries(documentFaults)) {
      for (const [kind, expected] of Object.entries(kinds)) {
        let left = often === "once" ? 1 : 100;
        // What was moved is served at its new address.
        const wrong = (path = "") => (path.startsWith("/moved") || left-- <= 0 ? undefined : kind);
        const { state, message } = await one(`document-${kind}`, -1, wrong);
        assert.equal(state, expected, message);
      }
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

/** Large documents as published: JSON with many operations, YAML with deep schemas, and another JSON. */
const published = ["github/examples_api.github.com.json", "stripe/stripe.yaml", "kubernetes/swagger.json"];

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
  try {
    for (const [index, path] of published.entries()) {
      const name = `published-${index}`;
      texts[`/${name}`] = readFileSync(join(corpus, path), "utf8");
      await api.put(name, config(name, server.url, `${specs.url}/${name}`));
      const first = await api.run(name);
      assert.equal(first.state, "succeeded", `${path}: ${first.reason}`);
      const endpoints = await held(server.url).endpoints(name);
      assert.ok(endpoints.length > 100, `${path}: ${endpoints.length} endpoints`);
      for (const fault of ["short", "replaced", "html"]) {
        specs.state.wrong = () => fault;
        const run = await api.run(name);
        assert.ok(["failed", "held"].includes(run.state), `${path}, ${fault}: ${run.state}`);
        assert.deepEqual(await held(server.url).endpoints(name), endpoints, `${path}, ${fault}`);
      }
      specs.state.wrong = () => undefined;
      assert.equal((await api.run(name)).state, "succeeded", path);
      t.diagnostic(`${path}: ${endpoints.length} endpoints`);
    }
  } finally {
    await running.stop();
    specs.stop();
    server.stop();
  }
});
