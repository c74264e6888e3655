/** The report of a run: what failed comes first. */

import { element } from "../../dom.js";
import { coverageLine } from "../coverage.js";
import { bySeverity, grouped, kindText } from "../format.js";
import { stateBadge } from "../states.js";
import { cutList, details, message, nameText, section } from "./parts.js";
import { heldList } from "./service.js";

/** @typedef {import("../api.js").Report} Report */
/** @typedef {NonNullable<Report["results"]>[number]} EntityResult */
/** @typedef {NonNullable<Report["changes"]>[number]} Change */

/** The longest value of a field that is shown whole. */
const mostOfValue = 200;

const unconfirmedText =
  "These may have been written: the answer of OpenMetadata is not known. The next run reads them, and repairs what is missing.";

/** @param {import("../api.js").Run} run @returns {HTMLElement[]} */
export function reportSections({ report, state }) {
  if (!report) return state === "running" ? [] : [missing()];
  const { results = [], held = [], changes = [], diagnostics = [], steps = [] } = report;
  const failed = results.filter(({ outcome }) => outcome === "failed");
  const unconfirmed = results.filter(({ outcome }) => outcome === "unconfirmed");
  return [
    ...(failed.length
      ? [section("failed", `Failed entities (${failed.length.toLocaleString("en")})`, failures(failed))]
      : []),
    ...(unconfirmed.length ? [unconfirmedSection(unconfirmed)] : []),
    ...(steps.length ? [section("steps", "Steps", stepList(steps))] : []),
    ...(diagnostics.length
      ? [section("diagnostics", `Diagnostics (${diagnostics.length})`, diagnosticList(report))]
      : []),
    ...(held.length ? [section("held", `Held back (${held.length})`, heldList(held))] : []),
    ...(changes.length ? [section("changes", "Changes", ...changeGroups(changes))] : []),
    ...coverage(report),
    ...others(results),
    ...lostContent(report),
  ];
}

function missing() {
  return element(
    "p",
    { class: "hint", "data-key": "no-report" },
    "The run has no report: it ended before it began, or its report was dropped since.",
  );
}

/** @param {EntityResult[]} failed */
function failures(failed) {
  return cutList(failed, (result) => resultRow(result));
}

/** @param {EntityResult[]} unconfirmed */
function unconfirmedSection(unconfirmed) {
  return section(
    "unconfirmed",
    `Unconfirmed entities (${unconfirmed.length.toLocaleString("en")})`,
    element("p", { class: "hint" }, unconfirmedText),
    cutList(unconfirmed, resultRow),
  );
}

/** @param {EntityResult} result */
function resultRow(result) {
  return element(
    "li",
    {},
    element("span", { class: "tag" }, `${result.action} ${kindText(result.kind)}`),
    element("code", {}, nameText(result.fqn)),
    "reason" in result ? message(result.reason) : undefined,
  );
}

/** @param {import("../api.js").Step[]} steps */
function stepList(steps) {
  return cutList(steps, ({ step, state, message: text, code, help }) =>
    element(
      "li",
      { class: "step" },
      stateBadge(state),
      element("strong", {}, step),
      message(text),
      message(help, "help"),
      code ? element("code", { class: "code" }, code) : undefined,
    ),
  );
}

/** @param {Report} report */
function diagnosticList({ diagnostics = [] }) {
  return cutList(bySeverity(diagnostics), ({ severity, code, message: text, help, ...at }) =>
    element(
      "li",
      { class: severity },
      element("span", { class: "mark" }, severity),
      message(text),
      message(help, "help"),
      element("code", { class: "code" }, code),
      "line" in at ? element("span", { class: "hint" }, `${at.file} ${at.line}:${at.column}`) : undefined,
    ),
  );
}

/** The changes by action. @param {Change[]} changes */
function changeGroups(changes) {
  const groups = grouped(changes, ({ action }) => action);
  return [...groups].map(([action, all]) =>
    details(
      `changes ${action}`,
      `${all.length.toLocaleString("en")} × ${action}`,
      all.length <= 20 && action !== "create",
      cutList(all, changeRow),
    ),
  );
}

/** @param {Change} change */
function changeRow({ kind, fqn, from, fields }) {
  return element(
    "li",
    {},
    element("span", { class: "tag" }, kindText(kind)),
    element("code", {}, nameText(fqn)),
    from ? element("span", { class: "hint" }, "from ", element("code", {}, nameText(from))) : undefined,
    fields.length
      ? element(
          "ul",
          { class: "fields" },
          ...fields
            .slice(0, 50)
            .map(({ path, old, new: written }) =>
              element("li", {}, element("code", {}, path), `: ${valueText(old)} → ${valueText(written)}`),
            ),
          fields.length > 50 ? element("li", { class: "hint" }, `and ${fields.length - 50} more`) : undefined,
        )
      : undefined,
  );
}

/** @param {unknown} value */
function valueText(value) {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > mostOfValue ? `${text.slice(0, mostOfValue)}…` : text;
}

/** @param {Report} report */
function coverage({ coverage, share, address }) {
  const link = address && /^https?:\/\//.test(address) ? address : undefined;
  // Nothing was mapped.
  if (!coverage || share === undefined) return [];
  return [
    section(
      "coverage",
      "Coverage",
      coverageLine(coverage, share),
      link
        ? element("p", {}, element("a", { href: link, rel: "noreferrer" }, "The service in OpenMetadata"))
        : undefined,
    ),
  ];
}

/** What neither failed nor is unconfirmed, by outcome. @param {EntityResult[]} results */
function others(results) {
  const groups = grouped(results, ({ outcome }) => outcome);
  groups.delete("failed");
  groups.delete("unconfirmed");
  if (groups.size === 0) return [];
  const lists = [...groups].map(([outcome, all]) =>
    details(
      `results ${outcome}`,
      `${all.length.toLocaleString("en")} ${outcome}`,
      false,
      cutList(all, resultRow),
    ),
  );
  return [section("results", "Entities", ...lists)];
}

/** @param {Report} report */
function lostContent({ userContentLost = [] }) {
  if (userContentLost.length === 0) return [];
  const list = cutList(userContentLost, ({ fqn, path, value, by }) =>
    element(
      "li",
      {},
      element("code", {}, nameText(fqn)),
      element("span", { class: "message" }, `${path}: ${valueText(value)}`),
      by ? element("span", { class: "hint" }, `by ${by}`) : undefined,
    ),
  );
  return [section("lost", "What people added to deleted entities", list)];
}
