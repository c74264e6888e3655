/** The list of services: how each is, when it ran last, and when it runs next. */
import { counted, element } from "../../dom.js";
import { runHash, serviceHash } from "../address.js";
import { ago, outcomeText, runDuration, timeElement } from "../format.js";
import { stateBadge, stateWord } from "../states.js";
import { button, heading, loading, message, mostRows, nameText, table } from "./parts.js";

/** @typedef {import("../api.js").ServiceSummary} ServiceSummary */
/** @typedef {{services: ServiceSummary[], hasMore: boolean}} Services */

/** @param {Services | undefined} data @param {string} filter @returns {import("./parts.js").View} */
export function servicesView(data, filter) {
  const head = [heading("#", "Services")];
  const title = "Services";
  if (!data) return { title, nodes: [...head, loading()] };
  if (data.services.length === 0) return { title, nodes: [...head, none()] };
  const shown = data.services.filter((service) => matches(service, filter));
  return { title, nodes: [...head, toolbar(data, shown.length, filter), ...list(data, shown, filter)] };
}

/** Whether a service has all words. @param {ServiceSummary} service @param {string} filter */
function matches({ name, state, reason = "" }, filter) {
  const text = `${name} ${state} ${stateWord(state)} ${reason}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** @param {Services} data @param {number} count @param {string} filter */
function toolbar({ services, hasMore }, count, filter) {
  const all = `${counted(services.length, "service")}${hasMore ? ", and more" : ""}`;
  return element(
    "div",
    { class: "toolbar", "data-key": "toolbar" },
    element("label", { for: "filter" }, "Filter"),
    element("input", {
      id: "filter",
      type: "search",
      value: filter,
      placeholder: "Name, state or reason",
      autocomplete: "off",
      spellcheck: "false",
    }),
    element(
      "p",
      { class: "count" },
      filter.trim() ? `${count.toLocaleString("en")} of ${all}` : `${all}${unwell(services)}`,
    ),
  );
}

/** How many are in a state that somebody should look at. @param {ServiceSummary[]} services */
function unwell(services) {
  return ["failed", "held", "overdue"]
    .map((state) => [services.filter((service) => service.state === state).length, state])
    .filter(([count]) => Number(count) > 0)
    .map(([count, state]) => ` · ${Number(count).toLocaleString("en")} ${state}`)
    .join("");
}

/** @param {Services} data @param {ServiceSummary[]} shown @param {string} filter */
function list({ hasMore }, shown, filter) {
  if (shown.length === 0) return [hint("none", "No service matches the filter.")];
  const rows = shown.slice(0, mostRows).map(row);
  const cut = shown.length - rows.length;
  return [
    table("Services", ["Service", "State", "Last run", "Next run"], rows),
    ...(cut > 0 ? [hint("cut", `and ${cut.toLocaleString("en")} more: filter to see them`)] : []),
    ...(hasMore && !filter.trim() && cut <= 0 ? [button("more-services", "Show more services")] : []),
  ];
}

/** @param {ServiceSummary} service */
function row(service) {
  const { name, state, reason, lastRun, nextRun } = service;
  return {
    key: name,
    cells: [
      [element("a", { href: serviceHash(name) }, nameText(name))],
      [stateBadge(state), reason ? element("p", { class: "reason" }, message(reason)) : undefined],
      lastRun ? lastRunCell(lastRun) : [element("span", { class: "hint" }, "never")],
      [nextRun ? element("span", { class: "when" }, ago(nextRun)) : element("span", { class: "hint" }, "—")],
    ],
  };
}

/** @param {import("../api.js").RunSummary} run */
function lastRunCell(run) {
  const outcome = outcomeText(run);
  return [
    element("a", { href: runHash(run.id) }, ago(run.started)),
    element("span", { class: "hint" }, ` ${run.command}, ${runDuration(run)}`),
    element(
      "p",
      { class: "hint outcome" },
      timeElement(run.started),
      outcome ? ` · ${outcome}` : ` · ${stateWord(run.state).toLowerCase()}`,
    ),
  ];
}

/** @param {string} key @param {string} text */
function hint(key, text) {
  return element("p", { class: "hint", "data-key": key }, text);
}

function none() {
  return element(
    "p",
    { "data-key": "empty" },
    "There is no service yet. ",
    element("code", {}, "metarest push -c CONFIG"),
    " puts the config of one.",
  );
}
