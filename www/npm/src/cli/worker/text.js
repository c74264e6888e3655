/**
 * Texts about services and runs: tables, times, what a number is of. What a Worker says may have anything in it, so it is
 * shown without control characters and secrets in addresses.
 */
import { core } from "../core.js";

/** @typedef {import("../../worker/client.js").RunSummary} RunSummary */
/** @typedef {(text: string) => string} Shown */

/** Makes a text safe to print, in one line. @returns {Promise<Shown>} */
export async function shownText() {
  const { shown } = await core();
  return (text) => shown(text).replaceAll("\n", " ");
}

/** Rows as columns. @param {string[]} head @param {string[][]} rows @param {Shown} shown */
export function table(head, rows, shown) {
  const lines = [head, ...rows.map((row) => row.map((cell) => shown(cell)))];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => [...(line[at] ?? "")].length)));
  const padded = (/** @type {string} */ cell, /** @type {number} */ at) =>
    cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length));
  return lines.map((line) => `${line.map(padded).join("  ").trimEnd()}\n`).join("");
}

/** A time of the API, in seconds and UTC. @param {string | undefined} time */
export function moment(time) {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at)
    ? ""
    : new Date(at)
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, "Z");
}

/** How long a run took. @param {RunSummary} run */
export function duration({ started, ended }) {
  const seconds = Math.round((Date.parse(ended ?? "") - Date.parse(started)) / 1000);
  if (!(seconds >= 0)) return "";
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (minutes === 0) return `${seconds} s`;
  return hours === 0 ? `${minutes} min ${seconds % 60} s` : `${hours} h ${minutes % 60} min`;
}

/** How many entities of a run have an outcome. @param {RunSummary} run @param {string} outcome */
export function entities({ entities }, outcome) {
  const count = entities?.[outcome];
  return typeof count === "number" ? count : 0;
}
