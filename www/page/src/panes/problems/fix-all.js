/** The dialog of "Fix all": what would change, as a unified diff, before it changes. */
import { element, prose } from "../../dom.js";
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
  // Without it the list would have the focus, as it scrolls.
  const cancel = element("button", { type: "button", class: "quiet", autofocus: true }, "Cancel");
  const messages = messagesOf(page.model.problems.config, fixed);
  const apply = element("button", { type: "button", class: "primary" }, `Apply ${title}`);
  const dialog = element(
    "dialog",
    { class: "fix-dialog", "aria-labelledby": "fix-title" },
    element("h2", { id: "fix-title" }, `${title} of the config`),
    element(
      "ul",
      { class: "fix-list", "aria-label": "Fixes" },
      ...fixed.map((fix, at) => fixOf(fix, messages[at])),
    ),
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

/** @param {AppliedFix} fix @param {string | undefined} message what it mends */
function fixOf({ title, line }, message) {
  const about = message === undefined ? [] : [...prose(message), ", "];
  const hint = element("span", { class: "hint" }, ...about, `line ${line}`);
  return element("li", {}, about.length ? `${title}: ` : `${title} `, hint);
}

/**
 * What each fix mends: a title such as "Write it as Rest" does not say what is written so.
 *
 * @param {import("metarest").Diagnostic[]} problems @param {AppliedFix[]} fixed
 */
function messagesOf(problems, fixed) {
  const left = [...problems];
  return fixed.map(({ code, title }) => {
    const isOf = (/** @type {import("metarest").Diagnostic} */ problem) =>
      problem.code === code && problem.fixes?.some((fix) => fix.title === title);
    const at = left.findIndex(isOf);
    // Each once: the same fix may be made at several places.
    return at < 0 ? undefined : left.splice(at, 1)[0]?.message;
  });
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
