/** Times, durations, counts and groups as people read them. */
import { counted, element } from "../dom.js";

const absolute = new Intl.DateTimeFormat("en", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const clock = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A time of the API. @param {string} time */
export function timeElement(time) {
  return element("time", { datetime: time }, isTime(time) ? absolute.format(new Date(time)) : time);
}

/** The time of a day. @param {string} time */
export function clockTime(time) {
  return isTime(time) ? clock.format(new Date(time)) : time;
}

/** "3 minutes ago", "in 2 hours". @param {string} time @param {number} [now] */
export function ago(time, now = Date.now()) {
  if (!isTime(time)) return time;
  const distance = Date.parse(time) - now;
  const [unit, length] = units.find(([, length]) => Math.abs(distance) >= length) ?? ["second", 1000];
  return relative.format(Math.trunc(distance / length), unit);
}

/** @param {string} time */
function isTime(time) {
  return !Number.isNaN(Date.parse(time));
}

/** "320 ms", "4.2 s", "3 min 20 s", "2 h 5 min". @param {number} ms */
export function duration(ms) {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** How long a run took, or has taken so far. @param {{started: string, ended?: string}} run */
export function runDuration({ started, ended }) {
  return duration((ended === undefined ? Date.now() : Date.parse(ended)) - Date.parse(started));
}

/** @param {number} bytes */
export function byteCount(bytes) {
  if (bytes < 1024) return counted(bytes, "byte");
  const inKib = bytes / 1024;
  return inKib < 1024 ? `${inKib.toFixed(1)} KiB` : `${(inKib / 1024).toFixed(1)} MiB`;
}

/** How many requests a run sent. @param {import("./api.js").RunSummary} run @returns {string | undefined} */
export function requestText({ requests, requestsAtLeast = false }) {
  const count = requests?.toLocaleString("en");
  return requestsAtLeast && count !== undefined ? `at least ${count} requests` : count;
}

/** The outcomes of entities in the order of their importance; others come last. */
const outcomes = ["failed", "unconfirmed", "applied", "unchanged", "kept", "skipped"];

/** What became of the entities: "2 failed, 12 applied, 3 held". @param {import("./api.js").RunSummary} run */
export function outcomeText({ entities = {}, held = 0 }) {
  const names = Object.keys(entities).sort((a, b) => rank(a) - rank(b));
  const parts = names.map((name) => [entities[name] ?? 0, name]);
  return [...parts, [held, "held"]]
    .filter(([count]) => Number(count) > 0)
    .map(([count, name]) => `${Number(count).toLocaleString("en")} ${name}`)
    .join(", ");
}

/** @param {string} outcome */
function rank(outcome) {
  const index = outcomes.indexOf(outcome);
  return index < 0 ? outcomes.length : index;
}

const kinds = /** @type {Record<string, string>} */ ({
  apiService: "service",
  apiCollection: "collection",
  apiEndpoint: "endpoint",
});

/** @param {string} kind of an entity */
export function kindText(kind) {
  return kinds[kind] ?? kind;
}

/**
 * The items by what they have in common, in the order in which it comes first.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
export function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * The worst severity first, otherwise in the order given.
 *
 * @template {{severity: string}} D
 * @param {D[]} diagnostics
 */
export function bySeverity(diagnostics) {
  const order = ["error", "warning", "info"];
  return diagnostics.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
