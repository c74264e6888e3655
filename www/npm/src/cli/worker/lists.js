/**
 * `metarest services` and `metarest runs [SERVICE]`: tables, or the lists as JSON.
 */
import { duration, entities, moment, shownText, table } from "./text.js";

/** @typedef {import("../../worker/client.js").WorkerClient} WorkerClient */
/** @typedef {import("../../worker/client.js").RunSummary} RunSummary */
/** @typedef {import("../../worker/client.js").ServiceSummary} ServiceSummary */
/** @typedef {import("../usage.js").WorkerCall} WorkerCall */

/** The services of a Worker. @param {WorkerClient} client @param {WorkerCall} call @returns {Promise<string>} */
export async function services(client, { format }) {
  const services = await client.services();
  if (format === "json") return json({ services });
  if (services.length === 0) return "no services: `metarest push -c FILE` adds one\n";
  const head = ["SERVICE", "STATE", "LAST RUN", "NEXT RUN", "SCHEDULE", "REASON"];
  const rows = services.map(({ name, state, lastRun, nextRun, schedule = "hourly", reason = "" }) => [
    name,
    state,
    moment(lastRun?.started),
    moment(nextRun),
    schedule,
    reason,
  ]);
  return table(head, rows, await shownText());
}

/** The runs of a service, or without one the last run of each. @param {WorkerClient} client @param {WorkerCall} call @param {string} [service] @returns {Promise<string>} */
export async function runs(client, { format, limit }, service) {
  const runs = service === undefined ? await lastRuns(client, limit) : await client.runs(service, limit);
  if (format === "json") return json({ runs });
  if (runs.length === 0) return "no runs yet\n";
  const head = ["RUN", "STARTED", "TOOK", "COMMAND", "BY", "RESULT", "APPLIED", "FAILED", "HELD"];
  const shown = await shownText();
  const lines = approvals(runs).map((line) => `${shown(line)}\n`);
  return [table(head, runs.map(row), shown), ...lines].join("");
}

/** How to release what the latest run of each service holds back. @param {RunSummary[]} runs the latest first */
function approvals(runs) {
  const latest = new Map(runs.toReversed().map((run) => [run.service, run]));
  return [...latest.values()].reverse().flatMap((run) => releaseOf(run) ?? []);
}

/** How to release what a run holds back. @param {RunSummary} run */
export function releaseOf({ service, approvalHash }) {
  if (approvalHash === undefined) return undefined;
  return `to delete what ${service} holds back: metarest approve ${service} ${approvalHash}`;
}

/** @param {WorkerClient} client @param {number} most */
async function lastRuns(client, most) {
  const services = await client.services();
  return services.flatMap(({ lastRun }) => lastRun ?? []).slice(0, most);
}

/** @param {RunSummary} run */
function row(run) {
  const { id, started, command, trigger, state, held = 0 } = run;
  const counts = [entities(run, "applied"), entities(run, "failed"), held];
  return [id, moment(started), duration(run), command, trigger, state, ...counts.map(String)];
}

/** @param {Record<string, unknown>} content */
export function json(content) {
  return `${JSON.stringify({ version: 1, ...content }, undefined, 2)}\n`;
}
