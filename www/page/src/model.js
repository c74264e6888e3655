/**
 * What the page knows: the answers of the core, and how the core is doing. Panes subscribe to it.
 *
 * Every value is replaced as a whole, never changed in place, so that a pane can compare what it has shown with what is
 * new.
 */

/** @typedef {import("metarest").CheckReport} CheckReport */
/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {import("metarest").EndpointRow} EndpointRow */
/** @typedef {import("metarest").Filtered} Filtered */
/** @typedef {import("./engine/protocol.js").PreviewAnswer} PreviewAnswer */
/** @typedef {import("./engine/protocol.js").EngineState} EngineState */
/** @typedef {import("./engine/protocol.js").TargetAnswer} TargetAnswer */

/**
 * @typedef {object} Values
 * @property {CheckReport | undefined} check of the config; undefined while it is empty
 * @property {TargetAnswer | undefined} target the config for the chosen version; undefined if none is chosen
 * @property {boolean} isEarlier the config has errors, and the document is mapped with its text before them
 * @property {PreviewAnswer | undefined} preview of the document; undefined while there is none. While a text that was
 *   readable is not, it is that of the text before, with the problems of the text now
 * @property {Diagnostic[]} inConfig what the document shows of the config as it is now, such as a pattern that matches nothing
 * @property {EndpointRow[]} rows all endpoints of the preview; they follow it, and until then are those of the one before
 * @property {Filtered[]} filtered the operations that filters leave out; as `rows`
 * @property {EngineState} state
 */

/** @typedef {keyof Values} Name */

export class Model {
  /** @type {Values} */
  #values = {
    check: undefined,
    target: undefined,
    isEarlier: false,
    preview: undefined,
    inConfig: [],
    rows: [],
    filtered: [],
    state: { phase: "starting" },
  };
  /** @type {Map<Name, Set<() => void>>} */
  #listeners = new Map();

  get check() {
    return this.#values.check;
  }

  get target() {
    return this.#values.target;
  }

  get isEarlier() {
    return this.#values.isEarlier;
  }

  get preview() {
    return this.#values.preview;
  }

  /** How many problems of the config have a fix: what is offered to be fixed at once. */
  get fixable() {
    return (this.#values.check?.diagnostics ?? []).filter(({ fixes = [] }) => fixes.length > 0).length;
  }

  /** All diagnostics, by the text that they are about. They change with `check` and with `preview`. */
  get problems() {
    const { check, preview, inConfig } = this.#values;
    return {
      config: [...(check?.diagnostics ?? []), ...inConfig],
      document: preview?.diagnostics ?? [],
    };
  }

  /** What a filter decides about: the names of collections, or the paths. @param {string} filter its key */
  namesFor(filter) {
    const { preview, rows, filtered } = this.#values;
    const all = [...rows, ...filtered];
    const names =
      filter === "apiEndpointFilterPattern"
        ? all.map(({ path }) => path)
        : [
            ...(preview?.collections ?? []).map(({ name }) => name),
            ...all.map(({ collection }) => collection),
          ];
    return [...new Set(names)].sort();
  }

  get rows() {
    return this.#values.rows;
  }

  get filtered() {
    return this.#values.filtered;
  }

  get state() {
    return this.#values.state;
  }

  /**
   * Replaces values, then tells who subscribed to any of them.
   *
   * @param {Partial<Values>} values
   */
  set(values) {
    Object.assign(this.#values, values);
    const told = new Set();
    for (const name of /** @type {Name[]} */ (Object.keys(values))) {
      for (const listener of this.#listeners.get(name) ?? []) told.add(listener);
    }
    for (const listener of told) listener();
  }

  /**
   * Calls the listener after each change of a value.
   *
   * @param {Name} name
   * @param {() => void} listener
   * @returns {() => void} stops it
   */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }
}
