/** The description of the API, the size of the deployed Worker, and what it keeps on disk. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { modernNode, packaged, wranglerEnv } from "../../tools/setup.mjs";
import { root } from "../../tools/step.mjs";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";
import { client, config, document, documents, held, paths, receiver, token } from "./world.mjs";

const limit = { timeout: 180_000 };
const secret = "an-om-token-that-must-not-be-kept";
const webhookKey = "a-webhook-key-that-must-not-be-kept";
/** What the free plan of Cloudflare takes, compressed. */
const largestUpload = 3 * 2 ** 20;

test("metarest ingests the description of the API, and nothing on disk is a secret", limit, async () => {
  const folder = mkdtempSync(join(tmpdir(), "metarest-disk-"));
  const server = await catalogue();
  const specs = await documents({ "/doc": document(paths(30)) });
  const receiving = await receiver(1);
  const running = await worker(
    {
      METAREST_TOKEN: token,
      METAREST_WEBHOOK: receiving.url,
      METAREST_WEBHOOK_SECRET: webhookKey,
      OM_TOKEN: secret,
    },
    { folder },
  );
  const api = client(() => running.url);
  try {
    const served = await (await fetch(`${running.url}/api/v1/openapi.yaml`)).text();
    assert.equal(served, readFileSync(join(root, "worker/openapi.yaml"), "utf8"));
    await api.put("worker", config("worker", server.url, `${running.url}/api/v1/openapi.yaml`));
    const run = await api.run("worker");
    assert.equal(run.state, "succeeded", JSON.stringify(run).slice(0, 2000));
    const endpoints = await held(server.url).endpoints("worker");
    assert.ok(endpoints.includes("/api/v1/services/{name}/run/post"), endpoints.join(", "));
    assert.equal(endpoints.length, run.report.coverage.operations.total);

    await api.put("doc", config("doc", server.url, `${specs.url}/doc`));
    await api.run("doc");
    await api.put("doc", config("doc", `${server.url}/wrong`, `${specs.url}/doc`));
    assert.equal((await api.run("doc")).state, "failed");
  } finally {
    await running.stop();
    receiving.stop();
    specs.stop();
    server.stop();
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const databases = files.filter(({ name }) => name.endsWith(".sqlite") || name.endsWith("-wal"));
  assert.ok(databases.length >= 3, "each service and the index have a database");
  let bytes = 0;
  for (const { parentPath, name } of databases) {
    const content = readFileSync(join(parentPath, name));
    bytes += content.length;
    for (const each of [secret, token, webhookKey]) assert.ok(!content.includes(each), `${name} has ${each}`);
  }
  assert.ok(bytes > 20_000);
  rmSync(folder, { recursive: true });
});

test("without a token the API is off and says how to switch it on", limit, async () => {
  const running = await worker();
  try {
    const api = client(() => running.url);
    const { status, body } = await api.call("GET", "/api/v1/services");
    assert.equal(status, 503);
    assert.match(body.detail, /METAREST_TOKEN/);
    assert.equal((await fetch(`${running.url}/health`)).status, 200);
  } finally {
    await running.stop();
  }
});

test("a variable that cannot be run fails the tick and health", limit, async () => {
  const text = config("lone", "https://om.example.com/api", "https://example.com/openapi");
  const running = await worker({ METAREST_TOKEN: token, METAREST_CONFIG: text });
  try {
    const api = client(() => running.url);
    assert.equal(JSON.parse((await running.tick()).text).outcome, "exception");
    const { status, body } = await api.call("GET", "/api/v1/health");
    assert.deepEqual([status, body.services[0].name], [503, "METAREST_CONFIG"]);
    assert.match(body.services[0].reason, /OM_TOKEN.*wrangler secret put/);
  } finally {
    await running.stop();
  }
});

test("the service of a former variable is removed", limit, async () => {
  const folder = mkdtempSync(join(tmpdir(), "metarest-former-"));
  const server = await catalogue();
  const specs = await documents({ "/doc": document(paths(2)) });
  const start = (/** @type {string} */ text) =>
    worker({ METAREST_TOKEN: token, METAREST_CONFIG: text, OM_TOKEN: secret }, { folder });
  try {
    for (const name of ["former", "present", ""]) {
      const running = await start(name && config(name, server.url, `${specs.url}/doc`));
      const api = client(() => running.url);
      assert.equal(JSON.parse((await running.tick()).text).outcome, "ok");
      const { body } = await api.call("GET", "/api/v1/services");
      assert.deepEqual(
        body.services.map(({ name = "" }) => name),
        name ? [name] : [],
      );
      await running.stop();
    }
    assert.equal((await held(server.url).endpoints("former")).length, 2, "its entities stay");
  } finally {
    specs.stop();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a service that was pushed is not the variable's", limit, async () => {
  const folder = mkdtempSync(join(tmpdir(), "metarest-pushed-"));
  const server = await catalogue();
  const specs = await documents({ "/doc": document(paths(2)) });
  const text = config("pushed", server.url, `${specs.url}/doc`);
  const own = config("pushed", server.url, `${specs.url}/doc`, { schedule: "0 3 * * *" });
  try {
    for (const variable of ["", text, ""]) {
      const variables = { METAREST_TOKEN: token, METAREST_CONFIG: variable, OM_TOKEN: secret };
      const running = await worker(variables, { folder });
      const api = client(() => running.url);
      if (variable === "") await api.put("pushed", own);
      const { outcome } = JSON.parse((await running.tick()).text);
      assert.equal(outcome, variable === "" ? "ok" : "exception");
      const { body } = await api.call("GET", "/api/v1/services/pushed");
      assert.deepEqual([body.origin, body.config], ["api", own]);
      if (variable) {
        const health = await api.call("GET", "/api/v1/health");
        assert.match(JSON.stringify(health.body), /METAREST_CONFIG.*was pushed/);
      }
      await running.stop();
    }
  } finally {
    specs.stop();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("wrangler takes it, and it fits into the free plan", limit, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "metarest-deploy-"));
  const args = [packaged("wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", folder];
  const env = { ...process.env, ...wranglerEnv(), NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(modernNode(), args, { cwd: root, env, encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });
  assert.equal(status, 0, stderr);
  const [, size] = /gzip: ([\d.]+) KiB/.exec(stdout) ?? [];
  assert.ok(size !== undefined, stdout);
  t.diagnostic(`${size} KiB compressed`);
  assert.ok(Number(size) * 1024 < largestUpload, stdout);
});
