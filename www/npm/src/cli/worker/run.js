/**
 * `metarest runs ID`: what a run did, as text, Markdown or JSON.
 */
import { setTimeout as wait } from "node:timers/promises";
import { WorkerError } from "../../worker/error.js";
import { isRunId } from "./call.js";
import { json, releaseOf, runs } from "./lists.js";
import { duration, entities, moment, shownText } from "./text.js";

/** @typedef {import("../../worker/client.js").WorkerClient} WorkerClient */
/** @typedef {import("../../worker/client.js").Run} Run */
/** @typedef {import("../usage.js").WorkerCall} WorkerCall */
/** @typedef {import("./text.js").Shown} Shown */
/**
 * @typedef {object} Found what a report has of interest
 * @property {{code: string, severity: string, message: string, help?: string, file?: string, line?: number, column?: number}[]} diagnostics
 * @property {{kind: string, fqn: string, outcome: string, reason?: string}[]} results
 * @property {{kind: string, fqn: string, reason: string}[]} held
 */

/** Milliseconds between two looks at a run that goes on. */
const interval = 2000;
/** The most lines of one kind that are shown of a run. */
const mostLines = 100;
/** The last lines of the log that stand for a report that is not there. */
const mostLog = 20;

/** The states of a run that did what it should. */
const good = ["running", "succeeded", "unchanged"];

/** A run, or the runs of a service: `SERVICE`, `SERVICE NUMBER` or `SERVICE.NUMBER`. @param {WorkerClient} client @param {WorkerCall} call @returns {Promise<{text: string, code: number}>} */
export async function runOrRuns(client, call) {
  const [name, number] = call.arguments;
  if (name === undefined) return { text: await runs(client, call), code: 0 };
  if (number !== undefined)
    return await one(client, call, number.includes(".") ? number : `${name}.${number}`);
  if (!isRunId(name)) return { text: await runs(client, call, name), code: 0 };
  try {
    return await one(client, call, name);
  } catch (error) {
    // The name of a service may look like the id of a run.
    if (!(error instanceof WorkerError) || error.status !== 404) throw error;
    const text = await runs(client, call, name).catch(() => undefined);
    if (text === undefined) throw error;
    return { text, code: 0 };
  }
}

/** @param {WorkerClient} client @param {WorkerCall} call @param {string} id */
async function one(client, call, id) {
  let run = await client.run(id);
  while (call.follow && run.state === "running") {
    await wait(interval);
    run = await client.run(id);
  }
  return { text: await shownRun(run, call), code: good.includes(run.state) ? 0 : 1 };
}

/** @param {Run} run @param {WorkerCall} call */
async function shownRun(run, { format }) {
  if (format === "json") return json({ run });
  const shown = await shownText();
  return format === "markdown" ? markdown(run, shown) : text(run, shown);
}

/** The parts of a report, in which a Worker of another version may have other things. @param {Run} run @returns {Found} */
function found({ report }) {
  const items = (/** @type {string} */ name) => {
    const list = report?.[name];
    return Array.isArray(list) ? list.filter((item) => typeof item === "object" && item !== null) : [];
  };
  const isBad = ({ outcome = "" }) => ["failed", "unconfirmed", "skipped"].includes(outcome);
  return { diagnostics: items("diagnostics"), results: items("results").filter(isBad), held: items("held") };
}

/** @param {Run} run @param {Shown} shown */
function text(run, shown) {
  const { diagnostics, results, held } = found(run);
  const blocks = [
    headline(run).join("\n"),
    ...diagnostics.map((found) => diagnosticText(found)),
    limited(results, ({ outcome, kind, fqn, reason = "" }) => `${outcome} ${noun(kind)} ${fqn}: ${reason}`),
    limited(held, ({ kind, fqn, reason }) => `held back ${noun(kind)} ${fqn}: ${reason}`),
    run.report === undefined ? log(run).join("\n") : "",
    last(run).join("\n"),
  ];
  const lines = blocks.filter((block) => block !== "").join("\n\n");
  return `${lines.split("\n").map(shown).join("\n")}\n`;
}

/** @param {Run} run */
function headline(run) {
  const { id, command, trigger, state, started, requests, requestsAtLeast } = run;
  const atLeast = requestsAtLeast ? "at least " : "";
  const took = duration(run);
  const details = [
    `started ${moment(started)}`,
    took && `took ${took}`,
    requests && `${atLeast}${requests} requests`,
  ];
  return [`${id}: ${command} by ${trigger}: ${state}`, details.filter(Boolean).join(", ")];
}

/** A diagnostic in the form of `metarest check`. @param {Found["diagnostics"][number]} found @param {string} [file] that it is in */
export function diagnosticText({ code, severity, message, help, line, column, ...found }, file = found.file) {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const lines = [`${severity}[${code}]: ${message}`];
  if (place !== "") lines.push(`  --> ${place}`);
  if (help !== undefined) lines.push(`  help: ${help}`);
  return lines.join("\n");
}

/** @template T @param {T[]} items @param {(item: T) => string} line */
function limited(items, line) {
  const more = items.length - mostLines;
  const lines = items.slice(0, mostLines).map(line);
  return [...lines, ...(more > 0 ? [`and ${more} more: --format json has them all`] : [])].join("\n");
}

/** `apiEndpoint` → `endpoint`. @param {string} kind */
function noun(kind) {
  return String(kind)
    .replace(/^api-?/i, "")
    .toLowerCase();
}

/** The end of the log. @param {Run} run */
function log({ log }) {
  return log
    .slice(-mostLog)
    .map(({ time, level, message }) => `${moment(time)} ${level.padEnd(5)} ${message}`);
}

/** The counts, and what to do. @param {Run} run */
function last(run) {
  const { held = 0, reason } = run;
  const counts = ["applied", "unchanged", "kept", "failed", "unconfirmed", "skipped"].map((outcome) => {
    const count = entities(run, outcome);
    return count > 0 ? `${count} ${outcome}` : "";
  });
  const lines = [[...counts, held > 0 ? `${held} held back` : ""].filter(Boolean).join(", ")];
  if (reason !== undefined) lines.push(reason);
  return [...lines, releaseOf(run) ?? ""].filter(Boolean);
}

/** A run for a comment or a summary. @param {Run} run @param {Shown} shown */
function markdown(run, shown) {
  const { diagnostics, results, held } = found(run);
  const [title = "", details = ""] = headline(run);
  const list = (/** @type {string[]} */ lines) => lines.map((line) => `- ${literal(shown(line))}`).join("\n");
  const lines = (/** @type {string} */ text) => (text === "" ? [] : text.split("\n"));
  const sections = [
    [
      "Diagnostics",
      list(diagnostics.slice(0, mostLines).map((found) => diagnosticText(found).replaceAll(/\n */g, " "))),
    ],
    [
      "Not written",
      list(lines(limited(results, (it) => `${it.outcome} ${noun(it.kind)} ${it.fqn}: ${it.reason ?? ""}`))),
    ],
    ["Held back", list(lines(limited(held, ({ kind, fqn, reason }) => `${noun(kind)} ${fqn}: ${reason}`)))],
    ["Log", run.report === undefined ? list(log(run)) : ""],
  ];
  const shownSections = sections
    .filter(([, text]) => text !== "")
    .map(([title, text]) => `### ${title}\n\n${text}`);
  const paragraphs = last(run).map((line) => literal(shown(line)));
  const parts = [
    `## metarest run ${literal(shown(title))}`,
    literal(shown(details)),
    ...shownSections,
    ...paragraphs,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A text as it is, never markup or a mention. @param {string} text */
function literal(text) {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}
