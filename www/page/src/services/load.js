/** Asks the API for what a place shows, and says when to ask again. */
import { Problem } from "./api.js";

/** @typedef {import("./address.js").Place} Place */
/** @typedef {import("./state.js").State} State */
/** @typedef {(method: "GET" | "POST", segments: (string | number)[], options?: Parameters<typeof import("./api.js").call>[3]) => Promise<any>} Api */

/** Milliseconds between two rounds: while nothing runs, and while something does. */
const pause = { still: 10_000, running: 1000 };

/** The largest pages of the API. */
const largest = { services: 1000, runs: 200 };

/** @param {Api} api @param {State} state @param {AbortSignal} signal @returns {Promise<unknown>} */
export function load(api, state, signal) {
  const { place } = state;
  if (place.kind === "services") return loadServices(api, state, signal);
  if (place.kind === "service") return loadService(api, place.name, state.runs, signal);
  return api("GET", ["runs", `${place.name}.${place.number}`], { signal });
}

/** With a filter all services, else as many as the user wants. @param {Api} api @param {State} state @param {AbortSignal} signal */
async function loadServices(api, { filter, services: wanted }, signal) {
  const most = filter.trim() ? Number.MAX_SAFE_INTEGER : wanted;
  const ask = (/** @type {number} */ limit, /** @type {string | undefined} */ after) =>
    api("GET", ["services"], { query: { limit, after }, signal });
  const { items, hasMore } = await pages(ask, "services", most);
  return { services: items, hasMore };
}

/** @param {Api} api @param {string} name @param {number} wanted @param {AbortSignal} signal */
async function loadService(api, name, wanted, signal) {
  const ask = (/** @type {number} */ limit, /** @type {number | undefined} */ before) =>
    api("GET", ["services", name, "runs"], { query: { limit, before }, signal });
  const [service, { items, hasMore }] = await Promise.all([
    api("GET", ["services", name], { signal }),
    pages(ask, "runs", wanted),
  ]);
  return { service, runs: items, hasMore };
}

/**
 * Pages, until there are enough items.
 *
 * @param {(limit: number, next: any) => Promise<any>} ask
 * @param {"services" | "runs"} name of the items
 * @param {number} most
 */
async function pages(ask, name, most) {
  const items = [];
  let next;
  do {
    const answer = await ask(Math.min(largest[name], most - items.length), next);
    items.push(...answer[name]);
    next = answer.next;
  } while (next !== undefined && items.length < most);
  return { items, hasMore: next !== undefined };
}

/**
 * The service that is meant by what looked like a run: `#v1.2`.
 *
 * @param {Api} api @param {Place} place @param {unknown} error @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
export async function serviceInstead(api, place, error, signal) {
  const isUnknown = error instanceof Problem && error.status === 404;
  if (!isUnknown || place.kind !== "run" || place.otherwise === undefined) return undefined;
  try {
    await api("GET", ["services", place.otherwise], { signal });
    return place.otherwise;
  } catch (other) {
    if (other instanceof Problem && other.status === 404) return undefined;
    throw other;
  }
}

/** When to ask again; never for a run that has ended. @param {Place} place @param {any} data @returns {number | undefined} */
export function pauseAfter(place, data) {
  if (place.kind === "services") return pause.still;
  const { state } = place.kind === "service" ? data.service : data;
  if (state === "running") return pause.running;
  return place.kind === "run" ? undefined : pause.still;
}
