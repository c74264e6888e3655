/**
 * The strip above the editors when the config says where the document is: Fetch, or choose the file. Nothing is asked
 * before the click. What fails is told with what to do, as a browser does not tell much.
 */

import { button, element, keepFocus, prose, size } from "../dom.js";
import { ignoreAborted, isAborted, reasonOf } from "../engine/errors.js";
import { fetchDocument } from "../engine/fetch.js";
import { unnamed } from "../names.js";

/** @typedef {import("../engine/engine.js").Engine} Engine */
/** @typedef {import("../engine/fetch.js").FetchedDocument} FetchedDocument */

/**
 * A document that was fetched and is here.
 *
 * @typedef {object} Held
 * @property {string} address of the config at that time
 * @property {string | undefined} name
 * @property {string} time
 * @property {boolean} isEdited
 */

/**
 * @typedef {object} Options
 * @property {Engine} engine
 * @property {() => string} config its text
 * @property {() => void} choose opens the dialog for files
 * @property {() => string | undefined} shown the name of the document that is here
 * @property {(fetched: FetchedDocument) => void} fetched
 * @property {() => void} elsewhere shows how to run the config where a browser's rules do not hold
 */

export class FetchStrip {
  #hosts;
  #options;
  /** The address that the config has. @type {string | undefined} */
  #address;
  /** @type {Held | undefined} */
  #held;
  /** @type {AbortController | undefined} */
  #open;
  /** Whether the document has changed since the fetch began. */
  #isReplaced = false;
  /** Whether the strip shows a fetch under way, of which only the progress changes. */
  #isProgress = false;
  /** What to say of the last attempt, made for each place of the strip. @type {(() => Node)[]} */
  #said = [];

  /** @param {HTMLElement[]} hosts the places of the strip @param {Options} options */
  constructor(hosts, options) {
    this.#hosts = hosts;
    this.#options = options;
  }

  /** Shows the address of the config as it is now. */
  async update() {
    const outline = await this.#options.engine.ask("outline").catch(ignoreAborted);
    if (outline === undefined || outline.address === this.#address) return;
    this.#address = outline.address;
    this.#said = [];
    this.#render();
  }

  /** The document is another one, or was edited: what was said of a fetch is over. */
  documentChanged() {
    this.#isReplaced = true;
    if (this.#open) return;
    const shown = this.#options.shown();
    // A text that was emptied keeps its name.
    const isSame = shown === undefined || shown === this.#held?.name;
    this.#held = this.#held && isSame ? { ...this.#held, isEdited: true } : undefined;
    this.#said = [];
    this.#render();
  }

  async fetch() {
    if (this.#open || this.#address === undefined) return;
    const address = this.#address;
    this.#open = new AbortController();
    this.#isReplaced = false;
    this.#say("Fetching…");
    try {
      const { engine, config } = this.#options;
      const fetched = await fetchDocument({
        module: engine.module,
        config: config(),
        progress: (at) => this.#say(progressText(at)),
        signal: this.#open.signal,
      });
      this.#show(address, fetched);
    } catch (error) {
      if (isAborted(error)) this.#said = [];
      else
        this.#said = [() => element("strong", { class: "problem" }, `The fetch failed: ${reasonOf(error)}`)];
    }
    this.#open = undefined;
    this.#render();
  }

  /** @param {string} address @param {FetchedDocument} fetched */
  #show(address, fetched) {
    this.#said = fetched.diagnostics.map((diagnostic) => () => problem(diagnostic));
    const isHeldBack = fetched.diagnostics.some(({ code }) => code === "run-spec-unreachable");
    if (isHeldBack) this.#said.push(() => this.#elsewhere());
    if (fetched.bytes === undefined) return;
    if (fetched.bytes.length === 0)
      return this.#refuse("The answer is empty: there is no document at that address.");
    if (this.#isReplaced || address !== this.#address)
      return this.#refuse("What was fetched is dropped, as document or address have changed since.");
    this.#options.fetched(fetched);
    this.#held = { address, name: this.#options.shown(), time: timeOf(new Date()), isEdited: false };
  }

  /** @param {string} text */
  #refuse(text) {
    this.#said.push(() => element("p", { class: "problem" }, text));
  }

  #elsewhere() {
    const how = button({ class: "quiet", "data-key": "how" }, this.#options.elsewhere, "Show how");
    return element("p", {}, "The command line and a Worker fetch it all the same. ", how);
  }

  /** @param {string} text */
  #say(text) {
    this.#said = [() => element("span", { class: "hint" }, text)];
    this.#render();
  }

  #render() {
    const isProgress = this.#open !== undefined;
    for (const host of this.#hosts) {
      host.hidden = this.#address === undefined;
      if (host.hidden) continue;
      // The button stays the same one, so that it can be clicked and keeps the focus.
      const said = isProgress && this.#isProgress && host.querySelector(".said");
      if (said) said.replaceChildren(...this.#said.map((make) => make()));
      else keepFocus(host, () => host.replaceChildren(...this.#content()));
    }
    this.#isProgress = isProgress;
  }

  #content() {
    return [
      element("span", { class: "where" }, ...this.#where()),
      ...(this.#open ? [first("quiet", () => this.#open?.abort(), "Cancel")] : this.#choices()),
      element("div", { class: "said", role: "status" }, ...this.#said.map((make) => make())),
    ];
  }

  /** Where a run reads the document, and whether it or another one is shown. */
  #where() {
    const shown = this.#options.shown();
    const address = element("code", {}, this.#address);
    if (this.#isHere()) {
      const short = element("code", { title: this.#address }, shortOf(this.#address));
      return ["Shown: ", short, whenOf(this.#held)];
    }
    if (shown === undefined) return ["The document is at ", address];
    const name = shown === unnamed ? "what is written here" : shown;
    return [`Shown: ${name}. A run reads `, address];
  }

  /** Whether the document that is here is that of the config's address: fetched, or fetched before a reload or an edit. */
  #isHere() {
    const shown = this.#options.shown();
    if (shown === undefined) return false;
    return this.#held?.address === this.#address || isSameAddress(shown, this.#address);
  }

  #choices() {
    if (this.#isHere()) return [first("quiet", () => this.fetch(), "Fetch again")];
    const kind = this.#options.shown() === undefined ? "primary" : "quiet";
    return [
      first(kind, () => this.fetch(), "Fetch"),
      button({ class: "quiet", "data-key": "choose" }, this.#options.choose, "Choose file"),
    ];
  }
}

/** The first button, which keeps the focus, whatever it says now. @param {string} kind @param {() => void} act @param {string} label */
function first(kind, act, label) {
  return button({ class: kind, "data-key": "first" }, act, label);
}

/** ", fetched at 14:32." @param {Held | undefined} held */
function whenOf(held) {
  if (held === undefined) return ".";
  const since = held.isEdited ? " and edited here since: a run does not read the edits." : ".";
  return `, fetched at ${held.time}${since}`;
}

/** "14:32". @param {Date} time */
function timeOf(time) {
  return time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** "host/path". @param {string} [address] */
function shortOf(address = "") {
  if (!URL.canParse(address)) return address;
  const { host, pathname } = new URL(address);
  return host + pathname;
}

/** Whether two addresses are the same, however they are written. @param {string} a @param {string} [b] */
function isSameAddress(a, b = "") {
  return a === b || (URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href);
}

/** "1.2 MB of 3.4 MB of schemas/pet.yaml…". @param {import("../engine/fetch.js").FetchProgress} progress */
function progressText({ name, bytes, total }) {
  const all = total === undefined ? "" : ` of ${size(total)}`;
  return `${size(bytes)}${all}${name ? ` of ${name}` : ""}…`;
}

/** A diagnostic as sentences. @param {import("metarest").Diagnostic} diagnostic */
function problem({ message, help }) {
  const more = help ? element("span", { class: "help" }, ...prose(` ${sentence(help)}`)) : undefined;
  return element("p", { class: "problem" }, ...prose(sentence(message)), more);
}

/** Diagnostics begin in small letters and have no stop, as other texts go on with them. @param {string} text */
function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
