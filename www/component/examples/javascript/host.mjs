/**
 * metarest in JavaScript through the component: what a host does for a run, with undici, files and the clock.
 *
 *     npm ci
 *     node transpile.mjs metarest.wasm generated
 *     node host.mjs generated ingest rest_config.yaml [DOCUMENT]
 *
 * In Node, the npm package `metarest` is smaller and knows proxies; this shows what jco makes of the component, for hosts
 * of other kinds.
 */
import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Connections } from "./connections.mjs";

/** The largest answer of a server that is read: a page of a list has a few megabytes. */
const largestAnswer = 64 << 20;
/** System calls and TLS → kinds of fault; any other means a broken connection. */
const kinds = /** @type {Record<string, string>} */ ({
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ENOTFOUND: "refused",
  EAI_AGAIN: "refused",
  ENOENT: "not-found",
  ENOTDIR: "not-found",
  EACCES: "unsupported",
  EISDIR: "unsupported",
  ERR_INVALID_URL: "unsupported",
  CERT_HAS_EXPIRED: "untrusted",
  CERT_NOT_YET_VALID: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
});

/** @typedef {{event: any, bytes?: Uint8Array}} Result an event, and the bytes that came with it */

/**
 * Drives a run to its end: performs its effects, several at a time, and returns their results as events.
 *
 * @param {any} run of the component
 * @param {(level: string, message: string) => void} log
 * @param {AbortSignal} [cancel] ends the run cleanly
 */
export async function drive(run, log, cancel) {
  const inbox = new Inbox();
  const connections = new Connections();
  inbox.put({ event: { tag: "started", val: BigInt(randomInt(2 ** 47)) } });
  cancel?.addEventListener("abort", () => inbox.put({ event: { tag: "cancelled" } }));
  for (;;) {
    const { event, bytes } = await inbox.take();
    if (bytes !== undefined) run.receive(event.val.id, bytes, BigInt(bytes.length));
    run.handle(BigInt(Date.now()), event);
    for (let effect = run.poll(); effect !== undefined; effect = run.poll()) {
      if (effect.tag === "done") return inbox.close();
      perform(effect, inbox, connections, log);
    }
  }
}

/**
 * @param {{tag: string, val: any}} effect
 * @param {Inbox} inbox
 * @param {Connections} connections
 * @param {(level: string, message: string) => void} log
 */
function perform({ tag, val }, inbox, connections, log) {
  switch (tag) {
    case "load":
      return void load(val, connections).then((result) => inbox.put(result));
    case "send":
      return void send(val, connections).then((result) => inbox.put(result));
    case "wake-at":
      return inbox.wakeAt(Number(val));
    case "log":
      return log(val.level, val.message);
    case "tls":
      return connections.secure(val);
  }
}

/** The events that the run has not handled yet. */
class Inbox {
  /** @type {Result[]} */
  #results = [];
  #arrived = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Result} result */
  put(result) {
    this.#results.push(result);
    this.#arrived();
  }

  /** @param {number} at milliseconds since 1970; replaces an earlier time */
  wakeAt(at) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.put({ event: { tag: "woke" } }), Math.max(0, at - Date.now()));
  }

  /** @returns {Promise<Result>} */
  async take() {
    for (;;) {
      const first = this.#results.shift();
      if (first !== undefined) return first;
      await new Promise((resolve) => {
        this.#arrived = () => resolve(undefined);
      });
    }
  }

  close() {
    clearTimeout(this.#timer);
  }
}

/** Performs the effect `load`. @param {any} effect @param {Connections} connections */
async function load({ id, source, limit, timeoutMs }, connections) {
  try {
    if (source.tag === "file") {
      const bytes = await readLimited(createReadStream(source.val), Number(limit));
      return { event: { tag: "loaded", val: { id, status: 200 } }, bytes };
    }
    const { url, headers, body } = source.val;
    const response = await connections.fetch("document", url, {
      method: body === undefined ? "GET" : "POST",
      headers: headers.map(pair),
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(Number(timeoutMs)),
    });
    const bytes = await readLimited(response.body, Number(limit));
    const header = (/** @type {string} */ name) => response.headers.get(name) ?? undefined;
    const [contentType, location, retryAfter] = ["content-type", "location", "retry-after"].map(header);
    const announced = header("content-encoding") === undefined ? header("content-length") : undefined;
    const length = announced === undefined ? undefined : BigInt(announced);
    return {
      event: {
        tag: "loaded",
        val: { id, status: response.status, contentType, length, location, retryAfter },
      },
      bytes,
    };
  } catch (error) {
    return { event: { tag: "load-failed", val: { id, ...fault(error) } } };
  }
}

/** Performs the effect `send`. @param {any} effect @param {Connections} connections */
async function send({ id, request }, connections) {
  try {
    const { method, url, body, compress, timeoutMs } = request;
    const compressed = compress && body !== undefined;
    const response = await connections.fetch("server", url, {
      method,
      headers: [...request.headers.map(pair), ...(compressed ? [["Content-Encoding", "gzip"]] : [])],
      body: compressed ? await promisify(gzip)(body) : body,
      redirect: "manual",
      signal: AbortSignal.timeout(Number(timeoutMs)),
    });
    const bytes = await readLimited(response.body, largestAnswer);
    const headers = [...response.headers].map(([name, value]) => ({ name, value }));
    return { event: { tag: "answered", val: { id, status: response.status, headers } }, bytes };
  } catch (error) {
    return { event: { tag: "send-failed", val: { id, ...fault(error) } } };
  }
}

/** @param {{name: string, value: string}} header */
function pair({ name, value }) {
  return [name, value];
}

/** @param {AsyncIterable<Uint8Array> | null} stream @param {number} limit in bytes */
async function readLimited(stream, limit) {
  const pieces = [];
  let length = 0;
  for await (const piece of stream ?? []) {
    length += piece.length;
    if (length > limit) throw Object.assign(new Error(`more than ${limit} bytes`), { kind: "too-large" });
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** An error as a fault that a run knows: its kind decides whether the run tries again. @param {any} error */
function fault(error) {
  const { code, message } = error.cause ?? error;
  const kind = error.kind ?? (error.name === "TimeoutError" ? "timed-out" : (kinds[code] ?? "torn"));
  return { kind, message: message || code || String(error) };
}

/** The command line of this host: prints the report as JSON. @param {string[]} args */
async function main([folder, command, file, document]) {
  if (folder === undefined || file === undefined)
    throw new Error("usage: host.mjs FOLDER COMMAND CONFIG [DOCUMENT]");
  const { commands } = await import(pathToFileURL(resolve(folder, "metarest.js")).href);
  const environment = Object.entries(process.env).map(([name, value]) => ({ name, value: value ?? "" }));
  const config = { file, environment, now: BigInt(Date.now()) };
  const text = new Uint8Array(await readFile(file));
  const run = commands.Run.create(command, text, { config, document, exitOnChanges: false });
  const levels = ["debug", "info", "warn", "error"];
  const shown = levels.slice(levels.indexOf(run.level()));
  const log = (/** @type {string} */ level, /** @type {string} */ message) => {
    if (shown.includes(level)) process.stderr.write(`${level} ${message}\n`);
  };
  const controller = new AbortController();
  // The second Ctrl-C ends the program.
  process.once("SIGINT", () => controller.abort());
  await drive(run, log, controller.signal);
  const report = commands.Run.finish(run);
  process.stdout.write(report.json());
  process.exitCode = report.exitCode();
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
