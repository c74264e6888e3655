/**
 * One request to a Worker: a method, a path and perhaps a body → the JSON of the answer, or a `WorkerError`.
 *
 * Time and size are limited. A redirect is never followed: the token would go where the Worker, or whoever answers in its
 * place, wants it.
 */
import { before } from "../before.js";
import { faultOf } from "../run/fault.js";
import { readLimited } from "../run/http.js";
import { WorkerError } from "./error.js";

/** @typedef {import("./error.js").Problem} Problem */
/**
 * @typedef {object} Connection to a Worker
 * @property {URL} address of the Worker, whose path ends with a slash
 * @property {Record<string, string>} headers with the secrets
 * @property {string[]} secrets those of the headers, which nothing shows
 * @property {number} timeoutMs of one request
 * @property {import("../run/http.js").Fetch} fetch
 */
/**
 * @typedef {object} Request
 * @property {"GET" | "POST" | "PUT"} method
 * @property {string[]} path the parts after `/api/v1`
 * @property {Record<string, string>} [query]
 * @property {{type: string, content: Uint8Array<ArrayBuffer>}} [body]
 * @property {number} [limit] of the answer, in bytes
 */

/** The largest list in bytes. A service or a run has some hundred bytes, so this is far more than a page can have. */
const largestList = 16 * 2 ** 20;
/** The longest text of a problem, in characters. */
const longestText = 2000;

/** Sends a request. @param {Connection} connection @param {Request} request @returns {Promise<any>} the answer's JSON */
export async function request(connection, request) {
  const url = urlOf(connection, request);
  const { status, headers, text } = await exchange(connection, request, url);
  if (status >= 300 && status < 400) throw redirected(url, headers.get("location"));
  const type = headers.get("content-type") ?? "";
  if (status < 200 || status > 299) throw refused(connection, url, status, type, text);
  if (!isJson(type)) throw foreign(url, `it is ${type.split(";")[0] || "of no type"}, not JSON`);
  return parsed(text) ?? fail(foreign(url, "it is not JSON"));
}

/** @param {Connection} connection @param {Request} request */
function urlOf({ address }, { path, query }) {
  // Such a part would lead out of the path, however it is encoded.
  const dots = path.find((part) => part === "." || part === "..");
  if (dots !== undefined) {
    throw new WorkerError(`a service of a Worker cannot be called \`${dots}\``, {
      help: "addresses drop such a part: choose another `source.serviceName`",
    });
  }
  const url = new URL(`api/v1/${path.map(encodeURIComponent).join("/")}`, address);
  url.search = new URLSearchParams(query).toString();
  return url;
}

/** @param {Connection} connection @param {Request} request @param {URL} url */
async function exchange({ headers, timeoutMs, fetch, secrets }, { method, body, limit = largestList }, url) {
  const timeout = AbortSignal.timeout(timeoutMs);
  const pieces = /** @type {Uint8Array[]} */ ([]);
  const type = body && { "Content-Type": body.type };
  const sent = { Accept: "application/json, application/problem+json", ...type, ...headers };
  try {
    const answer = await before(
      timeout,
      fetch(url, { method, body: body?.content, headers: sent, redirect: "manual", signal: timeout }),
    );
    await before(
      timeout,
      readLimited(answer.body, limit, (piece) => pieces.push(piece)),
    );
    return { status: answer.status, headers: answer.headers, text: decoded(pieces) };
  } catch (error) {
    throw unanswered(url, faultOf(error, timeout), timeoutMs, secrets);
  }
}

/** @param {Uint8Array[]} pieces */
function decoded(pieces) {
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode();
}

/** @param {string} type */
function isJson(type) {
  return /^application\/(problem\+)?json\s*(;|$)/i.test(type);
}

/** @param {string} text @returns {any} undefined if it is not an object */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Error} error @returns {never} */
function fail(error) {
  throw error;
}

/** What to do about a fault, by its kind. @type {Partial<Record<import("../run/fault.js").FaultKind, string>>} */
const helps = {
  refused: "check the address, and whether the Worker is deployed and reachable from here",
  untrusted: "its certificate is not trusted here: check the address, or set NODE_EXTRA_CA_CERTS",
  tooLarge: "check whether this is the address of a metarest Worker",
};

/** No answer. @param {URL} url @param {ReturnType<typeof faultOf>} fault @param {number} timeoutMs @param {string[]} secrets */
function unanswered(url, { kind, message }, timeoutMs, secrets) {
  const timedOut = kind === "timedOut";
  const why = timedOut ? `no answer within ${timeoutMs / 1000} s` : without(secrets, message);
  const help = timedOut ? "try again, or give it longer with --timeout" : helps[kind];
  return new WorkerError(`the Worker at ${url.origin} cannot be asked: ${why}`, { help });
}

/** @param {URL} url @param {string | null} location */
function redirected(url, location) {
  const target = location !== null && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  const isLogin = target?.hostname.endsWith(".cloudflareaccess.com");
  const help = isLogin
    ? "Cloudflare Access is in front of it: set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET to a service token"
    : "a redirect is not followed, as the token would go there too: give the Worker's own address";
  const where = target === undefined ? "elsewhere" : `to ${target.origin}`;
  return new WorkerError(`the Worker at ${url.origin} redirects ${where}`, { help });
}

/** An answer of something else. @param {URL} url @param {string} why */
function foreign(url, why) {
  return new WorkerError(`the answer of ${url.origin}${url.pathname} cannot be read: ${why}`, {
    help: "check whether this is the address of a metarest Worker",
  });
}

/** What to do about a status, if the Worker does not say it. @type {Record<number, string>} */
const fixes = {
  401: "set METAREST_TOKEN to the secret METAREST_TOKEN of the Worker",
  403: "check the token, and the policy of Cloudflare Access in front of the Worker",
  404: "`metarest services` lists the services, `metarest runs SERVICE` the runs of one",
  429: "try again later",
};

/** An answer that says no. @param {Connection} connection @param {URL} url @param {number} status @param {string} type @param {string} text */
function refused({ secrets }, url, status, type, text) {
  const problem = isJson(type) ? /** @type {Problem | undefined} */ (parsed(text)) : undefined;
  const { title, detail, run } = problem ?? {};
  const parts = [title, detail].filter((part) => typeof part === "string" && part !== "");
  if (typeof run === "string" && !parts.join().includes(run)) parts.push(`the run is ${run}`);
  const said = parts.length === 0 ? `${url.origin} answered with HTTP ${status}` : parts.join(": ");
  const message = without(secrets, said.slice(0, longestText));
  return new WorkerError(message, { status, problem, help: fixes[status] });
}

/** A text in which no secret is shown. @param {string[]} secrets @param {string} text */
function without(secrets, text) {
  return secrets.reduce((text, secret) => text.replaceAll(secret, "***"), text);
}
