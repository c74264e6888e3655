/**
 * Loads documents and sends requests over HTTP with the `fetch` that it gets: time and size are limited, and every
 * error becomes a fault that a run knows.
 */
import { before } from "../before.js";
import { faultOf, TooLarge } from "./fault.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").Send} Send */
/** @typedef {import("./loop.js").Receive} Receive */
/** @typedef {import("./loop.js").RunEvent} RunEvent */
/** @typedef {import("../../dist/run.js").Header} Header */
/** @typedef {Extract<Load["source"], {url: string}>} Address */
/** @typedef {(url: URL, init: RequestInit) => Promise<Response>} Fetch */

/** The largest answer of a server that is read, in bytes: a page of a list has a few megabytes. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * Sends a request and reads the answer. A redirect is an answer: it is not followed.
 *
 * @param {Send} effect
 * @param {AbortSignal} signal
 * @param {Receive} receive
 * @param {Fetch} fetch
 * @returns {Promise<RunEvent>}
 */
export async function send({ id, request }, signal, receive, fetch) {
  const timeout = AbortSignal.timeout(request.timeoutMs);
  try {
    const { body, headers } = await encodeBody(request);
    const ended = AbortSignal.any([timeout, signal]);
    const sent = fetch(new URL(request.url), {
      method: request.method,
      headers: [...request.headers.map(pair), ...headers],
      body,
      redirect: "manual",
      signal: ended,
    });
    const response = await before(ended, sent);
    await before(ended, readLimited(response.body, largestAnswer, receive));
    return { type: "answered", id, status: response.status, headers: [...response.headers] };
  } catch (error) {
    return { type: "sendFailed", id, ...faultOf(error, timeout) };
  }
}

/**
 * The body, compressed if the request wants it, and the header for it.
 *
 * @param {Send["request"]} request
 * @returns {Promise<{body: Uint8Array<ArrayBuffer> | undefined, headers: [string, string][]}>}
 */
async function encodeBody({ body, compress }) {
  const plain = /** @type {Uint8Array<ArrayBuffer> | undefined} */ (body);
  if (plain === undefined || !compress) return { body: plain, headers: [] };
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  const compressed = new Uint8Array(await new Response(stream).arrayBuffer());
  return { body: compressed, headers: [["Content-Encoding", "gzip"]] };
}

/**
 * Fetches a document. A redirect is an answer: it is not followed.
 *
 * @param {Load & {source: Address}} effect
 * @param {AbortSignal} signal
 * @param {Receive} receive
 * @param {Fetch} fetch
 * @returns {Promise<RunEvent>}
 */
export async function loadUrl({ id, source, limits }, signal, receive, fetch) {
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  try {
    const ended = AbortSignal.any([timeout, signal]);
    const sent = fetch(new URL(source.url), { ...requestInit(source), redirect: "manual", signal: ended });
    const response = await before(ended, sent);
    const { headers, status } = response;
    const announced = headers.has("content-encoding")
      ? Number.NaN
      : Number(headers.get("content-length") ?? "none");
    // A length beyond the numbers of JavaScript is of no use.
    const length = Number.isSafeInteger(announced) ? announced : undefined;
    await before(
      ended,
      readLimited(response.body, limits.bytes, (piece) => receive(piece, length)),
    );
    const contentType = headers.get("content-type") ?? undefined;
    const location = headers.get("location") ?? undefined;
    const retryAfter = headers.get("retry-after") ?? undefined;
    return { type: "loaded", id, status, contentType, length, location, retryAfter };
  } catch (error) {
    return { type: "loadFailed", id, ...faultOf(error, timeout) };
  }
}

/** A GET, or the POST of a body. @param {Address} source @returns {RequestInit} */
function requestInit({ headers, body }) {
  const sent = headers.map(pair);
  return body === undefined ? { headers: sent } : { method: "POST", body, headers: sent };
}

/** @param {Header} header @returns {[string, string]} */
function pair({ name, value }) {
  return [name, value];
}

/**
 * Passes the bytes of a stream on as they arrive; throws `TooLarge` as soon as there are more than `limit`.
 *
 * @param {AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null} stream
 * @param {number} limit
 * @param {Receive} receive
 */
export async function readLimited(stream, limit, receive) {
  let length = 0;
  for await (const piece of /** @type {AsyncIterable<Uint8Array>} */ (stream ?? [])) {
    length += piece.length;
    if (length > limit) throw new TooLarge(limit);
    receive(piece);
  }
}
