/** The page: inputs on one side, what the core makes of them on the other. */
import { asset } from "./assets.js";
import { bar } from "./bar.js";
import { find } from "./dom.js";
import { replayClicks } from "./early_clicks.js";
import { Engine } from "./engine/engine.js";
import { ignoreAborted, reasonOf } from "./engine/errors.js";
import { acceptDrops, readFiles } from "./input/drop.js";
import { FetchStrip } from "./input/fetch_strip.js";
import { kindOf } from "./input/sort.js";
import { splitter } from "./input/splitter.js";
import { Tabs } from "./input/tabs.js";
import { versionStrip } from "./input/version_strip.js";
import { keepWork } from "./keep/keep.js";
import { menu } from "./menu.js";
import { Model } from "./model.js";
import { configName } from "./names.js";
import { notice } from "./notice.js";
import { EntitiesPane } from "./panes/entities/pane.js";
import { LossesPane } from "./panes/losses.js";
import { OutputPane, saveAs } from "./panes/output.js";
import { ProblemsPane } from "./panes/problems/pane.js";
import { pause } from "./pause.js";
import { progress } from "./progress.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Place} Place */
/** @typedef {import("./input/tabs.js").TabName} TabName */

const model = new Model();
const engine = new Engine(model);
const names = (/** @type {string} */ filter) => model.namesFor(filter);
// Most of what the page loads is the editors: in parts, each run in a task of its own.
const parts = [
  () => import("./editor/marks.js"),
  () => import("./editor/language.js"),
  () => import("./editor/setup.js"),
];
for (const part of parts) {
  await part();
  await pause();
}
const { Inputs } = await import("./input/inputs.js");
await pause();
const inputs = await Inputs.open(engine, {
  changed,
  names,
  caretInConfig: testFilter,
  caretInDocument: markEntity,
});
const tabs = new Tabs((name) => shown(name));
const tell = notice(find("#notice"));

/** @type {Page} */
const page = {
  model,
  engine,
  inputs,
  config: inputs.config,
  document: inputs.document,
  open: (name, options) => {
    tabs.show(name);
    panes[name]?.shown(options);
  },
  announce: (text) => {
    find("#news").textContent = text;
  },
  reveal,
  inputOf,
  choose: () => chosen.click(),
  tell,
  sample: loadSample,
};

const entities = new EntitiesPane(find("#entities"), page);
/** @type {Partial<Record<TabName, {shown: (options?: import("./page.js").OpenOptions) => void}>>} */
const panes = {
  problems: new ProblemsPane(find("#problems"), page),
  entities,
  losses: new LossesPane(find("#losses"), page),
  output: new OutputPane(find("#output"), page),
};

const chosen = /** @type {HTMLInputElement} */ (find("#chosen"));
const strips = [find("#config [data-strip=fetch]"), find("#document [data-strip=fetch]")];
const fetchStrip = new FetchStrip(strips, {
  engine,
  config: () => inputs.config.text,
  choose: () => chosen.click(),
  elsewhere: () => page.open("output", { section: "command" }),
  shown: () => (inputs.hasDocument ? inputs.documentName : undefined),
  fetched: ({ address = "", bytes, files }) => {
    if (bytes === undefined) return;
    const others = files.map(({ name, bytes }) => ({ path: new URL(name, address).href, bytes }));
    inputs.loadDocument({ path: address, bytes }, others);
    tabs.show("entities");
  },
});

bar(page);
progress(find("#progress"), page);
versionStrip(find("#version"), find("[data-strip=version]"), page);
const split = splitter(find("#splitter"), () => {});
acceptDrops(find("#drop-cover"), give);
model.on("check", () => fetchStrip.update());
for (const name of /** @type {const} */ (["check", "preview"]))
  model.on(name, () => inputs.config.show(model.problems.config));
model.on("preview", showDocumentProblems);
model.on("rows", () => testFilter(inputs.config.caret));
model.on("check", offerDocument);

chosen.addEventListener("change", () => {
  if (chosen.files?.length) give(readFiles(chosen.files));
  chosen.value = "";
});
const wrap = /** @type {HTMLInputElement} */ (find("#wrap"));
wrap.addEventListener("change", () => {
  for (const editor of [inputs.config, inputs.document]) editor.setWrap(wrap.checked);
});
find("#choose").addEventListener("click", () => chosen.click());
find("#save").addEventListener("click", save);
find("#run-it").addEventListener("click", () => page.open("output", { section: "command" }));
find("#example").addEventListener("click", () => loadExample());
find("#sample").addEventListener("click", () => loadSample());

const keep = keepWork({ page, inputs, tabs, split });
menu({ open: page.open, save, autosave: keep.autosave });
// What happened before there was anyone to tell: the core may have started and answered, keys may have been typed, and
// the browser restores what was ticked.
model.set({ state: model.state });
if (model.state.phase !== "starting") model.set({ check: model.check, preview: model.preview });
if (!inputs.isEmpty) changed("config");
if (wrap.checked) wrap.dispatchEvent(new Event("change"));
void replayClicks(keep.begun);

/** @param {TabName} name */
function shown(name) {
  if (name in panes) panes[name]?.shown();
  keep.changed("view");
}

/** @param {"config" | "document" | "files"} part @param {import("./input/inputs.js").How} [how] */
function changed(part, how) {
  keep.changed(part, how);
  if (part === "document") fetchStrip.documentChanged();
  find("#welcome").hidden = !inputs.isEmpty;
  find("#results").classList.toggle("empty", inputs.isEmpty);
}

function save() {
  if (inputs.config.isEmpty) return tell("There is no config to save yet.", [], { stays: false });
  saveAs("rest_config.yaml", inputs.config.text);
  page.announce("The config is saved as rest_config.yaml");
}

/** What was given last: a file that is read slowly must not replace one that was given after it. */
let given = Promise.resolve();

/** Takes files that were dropped or chosen, in this order. @param {Promise<import("./input/drop.js").Read>} reading */
function give(reading) {
  given = given
    .then(() => take(reading))
    .catch((error) => tell(`The files could not be read: ${reasonOf(error)}`));
}

/** @param {Promise<import("./input/drop.js").Read>} reading */
async function take(reading) {
  const { files, leftOut } = await reading;
  const side = tabs.shown("inputs");
  const before = inputs.state;
  const { taken, refused, isReplaced } = files.length
    ? inputs.give(files, /** @type {any} */ (side))
    : { taken: [], refused: ["There is no YAML or JSON file in it"], isReplaced: false };
  const rest = leftOut.length
    ? ` Left out: ${leftOut.slice(0, 3).join("; ")}${leftOut.length > 3 ? " …" : ""}.`
    : "";
  const back = () => {
    inputs.state = before;
  };
  const actions = isReplaced ? [{ label: "Back to what was here", act: back }] : [];
  const stays = leftOut.length > 0 || refused.length > 0 || isReplaced;
  tell(`${[...taken, ...refused].join("; ")}.${rest}`, actions, { stays });
  if (inputs.hasDocument && taken.length && side !== "files") tabs.show("entities");
}

/** Marks the document's problems in its text. */
async function showDocumentProblems() {
  await inputs.shown;
  inputs.document.show(model.problems.document.filter(({ file }) => file === inputs.documentName));
}

/** A document that was pasted as the config has a way to where it belongs. */
function offerDocument() {
  const isOther = model.check?.diagnostics.some(({ code }) => code === "config-not-a-config") ?? false;
  if (!isOther || inputs.hasDocument) return;
  const bytes = new TextEncoder().encode(inputs.config.text);
  if (kindOf(bytes) !== "document") return;
  const act = () => {
    inputs.loadConfig("");
    inputs.loadDocument({ path: "", bytes });
    tabs.show("document");
  };
  tell("This is an OpenAPI document, not a config.", [{ label: "Make it the document", act }]);
}

/** @param {Place} place */
async function reveal(place) {
  const { file = "" } = place;
  const input = inputOf(place.file);
  tabs.show(input);
  // A large document comes into its editor in pieces.
  if (input === "document") await inputs.shown;
  const editor = input === "files" ? inputs.fileEditor(file) : inputs[input];
  if (editor) editor.reveal(place);
  else tell(`${file} is not here: it was not given.`);
}

/** @type {Page["inputOf"]} */
function inputOf(file) {
  if (file === configName) return "config";
  return file === undefined || file === inputs.documentName ? "document" : "files";
}

/** Lights up what the pattern at the caret matches. @param {{offset: number}} caret */
async function testFilter({ offset }) {
  try {
    const at = await engine.ask("patternAt", offset);
    if (!at?.pattern || model.preview === undefined) return entities.test(undefined);
    const { filter, list, pattern } = at;
    const matches = await engine.ask("matches", { filter, pattern });
    entities.test({ filter, list, pattern, ...matches });
  } catch (error) {
    // What is shown stays until there is an answer.
    ignoreAborted(error);
  }
}

/** Marks the entity whose operation the caret is in. @param {{line: number, column: number}} caret */
async function markEntity({ line, column }) {
  if (model.preview === undefined) return;
  const index = await engine.ask("endpointAt", { line, column }).catch(ignoreAborted);
  if (index !== undefined) entities.mark(index);
}

/** Loads a real document and a config for it, both from this page's own origin. */
async function loadExample() {
  try {
    const [document, workflow] = await Promise.all(["petstore3.json", "example.yaml"].map(bytesOf));
    if (document === undefined || workflow === undefined || hasWorkByNow()) return;
    // The button that was pressed goes with the welcome.
    const isFocusLost = find("#welcome").contains(globalThis.document.activeElement);
    inputs.loadConfig(new TextDecoder().decode(workflow));
    inputs.loadDocument({ path: "petstore3.json", bytes: document });
    page.open("entities");
    if (isFocusLost) find("#tab-entities").focus();
  } catch (error) {
    tell(`The example could not be loaded: ${reasonOf(error)}`);
  }
}

/** Whether there is work that an example must not replace: what was kept comes back a moment after the page. */
function hasWorkByNow() {
  if (inputs.isEmpty) return false;
  tell("Something is here by now, so the example was not loaded.", [], { stays: false });
  return true;
}

/** Loads the config of the example, to be filled in; a document that is here stays. */
async function loadSample() {
  try {
    const workflow = await bytesOf("example.yaml");
    if (!inputs.config.isEmpty && hasWorkByNow()) return;
    inputs.loadConfig(new TextDecoder().decode(workflow));
    tabs.show("config");
    inputs.config.focus();
  } catch (error) {
    tell(`The config could not be loaded: ${reasonOf(error)}`);
  }
}

/** @param {string} name */
async function bytesOf(name) {
  const response = await fetch(asset(name));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
