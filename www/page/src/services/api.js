/**
 * The client of the Worker's API (`worker/openapi.yaml`), at the page's own origin. Whatever goes wrong is a `Problem`:
 * an answer that says what is wrong, or no answer.
 */

/** @typedef {"ingest" | "plan" | "check" | "restore"} Command */
/** @typedef {{kind: string, fqn: string, reason: string}} Held */
/** @typedef {{time: string, level: string, message: string}} LogLine */
/**
 * @typedef {object} RunSummary
 * @property {string} id
 * @property {string} service
 * @property {string} command
 * @property {string} trigger
 * @property {string} state
 * @property {string} started
 * @property {string} [ended]
 * @property {number} [slices]
 * @property {number} [requests]
 * @property {boolean} [requestsAtLeast] whether it sent more than these
 * @property {number} [documentBytes]
 * @property {Record<string, number>} [entities]
 * @property {number} [deleted]
 * @property {number} [held]
 * @property {string} [approvalHash]
 * @property {string} [planHash]
 * @property {string} [reason]
 */
/** @typedef {RunSummary & {report?: Report, log: LogLine[]}} Run */
/**
 * @typedef {object} ServiceSummary
 * @property {string} name
 * @property {string} state
 * @property {string} [reason]
 * @property {string} [schedule]
 * @property {string} [nextRun]
 * @property {RunSummary} [lastRun]
 */
/** @typedef {ServiceSummary & {config: string, origin: string, held?: Held[], approvalHash?: string}} Service */
/** @typedef {import("metarest/run").RunReport} RunReport */
/** @typedef {Partial<RunReport> & {ok?: boolean, steps?: Step[]}} Report that of a run or of a check */
/** @typedef {{step: string, state: string, message: string, code?: string, help?: string}} Step */

/** Milliseconds within which the Worker must answer. */
const patience = 30_000;

/** Something went wrong. */
export class Problem extends Error {
  /** @param {{title: string, status?: number, detail?: string, run?: string, isOfApi?: boolean}} details */
  constructor({ title, status, detail, run, isOfApi = false }) {
    super(title);
    this.title = title;
    /** 0 if there was no answer. */
    this.status = status ?? 0;
    this.detail = detail;
    /** The run that is in progress. */
    this.run = run;
    /** Whether the API described it: what stands before the Worker may answer, too. */
    this.isOfApi = isOfApi;
  }
}

/**
 * Calls the API.
 *
 * @param {string | undefined} token none if Cloudflare Access is in front
 * @param {"GET" | "POST"} method
 * @param {(string | number)[]} segments of the path below `/api/v1`
 * @param {{query?: Record<string, string | number | undefined>, body?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function call(token, method, segments, { query = {}, body, signal } = {}) {
  const url = new URL(`/api/v1/${segments.map(encodeURIComponent).join("/")}`, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: "application/json, application/problem+json" });
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await answer(url, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    cache: "no-store",
    // Cloudflare Access sends to its own origin whoever is not signed in.
    redirect: "manual",
    signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
  });
  if (response.type === "opaqueredirect") throw signedOut();
  return response.ok ? json(response) : refuse(response);
}

/** @param {URL} url @param {RequestInit} init */
async function answer(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unanswered(error);
  }
}

/** @param {Response} response */
async function json(response) {
  try {
    return await response.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unanswered(error);
    // Many hosts of plain files answer with the page whatever is asked.
    if (isOfType(response, "text/html")) throw noWorker(response);
    throw new Problem({ title: "The Worker's answer is no JSON", status: response.status });
  }
}

/** @param {Response} response @returns {Promise<never>} */
async function refuse(response) {
  const { status } = response;
  if (!isOfType(response, "application/problem+json")) {
    if (status === 404) throw noWorker(response);
    const detail = "it is not the API's own; what stands before the Worker may have sent it";
    throw new Problem({ title: `The answer is ${status}`, detail, status });
  }
  const { title = "The request failed", detail, run } = await json(response);
  throw new Problem({ title, detail, run, status, isOfApi: true });
}

/** No answer came; an abort by the page itself stays what it is. @param {unknown} error */
function unanswered(error) {
  if (error instanceof DOMException && error.name === "AbortError") return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new Problem({
      title: "The Worker did not answer in time",
      detail: `it had ${patience / 1000} s`,
    });
  }
  return new Problem({ title: "The Worker cannot be reached", detail: "is this device online?" });
}

/** @param {Response} response @param {string} type */
function isOfType(response, type) {
  return response.headers.get("content-type")?.startsWith(type) ?? false;
}

/** The page is served without its Worker. @param {Response} response */
function noWorker({ status }) {
  const detail =
    "this address serves the pages alone. Services run in a Worker, as `docs/worker.md` of metarest says; open `/services` at its address";
  return new Problem({ title: "There is no Worker here", detail, status });
}

function signedOut() {
  const detail = "reload the page to sign in again";
  return new Problem({ title: "The sign-in of Cloudflare Access has ended", detail, status: 403 });
}
