/**
 * Keeps what the user works on, on this device only: reload and come back, and it is there. Secrets are masked before
 * anything is stored; the rule of what is secret is the core's.
 *
 * In: `changed(part)` after each change, and functions that give a part's value. Out: the state at the start; `note`, in
 * words, when something is not kept. Each tab has a state of its own (`tab.js`).
 */
import { waitAtMost } from "../pause.js";
import { MaskedParts, mostBytes } from "./masked.js";
import { Pending } from "./pending.js";
import { isWork, parts, stateOf, version } from "./record.js";
import { Store } from "./store.js";
import * as tabs from "./tab.js";

/** @typedef {import("./record.js").State} State */
/** @typedef {import("./record.js").Part} Part */

/** How often a part is tried again after the core dropped the question for another. */
const mostTries = 5;

/** The most milliseconds that leaving by the page's own buttons waits until all is stored. */
const mostWait = 2000;
/** Milliseconds after which a user who was asked has stayed. */
const mostOfQuestion = 30_000;

/** Milliseconds in which other tabs may turn out to be closing: before the page is shown, and while nothing is done on it. */
const patience = { start: 500, later: 5000 };

/** States of closed tabs that are kept. A tab that only left the page, or will be restored, is closed too. */
const mostTabs = 30;

const setting = "metarest.autosave";

const words = {
  damaged: "Part of what was kept on this device was damaged, and is dropped.",
  newer:
    "A newer version of this page kept your work. Reload the page to see it; this version leaves it as it is.",
  size: `Document and files over ${mostBytes / 1024 / 1024} MB are not kept on this device. The config is.`,
  space: "This device has no space left for this page: your latest changes are not kept.",
  refused:
    "This browser keeps nothing for this page (a private window, a setting, or no HTTPS): a reload loses your work.",
  unmasked: "The core could not mask the secrets: your latest changes are not kept on this device.",
  masked: "Secrets are never stored: enter them again where they were.",
  maskedDocument:
    "What looks like a secret in the document was not stored: choose the document again if that matters.",
};

export class Autosave {
  #values;
  #note;
  #hasWork;
  #store = new Store();
  /** The name of this tab, once it has one; unset before the start. @type {Promise<string | undefined> | undefined} */
  #tab;
  #pending = new Pending((parts) => void this.#save(parts));
  /** The stores that are under way, one after another. */
  #work = Promise.resolve();
  /** @type {Set<string>} */
  #told = new Set();
  #tries = 0;
  /** What the user changed and is not stored, for whatever reason. @type {Set<Part>} */
  #unsaved = new Set();
  /** Those of it that are too large to be stored. @type {Set<Part>} */
  #tooLarge = new Set();
  /** Whose text changes. @type {"user" | "kept" | "link"} */
  #origin = "user";
  /** Whether all there is is what a link held. */
  #isOfLink = false;
  /** Whether that is stored. */
  isLinkKept = false;
  /** Whether a key was pressed or something clicked. */
  #isUsed = false;
  #enabled;

  /**
   * @param {object} options
   * @param {import("./masked.js").Sources} options.sources
   * @param {import("./masked.js").Masks} options.masks
   * @param {(text: string) => void} options.note shows a sentence to the user
   * @param {() => boolean} options.hasWork whether there is anything to lose
   */
  constructor({ sources, masks, note, hasWork }) {
    this.#values = new MaskedParts({ sources, masks, tooLarge: (part) => this.#isTooLarge(part) });
    this.#note = note;
    this.#hasWork = hasWork;
    this.#enabled = readSetting();
    // Another tab switched it; it has deleted what was stored.
    addEventListener("storage", ({ key }) => {
      if (key === setting || key === null) this.#switched(readSetting());
    });
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
    addEventListener("pagehide", () => void this.flush());
    addEventListener("beforeunload", (event) => {
      // Masking takes longer than the browser waits: it asks whether to stay.
      if (this.isUnsaved) event.preventDefault();
      void this.flush();
    });
    for (const event of ["pointerdown", "keydown", "click", "drop"]) {
      addEventListener(event, () => (this.#isUsed = true), { capture: true, once: true });
    }
  }

  get enabled() {
    return this.#enabled;
  }

  /** Whether a reload would lose what the user did. */
  get isUnsaved() {
    return this.#unsaved.size > 0 && this.#hasWork();
  }

  /** Whether what changes is what a link holds. */
  get isOpening() {
    return this.#origin === "link";
  }

  /** Switches it; off deletes what is stored, of all tabs. @param {boolean} enabled */
  async enable(enabled) {
    try {
      if (enabled) localStorage.removeItem(setting);
      else localStorage.setItem(setting, "off");
    } catch (error) {
      this.#failed(error);
    }
    this.#switched(enabled);
    if (!enabled) await this.#attempt(() => this.#store.clear());
    await this.flush();
  }

  /** Begins to store, all parts at first, or ends it. @param {boolean} enabled */
  #switched(enabled) {
    this.#enabled = enabled;
    this.#pending.take(this.#pending.parts);
    if (!enabled) return;
    if (!this.#tab) void this.#name(() => tabs.fresh());
    this.#storeAll();
  }

  /**
   * Gives the state that was kept: of this tab before a reload, else of the tab that was closed last.
   *
   * @param {{fresh?: boolean, isUntouched?: () => boolean}} [options] `fresh`: nothing is wanted, as the page was opened with
   *   a link; what was kept stays, as it does if something was written before it was read
   * @returns {Promise<{state?: State, missed?: string}>} `missed`: the tab whose state was found too late
   */
  async start({ fresh = false, isUntouched = () => true } = {}) {
    if (!this.#enabled) return {};
    const found = fresh ? undefined : await this.#attempt(() => this.#find());
    const isFree = isUntouched();
    this.#isOfLink ||= isFree && found?.state?.link === true;
    // The page is shown before the name is certain.
    void this.#name(() => (found && isFree ? this.#goOn(found) : tabs.fresh()));
    if (!isFree) this.#storeAll();
    if (!found && !fresh) void this.#attempt(() => this.#startLater(isUntouched));
    return isFree ? { state: found?.state } : { missed: found?.state && found.tab };
  }

  /**
   * Goes on with the latest state if the other tabs were being closed when this one was opened.
   *
   * @param {() => boolean} isUntouched
   */
  async #startLater(isUntouched) {
    await this.#tab;
    if (!(await tabs.othersClose(patience.later))) return;
    const [last] = await this.#closed();
    if (last && isUntouched() && !this.#isUsed) await this.reopen(last.tab);
  }

  /**
   * States of closed tabs, the latest first; those that are as a link held them come last.
   *
   * @returns {Promise<import("./store.js").Tab[]>}
   */
  async closed() {
    return (await this.#attempt(() => this.#closed())) ?? [];
  }

  /** Loads the page with the state of a closed tab; what is here stays among the closed ones. @param {string} tab */
  async reopen(tab) {
    await this.settled();
    const choose = () => tabs.choose(tab);
    if (!this.isUnsaved) choose();
    else {
      // The browser asks, and the user may stay.
      addEventListener("pagehide", choose, { once: true });
      setTimeout(() => removeEventListener("pagehide", choose), mostOfQuestion);
    }
    location.assign(location.pathname);
  }

  /** Stores what has changed, and waits for it, but not for ever: the core may not load. */
  settled() {
    return waitAtMost(mostWait, this.flush());
  }

  /** The user wants to leave without what is not stored. */
  discard() {
    this.#unsaved.clear();
  }

  /** @param {() => Promise<string>} take @returns {Promise<unknown>} */
  #name(take) {
    // Later, as what takes it may mark parts as changed, which needs to know of the start.
    this.#tab = Promise.resolve().then(() => this.#attempt(take));
    return this.#tab.then(() => this.#attempt(() => this.#prune()));
  }

  /** What this tab had before a reload, else, if no other tab is open, what was stored last. */
  async #find() {
    const before = tabs.known();
    const tab =
      before ?? ((await tabs.othersClose(patience.start)) ? (await this.#closed())[0]?.tab : undefined);
    if (tab === undefined) return undefined;
    const { state, damaged, newer } = stateOf(await this.#store.of(tab));
    if (damaged) this.#tell("damaged");
    if (newer) this.#tell("newer");
    if (state?.config?.masked) this.#tell("masked");
    if (state?.document?.masked) this.#tell("maskedDocument");
    return { state, tab, isReload: before !== undefined, damaged, newer };
  }

  /**
   * Goes on with the state of that name, or with a copy of it under a new one: it may be open in another tab, or be for a
   * newer version of the page.
   *
   * @param {{tab: string, isReload: boolean, damaged: boolean, newer: boolean}} found
   */
  async #goOn({ tab, isReload, damaged, newer }) {
    const isOwn = !newer && (await (isReload ? tabs.keep(tab) : tabs.adopt(tab)));
    if (isOwn && damaged) await this.#store.remove(tab);
    if (!isOwn || damaged) this.#storeAll();
    return isOwn ? tab : tabs.fresh();
  }

  async #closed() {
    return worthKeeping(await this.#allClosed());
  }

  async #allClosed() {
    const [open, stored] = await Promise.all([tabs.open(), this.#store.tabs()]);
    return stored.filter(({ tab }) => !open.has(tab));
  }

  /** Drops the oldest states of closed tabs, first those of links, and all that have nothing in them. */
  async #prune() {
    // Asked once: a tab that reloads is closed for a moment, and must not be missing from one of two lists.
    const closed = await this.#allClosed();
    const kept = worthKeeping(closed).slice(0, mostTabs);
    for (const one of closed) if (!kept.includes(one)) await this.#store.remove(one.tab);
  }

  /** Shows what was kept: it is not stored again, which would make it the latest. @param {() => void} show */
  restore(show) {
    this.#from("kept", show);
  }

  /** Shows what a link holds: it is kept, but is nobody's work until it is changed. @param {() => void} show */
  open(show) {
    this.#from("link", show);
    this.#isOfLink = true;
    this.#mark("link");
  }

  /** @param {"kept" | "link"} origin of what is shown @param {() => void} show */
  #from(origin, show) {
    this.#origin = origin;
    try {
      show();
    } finally {
      this.#origin = "user";
    }
  }

  /**
   * Stores a part once the user pauses; what was given as a whole, at once.
   *
   * @param {Part} part
   * @param {import("../input/inputs.js").How} [how]
   */
  changed(part, how = {}) {
    if (this.#origin === "kept") return;
    if (this.#origin === "user" && isWork(part)) this.#worked(part);
    this.#mark(part, how);
  }

  /** The user has changed a part. @param {Part} part */
  #worked(part) {
    this.#unsaved.add(part);
    if (!this.#isOfLink) return;
    this.#isOfLink = false;
    this.#mark("link");
  }

  /** A part is to be stored. @param {Part} part @param {import("../input/inputs.js").How} [how] */
  #mark(part, how = {}) {
    if (this.#enabled && this.#tab) this.#pending.add(part, how);
  }

  /** Everything is to be stored, as it is nowhere yet under the name of this tab. */
  #storeAll() {
    for (const part of parts) this.#mark(part);
  }

  /** @param {Part} part */
  #isTooLarge(part) {
    this.#tooLarge.add(part);
    this.#tell("size");
  }

  /** Stores at once what has changed. */
  flush() {
    return this.#save(this.#pending.parts);
  }

  /** Stores parts after what is being stored now, as they are by then. @param {Part[]} parts */
  #save(parts) {
    this.#work = this.#work.then(async () => {
      const changed = this.#pending.take(parts);
      if (changed.length > 0) await this.#attempt(() => this.#put(changed));
    });
    return this.#work;
  }

  /** @param {{part: Part, saved: number}[]} changed */
  async #put(changed) {
    const tab = await this.#tab;
    const values = tab && (await this.#maskedAll(changed.map(({ part }) => part)));
    // Switched off in between, or never begun.
    if (!values || !this.#enabled) return;
    await this.#store.put(changed.map((one, at) => ({ ...one, version, tab, value: values[at] })));
    // Switched off meanwhile, maybe in another tab.
    if (!readSetting()) return this.#store.clear();
    const changedSince = this.#pending.parts;
    for (const { part } of changed) {
      if (!this.#tooLarge.delete(part) && !changedSince.includes(part)) this.#unsaved.delete(part);
      this.isLinkKept ||= part === "link";
    }
  }

  /** @param {Part[]} changed @returns {Promise<unknown[] | undefined>} */
  async #maskedAll(changed) {
    try {
      const values = await Promise.all(changed.map((part) => this.#valueOf(part)));
      this.#tries = 0;
      return values;
    } catch (error) {
      // The core has dropped the question for another.
      const isDropped = error instanceof DOMException && error.name === "AbortError";
      if (isDropped && this.#tries++ < mostTries) for (const part of changed) this.#mark(part);
      else this.#tell("unmasked");
      return undefined;
    }
  }

  /** The value of a part without its secrets; `undefined`: nothing to keep. @param {Part} part @returns {Promise<unknown>} */
  async #valueOf(part) {
    return part === "link" ? this.#isOfLink || undefined : this.#values.of(part);
  }

  /** Does something with what is stored. A failure is told, and the page goes on without. @template T @param {() => T | Promise<T>} work */
  async #attempt(work) {
    try {
      return await work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const name = /** @type {{name?: string} | null} */ (error)?.name;
    this.#tell(name === "QuotaExceededError" ? "space" : "refused");
  }

  /** Says it once. @param {keyof typeof words} what */
  #tell(what) {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#note(words[what]);
  }
}

/**
 * Those with something in them, first what is not of a link: that a tab was opened and looked at is nothing.
 *
 * @param {import("./store.js").Tab[]} closed
 */
function worthKeeping(closed) {
  const all = closed.filter(({ hasWork }) => hasWork);
  return [...all.filter(({ isOfLink }) => !isOfLink), ...all.filter(({ isOfLink }) => isOfLink)];
}

/** Whether the user wants it. */
function readSetting() {
  try {
    return localStorage.getItem(setting) !== "off";
  } catch {
    // Where this cannot be read nothing can be stored either, which is told then.
    return true;
  }
}
