/** One run: how it went, its report, its log. */
import { element } from "../../dom.js";
import { serviceHash } from "../address.js";
import { byteCount, outcomeText, requestText, runDuration, timeElement } from "../format.js";
import { stateBadge } from "../states.js";
import { logSection } from "./log.js";
import { breadcrumb, button, facts, heading, loading, message, nameText } from "./parts.js";
import { reportSections } from "./report.js";
import { triggerText } from "./service.js";

/** @typedef {import("../api.js").Run} Run */

/**
 * @param {{name: string, number: number}} place
 * @param {Run | undefined} run
 * @param {{level: string, isCancelled: boolean}} options the least severe lines of the log that are shown; whether the
 * user cancelled the run
 * @returns {import("./parts.js").View}
 */
export function runView({ name, number }, run, { level, isCancelled }) {
  const id = `${name}.${number}`;
  const head = [breadcrumb(name, id), heading(`run ${id}`, nameText(name), ` run ${number}`)];
  const title = `${name} run ${number} · Services`;
  if (!run) return { title, nodes: [...head, loading()] };
  const nodes = [...head, status(run, isCancelled), ...reportSections(run), logSection(run, level)];
  return { title, nodes };
}

/** @param {Run} run @param {boolean} isCancelled */
function status(run, isCancelled) {
  const { service, state, reason, slices, documentBytes, planHash, approvalHash } = run;
  const isRunning = state === "running";
  return element(
    "div",
    { class: "card", "data-key": "status" },
    element("p", {}, stateBadge(state), " ", message(reason, "reason")),
    facts([
      ["Command", `${run.command}, by ${triggerText(run.trigger)}`],
      ["Started", timeElement(run.started)],
      ["Ended", run.ended ? timeElement(run.ended) : undefined],
      [isRunning ? "Running for" : "Took", runDuration(run)],
      ["Entities", outcomeText(run)],
      ["Deleted", run.deleted ? run.deleted.toLocaleString("en") : undefined],
      ["Slices", slices?.toLocaleString("en")],
      ["Requests", requestText(run)],
      ["Documents", documentBytes ? byteCount(documentBytes) : undefined],
      ["Plan hash", planHash ? element("code", {}, planHash) : undefined],
    ]),
    approvalHash
      ? element(
          "p",
          { class: "go-on" },
          element("a", { href: serviceHash(service) }, "Go to the service to approve"),
        )
      : undefined,
    isRunning
      ? element(
          "div",
          { class: "actions" },
          button("cancel", isCancelled ? "Cancelling…" : "Cancel the run", { disabled: isCancelled }),
        )
      : undefined,
  );
}
