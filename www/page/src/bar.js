/** The answer in three numbers: config, operations, fields. Each opens its pane. */
import { button, counted, element, find, keepFocus } from "./dom.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("metarest").Coverage} Coverage */

/** The parts of the fields' bar, in their order; each opens what it is about, and says what it means. */
const parts = /** @type {const} */ ([
  { name: "mapped", label: "held", opens: "entities", title: "Schemas of the document that fields show" },
  {
    name: "cut",
    label: "cut",
    opens: "losses",
    title: "Schemas beyond the limit of fields or levels",
  },
  {
    name: "lost",
    label: "lost",
    opens: "losses",
    title: "Schemas that the catalogue cannot hold",
  },
  {
    name: "policy",
    label: "by policy",
    opens: "losses",
    title: "Schemas that settings leave out; Losses keeps them",
  },
]);

/** @param {Page} page */
export function bar(page) {
  for (const number of document.querySelectorAll("#bar [data-opens]")) {
    const name = /** @type {HTMLElement} */ (number).dataset.opens;
    // With no kind: all losses.
    number.addEventListener("click", () => page.open(/** @type {any} */ (name), {}));
  }
  page.model.on("preview", () => showPreview(page));
  for (const name of /** @type {const} */ (["check", "preview"])) {
    page.model.on(name, () => showCheck(page.model));
    page.model.on(name, () => countProblems(page.model));
    page.model.on(name, () => showStale(page.model));
  }
  page.model.on("state", () => showState(page.model.state));
}

/** @param {Page["model"]} model */
function showCheck(model) {
  const { check, target } = model;
  const changes = target?.config === undefined ? 0 : target.fixed.length;
  if (check?.ok && target && changes) {
    return set("#answer-config", `${counted(changes, "change")} for ${target.to}`, "warning");
  }
  set("#answer-config", check === undefined ? "none yet" : configText(model), stateOf(model));
}

/** @param {Page["model"]} model */
function stateOf({ check, problems }) {
  if (check === undefined) return "none";
  const has = (/** @type {string} */ wanted) => problems.config.some(({ severity }) => severity === wanted);
  if (!check.ok || has("error")) return "error";
  return has("warning") ? "warning" : "good";
}

/** "✓ valid · 1 note", "3 errors · fix 2". @param {Page["model"]} model */
function configText({ problems, fixable }) {
  const count = (/** @type {string} */ wanted) =>
    problems.config.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings, notes] = [count("error"), count("warning"), count("info")];
  const found = [
    errors ? counted(errors, "error") : undefined,
    warnings ? counted(warnings, "warning") : undefined,
    errors + warnings ? undefined : "valid",
    notes ? counted(notes, "note") : undefined,
    fixable ? `fix ${fixable}` : undefined,
  ];
  return `${errors ? "" : "✓ "}${found.filter(Boolean).join(" · ")}`;
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

/** What is shown is not that of the texts as they are: one has errors. @param {Page["model"]} model */
function showStale(model) {
  const note = find("#stale");
  const text = staleText(model).join(" ");
  note.hidden = text === "";
  if (!note.hidden && note.textContent !== text) note.textContent = text;
}

/** @param {Page["model"]} model */
function staleText({ check, isEarlier, preview }) {
  if (preview === undefined) return [];
  const shown = "Operations, losses and output still show";
  // Without a config there is nothing to say of it.
  const hasConfig = check !== undefined;
  if (hasConfig && isEarlier && preview.isEarlier)
    return [`The config and the document have errors. ${shown} them as they were before.`];
  return [
    hasConfig && isEarlier ? `The config has errors. ${shown} it as it was before them.` : "",
    preview.isEarlier ? `The document has errors. ${shown} it as it was before them.` : "",
    hasConfig && !isEarlier && preview.withoutConfig
      ? "The config has errors, so the document is mapped without it."
      : "",
  ].filter(Boolean);
}

const cutTitle = "Schemas that have more fields than the limit where they are used";
const filteredTitle = "The fields of operations that filters leave out are not counted";

/** @param {Coverage | undefined} coverage @param {Page["open"]} open */
function showStack(coverage, open) {
  const nodes = coverage?.nodes;
  const shown = nodes ? parts.filter(({ name }) => nodes[name] > 0) : [];
  const goTo = (/** @type {(typeof parts)[number]} */ part) => () =>
    open(part.opens, part.name === "mapped" ? {} : { kind: part.name });
  find("#answer-fields [data-stack]").replaceChildren(
    ...shown.map((part) => {
      const segment = element("span", { class: part.name, title: part.title });
      segment.style.flexGrow = String((nodes?.[part.name] ?? 0) / (nodes?.total || 1));
      segment.addEventListener("click", goTo(part));
      return segment;
    }),
  );
  const entries = shown.map((part) =>
    entry(part.name, part.title, `${nodes?.[part.name].toLocaleString("en")} ${part.label}`, goTo(part)),
  );
  const legend = find("#answer-fields [data-legend]");
  keepFocus(legend, () => legend.replaceChildren(...entries, ...furtherEntries(coverage, open)));
}

/** What is no part of the bar. @param {Coverage | undefined} coverage @param {Page["open"]} open */
function furtherEntries(coverage, open) {
  const { cutSchemas = 0, operations } = coverage ?? {};
  const further = [];
  // Some of their fields are cut, though other uses of them may show these.
  if (cutSchemas) {
    const text = `${counted(cutSchemas, "schema")} cut`;
    further.push(entry("cut", cutTitle, text, () => open("losses", { kind: "cut" }), "schemas"));
  }
  if (operations?.filtered) {
    const [kept, total] = [operations.total - operations.filtered, operations.total];
    const text = `in ${kept.toLocaleString("en")} of ${counted(total, "operation")}`;
    further.push(entry("within", filteredTitle, text, () => open("entities")));
  }
  return further;
}

/** @param {string} name @param {string} title @param {string} text @param {() => void} act @param {string} [key] */
function entry(name, title, text, act, key = name) {
  return element("li", {}, button({ class: name, title, "data-key": key }, act, text));
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
