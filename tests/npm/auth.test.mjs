/**
 * Credentials for the document: each is tested against a real server that requires it, and is never sent to another
 * address.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { metarest } from "./process.mjs";
import { listening } from "./tls.mjs";

/** Must not appear in any output. */
const secret = "marked secret/ü";
const document = JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {} });

/** @type {{method?: string, url: string, headers: import("node:http").IncomingHttpHeaders, body: string}[]} */
let seen = [];
/** @type {Awaited<ReturnType<typeof listening>>} */
let own;
/** @type {Awaited<ReturnType<typeof listening>>} */
let far;

/** Whether a request has the credentials that its path requires. @param {string} url @param {Record<string, any>} headers */
function isAllowed(url, { authorization, "x-key": key }) {
  const { pathname, searchParams } = new URL(url, "http://a.test");
  const basic = `Basic ${Buffer.from(`me:${secret}`).toString("base64")}`;
  const client = `Basic ${Buffer.from(`client:${encodeURIComponent(secret).replaceAll("%20", "+")}`).toString("base64")}`;
  const checks = /** @type {Record<string, boolean>} */ ({
    "/basic": authorization === basic,
    "/bearer": authorization === "Bearer marked-bearer",
    "/query": searchParams.get("api key") === secret && searchParams.get("a") === "1",
    "/headers": key === "marked-header",
    "/oauth": authorization === "Bearer marked-token",
    "/token": authorization === client,
  });
  return checks[pathname] ?? true;
}

const server = () =>
  createServer(async (request, response) => {
    const url = String(request.url);
    const body = String(Buffer.concat(await request.toArray()));
    seen.push({ method: request.method, url, headers: request.headers, body });
    const to = new URL(url, "http://a.test").searchParams.get("to");
    if (to) return response.writeHead(307, { location: to }).end();
    if (!isAllowed(url, request.headers)) {
      return response
        .writeHead(401, { "content-type": "application/json" })
        .end('{"error":"invalid_client"}');
    }
    const token = { access_token: "marked-token", token_type: "Bearer", expires_in: 60 };
    response.setHeader("content-type", "application/json");
    response.end(url === "/token" ? JSON.stringify(token) : document);
  });

before(async () => {
  own = await listening(server());
  far = await listening(server());
});

after(() => {
  own.stop();
  far.stop();
});

const at = (/** @type {string} */ path) => `http://127.0.0.1:${own.port}${path}`;
const oauth2 = (clientSecret = secret) => ({
  oauth2: { tokenUrl: at("/token"), clientId: "client", clientSecret, scopes: ["read", "more"] },
});

/** @param {string} path @param {object} settings @param {object} [connection] */
async function preview(path, settings, connection = {}) {
  seen = [];
  const input = JSON.stringify({
    source: {
      type: "rest",
      serviceName: "svc",
      serviceConnection: {
        config: { openAPISchemaConnection: { openAPISchemaURL: at(path) }, ...connection },
      },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: "http://om.test/api", securityConfig: { jwtToken: "x.y" } },
    },
    "x-metarest": settings,
  });
  const args = ["preview", "-c", "-", "--format", "json", "--log-level", "debug"];
  const { code, stdout, stderr } = await metarest(args, { input });
  for (const hidden of ["marked", encodeURIComponent(secret)]) {
    assert.ok(!`${stdout}${stderr}`.includes(hidden), `${hidden} was shown: ${stdout}${stderr}`);
  }
  return { code, said: JSON.stringify(JSON.parse(stdout).diagnostics) };
}

/** @type {[string, string, () => object][]} */
const ways = [
  ["user and password", "/basic", () => ({ auth: { basic: { username: "me", password: secret } } })],
  ["a bearer token", "/bearer", () => ({ auth: { bearer: "marked-bearer" } })],
  ["a key in the query", "/query?a=1", () => ({ auth: { query: { name: "api key", value: secret } } })],
  ["a header", "/headers", () => ({ headers: { "X-Key": "marked-header" } })],
  ["a token for a client", "/oauth", () => ({ auth: oauth2() })],
];

describe("a document is fetched with", () => {
  for (const [what, path, settings] of ways) {
    it(what, async () => {
      const { code, said } = await preview(path, settings());
      assert.equal(code, 0, said);
    });

    it(`${what}, which is not sent to another address`, async () => {
      const there = `http://127.0.0.1:${far.port}/elsewhere`;
      const to = `${path}${path.includes("?") ? "&" : "?"}to=${encodeURIComponent(there)}`;
      const { code, said } = await preview(to, settings());
      assert.equal(code, 0, said);
      const last = seen.at(-1);
      assert.equal(last?.url, "/elsewhere");
      assert.deepEqual([last?.headers.authorization, last?.headers["x-key"]], [undefined, undefined]);
    });
  }

  it("the token of the connection", async () => {
    const { code, said } = await preview("/bearer", {}, { token: "marked-bearer" });
    assert.equal(code, 0, said);
  });
});

it("a token is requested once, by a form", async () => {
  await preview("/oauth", { auth: oauth2() });
  const [first, second, ...more] = seen;
  assert.deepEqual([first?.method, first?.url, second?.url, more.length], ["POST", "/token", "/oauth", 0]);
  assert.equal(first?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(first?.body, "grant_type=client_credentials&scope=read+more");
});

describe("a rejected request is reported", () => {
  it("for the document", async () => {
    const { code, said } = await preview("/basic", {});
    assert.equal(code, 1);
    assert.match(said, /run-spec-status.*HTTP 401.*x-metarest\.auth/);
  });

  it("of an unknown client; the document is then not requested", async () => {
    const { code, said } = await preview("/oauth", { auth: oauth2("other") });
    assert.equal(code, 1);
    assert.match(said, /run-spec-credentials.*invalid_client.*clientSecret/);
    assert.ok(seen.every(({ url }) => url === "/token"));
  });
});
