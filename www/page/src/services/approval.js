/**
 * The dialog that approves held deletions. It names how many there are, and they are deleted only once the user has
 * entered this number: nobody approves them by pressing Enter twice.
 */
import { counted, element } from "../dom.js";
import { grouped, kindText } from "./format.js";
import { nameText } from "./views/parts.js";

/** @typedef {import("./api.js").Held} Held */

/** How many of the deletions are named. */
const named = 10;

/**
 * @param {{service: string, deletions: Held[], count: number}} wanted `deletions`: those that are known by name
 * @param {() => void} approve
 */
export function openApproval({ service, deletions, count }, approve) {
  const input = element("input", {
    id: "approval-count",
    inputmode: "numeric",
    autocomplete: "off",
    size: 8,
    required: true,
    "aria-describedby": "approval-error",
  });
  const error = element("p", { id: "approval-error", class: "problem", role: "alert" });
  const cancel = element("button", { type: "button", class: "quiet" }, "Cancel");
  const form = element(
    "form",
    { novalidate: true },
    element("h2", { id: "approval-title" }, `Approve ${counted(count, "deletion")}?`),
    element(
      "p",
      {},
      count === deletions.length ? kindsText(deletions) : `${count.toLocaleString("en")} entities`,
      " of ",
      nameText(service),
      " will be deleted in OpenMetadata. A run that deletes them starts at once.",
    ),
    element(
      "ul",
      { class: "rows" },
      ...deletions.slice(0, named).map(row),
      more(count - Math.min(named, deletions.length)),
    ),
    element("label", { for: "approval-count" }, "To go on, enter how many deletions you approve"),
    input,
    error,
    element(
      "div",
      { class: "actions" },
      cancel,
      element("button", { type: "submit", class: "primary danger" }, `Delete ${count.toLocaleString("en")}`),
    ),
  );
  const dialog = element("dialog", { "aria-labelledby": "approval-title" }, form);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.replaceAll(/[\s,.]/g, "") === String(count)) {
      dialog.close();
      approve();
      return;
    }
    error.textContent = `Enter ${count} to approve these deletions.`;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
}

/** Closes the dialog, if it is open: what it is about is not shown any more. */
export function closeApproval() {
  document.querySelector("dialog")?.close();
}

/** "36 endpoints and 2 collections". @param {Held[]} deletions */
function kindsText(deletions) {
  const groups = [...grouped(deletions, ({ kind }) => kind)];
  return groups.map(([kind, all]) => counted(all.length, kindText(kind))).join(" and ");
}

/** @param {Held} deletion */
function row({ kind, fqn }) {
  return element(
    "li",
    {},
    element("span", { class: "tag" }, kindText(kind)),
    element("code", {}, nameText(fqn)),
  );
}

/** @param {number} rest */
function more(rest) {
  return rest > 0 ? element("li", { class: "hint" }, `and ${rest.toLocaleString("en")} more`) : undefined;
}
