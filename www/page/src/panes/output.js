/**
 * What to take along: how to run the config, the create requests, a report, the config for other versions. Each part is
 * made when it is opened, copied or saved.
 */
import { button, element, prose, size } from "../dom.js";
import { isAborted, reasonOf } from "../engine/errors.js";
import { commandLine, wrangler } from "./run_it.js";

/** @typedef {import("../page.js").Page} Page */

/**
 * A part of the output.
 *
 * @typedef {object} Part
 * @property {string} id
 * @property {string} title
 * @property {string} about
 * @property {string} file its name when it is saved
 * @property {"config" | "document"} needs
 * @property {(page: Page) => Promise<string | Blob>} make
 */

/** What to do first, where the input of a part is missing. */
const first = {
  config: "This needs a config first: write one under Config, or drop its file anywhere on the page.",
  document:
    "This needs an OpenAPI document first: paste one under Document, or drop it anywhere on the page.",
};

/** The most characters that are shown; all are copied and saved. */
const mostShown = 20_000;

/** A config for a version. @param {string} to @returns {Part} */
const converted = (to) => ({
  id: `config-${to}`,
  title: `Config for OpenMetadata ${to}`,
  about: `As the connector of ${to} reads it, without the settings of metarest.`,
  file: `rest_config_${to}.yaml`,
  needs: "config",
  make: async ({ engine, config }) => {
    const { report, config: text } = await engine.ask("convert", { to, strip: true });
    const error = report.diagnostics.find(({ severity }) => severity === "error");
    if (text === undefined && error) throw new Error(`${error.message}`);
    return text ?? config.text;
  },
});

/** The parts in their order. @type {Part[]} */
const parts = [
  {
    id: "command",
    title: "Command line",
    about: "Checks, plans and ingests with this config. Run it where the server can be reached.",
    file: "run.sh",
    needs: "config",
    make: async ({ engine }) => commandLine(await engine.ask("outline")),
  },
  {
    id: "wrangler",
    title: "Cloudflare Worker",
    about: "Keeps the catalogue in step on a schedule, with nobody watching.",
    file: "deploy.sh",
    needs: "config",
    make: async ({ engine }) => wrangler(await engine.ask("outline")),
  },
  {
    id: "json",
    title: "Create requests",
    about:
      "Everything that would be sent to OpenMetadata, as JSON: what `metarest preview --format json` prints.",
    file: "preview.json",
    needs: "document",
    make: ({ engine }) => engine.ask("json"),
  },
  {
    id: "markdown",
    title: "Report",
    about: "Coverage, problems and losses as Markdown, for a pull request or a wiki.",
    file: "preview.md",
    needs: "document",
    make: ({ engine }) => engine.ask("markdown"),
  },
  converted("1.12"),
  converted("2.0"),
];

export class OutputPane {
  #page;
  /** @type {Map<string, {part: Part, details: HTMLDetailsElement, text: HTMLElement, why: HTMLElement}>} */
  #shown = new Map();
  #isStale = false;

  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    this.#page = page;
    host.append(...parts.map((part) => this.#part(part)));
    for (const name of /** @type {const} */ (["check", "preview"]))
      page.model.on(name, () => this.#changed(host));
    this.#enable();
  }

  /** @param {import("../page.js").OpenOptions} [options] */
  shown({ section } = {}) {
    const details = section === undefined ? undefined : this.#shown.get(section)?.details;
    if (details) {
      details.open = true;
      details.querySelector("summary")?.focus();
    }
    if (this.#isStale) this.#refresh();
  }

  /** @param {HTMLElement} host */
  #changed(host) {
    this.#enable();
    if (host.hidden) this.#isStale = true;
    else this.#refresh();
  }

  /** Makes the open parts anew. */
  #refresh() {
    this.#isStale = false;
    for (const { part, details } of this.#shown.values()) if (details.open) this.#fill(part);
  }

  /** A part whose input is missing says what to do first, and shows nothing else. */
  #enable() {
    for (const { part, details, text, why } of this.#shown.values()) {
      const isHere = this.#has(part);
      for (const button of details.querySelectorAll("button")) button.disabled = !isHere;
      text.hidden = !isHere;
      why.textContent = isHere ? "" : first[part.needs];
    }
  }

  /** Whether the input of a part is here. @param {Part} part */
  #has({ needs }) {
    const { check, preview } = this.#page.model;
    return { config: check, document: preview }[needs] !== undefined;
  }

  /** @param {Part} part */
  #part(part) {
    const text = element("pre", { tabindex: 0, role: "region", "aria-label": part.title });
    const why = element("span", { class: "hint" });
    const copy = button({ class: "quiet" }, () => this.#copy(part), "Copy");
    const save = button({ class: "quiet" }, () => this.#save(part), "Save");
    const details = element(
      "details",
      { class: "output" },
      element(
        "summary",
        {},
        element("span", { class: "name" }, part.title),
        element("span", { class: "about" }, ...prose(part.about)),
      ),
      element("p", { class: "buttons" }, copy, save, why),
      text,
    );
    details.addEventListener("toggle", () => details.open && this.#fill(part));
    this.#shown.set(part.id, { part, details, text, why });
    return details;
  }

  /** @param {Part} part */
  async #fill(part) {
    const shown = this.#shown.get(part.id);
    if (shown === undefined || !this.#has(part)) return;
    try {
      const made = await part.make(this.#page);
      shown.text.textContent = typeof made === "string" ? cut(made, made.length) : await cutBlob(made);
    } catch (error) {
      if (!isAborted(error)) shown.text.textContent = reasonOf(error);
    }
  }

  /** @param {Part} part */
  #copy(part) {
    this.#take(part, async (made) => {
      await navigator.clipboard.writeText(typeof made === "string" ? made : await made.text());
      this.#page.announce(`${part.title}: copied`);
    });
  }

  /** @param {Part} part */
  #save(part) {
    this.#take(part, async (made) => saveAs(part.file, made));
  }

  /** @param {Part} part @param {(made: string | Blob) => Promise<void>} use */
  async #take(part, use) {
    try {
      await use(await part.make(this.#page));
    } catch (error) {
      if (!isAborted(error)) this.#page.tell(`${part.title}: ${reasonOf(error)}`);
    }
  }
}

/** @param {string} text @param {number} length */
function cut(text, length) {
  if (length <= mostShown) return text;
  return `${text.slice(0, mostShown)}\n… ${size(length)} in all: Copy and Save take all of it`;
}

/** @param {Blob} blob */
async function cutBlob(blob) {
  return cut(await blob.slice(0, mostShown + 1).text(), blob.size);
}

/** Saves a file, as a download. @param {string} name @param {string | Blob} content */
export function saveAs(name, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type: "text/plain" });
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
