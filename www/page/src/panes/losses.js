/**
 * The losses: a bar a reason, what it means, what to do; where a setting of the config would keep them, a button that
 * writes it. The places of a reason are asked for when it is opened, some at a time.
 */
import { button, counted, element, keepFocus, prose } from "../dom.js";
import { ignoreAborted, reasonOf } from "../engine/errors.js";
import { placeName, readable } from "./place.js";

/** @typedef {import("metarest").ReasonReport} ReasonReport */
/** @typedef {import("metarest").Loss} Loss */
/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("../page.js").LossKind} LossKind */

/** Places that are shown at first, and with each click on "more". */
const step = 50;

/** What is said where only one kind is shown. @type {Record<LossKind, string>} */
const only = {
  cut: "Only what is cut is shown.",
  lost: "Only what is lost is shown.",
  policy: "Only what settings leave out is shown.",
};

export class LossesPane {
  #host;
  #page;
  /** How many places of each open reason are shown. @type {Map<string, number>} */
  #open = new Map();
  /** The kind that is shown; all if there is none. @type {LossKind | undefined} */
  #kind;
  #only = element("p", { class: "only", hidden: true });
  #list = element("div", { class: "reasons" });
  #none = element("p", { class: "none" });

  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    this.#host = host;
    this.#page = page;
    this.#host.append(this.#only, this.#none, this.#list);
    page.model.on("preview", () => this.#render());
    page.model.on("state", () => page.model.preview === undefined && this.#render());
    this.#render();
  }

  /** @param {import("../page.js").OpenOptions} [options] */
  shown(options) {
    if (options === undefined) return;
    const { reason, kind } = options;
    this.#kind = kind;
    if (reason !== undefined) this.#open.set(reason, this.#open.get(reason) ?? step);
    this.#render();
    if (reason === undefined) this.#host.scrollTop = 0;
    else this.#list.querySelector(`[data-reason="${reason}"]`)?.scrollIntoView({ block: "start" });
  }

  #render() {
    keepFocus(this.#host, () => this.#show());
  }

  #show() {
    const { preview, state } = this.#page.model;
    const all = preview?.reasons ?? [];
    this.#none.textContent = nothing(preview, state);
    this.#none.hidden = this.#none.textContent === "";
    const reasons = this.#chosen(all);
    this.#showOnly();
    const most = Math.max(1, ...reasons.map(({ losses }) => losses));
    const sorted = (/** @type {boolean} */ policy) =>
      reasons.filter((report) => report.policy === policy).toSorted((a, b) => b.losses - a.losses);
    this.#list.replaceChildren(
      ...this.#section("Lost", sorted(false), most),
      ...this.#section("Left out by settings", sorted(true), most),
    );
  }

  /** Those of the kind; all once there is none of it. @param {ReasonReport[]} reasons */
  #chosen(reasons) {
    const chosen = reasons.filter((report) => kindOf(report) === this.#kind);
    if (chosen.length) return chosen;
    this.#kind = undefined;
    return reasons;
  }

  #showOnly() {
    const kind = this.#kind;
    this.#only.hidden = kind === undefined;
    if (kind === undefined) return;
    const all = () => this.shown({});
    this.#only.replaceChildren(
      only[kind],
      " ",
      button({ class: "quiet", "data-key": "all" }, all, "Show all"),
    );
  }

  /** @param {string} title @param {ReasonReport[]} reasons @param {number} most */
  #section(title, reasons, most) {
    if (reasons.length === 0) return [];
    const all = reasons.reduce((sum, { losses }) => sum + losses, 0);
    const heading = element(
      "h2",
      {},
      title,
      " ",
      element("span", { class: "count" }, all.toLocaleString("en")),
    );
    return [heading, element("ol", {}, ...reasons.map((reason) => this.#reason(reason, most)))];
  }

  /** @param {ReasonReport} report @param {number} most */
  #reason(report, most) {
    const { reason, losses, meaning, help, policy } = report;
    const bar = element("span", { class: "share", "aria-hidden": "true" });
    bar.style.inlineSize = `${Math.max(1, (losses / most) * 100)}%`;
    const about = losses > 0 ? prose(meaning) : prose(this.#cutElsewhere());
    const details = element(
      "details",
      { "data-reason": reason, open: this.#open.has(reason) },
      element(
        "summary",
        { "data-key": `reason ${reason}` },
        element("span", { class: "amount" }, losses.toLocaleString("en")),
        element("span", { class: "name" }, reason.replaceAll("-", " ")),
        element("span", { class: "about" }, ...about),
        bar,
      ),
      element("p", { class: "help" }, ...prose(`What to do: ${help}.`)),
      ...this.#settings(report),
      element("ol", { class: "places", "data-places": "" }),
    );
    details.addEventListener("toggle", () => this.#toggled(report, details));
    if (this.#open.has(reason)) this.#fill(report, details);
    return element("li", { class: policy ? "policy" : "fault" }, details);
  }

  /** What `cut` means where nothing is lost by it. */
  #cutElsewhere() {
    const count = this.#page.model.preview?.coverage.cutSchemas ?? 0;
    return `${counted(count, "schema")} had more fields than the limit: other uses show them, but not each endpoint`;
  }

  /** @param {ReasonReport} report */
  #settings({ settings = [] }) {
    return settings.map(({ key, value, title }) => {
      const write = () => this.#write(key, /** @type {any} */ (value));
      const set = button({ class: "primary small", "data-key": `set ${key}` }, write, title);
      return element("p", { class: "setting" }, set, " ", element("code", {}, `${key}: ${value}`));
    });
  }

  /** Writes a setting into the config. @param {string} key @param {string | number | boolean | string[]} value */
  async #write(key, value) {
    const { engine, config, model, tell, announce, sample } = this.#page;
    if (model.check === undefined) {
      const text = "A setting needs a config to be written into: start with a sample config.";
      return tell(text, [{ label: "Start with a sample config", act: sample }]);
    }
    // The value was chosen for the text before the errors, which may be another one by now.
    if (model.isEarlier) return tell("The config has errors: a setting can be written once they are gone.");
    try {
      config.apply(await engine.ask("setting", { key, value }), { title: `Set ${key}` });
      announce(`${key} is ${value} in the config`);
    } catch (error) {
      tell(`The setting could not be written: ${reasonOf(error)}`);
    }
  }

  /** @param {ReasonReport} report @param {HTMLDetailsElement} details */
  #toggled(report, details) {
    const { reason } = report;
    if (!details.open) this.#open.delete(reason);
    else if (!this.#open.has(reason)) {
      this.#open.set(reason, step);
      this.#fill(report, details);
    }
  }

  /** @param {ReasonReport} report @param {HTMLDetailsElement} details */
  async #fill(report, details) {
    const { reason, losses } = report;
    const to = Math.min(losses, this.#open.get(reason) ?? step);
    const places = await this.#page.engine.ask("losses", { reason, from: 0, to }).catch(ignoreAborted);
    if (places === undefined) return;
    const list = /** @type {HTMLElement} */ (details.querySelector("[data-places]"));
    keepFocus(list, () => list.replaceChildren(...places.map((loss, at) => this.#place(loss, at))));
    if (places.length < losses) list.append(this.#more(report, details, losses - places.length));
  }

  /** @param {ReasonReport} report @param {HTMLDetailsElement} details @param {number} rest */
  #more(report, details, rest) {
    const more = async () => {
      const from = report.losses - rest;
      this.#open.set(report.reason, (this.#open.get(report.reason) ?? 0) + 4 * step);
      await this.#fill(report, details);
      /** @type {HTMLElement | undefined} */ (details.querySelectorAll(".places .row-button")[from])?.focus();
    };
    const attributes = { class: "quiet", "data-key": `more ${report.reason}` };
    return element("li", {}, button(attributes, more, `${rest.toLocaleString("en")} more`));
  }

  /** @param {Loss} loss @param {number} at */
  #place(loss, at) {
    const { message, reason, pointer } = loss;
    const row = button(
      { class: "row-button", "data-key": `place ${reason} ${at}` },
      () => this.#page.reveal(loss),
      element(
        "span",
        { class: "message" },
        ...prose(message),
        element("code", { class: "pointer" }, readable(pointer)),
      ),
      element("span", { class: "place" }, placeName(this.#page, loss)),
    );
    return element("li", {}, row);
  }
}

/** @param {ReasonReport} report @returns {LossKind} */
function kindOf({ reason, policy }) {
  if (policy) return "policy";
  return reason === "cut" ? "cut" : "lost";
}

/**
 * What is said where nothing is lost.
 *
 * @param {Page["model"]["preview"]} preview @param {Page["model"]["state"]} state
 */
function nothing(preview, { phase }) {
  if (preview === undefined && phase === "mapping") return "The document is being mapped.";
  if (preview === undefined && (phase === "failed" || phase === "cancelled"))
    return "The document is not mapped: above is why.";
  if (preview === undefined) return "Without a document nothing can be lost.";
  if (preview.reasons.some(({ policy }) => !policy)) return "";
  const { unread, operations } = preview.coverage;
  const why = unmapped(preview);
  if (why) return why;
  if (unread)
    return `Nothing is lost, but ${counted(unread, "part")} of the document could not be read: the problems say where.`;
  const kept = counted(operations.total - operations.filtered, "operation");
  const of = operations.filtered ? ` of the ${kept} that the filters keep` : "";
  if (preview.reasons.length) return `Nothing is lost${of} but what these settings leave out:`;
  return of ? `Nothing is lost${of}.` : "Nothing is lost: the catalogue can hold all of this document.";
}

/** Why no operation is mapped; undefined if one is. @param {NonNullable<Page["model"]["preview"]>} preview */
function unmapped({ coverage, diagnostics }) {
  const { total, filtered } = coverage.operations;
  if (total === 0 && diagnostics.length === 0)
    return "The document has no operations, so there is nothing to map.";
  if (total === 0) return "Nothing of this document is mapped: the problems say why.";
  if (filtered < total) return undefined;
  const all = total === 1 ? "the only operation" : `all ${total.toLocaleString("en")} operations`;
  return `The filters leave out ${all}, so nothing is mapped.`;
}
