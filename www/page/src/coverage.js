/** Shows how much of the document the entities hold: a meter and a line of text. */
import { counted, element } from "./dom.js";

/** @typedef {import("metarest").Coverage} Coverage */

/** @param {Coverage} coverage @param {number} share */
export function coverageLine({ operations, nodes }, share) {
  const wanted = { held: nodes.held, total: nodes.total - nodes.policy - nodes.filtered };
  const text = `${of(operations, "operation")} and ${of(wanted, "schema node")} held`;
  return element(
    "p",
    { class: "coverage" },
    element("meter", { min: 0, max: 100, value: share, "aria-label": "Schema nodes held" }),
    element("span", {}, `${share}% — ${text}`, ...notHeld(nodes)),
  );
}

/** @param {{held: number, total: number}} counts @param {string} noun */
function of({ held, total }, noun) {
  return held === total ? counted(total, noun) : `${held.toLocaleString("en")} of ${counted(total, noun)}`;
}

/** @param {{lost: number, policy: number, cut: number}} counts */
function notHeld({ lost, policy, cut }) {
  const parts = Object.entries({ lost, "left out by policy": policy, "beyond a limit": cut });
  return parts
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `, ${count.toLocaleString("en")} ${what}`);
}
