/**
 * Documents and answers over real HTTP: contents, limits, and the fault of each error.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadUrl } from "../../www/npm/src/run/http.js";
import { Node } from "../../www/npm/src/run/node.js";
import { metarest } from "./process.mjs";

const node = new Node();
const never = new AbortController().signal;
const limits = { bytes: 1000, timeoutMs: 2000 };
const token = { name: "authorization", value: "Bearer marked-token" };
const plain = { name: "x-plain", value: "1" };

/** @type {Record<string, import("node:http").RequestListener>} */
const routes = {
  "/spec": (_, response) => response.setHeader("content-type", "application/json").end('{"openapi":"3.1.0"}'),
  "/gzip": (_, response) => response.setHeader("content-encoding", "gzip").end(gzipSync("x".repeat(5000))),
  "/echo": (request, response) => response.end(JSON.stringify(request.headers)),
  "/body": async (request, response) => {
    const bytes = Buffer.concat(await request.toArray());
    const coding = request.headers["content-encoding"];
    const text = String(coding === "gzip" ? gunzipSync(bytes) : bytes);
    response.end(JSON.stringify({ coding, text, type: request.headers["content-type"] }));
  },
  "/there": (_, response) => response.writeHead(307, { location: `${other.url}/echo` }).end(),
  "/slow": () => {},
  "/torn": (_, response) =>
    response.writeHead(200, { "content-length": 100 }).write("half", () => response.destroy()),
  "/missing": (_, response) => response.writeHead(404).end("no"),
};

const one = server();
const other = server();

function server() {
  const http = createServer((request, response) => routes[request.url ?? ""]?.(request, response));
  return { http, url: "" };
}

before(async () => {
  for (const server of [one, other]) {
    server.http.listen(0, "127.0.0.1");
    await once(server.http, "listening");
    const address = /** @type {import("node:net").AddressInfo} */ (server.http.address());
    server.url = `http://127.0.0.1:${address.port}`;
  }
});

after(() => {
  for (const { http } of [one, other]) {
    http.closeAllConnections();
    http.close();
  }
});

/** The result of a call, with its bytes joined. @param {(receive: (piece: Uint8Array) => void) => Promise<any>} call */
async function brought(call) {
  const pieces = /** @type {Uint8Array[]} */ ([]);
  const event = await call((piece) => pieces.push(piece));
  return { ...event, text: String(Buffer.concat(pieces)) };
}

/** @param {string} url @param {{bytes?: number, timeoutMs?: number}} [limits] */
async function loaded(url, { bytes = 1000, timeoutMs = 2000 } = {}) {
  const limits = { bytes, timeoutMs };
  const source = { url, headers: [token, plain] };
  return brought((receive) => node.load({ type: "load", id: 7, source, limits }, never, receive));
}

/** @param {string} path @param {object} expect @param {{bytes?: number, timeoutMs?: number}} [limits] */
async function check(path, expect, limits) {
  const got = await loaded(path.startsWith("/") ? one.url + path : path, limits);
  assert.deepEqual({ ...got, ...expect }, got);
}

describe("a document", () => {
  it("has its status, type, length and address", async () => {
    await check("/spec", {
      type: "loaded",
      id: 7,
      status: 200,
      contentType: "application/json",
      length: 19,
      location: undefined,
      text: '{"openapi":"3.1.0"}',
    });
  });

  it("that is missing is an answer, not a fault", () => check("/missing", { type: "loaded", status: 404 }));

  it("is decompressed, and then has no length", async () => {
    await check("/gzip", { text: "x".repeat(5000), length: undefined }, { bytes: 5000 });
  });

  it("with a length that is too large or invalid has no length", async () => {
    const effect = { type: "load", id: 7, source: { url: "http://a.test/", headers: [] }, limits };
    for (const length of ["9007199254740993", "many"]) {
      const fetch = async () => new Response("{}", { headers: { "content-length": length } });
      const event = await loadUrl(/** @type {any} */ (effect), never, () => {}, fetch);
      assert.deepEqual({ ...event, type: "loaded", length: undefined }, event);
    }
  });

  it("is limited in size after decompression", () =>
    check("/gzip", { type: "loadFailed", kind: "tooLarge" }, { bytes: 4999 }));

  it("is aborted after its time limit", () => check("/slow", { kind: "timedOut" }, { timeoutMs: 50 }));

  it("that breaks off is torn", () => check("/torn", { kind: "torn" }));

  it("of an address without a server is refused", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (gone.address());
    await new Promise((resolve) => gone.close(resolve));
    await check(`http://127.0.0.1:${port}/`, { kind: "refused" });
  });

  it("of a port that fetch does not open is unsupported", async () => {
    await check("http://127.0.0.1:6667/", { kind: "unsupported" });
  });

  it("of no address is unsupported", async () => {
    await check("not an address", { kind: "unsupported" });
  });

  it("is asked for with its headers", async () => {
    const headers = JSON.parse((await loaded(`${one.url}/echo`)).text);
    assert.deepEqual([headers.authorization, headers["x-plain"]], [token.value, "1"]);
  });

  it("that is elsewhere is an answer with its address", async () => {
    await check("/there", { type: "loaded", status: 307, location: `${other.url}/echo` });
  });
});

/** Maps the document of an address on the command line. @param {string} url @param {object} [own] more of the config */
function preview(url, own) {
  const config = {
    source: {
      type: "rest",
      serviceName: "svc",
      serviceConnection: {
        config: { type: "Rest", openAPISchemaConnection: { openAPISchemaURL: url } },
      },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: { openMetadataServerConfig: { hostPort: one.url, securityConfig: { jwtToken: "t" } } },
    ...own,
  };
  return metarest(["preview", "-c", "-", "--format", "json"], { input: JSON.stringify(config) });
}

describe("a document of a busy server", () => {
  it("is an answer with the time to wait", async () => {
    routes["/busy"] = (_, response) => response.writeHead(429, { "retry-after": "2" }).end();
    await check("/busy", { type: "loaded", status: 429, retryAfter: "2" });
    await check("/missing", { type: "loaded", status: 404, retryAfter: undefined });
  });

  it("is asked for again once the server said", async () => {
    const asked = /** @type {number[]} */ ([]);
    routes["/later"] = (_, response) => {
      asked.push(Date.now());
      if (asked.length === 1) return response.writeHead(429, { "retry-after": "4" }).end();
      return response.end('{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{}}}}');
    };
    const { code, stdout, stderr } = await preview(`${one.url}/later`);
    assert.equal(JSON.parse(stdout).endpoints.length, 1, stderr);
    assert.deepEqual([code, asked.length], [0, 2]);
    const [first = 0, second = 0] = asked;
    assert.ok(second - first >= 4000, `asked again after ${second - first} ms`);
  });
});

describe("a document that moved", () => {
  it("is read from where it is, without the secrets of its first address", async () => {
    const asked = /** @type {string[]} */ ([]);
    routes["/moved?key=hunter2"] = ({ url }, response) => {
      asked.push(url ?? "");
      response.writeHead(302, { location: `${other.url}/now` }).end("moved");
    };
    routes["/now"] = ({ url, headers }, response) => {
      asked.push(`${url} ${headers["x-team"]}`);
      response.end('{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{}}}}');
    };
    const { code, stdout, stderr } = await preview(`${one.url}/moved`, {
      "x-metarest": { auth: { query: { name: "key", value: "hunter2" } }, headers: { "X-Team": "blue" } },
    });
    assert.equal(JSON.parse(stdout).endpoints.length, 1, stderr);
    assert.deepEqual([code, asked], [0, ["/moved?key=hunter2", "/now undefined"]]);
    assert.ok(!`${stdout}${stderr}`.includes("hunter2"));
  });
});

describe("a file", () => {
  /** @param {string} file @param {number} bytes */
  const read = async (file, bytes = 1 << 20) => {
    const limits = { bytes, timeoutMs: 2000 };
    const effect = { type: /** @type {const} */ ("load"), id: 1, source: { file }, limits };
    const { text, ...event } = await brought((receive) => node.load(effect, never, receive));
    return { ...event, size: Buffer.byteLength(text) };
  };

  it("is read whole", async () => {
    const got = await read(import.meta.filename);
    assert.equal(got.type, "loaded");
    assert.ok((got.size ?? 0) > 1000);
  });

  it("that is missing is not found", async () => {
    const got = /** @type {{kind?: string}} */ (await read("/no/such/file"));
    assert.equal(got.kind, "notFound");
  });

  it("without an end is too large", async () => {
    const got = /** @type {{kind?: string}} */ (await read("/dev/zero", 1000));
    assert.equal(got.kind, "tooLarge");
  });

  it("that is a folder is unsupported", async () => {
    const got = /** @type {{kind?: string}} */ (await read("/"));
    assert.equal(got.kind, "unsupported");
  });
});

describe("a body", () => {
  for (const [compress, coding] of /** @type {const} */ ([
    [true, "gzip"],
    [false, undefined],
  ])) {
    it(`is sent ${compress ? "as gzip" : "plain"} as the run wants`, async () => {
      const text = JSON.stringify("long ".repeat(2000));
      const type = { name: "content-type", value: "application/json" };
      const body = new TextEncoder().encode(text);
      const request = {
        method: "PUT",
        url: `${one.url}/body`,
        headers: [type],
        body,
        compress,
        timeoutMs: 2000,
      };
      const { text: answer } = await brought((receive) =>
        node.send({ type: "send", id: 9, request }, never, receive),
      );
      const got = JSON.parse(answer);
      assert.deepEqual({ ...got }, coding ? { coding, text, type: type.value } : { text, type: type.value });
    });
  }
});

describe("a request", () => {
  /** @param {string} path @param {number} [timeoutMs] */
  const sent = async (path, timeoutMs = 2000) => {
    const request = {
      method: "GET",
      url: one.url + path,
      headers: [token],
      body: undefined,
      compress: false,
      timeoutMs,
    };
    return brought((receive) => node.send({ type: "send", id: 3, request }, never, receive));
  };

  it("is answered with status, headers and body", async () => {
    const got = await sent("/echo");
    assert.equal(got.type, "answered");
    assert.equal(JSON.parse(got.text).authorization, token.value);
    assert.ok(got.headers.some((/** @type {string[]} */ [name]) => name === "date"));
  });

  it("does not follow redirects", async () => {
    const got = await sent("/there");
    assert.equal(got.status, 307);
  });

  it("without an answer is aborted after its time limit", async () => {
    const got = await sent("/slow", 50);
    assert.equal(got.type, "sendFailed");
    assert.equal(got.kind, "timedOut");
  });

  it("with a broken answer is torn", async () => {
    assert.equal((await sent("/torn")).kind, "torn");
  });
});
