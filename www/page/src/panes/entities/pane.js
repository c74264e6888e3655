/** The endpoints as a list. */
import { element } from "../../dom.js";

/** @typedef {import("../../page.js").Page} Page */

export class EntitiesPane {
  /** @param {HTMLElement} host @param {Page} page */
  constructor(host, page) {
    page.model.on("rows", () =>
      host.replaceChildren(
        element(
          "ol",
          {},
          ...page.model.rows
            .slice(0, 200)
            .map(({ method, path }) => element("li", {}, `${method ?? ""} ${path}`)),
        ),
      ),
    );
  }

  /** @param {import("../../page.js").OpenOptions} [_options] */
  shown(_options) {}

  /** @param {number} _index */
  mark(_index) {}

  /** @param {unknown} _matches */
  test(_matches) {}
}
