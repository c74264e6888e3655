/** Problems of config and document as a list; a click on one goes to its place. */
import { element, prose } from "../../dom.js";

/** @typedef {import("../../page.js").Page} Page */

export class ProblemsPane {
  #host;
  #page;

  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    this.#host = host;
    this.#page = page;
    page.model.on("check", () => this.#render());
    page.model.on("preview", () => this.#render());
  }

  shown() {}

  #render() {
    const { check, preview } = this.#page.model;
    const all = [...(check?.diagnostics ?? []), ...(preview?.diagnostics ?? [])];
    this.#host.replaceChildren(
      element(
        "ol",
        {},
        ...all.map((diagnostic) => {
          const button = element(
            "button",
            { type: "button", class: "row-button" },
            ...prose(diagnostic.message),
          );
          if (diagnostic.file !== undefined)
            button.addEventListener("click", () => this.#page.reveal(diagnostic));
          return element("li", { class: diagnostic.severity }, button);
        }),
      ),
    );
  }
}
