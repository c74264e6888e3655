/** The page of the services: goes where the address says, asks the API, shows what it answers, does what is asked. */
import { find } from "../dom.js";
import { parsePlace, placeKey, runHash, serviceHash } from "./address.js";
import { call, Problem } from "./api.js";
import { closeApproval, openApproval } from "./approval.js";
import { load, pauseAfter, serviceInstead } from "./load.js";
import { fill } from "./morph.js";
import { news } from "./news.js";
import { Polling, retryDelay } from "./polling.js";
import { atPlace, initialState, withMore } from "./state.js";
import { storedToken, storeToken, takeToken } from "./token.js";
import { offView, problemBox, tokenView } from "./views/problem.js";
import { runView } from "./views/run.js";
import { approvable, serviceView } from "./views/service.js";
import { servicesView } from "./views/services.js";

takeToken();
let state = initialState(parsePlace(location.hash));
/** The last answers by place, so that going back is immediate. @type {Map<string, unknown>} */
const answers = new Map();
/** Whether the next heading takes the focus: the user went somewhere. */
let isNavigating = false;
/** Whether a request that changes something is open. */
let isActing = false;

const polling = new Polling(round);

/** @type {import("./load.js").Api} */
const api = (method, segments, options) => call(storedToken(), method, segments, options);

/** What a button does. @type {Record<string, () => void>} */
const actions = {
  run: () => startHere("run"),
  plan: () => startHere("plan"),
  check: () => startHere("check"),
  restore: () => startHere("restore"),
  approve,
  cancel,
  retry: () => polling.now(),
  "more-services": () => refresh(withMore(state, "services")),
  "more-runs": () => refresh(withMore(state, "runs")),
  "sign-out": signOut,
};

listen();
show();
polling.now();

function listen() {
  addEventListener("hashchange", visit);
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const pressed = target.closest("[data-action]");
    if (pressed instanceof HTMLElement && pressed.getAttribute("aria-disabled") !== "true") {
      actions[pressed.dataset.action ?? ""]?.();
    }
  });
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.form !== "token") return;
    event.preventDefault();
    signIn(/** @type {HTMLInputElement} */ (find("#token")).value);
  });
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.id === "filter") filter(target.value);
    if (target instanceof HTMLSelectElement && target.id === "level") show({ ...state, level: target.value });
  });
}

/** One round of polling. @param {AbortSignal} signal @returns {Promise<number | undefined>} */
async function round(signal) {
  const { place } = state;
  try {
    const data = await load(api, state, signal);
    if (signal.aborted) return undefined;
    announce(news(place, state.data, data));
    remember(place, data);
    show({ ...state, data, loadProblem: undefined, failures: 0, access: "open", refused: undefined });
    return pauseAfter(place, data);
  } catch (error) {
    if (signal.aborted) return undefined;
    return roundFailed(error, signal);
  }
}

/** @param {unknown} error @param {AbortSignal} signal @returns {Promise<number | undefined>} */
async function roundFailed(error, signal) {
  try {
    const service = await serviceInstead(api, state.place, error, signal);
    if (service !== undefined) {
      history.replaceState(null, "", serviceHash(service));
      visit();
      return undefined;
    }
  } catch (other) {
    if (signal.aborted) return undefined;
    return loadFailed(asProblem(other));
  }
  return loadFailed(asProblem(error));
}

/** @param {Problem} problem @returns {number | undefined} */
function loadFailed(problem) {
  if (noAccess(problem)) return undefined;
  const failures = state.failures + 1;
  // What the API refuses it will refuse again; everything else may pass.
  const again = problem.isOfApi && problem.status < 500 ? undefined : retryDelay(failures);
  const data = problem.status === 404 ? undefined : state.data;
  show({ ...state, data, loadProblem: problem, failures, again });
  return again;
}

/** Shows that the API lets nobody in, or not with this token. @param {Problem} problem @returns {boolean} whether it is so */
function noAccess(problem) {
  if (problem.status === 401) {
    const refused = storedToken() === undefined ? state.refused : "The Worker refused this token.";
    storeToken(undefined);
    answers.clear();
    closeApproval();
    isNavigating = true;
    show({ ...state, access: "asked", refused, data: undefined, loadProblem: undefined });
    return true;
  }
  if (problem.status !== 503 || !problem.isOfApi) return false;
  show({ ...state, access: "off", loadProblem: problem });
  return true;
}

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  return new Problem({ title: "The page failed", detail: `${error}; reload it` });
}

/** Goes where the address says. */
function visit() {
  closeApproval();
  const gotToken = takeToken();
  const place = parsePlace(location.hash);
  if (placeKey(place) !== placeKey(state.place)) {
    isNavigating = true;
    show(atPlace(state, place, answers.get(placeKey(place))));
  }
  if (gotToken) state = { ...state, access: "open" };
  polling.now();
}

/** @param {import("./address.js").Place} place @param {unknown} data */
function remember(place, data) {
  const key = placeKey(place);
  answers.delete(key);
  answers.set(key, data);
  const [oldest] = answers.keys();
  if (answers.size > 20 && oldest !== undefined) answers.delete(oldest);
}

/** Changes what is shown, and loads it. @param {typeof state} next */
function refresh(next) {
  show(next);
  polling.now();
}

/** Shows the state, or a new one. @param {typeof state} [next] */
function show(next = state) {
  state = next;
  const { title, nodes } = view();
  document.title = `${title} · metarest`;
  const log = document.querySelector(".log");
  const isAtEnd = log !== null && log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  fill(find("#view"), state.loadProblem ? nodes.filter((node) => node.dataset.key !== "loading") : nodes);
  fill(find("#problems"), problems());
  if (log && isAtEnd) log.scrollTop = log.scrollHeight;
  find("#sign-out").hidden = storedToken() === undefined;
  if (isNavigating) moveFocus();
}

/** @returns {import("./views/parts.js").View} */
function view() {
  const { access, place, refused, level, cancelled, loadProblem, filter } = state;
  const data = /** @type {any} */ (state.data);
  if (access === "asked") return tokenView(refused);
  if (access === "off" && loadProblem) return offView(loadProblem);
  if (place.kind === "services") return servicesView(data, filter);
  if (place.kind === "service") return serviceView(place.name, data);
  return runView(place, data, { level, isCancelled: cancelled === data?.id });
}

function problems() {
  const { access, actionProblem, loadProblem, again } = state;
  if (access !== "open") return [];
  return [
    ...(actionProblem ? [problemBox(actionProblem)] : []),
    ...(loadProblem ? [problemBox(loadProblem, { again })] : []),
  ];
}

/** The focus goes to the heading of what is shown, or to the token that is asked for. */
function moveFocus() {
  isNavigating = false;
  find(state.access === "asked" ? "#token" : "#view h1").focus();
}

/** Says something to people who do not see the page. @param {string} text */
function announce(text) {
  if (text) find("#news").textContent = text;
}

/** @param {string} text */
function filter(text) {
  const isPartial = /** @type {any} */ (state.data)?.hasMore;
  show({ ...state, filter: text });
  announce(find(".toolbar .count").textContent ?? "");
  if (isPartial) polling.now();
}

/** @param {string} token */
function signIn(token) {
  isNavigating = true;
  if (storeToken(token)) {
    refresh({ ...state, access: "open", refused: undefined });
  } else {
    show({ ...state, refused: "A token has no spaces, and only letters, digits and signs of ASCII." });
  }
}

function signOut() {
  storeToken(undefined);
  answers.clear();
  polling.stop();
  isNavigating = true;
  show({ ...initialState(state.place), access: "asked" });
}

/** Starts a run of the service that is shown. @param {string} action */
function startHere(action) {
  if (state.place.kind === "service") start(state.place.name, action);
}

/** Starts a run, and goes to it unless the user went elsewhere. @param {string} name @param {string} action @param {unknown} [body] */
function start(name, action, body) {
  const { place } = state;
  void act(async () => {
    const run = await api("POST", ["services", name, action], { body });
    if (state.place === place) location.hash = runHash(run.id);
    else announce(`Run ${run.id} was started.`);
  });
}

function approve() {
  const data = /** @type {import("./views/service.js").ServiceData} */ (state.data);
  const { name, approvalHash: hash } = data.service;
  // The hash is that of the deletions that the dialog shows: if there are others by then, the Worker refuses it.
  const { deletions, count } = approvable(data);
  if (count === undefined) return;
  openApproval({ service: name, deletions, count }, () => start(name, "approve", { hash }));
}

function cancel() {
  const { id } = /** @type {import("./api.js").Run} */ (state.data);
  void act(async () => {
    await api("POST", ["runs", id, "cancel"]);
    announce("The run ends soon.");
    refresh({ ...state, cancelled: id });
  });
}

/** Does one thing at a time, and shows why it was not done. @param {() => Promise<void>} work */
async function act(work) {
  if (isActing) return;
  isActing = true;
  show({ ...state, actionProblem: undefined });
  try {
    await work();
  } catch (error) {
    const problem = asProblem(error);
    if (!noAccess(problem)) refresh({ ...state, actionProblem: problem });
  } finally {
    isActing = false;
  }
}
