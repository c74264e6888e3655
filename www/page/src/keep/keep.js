/**
 * The page over time: it goes on where it was left, opens and makes links, works without a network, and says when there is
 * a newer version.
 */
import { script } from "../assets.js";
import { find, listed } from "../dom.js";
import { WorkerClient } from "../engine/client.js";
import { reasonOf } from "../engine/errors.js";
import { Autosave } from "./autosave.js";
import { keepOffline } from "./offline.js";
import { forget, link, read } from "./share.js";
import { showView, viewOf, watchView } from "./view.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../input/inputs.js").Inputs} Inputs */
/** @typedef {import("../input/tabs.js").Tabs} Tabs */
/** @typedef {import("./record.js").State} State */
/** @typedef {import("./record.js").Part} Part */
/** @typedef {import("./share.js").Shared} Shared */
/** @typedef {{page: Page, inputs: Inputs, tabs: Tabs, split: (percent: number) => void}} Parts */

/**
 * Begins; to be called once, when the page is complete.
 *
 * @param {Parts} parts `split` moves the splitter
 * @returns {{autosave: Autosave, changed: Autosave["changed"], begun: Promise<void>}} `changed` is to be called after each
 *   change; `begun` resolves once what was kept or linked is there
 */
export function keepWork(parts) {
  const { page, inputs, tabs } = parts;
  const masks = masksOf(page);
  const autosave = new Autosave({
    sources: sourcesOf(inputs, tabs),
    masks,
    note: (text) => page.tell(text),
    hasWork: () => !inputs.isEmpty || inputs.files.length > 0,
  });
  const begun = begin(parts, autosave);
  watchView(() => autosave.changed("view"));
  const changed = (/** @type {Parameters<Autosave["changed"]>} */ ...args) => {
    // A link that could not be copied is in the address, and is of an earlier state now.
    if (isLinkShown() && args[0] !== "view" && !autosave.isOpening) forget();
    autosave.changed(...args);
  };
  find("#share").addEventListener("click", () => share(parts, masks));
  addEventListener("hashchange", () => isLinkShown() && openHere(page, autosave));
  void stayUsable(page);
  return { autosave, changed, begun };
}

/**
 * A link that is opened in this tab replaces what is here as if it were opened anew; but not what is kept nowhere.
 *
 * @param {Page} page @param {Autosave} autosave
 */
async function openHere(page, autosave) {
  const { href, hash } = location;
  const shared = await read(hash);
  await autosave.settled();
  if (shared && !("error" in shared) && !autosave.isUnsaved) return location.reload();
  forget();
  if (shared && "error" in shared) return page.tell(shared.error);
  const act = () => {
    autosave.discard();
    history.replaceState(history.state, "", href);
    location.reload();
  };
  page.tell("The link would replace what is here, which is not kept on this device.", [
    { label: "Open the link", act },
  ]);
}

/** The core's rules of what is secret, in a worker that is started when they are first needed. @param {Page} page */
function masksOf({ engine }) {
  /** @type {WorkerClient | undefined} */
  let worker;
  const ask = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    worker ??= new WorkerClient(script("mask.worker.js"), () => engine.module, {
      started: () => {},
      failed: () => {},
      told: () => {},
    });
    return worker.ask(name, value);
  };
  return {
    config: (/** @type {string} */ text) => ask("config", text),
    addresses: (/** @type {string} */ text) => ask("addresses", text),
    document: (/** @type {Uint8Array} */ bytes) => ask("document", bytes),
  };
}

/** @param {Inputs} inputs @param {Tabs} tabs @returns {import("./masked.js").Sources} */
function sourcesOf(inputs, tabs) {
  return {
    config: () => inputs.config.text,
    document: () => {
      const { documentName: name, document: bytes } = inputs.state;
      return bytes.length > 0 ? { name, bytes } : undefined;
    },
    files: () => inputs.files.map(({ path, bytes }) => ({ name: path, bytes })),
    view: () => viewOf(tabs),
  };
}

/** Shows what a link holds, else what was kept. @param {Parts} parts @param {Autosave} autosave */
async function begin(parts, autosave) {
  const { page } = parts;
  const { hash } = location;
  const shared = await read(hash);
  if (shared && "error" in shared) {
    forget();
    page.tell(shared.error);
  }
  const opened = shared && !("error" in shared) ? shared : undefined;
  const isUntouched = () => parts.inputs.isEmpty && parts.inputs.files.length === 0;
  const { state, missed } = await autosave.start({ fresh: opened !== undefined, isUntouched });
  if (opened) {
    open(parts, opened, autosave);
    // Until it is kept, a reload opens the link again. By then another link may be there.
    void autosave.flush().then(() => autosave.isLinkKept && location.hash === hash && forget());
    return tellOfLink(parts, autosave);
  }
  if (state && isUntouched()) {
    autosave.restore(() => restore(parts, state));
    if (state.link) await tellOfLink(parts, autosave);
    return;
  }
  if (!missed) return;
  const back = { label: "Back to my work", act: () => autosave.reopen(missed) };
  page.tell("You began before your earlier work was back. It is kept.", [back]);
}

/** @param {Parts} parts @param {Shared} shared @param {Autosave} autosave */
function open({ inputs, tabs, split }, { config, document, view }, autosave) {
  autosave.open(() => {
    inputs.loadConfig(config);
    if (document)
      inputs.loadDocument({ path: document.name, bytes: new TextEncoder().encode(document.text) });
    if (view) showView(view, tabs, split);
  });
}

/** Says that all there is is what a link held, and leads back. @param {Parts} parts @param {Autosave} autosave */
async function tellOfLink({ page, inputs }, autosave) {
  const holds = [
    ...(inputs.config.isEmpty ? [] : ["the config"]),
    ...(inputs.hasDocument ? ["the document"] : []),
  ];
  const before = (await autosave.closed()).find(({ isOfLink }) => !isOfLink);
  const back = before && { label: "Back to my work", act: () => autosave.reopen(before.tab) };
  page.tell(
    `This is what the link holds: ${listed(holds).join("") || "nothing but what was open"}.${back ? " Your earlier work is kept." : ""}`,
    back ? [back] : [],
  );
}

/** @param {Parts} parts @param {State} state */
function restore({ inputs, tabs, split }, { config, document, files = [], view }) {
  inputs.state = {
    config: config?.text ?? "",
    documentName: document?.name ?? "",
    document: document?.bytes ?? new Uint8Array(),
    files: files.map(({ name, bytes }) => ({ path: name, bytes })),
  };
  if (view) showView(view, tabs, split);
}

/** Copies a link to what is here, and says what is in it. @param {Parts} parts @param {import("./share.js").Masks} masks */
async function share({ page, inputs, tabs }, masks) {
  if (inputs.isEmpty) return page.tell("There is nothing to share yet.", [], { stays: false });
  try {
    const { engine } = page;
    await inputs.shown;
    const { documentName: name } = inputs;
    const document = inputs.hasDocument ? { name, text: inputs.document.text } : undefined;
    const { address } = await engine.ask("outline");
    const state = { config: inputs.config.text, document, view: viewOf(tabs), address };
    const made = await link(state, { masks });
    if (inputs.config.isEmpty && !made.holds.includes("the document"))
      return page.tell(
        "The document is too large for a link, and there is no config to share. Send it as a file.",
      );
    const copied = await copy(made.url);
    page.tell(`${copied ? "The link is copied" : "The link is in the address bar"}: ${inWords(made)}`);
  } catch (error) {
    page.tell(`The link could not be made: ${reasonOf(error)}. Try again.`);
  }
}

/** @param {{holds: string[], lacks: string[], length: number}} link */
function inWords({ holds, lacks, length }) {
  // What it lacks is told with commas.
  const without = lacks.length ? ` Not in it: ${listed(lacks, "; ").join("")}.` : "";
  return `${length.toLocaleString("en")} characters. It holds ${listed(holds).join("")}.${without}`;
}

/** Whether the address of the page is a link to a state. */
function isLinkShown() {
  return location.hash.startsWith("#c=");
}

/** Copies a text, or puts it where it can be copied from; whether it is copied. @param {string} url */
async function copy(url) {
  try {
    await navigator.clipboard.writeText(url);
    return true;
  } catch {
    // The browser has no clipboard for pages, or the user does not allow it.
    history.replaceState(history.state, "", new URL(url).hash);
    return false;
  }
}

/** Keeps the page for use without a network, once nothing else is to be loaded. @param {Page} page */
async function stayUsable(page) {
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
  await page.engine.module;
  await keepOffline({
    onUpdate: () => page.tell("A newer version of this page is ready. The next load uses it."),
  });
}
