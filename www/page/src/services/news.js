/** What changed since the last answer, in words for people who do not see it. */
import { stateWord } from "./states.js";

/** More changes than this are counted, not named. */
const most = 3;

/** @param {import("./address.js").Place} place @param {any} before @param {any} after @returns {string} */
export function news(place, before, after) {
  if (before === undefined) return "";
  const old = new Map(states(place, before));
  const changed = states(place, after).filter(([name, state]) => old.has(name) && old.get(name) !== state);
  const named = changed.slice(0, most).map(([name, state]) => `${name}: ${stateWord(state)}.`);
  const rest = changed.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more changed.`] : [])].join(" ");
}

/** @param {import("./address.js").Place} place @param {any} data @returns {[string, string][]} */
function states(place, data) {
  const pair = (/** @type {{name: string, state: string}} */ { name, state }) =>
    /** @type {[string, string]} */ ([name, state]);
  if (place.kind === "services") return data.services.map(pair);
  if (place.kind === "service") return [pair(data.service)];
  return [[`Run ${data.id}`, data.state]];
}
