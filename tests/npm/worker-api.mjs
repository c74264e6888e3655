/**
 * A server in the place of a Worker, for the tests of the commands: it answers what a test tells it, and accepts and sends
 * only what `worker/openapi.yaml` describes. What is not described is a fault, which `faults` lists.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Ajv from "ajv/dist/2020.js";
import { load } from "js-yaml";

const text = readFileSync(new URL("../../worker/openapi.yaml", import.meta.url), "utf8");
/** The description of the API. */
export const api = /** @type {any} */ (load(text));
/** What the tests send as the token. */
export const token = "marked-token-5d1f";

const ajv = new /** @type {any} */ (Ajv)({ strict: false, formats: { "date-time": isTime } });
ajv.addSchema(api, "api");

/** @param {string} text */
function isTime(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A part of the description, behind its reference. @param {any} part @returns {any} */
function resolved(part) {
  if (part?.$ref === undefined) return part;
  return part.$ref
    .slice(2)
    .split("/")
    .reduce((/** @type {any} */ at, /** @type {string} */ key) => at[key], api);
}

/** Schemas with references into the description. @param {any} schema @returns {any} */
function absolute(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
}

/** Why a value is not as a schema says. @param {any} schema @param {unknown} value @returns {string | undefined} */
export function mismatch(schema, value) {
  const validate = ajv.compile(absolute(schema));
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

/**
 * @typedef {object} Asked a request that is described
 * @property {string} operation its `operationId`
 * @property {Record<string, string>} path its parameters
 * @property {Record<string, string>} query
 * @property {string} body
 * @property {import("node:http").IncomingHttpHeaders} headers
 */
/** @typedef {{status?: number, body?: unknown, type?: string, headers?: Record<string, string>, raw?: string | Buffer}} Answer `raw`: sent as it is, unchecked */
/** @typedef {(asked: Asked) => Answer | undefined | Promise<Answer | undefined>} Handler without an answer it says nothing, ever */

/** The operation of a request. @param {string} method @param {string} pathname */
function operationOf(method, pathname) {
  for (const [template, item] of Object.entries(api.paths)) {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
    const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
    const found = pathname.match(pattern);
    const operation = item[method.toLowerCase()];
    if (found === null || operation === undefined) continue;
    const values = found.slice(1).map((value) => decodeURIComponent(value));
    const path = Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
    return {
      operation,
      path,
      parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved),
    };
  }
  throw new Error(`${method} ${pathname} is not described`);
}

/** A parameter's text as the value that its schema is of. @param {any} schema @param {string} text */
function typed({ type }, text) {
  if (type === "integer") return Number(text);
  return type === "boolean" ? { true: true, false: false }[text] : text;
}

/** Reads a request, which has to be as it is described. @param {import("node:http").IncomingMessage} request @returns {Promise<Asked & {described: any}>} */
async function read(request) {
  const url = new URL(String(request.url), "http://localhost");
  const { operation, path, parameters } = operationOf(String(request.method), url.pathname);
  const query = Object.fromEntries(url.searchParams);
  const given = { path, query };
  for (const name of Object.keys(query)) {
    assert.ok(
      parameters.some((it) => it.in === "query" && it.name === name),
      `no parameter ${name}`,
    );
  }
  for (const { name, in: place, schema, required } of parameters) {
    const value = /** @type {any} */ (given)[place][name];
    assert.ok(value !== undefined || !required, `${name} is missing`);
    if (value !== undefined) assert.equal(mismatch(schema, typed(schema, value)), undefined, name);
  }
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces).toString();
  checkBody(operation.requestBody, request.headers["content-type"], body);
  return {
    operation: operation.operationId,
    path,
    query,
    body,
    headers: request.headers,
    described: operation,
  };
}

/** @param {any} described @param {string | undefined} type @param {string} body */
function checkBody(described, type, body) {
  if (described === undefined) return assert.equal(body, "", "a body that is not described");
  const media = described.content[String(type)];
  assert.ok(media, `the content type ${type} is not described`);
  assert.equal(mismatch(media.schema, String(type).endsWith("json") ? JSON.parse(body) : body), undefined);
}

/**
 * Holds an answer of the real Worker to the description; an address that is not described may only be refused.
 *
 * @param {string} method @param {string} pathname @param {{status: number, body?: unknown, type: string | null}} answer
 */
export function checkReal(method, pathname, { status, body, type }) {
  if (!isDescribed(method, pathname)) {
    assert.ok([400, 401, 404, 405].includes(status), `${method} ${pathname} is not described: ${status}`);
    assert.equal(mismatch({ $ref: "#/components/schemas/Problem" }, body), undefined);
    return;
  }
  const { operation } = operationOf(method, pathname);
  if (status === 204) return assert.ok(operation.responses[204], `${method} ${pathname}: 204`);
  checkAnswer(operation, { status, body, type: String(type) });
}

/** @param {string} method @param {string} pathname */
function isDescribed(method, pathname) {
  try {
    operationOf(method, pathname);
    return true;
  } catch {
    return false;
  }
}

/** Whether an answer is described. @param {any} operation @param {Answer} answer */
function checkAnswer({ responses }, { status = 200, body, type = "application/json" }) {
  const described = resolved(responses[status] ?? responses.default);
  assert.ok(described && (responses[status] || status >= 400), `the status ${status} is not described`);
  const media = described.content?.[type];
  assert.ok(media, `${type} of the status ${status} is not described`);
  assert.equal(mismatch(media.schema, body), undefined);
}

/** Starts it. @param {Handler} handler */
export async function workerApi(handler) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    try {
      const found = await read(request);
      asked.push(found);
      const isOpen =
        found.headers.authorization === `Bearer ${token}` || found.headers["cf-access-client-id"];
      const answer = isOpen ? await handler(found) : unauthorized;
      if (answer === undefined) return;
      const { status = 200, body, type = "application/json", headers = {}, raw } = answer;
      if (raw === undefined) checkAnswer(found.described, answer);
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(raw ?? JSON.stringify(body));
    } catch (error) {
      faults.push(String(error));
      response.writeHead(500).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    faults,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A problem. @param {number} status @param {string} title @param {string} [detail] @param {object} [more] @returns {Answer} */
export function problem(status, title, detail, more) {
  const body = { type: "about:blank", title, status, ...(detail && { detail }), ...more };
  return { status, body, type: "application/problem+json" };
}

const unauthorized = problem(401, "Unauthorized", "The token is missing or another one.");
