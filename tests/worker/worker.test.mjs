/** The Worker in the local runtime, against the local catalogue. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";

const sample = readFileSync(new URL("../corpus/rest_config.yaml", import.meta.url), "utf8");
const shimFile = fileURLToPath(new URL("../../worker/shim.js", import.meta.url));
const secret = "a-token-that-must-not-be-seen";
const limit = { timeout: 120_000 };

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof worker>>} */
let running;

before(async () => {
  server = await catalogue();
  running = await worker({ METAREST_CONFIG: config(server.url), OM_TOKEN: secret });
}, limit);

after(async () => {
  await running?.stop();
  server?.stop();
}, limit);

test("health returns version and ok, and no names", limit, async () => {
  const response = await fetch(`${running.url}/health`);
  assert.equal(response.headers.get("content-type"), "application/json");
  const health = /** @type {{ok: boolean, version: string}} */ (await response.json());
  assert.equal(health.ok, true);
  assert.match(health.version, /^\d+\.\d+\.\d+/);
  assert.deepEqual(Object.keys(health).sort(), ["ok", "version"]);
});

test("health rejects other methods", limit, async () => {
  assert.equal((await fetch(`${running.url}/health`, { method: "POST" })).status, 405);
});

test("the page is served with its content security policy", limit, async () => {
  const response = await fetch(`${running.url}/`);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /<title>metarest<\/title>/);
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
});

test("an unknown file is not found", limit, async () => {
  assert.equal((await fetch(`${running.url}/no-such-file`)).status, 404);
});

test("a failed run fails the tick and health", limit, async () => {
  const fault = {
    when: { method: "GET", path_contains: "/system/version" },
    times: 1,
    kind: { Status: { code: 404, retry_after: null, body: "" } },
  };
  const planned = await fetch(new URL("/_test/faults", server.url), {
    method: "POST",
    body: JSON.stringify(fault),
  });
  assert.equal(planned.status, 204, await planned.text());
  const failed = await ticked("exception");
  assert.equal(failed.ok, false, JSON.stringify(failed));
  assert.match(failed.reason, /server-not-openmetadata/);
  assert.equal((await fetch(`${running.url}/health`)).status, 503);
});

test("the next tick ingests, and the one after writes nothing", limit, async () => {
  const first = await ticked("ok");
  assert.equal(first.ok, true, JSON.stringify(first));
  assert.ok(first.entities.applied > 19, JSON.stringify(first));
  assert.equal((await fetch(`${running.url}/health`)).status, 200);
  const written = await entityWrites();
  assert.ok(written > 0);

  const second = await ticked("ok");
  assert.equal(second.ok, true, JSON.stringify(second));
  assert.equal(second.state, "unchanged", JSON.stringify(second));
  assert.equal(await entityWrites(), written);
});

test("no output contains the token", limit, () => {
  assert.ok(running.output().length > 0);
  assert.equal(running.output().includes(secret), false);
});

test("the Worker exports its handlers and its objects, nothing else", limit, async () => {
  const { outputs } = (await bundled()).metafile;
  const exported = Object.values(outputs).flatMap((output) => output.exports);
  assert.deepEqual(exported.sort(), ["ServiceIndex", "ServiceObject", "default"]);
  const shim = readFileSync(shimFile, "utf8");
  assert.deepEqual(shim.match(/^ {2}(?:async )?(?!constructor)\w+(?=\()/gm), [
    "  fetch",
    "  scheduled",
    "  fetch",
    "  async alarm",
  ]);
});

/** The shim with all that it imports, as wrangler bundles it. */
function bundled() {
  const external = ["cloudflare:workers", "*.wasm"];
  return build({
    entryPoints: [shimFile],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    external,
    outdir: "out",
  });
}

/** OpenMetadata's sample, with the catalogue's addresses and the token as a variable. @param {string} url */
function config(url) {
  const text = sample
    .replace("https://docs.open-metadata.org/swagger.json", new URL("/specs/petstore3.json", url).href)
    .replace("http://localhost:8585/api", url)
    .replace("{bot_jwt_token}", "$OM_TOKEN");
  assert.ok(text.includes("$OM_TOKEN") && !text.includes("docs.open-metadata.org/swagger"));
  return text;
}

/** Runs a cron tick and returns the last line of its run. @param {"ok" | "exception"} outcome @returns {Promise<any>} */
async function ticked(outcome) {
  const before = logged().length;
  const { status, text } = await running.tick();
  assert.equal(JSON.parse(text).outcome, outcome, `${status} ${text}`);
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const line = logged()[before];
    if (line !== undefined) return JSON.parse(line);
    await wait(50);
  }
  throw new Error(`the run logged no line:\n${running.output()}`);
}

function logged() {
  return running.output().match(/\{"event":"run".*\}/g) ?? [];
}

/** The number of requests that changed the catalogue. */
async function entityWrites() {
  const answer = await fetch(new URL("/_test/log", server.url));
  const { log } = /** @type {{log: {method: string, path: string}[]}} */ (await answer.json());
  return log.filter(({ method, path }) => {
    return method !== "GET" && /\/api(Services|Collections|Endpoints)|\/apiServices/.test(path);
  }).length;
}
