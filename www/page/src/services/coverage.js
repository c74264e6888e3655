/** Shows how much of the document the entities hold: a meter and a line of text. */
import { counted, element } from "../dom.js";

/** @typedef {import("metarest").Coverage} Coverage */

/** @param {Coverage} coverage @param {number} share */
export function coverageLine({ operations, nodes }, share) {
  const wanted = { mapped: nodes.mapped, total: nodes.total - nodes.policy - nodes.filtered };
  const text = `${of(operations, "operation")} and ${of(wanted, "schema node")} mapped`;
  return element(
    "p",
    { class: "coverage" },
    element("meter", { min: 0, max: 100, value: share, "aria-label": "Schema nodes mapped" }),
    element("span", {}, `${share}% — ${text}`, ...notMapped(nodes)),
  );
}

/** @param {{mapped: number, total: number}} counts @param {string} noun */
function of({ mapped, total }, noun) {
  return mapped === total
    ? counted(total, noun)
    : `${mapped.toLocaleString("en")} of ${counted(total, noun)}`;
}

/** @param {{lost: number, policy: number, cut: number}} counts */
function notMapped({ lost, policy, cut }) {
  const parts = Object.entries({ lost, "left out by policy": policy, "beyond a limit": cut });
  return parts
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `, ${count.toLocaleString("en")} ${what}`);
}
