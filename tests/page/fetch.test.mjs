/** Fetches documents in a real Chromium, from servers that allow a page to read them and from others. */
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromium as program } from "../../tools/setup.mjs";
import { flags } from "./browser.mjs";

const npm = fileURLToPath(new URL("../../www/npm", import.meta.url));
/** @type {Record<string, string>} */
const types = { ".js": "text/javascript", ".wasm": "application/wasm" };

const document = `openapi: 3.1.0
info: {title: t}
paths:
  /a: {$ref: parts/a.yaml}
`;
const part = "get: {responses: {'200': {description: ok}}}\n";

/** What the documents' server was asked: method, path, and headers that matter. @type {string[]} */
const asked = [];
/** @type {import("playwright-core").Page} */
let page;
/** @type {string} the origin of the documents */
let origin;
/** @type {(() => unknown)[]} */
const stops = [];

/** @param {import("node:http").RequestListener} handle */
async function serve(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

/** The package's files, and an empty page. @type {import("node:http").RequestListener} */
function files(request, response) {
  const path = join(npm, request.url ?? "/");
  if (request.url === "/") {
    response.writeHead(200, { "content-type": "text/html" }).end("<title>t</title>");
    return;
  }
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain" });
  createReadStream(path).pipe(response);
}

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, x-key",
  "access-control-expose-headers": "content-length",
};

/** @type {Record<string, (response: import("node:http").ServerResponse) => unknown>} */
const answers = {
  "/v1/api.yaml": (response) => response.writeHead(200, cors).end(document),
  "/v1/parts/a.yaml": (response) => response.writeHead(200, cors).end(part),
  "/no-cors.yaml": (response) => response.writeHead(200).end(document),
  "/missing.yaml": (response) => response.writeHead(404, cors).end(),
  "/login.yaml": (response) => response.writeHead(200, cors).end("<!DOCTYPE html><title>Sign in</title>"),
  "/moved.yaml": (response) => response.writeHead(302, { ...cors, location: "/v1/api.yaml" }).end(),
  "/torn.yaml": (response) => {
    response.writeHead(200, { ...cors, "content-length": "1000" }).write(document);
    setTimeout(() => response.destroy(), 50);
  },
  "/slow.yaml": (response) => response.writeHead(200, cors).write("openapi: "),
  // Endless: only a limit ends it.
  "/endless.yaml": (response) => {
    response.writeHead(200, cors);
    const more = () => {
      while (!response.destroyed && response.write(`# ${"x".repeat(60_000)}\n`));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
};

before(async () => {
  const own = await serve(files);
  origin = await serve((request, response) => {
    const { method, url = "/", headers } = request;
    asked.push(
      [method, url, headers.authorization, headers["x-key"], headers.cookie].filter(Boolean).join(" "),
    );
    if (method === "OPTIONS") return response.writeHead(url.includes("no-cors") ? 403 : 204, cors).end();
    const answer = answers[/** @type {string} */ (url.split("?")[0])];
    return answer === undefined ? response.writeHead(404).end() : answer(response);
  });
  const browser = await chromium.launch({ executablePath: program(), args: flags });
  stops.push(() => browser.close());
  page = await browser.newPage();
  await page.goto(`${own}/`);
});
after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** A config of a document. @param {string} path @param {string} [more] @param {string} [connection] */
function config(path, more = "", connection = "") {
  return `source: {type: rest, serviceName: pets, serviceConnection: {config: {type: Rest, ${connection}openAPISchemaConnection: {openAPISchemaURL: '${origin}${path}'}}}, sourceConfig: {config: {type: ApiMetadata}}}
sink: {type: metadata-rest, config: {}}
workflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: $T}}}
${more}`;
}

/**
 * Fetches in the page.
 *
 * @param {string} config @param {{address?: string, abortAfter?: number}} [options]
 */
function fetched(config, options = {}) {
  asked.length = 0;
  return page.evaluate(
    async ({ config, options: { address, abortAfter } }) => {
      const url = "/src/entry/slim.js";
      const metarest = await import(url);
      await metarest.init(fetch("/dist/metarest.wasm"));
      const controller = new AbortController();
      if (abortAfter !== undefined) setTimeout(() => controller.abort(new Error("enough")), abortAfter);
      /** @type {string[]} */
      const progress = [];
      const onProgress = (/** @type {{name: string, bytes: number}} */ { name, bytes }) =>
        progress.push(`${name}:${bytes}`);
      const text = (/** @type {Uint8Array | undefined} */ bytes) => bytes && new TextDecoder().decode(bytes);
      try {
        const found = await metarest.fetchDocument(config, {
          address,
          onProgress,
          signal: controller.signal,
        });
        const files = found.files.map((/** @type {any} */ file) => ({ ...file, bytes: text(file.bytes) }));
        return { ...found, bytes: text(found.bytes), files, progress: progress.at(-1) };
      } catch (error) {
        return { thrown: String(error), diagnostics: [], files: [] };
      }
    },
    { config, options },
  );
}

/** What is wrong: the codes. @param {{diagnostics: {code: string}[]}} found */
const codes = ({ diagnostics }) => diagnostics.map(({ code }) => code);

test("a document is fetched with the texts that it refers to", async () => {
  const found = await fetched(config("/v1/api.yaml"));
  assert.deepEqual(codes(found), []);
  assert.equal(found.address, `${origin}/v1/api.yaml`);
  assert.equal(found.bytes, document);
  assert.deepEqual(found.files, [{ name: "parts/a.yaml", bytes: part }]);
  assert.equal(found.progress, `parts/a.yaml:${part.length}`);
  assert.deepEqual(asked, ["GET /v1/api.yaml", "GET /v1/parts/a.yaml"]);
});

test("a redirect leads to the address that references are relative to", async () => {
  const found = await fetched(config("/moved.yaml"));
  assert.equal(found.address, `${origin}/v1/api.yaml`);
  assert.equal(found.files.length, 1);
});

test("secrets that are in the config go to its own origin, and to no other", async () => {
  const own = config(
    "/v1/api.yaml",
    "x-metarest: {headers: {X-Key: k3y, X-Other: $NAME}}\n",
    "token: t0ken, ",
  );
  assert.deepEqual(codes(await fetched(own)), []);
  assert.ok(asked.includes("GET /v1/api.yaml Bearer t0ken k3y"), `${asked}`);
  const other = own.replace(origin, "https://other.test");
  assert.deepEqual(codes(await fetched(other, { address: `${origin}/v1/api.yaml` })), []);
  assert.deepEqual(asked, ["GET /v1/api.yaml", "GET /v1/parts/a.yaml"]);
  const moved = config("/moved.yaml", "", "token: t0ken, ");
  const found = await fetched(moved);
  assert.deepEqual(codes(found), ["run-spec-unreachable"]);
  assert.ok(!asked.some((line) => line.startsWith("GET /v1")), `${asked}`);
  assert.ok(!JSON.stringify(found).includes("t0ken"));
});

test("each failure is a diagnostic that says what to do", async () => {
  for (const [path, code, help] of /** @type {[string, string, RegExp][]} */ ([
    [
      "/no-cors.yaml?token=s3cr3t",
      "run-spec-unreachable",
      /CORS.*curl -fLo no-cors.yaml 'http.*token=\*\*\*'/,
    ],
    ["/missing.yaml", "run-spec-status", /openAPISchemaURL/],
    ["/login.yaml", "spec-html", /./],
    ["/torn.yaml", "run-spec-cut-off", /curl/],
  ])) {
    const found = await fetched(config(path));
    assert.deepEqual(codes(found), [code], path);
    assert.match(found.diagnostics[0].help ?? "", help);
    assert.equal(found.bytes, undefined);
    assert.ok(!JSON.stringify(found).includes("s3cr3t"));
  }
});

test("a document without an end is read to the limit and no further", async () => {
  const found = await fetched(config("/endless.yaml", "x-metarest: {limits: {bytes: 1000000}}\n"));
  assert.deepEqual(codes(found), ["text-too-large"]);
  assert.equal(found.bytes, undefined);
});

test("a signal stops it", async () => {
  const found = await fetched(config("/slow.yaml"), { abortAfter: 100 });
  assert.match(found.thrown ?? "", /enough/);
});

test("an argument that is wrong is thrown", async () => {
  const found = await fetched(/** @type {any} */ (7));
  assert.match(found.thrown ?? "", /MetarestError: an input is a string or a Uint8Array/);
});
