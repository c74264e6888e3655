/** The dialog of "Fix all": what would change, as a unified diff, before it changes. */
import { element } from "../../dom.js";
import { editsOf, hunksOf } from "./diff.js";

/** @typedef {import("../../page.js").Page} Page */
/** @typedef {import("metarest").AppliedFix} AppliedFix */

/** @param {Page} page */
export async function fixAll(page) {
  const before = page.config.text;
  const { report, config } = await page.engine.ask("fix");
  if (config === undefined || config === before) {
    page.announce("Nothing can be fixed by itself");
    return;
  }
  const fixed = report.fixed ?? [];
  const dialog = dialogOf(page, before, config, fixed);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/** @param {Page} page @param {string} before @param {string} after @param {AppliedFix[]} fixed */
function dialogOf(page, before, after, fixed) {
  const title = fixes(fixed.length);
  const cancel = element("button", { type: "button", class: "quiet" }, "Cancel");
  const apply = element("button", { type: "button", class: "primary" }, `Apply ${title}`);
  const dialog = element(
    "dialog",
    { class: "fix-dialog", "aria-labelledby": "fix-title" },
    element("h2", { id: "fix-title" }, `${title} of the config`),
    element("ul", { class: "fix-list" }, ...fixed.map(({ title, line }) => fixOf(title, line))),
    diffOf(before, after),
    element(
      "div",
      { class: "fix-buttons" },
      element("p", { class: "hint" }, "One undo takes all back."),
      cancel,
      apply,
    ),
  );
  cancel.addEventListener("click", () => dialog.close());
  apply.addEventListener("click", () => {
    dialog.close();
    applyTo(page, before, after, fixed.length);
  });
  return dialog;
}

/** @param {string} title @param {number} line */
function fixOf(title, line) {
  return element("li", {}, title, " ", element("span", { class: "hint" }, `line ${line}`));
}

/** @param {Page} page @param {string} before @param {string} after @param {number} count */
function applyTo(page, before, after, count) {
  if (page.config.text !== before) {
    page.announce("The config has changed meanwhile: look at the fixes again");
    return;
  }
  page.config.apply(editsOf(before, after), { title: "Fix all" });
  page.announce(`${fixes(count)} applied`);
}

/** @type {Record<string, string>} */
const kinds = { "+": "added", "-": "removed" };

/** @param {string} before @param {string} after */
function diffOf(before, after) {
  const hunks = hunksOf(before, after);
  const lines = hunks.flatMap(({ start, lines }, at) => [
    ...(at > 0 || start > 1 ? [element("div", { class: "gap" }, `line ${start}`)] : []),
    ...lines.map(diffLine),
  ]);
  // It scrolls, so the keyboard must reach it.
  return element(
    "div",
    { class: "diff", tabindex: 0, role: "region", "aria-label": "Changes of the config" },
    ...lines,
  );
}

/** @param {string} line with its sign */
function diffLine(line) {
  const sign = line.slice(0, 1);
  const kind = kinds[sign] ?? "same";
  return element(
    "div",
    { class: `line ${kind}` },
    kind === "same" ? undefined : element("span", { class: "unseen" }, `${kind}: `),
    element("span", { class: "sign", "aria-hidden": "true" }, sign),
    element(
      kind === "removed" ? "del" : kind === "added" ? "ins" : "span",
      {},
      line.slice(1).replace(/\r$/, ""),
    ),
  );
}

/** @param {number} count */
function fixes(count) {
  return count === 1 ? "1 fix" : `${count} fixes`;
}
