/** The answer in three numbers: config, operations, fields. Each opens its pane. */
import { button, counted, element, find } from "./dom.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("metarest").Coverage} Coverage */
/** @typedef {import("metarest").CheckReport} CheckReport */

/** The parts of the fields' bar, in their order; each opens what it is about, and says what it means. */
const parts = /** @type {const} */ ([
  { name: "mapped", label: "held", opens: "entities", title: "Schemas of the document that fields show" },
  { name: "cut", label: "cut", opens: "losses", title: "Schemas beyond the limit of fields or levels" },
  { name: "lost", label: "lost", opens: "losses", title: "Schemas that the catalogue cannot hold" },
  {
    name: "policy",
    label: "by policy",
    opens: "losses",
    title: "Schemas that settings leave out; Losses keeps them",
  },
  {
    name: "filtered",
    label: "filtered",
    opens: "entities",
    title: "Schemas of operations that filters leave out",
  },
]);

/** @param {Page} page */
export function bar(page) {
  for (const number of document.querySelectorAll("#bar [data-opens]")) {
    const name = /** @type {HTMLElement} */ (number).dataset.opens;
    number.addEventListener("click", () => page.open(/** @type {any} */ (name)));
  }
  page.model.on("check", () => showCheck(page.model));
  page.model.on("preview", () => showPreview(page));
  for (const name of /** @type {const} */ (["check", "preview"])) {
    page.model.on(name, () => countProblems(page.model));
    page.model.on(name, () => showStale(page.model));
  }
  page.model.on("state", () => showState(page.model.state));
}

/** @param {Page["model"]} model */
function showCheck({ check, target }) {
  const changes = target?.config === undefined ? 0 : target.fixed.length;
  if (check?.ok && target && changes) {
    return set("#answer-config", `${counted(changes, "change")} for ${target.to}`, "warning");
  }
  set("#answer-config", check === undefined ? "none yet" : configText(check), stateOf(check));
}

/** @param {CheckReport | undefined} check */
function stateOf(check) {
  if (check === undefined) return "none";
  if (!check.ok) return "error";
  return check.diagnostics.some(({ severity }) => severity === "warning") ? "warning" : "good";
}

/** "✓ valid · 1 note", "3 errors · fix 2". @param {CheckReport} check */
function configText({ diagnostics }) {
  const count = (/** @type {string} */ severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const fixable = diagnostics.filter(({ fixes, severity }) => fixes?.length && severity !== "info").length;
  const found = [
    count("error") ? counted(count("error"), "error") : undefined,
    count("warning") ? counted(count("warning"), "warning") : undefined,
    fixable ? `fix ${fixable}` : undefined,
  ];
  const text = found.filter(Boolean).join(" · ");
  if (text === "") return count("info") ? `✓ valid · ${counted(count("info"), "note")}` : "✓ valid";
  return count("error") === 0 ? `✓ ${text}` : text;
}

/** @param {Page} page */
function showPreview({ model: { preview }, open }) {
  const { coverage } = preview ?? {};
  set("#answer-operations", coverage ? operationsText(coverage) : "none yet", operationsState(coverage));
  set("#answer-fields", fieldsText(preview), fieldsState(coverage));
  count("entities", preview?.endpoints);
  count("losses", coverage?.losses);
  showStack(coverage, open);
}

/** "19", "8 of 19: 11 filtered". @param {Coverage} coverage */
function operationsText({ operations, unread }) {
  const { total, mapped, ...others } = operations;
  const words = { filtered: "filtered", lost: "lost", policy: "by policy", cut: "cut" };
  const rest = Object.entries(words)
    .map(([name, word]) => [others[/** @type {keyof typeof others} */ (name)], word])
    .filter(([count]) => Number(count) > 0)
    .map(([count, word]) => `${count?.toLocaleString("en")} ${word}`);
  if (unread) rest.push(`${counted(unread, "part")} unread`);
  const held =
    mapped === total
      ? total.toLocaleString("en")
      : `${mapped.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  if (total === 0 && rest.length === 0) return "none";
  return rest.length ? `${held}: ${rest.join(", ")}` : `✓ ${held}`;
}

/** @param {Coverage | undefined} coverage */
function operationsState(coverage) {
  if (coverage === undefined) return "none";
  const { operations, unread } = coverage;
  if (operations.total === 0 || operations.lost || unread) return "error";
  return operations.mapped === operations.total ? "good" : "warning";
}

/** "99.5%"; a share of nothing is none. @param {Page["model"]["preview"]} preview */
function fieldsText(preview) {
  if (preview?.share === undefined) return "none yet";
  return preview.coverage.operations.mapped === 0 ? "nothing to create" : `${preview.share}%`;
}

/** @param {Coverage | undefined} coverage */
function fieldsState(coverage) {
  if (coverage === undefined || coverage.operations.mapped === 0) return "none";
  const { nodes, losses, cutSchemas, unread } = coverage;
  return nodes.lost || nodes.cut || losses || cutSchemas || unread ? "warning" : "good";
}

/** Shows a count at a tab. @param {string} tab @param {number | undefined} number */
function count(tab, number) {
  find(`#tab-${tab} [data-count]`).textContent = number ? number.toLocaleString("en") : "";
}

/** The errors and warnings of config and document. @param {Page["model"]} model */
function countProblems({ problems }) {
  const all = [...problems.config, ...problems.document];
  count("problems", all.filter(({ severity }) => severity !== "info").length);
}

/** What is shown has not to do with the config as it is: it has errors. @param {Page["model"]} model */
function showStale({ check, isEarlier, preview }) {
  const note = find("#stale");
  // Without a config there is nothing to say.
  note.hidden = preview === undefined || check === undefined || !(isEarlier || preview.withoutConfig);
  const text = isEarlier
    ? "The config has errors. Operations, losses and output still show it as it was before them."
    : "The config has errors, so the document is mapped without it.";
  if (!note.hidden && note.textContent !== text) note.textContent = text;
}

const cutTitle = "Schemas that have more fields than the limit where they are used";

/** @param {Coverage | undefined} coverage @param {Page["open"]} open */
function showStack(coverage, open) {
  const shown = coverage ? parts.filter(({ name }) => coverage.nodes[name] > 0) : [];
  const total = coverage?.nodes.total || 1;
  const { cutSchemas = 0 } = coverage ?? {};
  const cutText = `${counted(cutSchemas, "schema")} cut`;
  const [stack, legend] = ["[data-stack]", "[data-legend]"].map((place) => find(`#answer-fields ${place}`));
  stack?.replaceChildren(
    ...shown.map(({ name }) => {
      const segment = element("span", { class: name });
      segment.style.flexGrow = String((coverage?.nodes[name] ?? 0) / total);
      return segment;
    }),
  );
  legend?.replaceChildren(
    ...shown.map(({ name, label, opens, title }) => {
      const count = (coverage?.nodes[name] ?? 0).toLocaleString("en");
      return element(
        "li",
        {},
        button({ class: name, title }, () => open(opens), `${count} ${label}`),
      );
    }),
    // Some of their fields are cut, though other uses of them may show these.
    ...(cutSchemas
      ? [
          element(
            "li",
            {},
            button({ class: "cut", title: cutTitle }, () => open("losses"), cutText),
          ),
        ]
      : []),
  );
}

/** @param {import("./engine/protocol.js").EngineState} state */
function showState({ phase }) {
  find("#bar").setAttribute("aria-busy", String(phase === "starting" || phase === "mapping"));
}

/** @param {string} place @param {string} text @param {string} state */
function set(place, text, state) {
  const answer = find(place);
  answer.dataset.state = state;
  const value = find("[data-value]", answer);
  if (value.textContent !== text) value.textContent = text;
}
