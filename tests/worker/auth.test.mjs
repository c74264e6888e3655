/** Credentials of the Worker for the document, in the local runtime and against real servers. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { catalogue } from "../npm/process.mjs";
import { worker } from "./runtime.mjs";

const document = JSON.stringify({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  paths: { "/a": { get: {} } },
});

/** The requests in order: `POST /token`, … */
let seen = /** @type {string[]} */ ([]);

/** Returns a token to the client, and the document for that token or for a key. */
const server = createServer(async (request, response) => {
  const body = String(Buffer.concat(await request.toArray()));
  const { pathname, searchParams } = new URL(String(request.url), "http://a.test");
  seen.push(`${request.method} ${pathname}`);
  const { authorization } = request.headers;
  const basic = `Basic ${Buffer.from("client:marked-secret").toString("base64")}`;
  const accepted =
    pathname === "/token"
      ? authorization === basic && body === "grant_type=client_credentials"
      : authorization === "Bearer marked-token" || searchParams.get("key") === "marked-key";
  const answer = pathname === "/token" ? '{"access_token": "marked-token"}' : document;
  response
    .writeHead(accepted ? 200 : 401, { "content-type": "application/json" })
    .end(accepted ? answer : "{}");
});

/** @param {string} url of the catalogue @param {string} spec @param {object} auth */
function config(url, spec, auth) {
  return JSON.stringify({
    source: {
      type: "rest",
      serviceName: "asked",
      serviceConnection: {
        config: {
          type: "Rest",
          openAPISchemaConnection: { openAPISchemaURL: `${spec}/openapi` },
          docURL: "https://docs.example.com",
        },
      },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: url, securityConfig: { jwtToken: "$OM_TOKEN" } },
    },
    "x-metarest": { auth },
  });
}

/** Runs one cron tick and returns the line that it logs. @param {string} url @param {string} spec @param {object} auth */
async function ticked(url, spec, auth) {
  const running = await worker({
    METAREST_CONFIG: config(url, spec, auth),
    OM_TOKEN: "a-token",
    KEY: "marked-key",
  });
  try {
    await running.tick();
    for (let tries = 0; tries < 100; tries++) {
      const [line] = running.output().match(/\{"event":"run".*\}/) ?? [];
      if (line !== undefined) return { ...JSON.parse(line), output: running.output() };
      await wait(50);
    }
    throw new Error(running.output());
  } finally {
    await running.stop();
  }
}

test("a document is fetched with a key in the query, and with a token for a client", {
  timeout: 120_000,
}, async () => {
  const target = await catalogue();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const spec = `http://127.0.0.1:${port}`;
  const client = { tokenUrl: `${spec}/token`, clientId: "client", clientSecret: "marked-secret" };
  try {
    const byKey = await ticked(target.url, spec, { query: { name: "key", value: "$KEY" } });
    assert.equal(byKey.ok, true, byKey.output);
    assert.deepEqual(seen, ["GET /openapi"]);
    seen = [];
    const byToken = await ticked(target.url, spec, { oauth2: client });
    assert.equal(byToken.ok, true, byToken.output);
    assert.deepEqual(seen, ["POST /token", "GET /openapi"]);
    assert.doesNotMatch(`${byKey.output}${byToken.output}`, /marked-(key|token)/);
  } finally {
    server.close();
    target.stop();
  }
});
