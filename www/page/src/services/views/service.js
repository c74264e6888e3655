/** One service: how it is, what can be done, the deletions that wait, its runs, its config. */
import { counted, element } from "../../dom.js";
import { runHash, runNumber } from "../address.js";
import { ago, kindText, outcomeText, runDuration, timeElement } from "../format.js";
import { stateBadge, stateWord } from "../states.js";
import {
  breadcrumb,
  button,
  cutList,
  details,
  facts,
  heading,
  loading,
  message,
  nameText,
  section,
  table,
} from "./parts.js";

/** @typedef {import("../api.js").Service} Service */
/** @typedef {import("../api.js").RunSummary} RunSummary */
/** @typedef {import("../api.js").Held} Held */
/** @typedef {{service: Service, runs: RunSummary[], hasMore: boolean}} ServiceData */

/** Reasons for which a deletion waits for an approval; what is held for another stays, whatever is approved. */
const awaitApproval = ["guard", "restored"];

/** Reasons as reports have them. @type {Record<string, string>} */
const reasons = {
  "document-incomplete": "the document is incomplete",
  guard: "exceeds the deletion limit",
  "not-empty": "contains other entities",
  "write-lost": "the result of a write is unknown; the next run deletes it",
  "state-unknown": "the current state could not be read; the next run deletes it",
  "replacement-failed": "the entity that replaces it was rejected",
  cancelled: "the run was cancelled",
  discussed: "has votes, conversations or tasks",
  restored: "was restored after a run had deleted it",
};

/** How many held deletions the Worker names at most. */
const mostNamed = 5000;

/**
 * The deletions that an approval carries out, and their number. Of very many the Worker names only the first, and the run
 * that held them back has their number: none if that run is not loaded. Those that are not named may have another reason,
 * so that the number is then the most that it can be.
 *
 * @param {ServiceData} data
 */
export function approvable({ service: { held = [], approvalHash }, runs }) {
  const deletions = held.filter(({ reason }) => awaitApproval.includes(reason));
  const run = runs.find((run) => run.approvalHash === approvalHash);
  if (held.length >= mostNamed && !run) return { deletions, count: undefined };
  const notNamed = Math.max(0, (run?.held ?? 0) - held.length);
  return { deletions, count: deletions.length + notNamed };
}

/** @param {string} name @param {ServiceData | undefined} data @returns {import("./parts.js").View} */
export function serviceView(name, data) {
  const head = [breadcrumb(name), heading(`service ${name}`, nameText(name))];
  const title = `${name} · Services`;
  if (!data) return { title, nodes: [...head, loading()] };
  const { service, runs, hasMore } = data;
  const nodes = [
    ...head,
    status(service),
    actions(service),
    ...(service.approvalHash && service.held?.length ? [heldSection(data)] : []),
    section("runs", "Runs", ...runList(name, runs, hasMore)),
    section(
      "config",
      "Config",
      element("p", { class: "hint" }, originText(service.origin)),
      details("config", "Show the config", false, scrollable("Text of the config", service.config)),
    ),
  ];
  return { title, nodes };
}

/** @param {Service} service */
function status({ state, reason, schedule, nextRun, lastRun }) {
  return element(
    "div",
    { class: "card", "data-key": "status" },
    element("p", {}, stateBadge(state), " ", message(reason, "reason")),
    facts([
      ["Schedule", schedule ? element("code", {}, schedule) : "once an hour"],
      ["Next run", nextRun ? element("span", {}, ago(nextRun), ", ", timeElement(nextRun)) : undefined],
      ["Last run", lastRun ? lastRunText(lastRun) : "never"],
    ]),
  );
}

/** @param {RunSummary} run */
function lastRunText(run) {
  const outcome = outcomeText(run) || stateWord(run.state).toLowerCase();
  return element("span", {}, element("a", { href: runHash(run.id) }, ago(run.started)), `, ${outcome}`);
}

/** @param {Service} service */
function actions({ state }) {
  const disabled = state === "running";
  return element(
    "div",
    { class: "actions", role: "group", "aria-label": "Start a run", "data-key": "actions" },
    button("run", "Run now", { primary: true, disabled }),
    button("plan", "Plan", { disabled }),
    button("check", "Check", { disabled }),
    button("restore", "Restore what was deleted last", { disabled }),
    disabled ? element("p", { class: "hint" }, "A run is in progress.") : undefined,
  );
}

/** @param {ServiceData} data */
function heldSection(data) {
  const { held = [] } = data.service;
  const { deletions, count } = approvable(data);
  const all = count === undefined ? "Many deletions" : counted(count, "deletion");
  const hints = [
    count !== deletions.length && `The Worker names the first ${held.length.toLocaleString("en")} only.`,
    count === undefined && "Show older runs: the one that held them back says how many they are.",
  ];
  return section(
    "held",
    "Held deletions",
    element(
      "p",
      {},
      `${all} ${count === 1 ? "waits" : "wait"} for an approval. Nothing of this is deleted before.`,
    ),
    heldList(held),
    ...hints.filter((hint) => hint !== false).map((hint) => element("p", { class: "hint" }, hint)),
    element("p", {}, button("approve", `Approve ${all.toLowerCase()}…`, { primary: true, disabled: !count })),
  );
}

/** Deletions that are held back, with the reason. @param {Held[]} held */
export function heldList(held) {
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Deletions that are held back" },
    cutList(held, ({ kind, fqn, reason }) =>
      element(
        "li",
        {},
        element("span", { class: "tag" }, kindText(kind)),
        element("code", {}, nameText(fqn)),
        element("span", { class: "hint" }, reasons[reason] ?? reason),
      ),
    ),
  );
}

/** @param {string} name @param {RunSummary[]} runs @param {boolean} hasMore */
function runList(name, runs, hasMore) {
  if (runs.length === 0) return [element("p", { class: "hint" }, "It has not run yet.")];
  const rows = runs.map((run) => ({
    key: run.id,
    cells: [
      [element("a", { href: runHash(run.id) }, `Run ${runNumber(run.id)}`)],
      [
        stateBadge(run.state),
        run.reason ? element("p", { class: "reason" }, message(run.reason)) : undefined,
      ],
      [`${run.command} `, element("span", { class: "hint" }, `by ${triggerText(run.trigger)}`)],
      [timeElement(run.started), element("span", { class: "hint" }, ` ${runDuration(run)}`)],
      [outcomeText(run) || "—"],
    ],
  }));
  return [
    table(`Runs of ${name}`, ["Run", "State", "Command", "Started", "Entities"], rows),
    ...(hasMore ? [button("more-runs", "Show older runs")] : []),
  ];
}

const triggers = /** @type {Record<string, string>} */ ({
  schedule: "its schedule",
  cron: "the cron trigger",
  api: "request",
  approval: "approval",
});

/** @param {string} trigger */
export function triggerText(trigger) {
  return triggers[trigger] ?? trigger;
}

/** @param {string} origin */
function originText(origin) {
  return origin === "variable"
    ? "It comes from the variable METAREST_CONFIG of the Worker."
    : "It was put with the API; metarest push replaces it.";
}

/** A long text in a box of its own. @param {string} label @param {string} text */
function scrollable(label, text) {
  return element("pre", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, text);
}
