/** What the page knows: where it is, what the API answered, and what the user asked to see. Plain values. */

/** How many services and runs are loaded at first, and with each "more". */
const page = { services: 100, runs: 20 };

/**
 * @typedef {object} State
 * @property {import("./address.js").Place} place
 * @property {unknown} data what the API answered for the place
 * @property {import("./api.js").Problem} [loadProblem] why that could not be refreshed
 * @property {number} [again] the milliseconds after which the page tries again
 * @property {import("./api.js").Problem} [actionProblem] why what the user asked for was not done
 * @property {number} failures in a row
 * @property {"open" | "asked" | "off"} access `asked`: the user is asked for a token; `off`: nobody has access
 * @property {string} [refused] why the token is asked for anew
 * @property {string} filter of services
 * @property {string} level of the log
 * @property {string} [cancelled] the run that the user cancelled
 * @property {number} services how many of them are wanted
 * @property {number} runs how many of them are wanted
 */

/** @param {import("./address.js").Place} place @returns {State} */
export function initialState(place) {
  return {
    place,
    data: undefined,
    failures: 0,
    access: "open",
    filter: "",
    level: "info",
    services: page.services,
    runs: page.runs,
  };
}

/** At another place. @param {State} state @param {import("./address.js").Place} place @param {unknown} data if it is known */
export function atPlace(state, place, data) {
  const { access, refused, filter, level, services } = state;
  return { ...initialState(place), access, refused, filter, level, services, data };
}

/** @param {State} state @param {"services" | "runs"} what */
export function withMore(state, what) {
  return { ...state, [what]: state[what] + page[what] };
}
