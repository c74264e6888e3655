/**
 * Documents and answers over HTTP, by a `fetch` that comes in: every wait and every body is bounded, and what goes
 * wrong is a fault of one of the kinds that a run knows.
 */
import { Fault, faultOf, TooLarge } from "./fault.js";

/** @typedef {import("./loop.js").Load} Load */
/** @typedef {import("./loop.js").Send} Send */
/** @typedef {import("./loop.js").Receive} Receive */
/** @typedef {import("./loop.js").RunEvent} RunEvent */
/** @typedef {import("../../dist/node/metarest.js").Header} Header */
/** @typedef {Extract<Load["source"], {url: string}>} Address */
/** @typedef {(url: URL, init: RequestInit) => Promise<Response>} Fetch */

/** The largest answer of a server that is read: a page of a list is a few megabytes. */
const largestAnswer = 64 * 1024 * 1024;
/** As browsers do. */
const mostRedirects = 20;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and reads the answer; redirects are answers.
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
    const { body, coding } = await coded(request);
    const response = await fetch(new URL(request.url), {
      method: request.method,
      headers: [...request.headers.map(pair), ...coding],
      body,
      redirect: "manual",
      signal: AbortSignal.any([timeout, signal]),
    });
    await pour(response.body, largestAnswer, receive);
    return { type: "answered", id, status: response.status, headers: [...response.headers] };
  } catch (error) {
    return { type: "sendFailed", id, ...faultOf(error, timeout) };
  }
}

/**
 * The body as it is sent, with what tells how it is coded.
 *
 * @param {Send["request"]} request
 * @returns {Promise<{body: Uint8Array<ArrayBuffer> | undefined, coding: [string, string][]}>}
 */
async function coded({ body, compress }) {
  const plain = /** @type {Uint8Array<ArrayBuffer> | undefined} */ (body);
  if (plain === undefined || !compress) return { body: plain, coding: [] };
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  const compressed = new Uint8Array(await new Response(stream).arrayBuffer());
  return { body: compressed, coding: [["Content-Encoding", "gzip"]] };
}

/**
 * Fetches a document. Redirects are followed, headers that are secret go to the first origin alone.
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
    const { response, url } = await follow(source, ended, fetch);
    const { headers, status } = response;
    const counted = headers.has("content-encoding")
      ? Number.NaN
      : Number(headers.get("content-length") ?? "none");
    // What no number of JavaScript holds says nothing.
    const length = Number.isSafeInteger(counted) ? counted : undefined;
    await pour(response.body, limits.bytes, (piece) => receive(piece, length));
    const contentType = headers.get("content-type") ?? undefined;
    return { type: "loaded", id, status, contentType, length, finalUrl: url };
  } catch (error) {
    return { type: "loadFailed", id, ...faultOf(error, timeout) };
  }
}

/** @param {Address} from @param {AbortSignal} signal @param {Fetch} fetch */
async function follow({ url: from, headers, query, form }, signal, fetch) {
  let url = new URL(from);
  let own = true;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw new Fault("unsupported", `${url.protocol} addresses cannot be fetched`);
    }
    const sent = headers.filter((header) => own || !header.secret);
    const response = await fetch(own ? asking(url, query) : url, {
      ...asked(form, sent.map(pair)),
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    // A form is for whom it was written.
    if (!redirects.has(response.status) || location === null || form !== undefined) {
      return { response, url: url.href };
    }
    await response.body?.cancel();
    const to = new URL(location, url);
    own &&= to.origin === url.origin;
    url = to;
  }
  throw new Fault("unsupported", `more than ${mostRedirects} redirects`);
}

/** The address with the parameter, which stands in no address that is told. @param {URL} url @param {[string, string]} [query] */
function asking(url, query) {
  if (query === undefined) return url;
  const asked = new URL(url);
  asked.searchParams.set(...query);
  return asked;
}

/** @param {string | undefined} form @param {[string, string][]} headers @returns {RequestInit} */
function asked(form, headers) {
  if (form === undefined) return { headers };
  const type = /** @type {[string, string]} */ (["Content-Type", "application/x-www-form-urlencoded"]);
  return { method: "POST", body: form, headers: [...headers, type] };
}

/** @param {Header} header @returns {[string, string]} */
function pair({ name, value }) {
  return [name, value];
}

/**
 * Hands the bytes of a stream on as they come; throws `TooLarge` as soon as there are more than `limit`.
 *
 * @param {AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null} stream
 * @param {number} limit
 * @param {Receive} receive
 */
export async function pour(stream, limit, receive) {
  let length = 0;
  for await (const piece of /** @type {AsyncIterable<Uint8Array>} */ (stream ?? [])) {
    length += piece.length;
    if (length > limit) throw new TooLarge(limit);
    receive(piece);
  }
}
