/** The page: the inputs on one side, the results of the core on the other. */
import { asset } from "./assets.js";
import { coverageLine } from "./coverage.js";
import { bySeverity, diagnosticRow, fill, inSpec, lossGroup, merged } from "./diagnostics.js";
import { counted, element, find } from "./dom.js";
import { Engine } from "./engine.js";
import { endpointCount, filtered, grouped, tree } from "./entities.js";
import { Source } from "./source.js";

/** @typedef {import("./engine.worker.js").Answer} Answer */
/** @typedef {import("metarest").Diagnostic} Diagnostic */

/** Milliseconds without a keystroke after which the core is called. */
const debounce = 250;

const results = find("#results");
const status = find("#status");
const filterBox = /** @type {HTMLInputElement} */ (find("#filter"));

/** @type {import("./entities.js").Group[]} */
let groups = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const listeners = { changed: requestSoon, rejected: showProblem };
const config = new Source("#config", {
  label: "Workflow config",
  hint: "source:\n  type: rest\n  serviceName: …",
  ...listeners,
});
const spec = new Source("#spec", {
  label: "OpenAPI document",
  hint: "openapi: 3.1.0\ninfo: …\npaths: …",
  ...listeners,
});
const engine = new Engine({ state: showState, answer: showAnswer });

find("#example").addEventListener("click", loadExample);
filterBox.addEventListener("input", showEntities);
ignoreStrayDrops();

/** Calls the core once the user pauses typing. */
function requestSoon() {
  clearTimeout(timer);
  timer = setTimeout(request, debounce);
}

function request() {
  engine.request({ config: config.editor.text, spec: spec.bytes.length ? spec.bytes : undefined });
}

/** @param {import("./engine.js").State} state @param {string} [reason] */
function showState(state, reason) {
  results.setAttribute("aria-busy", String(state === "loading" || state === "busy"));
  if (state === "loading") status.textContent = "Loading…";
  if (state === "failed")
    showProblem(`The core failed unexpectedly: ${reason}. Change an input, or reload the page.`);
  if (state === "idle" && isEmpty()) showNothing();
}

function isEmpty() {
  return !config.editor.text.trim() && spec.bytes.length === 0;
}

/** @param {string} text */
function showProblem(text) {
  status.replaceChildren(element("strong", { class: "problem" }, text));
}

function showNothing() {
  status.textContent = "Ready.";
  find("#welcome").hidden = false;
}

/** @param {Answer} answer */
function showAnswer({ check, hovers, preview, withoutConfig }) {
  const diagnostics = bySeverity(merged(check?.diagnostics, preview?.diagnostics));
  find("#welcome").hidden = !isEmpty();
  config.editor.show(diagnostics.filter((diagnostic) => !inSpec(diagnostic)));
  config.editor.setHovers(hovers ?? []);
  spec.editor.show(diagnostics.filter(inSpec));
  showList("#diagnostics", diagnostics, (item) => diagnosticRow(item, reveal));
  showLosses(preview);
  showPreview(preview, withoutConfig ?? false);
  status.textContent = isEmpty() ? "Ready." : summary(diagnostics);
}

/** @param {import("./diagnostics.js").Placed | import("metarest").Loss} item */
function reveal(item) {
  const source = "code" in item && !inSpec(item) ? config : spec;
  source.editor.reveal(item);
}

/** @param {Answer["preview"]} preview @param {boolean} withoutConfig */
function showPreview(preview, withoutConfig) {
  const { service, collections = [], endpoints = [], coverage, share = 100 } = preview ?? {};
  groups = grouped(/** @type {any[]} */ (collections), /** @type {any[]} */ (endpoints));
  const aside = withoutConfig && groups.length ? "Mapped without the config, which has errors." : undefined;
  find("#coverage").replaceChildren(
    ...(service && coverage ? [coverageLine(coverage, share)] : []),
    ...(aside ? [element("p", { class: "hint" }, aside)] : []),
  );
  find("#entities").hidden = groups.length === 0;
  showEntities();
}

function showEntities() {
  const shown = filtered(groups, filterBox.value);
  const [some, all] = [endpointCount(shown), endpointCount(groups)];
  find("#entities [data-count]").textContent =
    some === all ? counted(all, "endpoint") : `${some} of ${counted(all, "endpoint")}`;
  find("#entities [data-list]").replaceChildren(...tree(shown));
  const none = find("#entities [data-none]");
  none.hidden = shown.length > 0;
  none.textContent = "No endpoint matches the filter.";
}

/**
 * @template T
 * @param {string} selector
 * @param {T[]} items
 * @param {(item: T) => HTMLElement} make
 */
function showList(selector, items, make) {
  const section = find(selector);
  section.hidden = items.length === 0;
  find("[data-count]", section).textContent = items.length.toLocaleString("en");
  fill(find("[data-list]", section), items, make);
}

/** Shows the losses by reason. @param {Answer["preview"]} preview */
function showLosses(preview) {
  const { reasons = [], losses = [] } = preview ?? {};
  const reveal = (/** @type {Parameters<import("./diagnostics.js").Reveal>[0]} */ loss) =>
    spec.editor.reveal(loss);
  showList("#losses", reasons, (group) => {
    const own = losses.filter((loss) => loss.reason === group.reason);
    return lossGroup(group, own, reveal);
  });
  find("#losses [data-count]").textContent = losses.length.toLocaleString("en");
}

/** @param {Diagnostic[]} diagnostics */
function summary(diagnostics) {
  const count = (/** @type {string} */ severity) =>
    diagnostics.filter((item) => item.severity === severity).length;
  const parts = [counted(count("error"), "error"), counted(count("warning"), "warning")];
  if (groups.length)
    parts.push(counted(groups.length, "collection"), counted(endpointCount(groups), "endpoint"));
  return parts.join(" · ");
}

/** Loads a real document and a config for it, both from this page's own origin. */
async function loadExample() {
  try {
    const [document, workflow] = await Promise.all(["petstore3.json", "example.yaml"].map(bytesOf));
    config.load(/** @type {Uint8Array} */ (workflow));
    spec.load(/** @type {Uint8Array} */ (document));
  } catch (error) {
    showProblem(`The example could not be loaded: ${error}`);
  }
}

/** @param {string} name */
async function bytesOf(name) {
  const response = await fetch(asset(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Prevents that a file dropped beside the panels replaces the page. */
function ignoreStrayDrops() {
  for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());
}
