/**
 * What the Worker's tests need around it: documents that change, a receiver of notices, a client of the API that holds each
 * answer to `worker/openapi.yaml`, and a way to the catalogue that can be watched and cut.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { checkReal } from "../npm/worker-api.mjs";

/** The token of the API in these tests. */
export const token = "an-api-token-that-must-not-be-seen";

/**
 * @param {import("node:http").RequestListener} listener
 * @returns {Promise<{url: string, stop: () => void}>}
 */
export async function listening(listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** @param {import("node:stream").Readable} stream */
export async function whole(stream) {
  return Buffer.concat(await stream.toArray());
}

/**
 * How a document goes wrong on its way, by the name of the fault; `moved` and `slow` are none.
 *
 * @type {Record<string, (response: import("node:http").ServerResponse, text: string, path: string) => unknown>}
 */
export const wrongDocuments = {
  torn: (response) => response.destroy(),
  // Fewer bytes than announced.
  cut: (response, text) => {
    response.writeHead(200, { "content-length": Buffer.byteLength(text) });
    response.write(text.slice(0, text.length / 2));
    setTimeout(() => response.destroy(), 20);
  },
  // It ends too early, and nothing shows that.
  short: (response, text) => response.writeHead(200).end(text.slice(0, text.length / 2)),
  // The length is that of another state of the document: it was replaced while it was sent.
  replaced: (response, text) =>
    response.writeHead(200, { "content-length": Buffer.byteLength(text) - 100 }).end(text),
  html: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>log in</html>"),
  empty: (response) => response.writeHead(200).end(),
  gone: (response) => response.writeHead(404).end(),
  500: (response) => response.writeHead(500).end("an accident"),
  503: (response) => response.writeHead(503, { "retry-after": "1" }).end(),
  login: (response) => response.writeHead(302, { location: "/html" }).end(),
  loop: (response, _, path) => response.writeHead(302, { location: path }).end(),
  moved: (response, _, path) => response.writeHead(302, { location: `/moved${path}` }).end(),
  slow: async (response, text) => {
    response.writeHead(200, { "content-type": "application/json" });
    const piece = Math.ceil(text.length / 8);
    for (let at = 0; at < text.length; at += piece) {
      response.write(text.slice(at, at + piece));
      await wait(100);
    }
    response.end();
  },
};

/**
 * Serves documents with entity tags, and keeps what was asked for: `GET /a 304`. `state.wrong` names a fault of
 * `wrongDocuments` for a path.
 *
 * @param {Record<string, string>} texts by path, such as `/a`; may change
 */
export async function documents(texts) {
  /** @type {string[]} */
  const asked = [];
  const state = { wrong: (/** @type {string} */ _) => /** @type {string | undefined} */ (undefined) };
  const server = await listening((request, response) => {
    const path = new URL(request.url ?? "", "http://a.test").pathname.replace(/^\/moved/, "");
    const text = texts[path];
    const fault =
      path === "/html" ? "html" : state.wrong(new URL(request.url ?? "", "http://a.test").pathname);
    if (fault !== undefined) {
      asked.push(`${request.method} ${path} ${fault}`);
      return wrongDocuments[fault]?.(response, text ?? "", path);
    }
    const answer = (/** @type {number} */ status, headers = {}, body = "") => {
      asked.push(`${request.method} ${path} ${status}`);
      response.writeHead(status, headers).end(body);
    };
    if (text === undefined) return answer(404);
    const etag = `"${createHash("sha256").update(text).digest("hex")}"`;
    if (request.headers["if-none-match"] === etag) return answer(304, { etag });
    answer(200, { etag, "content-type": "application/json" }, text);
  });
  return { ...server, asked, state };
}

/** Takes notices; the first of them may be refused. @param {number} [refused] */
export async function receiver(refused = 0) {
  /** @type {{headers: import("node:http").IncomingHttpHeaders, text: string, body: any}[]} */
  const notices = [];
  let left = refused;
  const server = await listening(async (request, response) => {
    const text = String(await whole(request));
    if (left-- > 0) return response.writeHead(500).end();
    notices.push({ headers: request.headers, text, body: JSON.parse(text) });
    return response.writeHead(204).end();
  });
  return { ...server, notices };
}

/** A document with these operations. @param {string[]} paths @param {string} [summary] */
export function document(paths, summary = "An operation") {
  const operation = { get: { tags: ["all"], summary, responses: { 200: { description: "ok" } } } };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, operation])),
  });
}

/** The paths `/0` to `/COUNT-1`. @param {number} count */
export function paths(count) {
  return Array.from({ length: count }, (_, index) => `/${index}`);
}

/** Without a schedule, a service would also run at a minute of its own, maybe between two runs of a test. */
const seldom = { schedule: "0 0 1 1 *" };

/**
 * A config.
 *
 * @param {string} name of the service
 * @param {string} url of the catalogue, with `/api`
 * @param {string} spec
 * @param {object} [own] settings under `x-metarest`
 */
export function config(name, url, spec, own = seldom) {
  return JSON.stringify({
    source: {
      type: "rest",
      serviceName: name,
      serviceConnection: {
        config: {
          type: "Rest",
          openAPISchemaConnection: { openAPISchemaURL: spec },
          docURL: "https://docs.example.com",
        },
      },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to a variable of the Worker
      openMetadataServerConfig: { hostPort: url, securityConfig: { jwtToken: "${OM_TOKEN}" } },
    },
    "x-metarest": own,
  });
}

/** A client of the API of a Worker. @param {() => string} url */
export function client(url) {
  const call = async (
    /** @type {string} */ method,
    /** @type {string} */ path,
    /** @type {string | undefined} */ body = undefined,
    headers = { authorization: `Bearer ${token}` },
  ) => {
    const response = await fetch(`${url()}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    const type = response.headers.get("content-type");
    checkReal(method, new URL(`${url()}${path}`).pathname, {
      status: answer.status,
      body: answer.body,
      type,
    });
    return answer;
  };
  /** The end of a run. @param {string} id @returns {Promise<any>} */
  const ended = async (id) => {
    for (let tries = 0; tries < 600; tries++) {
      const { status, body } = await call("GET", `/api/v1/runs/${encodeURIComponent(id)}`);
      assert.equal(status, 200, JSON.stringify(body));
      if (body.state !== "running") return body;
      await wait(100);
    }
    throw new Error(`the run ${id} did not end`);
  };
  return {
    call,
    ended,
    /** @param {string} name @param {string} text */
    async put(name, text) {
      const { status, body } = await call("PUT", `/api/v1/services/${encodeURIComponent(name)}`, text);
      assert.ok(status === 200 || status === 201, JSON.stringify(body));
      return body;
    },
    /** Starts a run and waits for its end. @param {string} name @param {string} [action] @param {string} [body] */
    async run(name, action = "run", body) {
      const started = await call("POST", `/api/v1/services/${encodeURIComponent(name)}/${action}`, body);
      assert.equal(started.status, 202, JSON.stringify(started.body));
      return ended(started.body.id);
    },
  };
}

/** The catalogue: what it holds, and the requests that it got. @param {string} url with `/api` */
export function held(url) {
  /** @returns {Promise<{method: string, path: string}[]>} */
  const log = async () => {
    const answer = await fetch(new URL("/_test/log", url));
    return /** @type {any} */ (await answer.json()).log;
  };
  const isWrite = ({ method = "", path = "" }) =>
    method !== "GET" && /\/(apiServices|apiCollections|apiEndpoints)/.test(path);
  return {
    log,
    writes: async () => (await log()).filter(isWrite).length,
    /** The names of a service's endpoints that are not deleted. @param {string} service */
    async endpoints(service) {
      const query = `limit=1000&service=${encodeURIComponent(service)}`;
      const answer = await fetch(`${url}/v1/apiEndpoints?${query}`, {
        headers: { authorization: "Bearer x" },
      });
      const { data } = /** @type {{data: {name: string}[]}} */ (await answer.json());
      return data.map(({ name }) => name).sort();
    },
  };
}

/** Answers that are none: by the name of the fault. @type {Record<string, (response: import("node:http").ServerResponse) => void>} */
const wrongAnswers = {
  torn: (response) => response.destroy(),
  html: (response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>maintenance</html>"),
  cut: (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"data": [');
    setTimeout(() => response.destroy(), 20);
  },
  empty: (response) => response.writeHead(200).end(),
};

/**
 * A way to the catalogue. `on` is called once the catalogue has carried a request out, before its answer is passed on;
 * what it returns false for is never answered. `wrong` names a fault instead of the answer: a status is answered without
 * asking the catalogue, another fault after it.
 *
 * @param {string} target with `/api`
 */
export async function way(target) {
  const state = {
    count: 0,
    /** @type {(count: number, line: string) => boolean | Promise<boolean>} */
    on: () => true,
    /** @type {() => string | undefined} */
    wrong: () => undefined,
  };
  const server = await listening(async (request, response) => {
    const body = await whole(request);
    const wrong = state.wrong();
    if (wrong !== undefined && /^\d/.test(wrong)) {
      state.count += 1;
      return response
        .writeHead(Number(wrong), { "content-type": "application/json" })
        .end('{"message": "no"}');
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !["host", "connection", "content-length"].includes(name),
      ),
    );
    const init = { method: request.method, headers: /** @type {Record<string, string>} */ (headers) };
    const hasBody = body.length > 0;
    const answer = await fetch(new URL(request.url ?? "", target), { ...init, ...(hasBody && { body }) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    state.count += 1;
    if (wrong !== undefined) return wrongAnswers[wrong]?.(response);
    if (!(await state.on(state.count, `${request.method} ${request.url}`))) return request.destroy();
    const kept = ["content-type", "etag", "retry-after"].flatMap((name) => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return response.writeHead(answer.status, Object.fromEntries(kept)).end(bytes);
  });
  return { ...server, url: `${server.url}/api`, state };
}
