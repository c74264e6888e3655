/**
 * Changes that are not stored yet. In: each change of a part. Out: `due`, called once the user pauses, with the parts that are
 * to be stored together.
 */

/** @typedef {import("./record.js").Part} Part */
/** @typedef {{first: number, last: number, isLarge: boolean, timer: ReturnType<typeof setTimeout>}} Change */

/** Milliseconds without a change after which a part is stored, and a large one. */
const pause = { config: 20, view: 400, files: 100, document: 100, link: 0 };
const pauseOfLarge = 1500;

/** The most milliseconds that a change waits while others follow. */
const longest = { config: 2000, view: 2000, files: 4000, document: 4000, link: 0 };

export class Pending {
  /** When the oldest change of a part came, and its latest. @type {Map<Part, Change>} */
  #changes = new Map();
  #due;

  /** @param {(parts: Part[]) => void} due */
  constructor(due) {
    this.#due = due;
  }

  /** The parts that wait. */
  get parts() {
    return [...this.#changes.keys()];
  }

  /** A part has changed; what was given as a whole is due at once. @param {Part} part @param {import("../input/inputs.js").How} how */
  add(part, { isGiven = false, isLarge = false }) {
    const last = Date.now();
    const { first = last, timer: before } = this.#changes.get(part) ?? {};
    clearTimeout(before);
    const usual = isLarge ? pauseOfLarge : pause[part];
    const wait = isGiven ? 0 : Math.max(0, Math.min(usual, first + longest[part] - last));
    const timer = setTimeout(() => this.#due(this.#with(part)), wait);
    this.#changes.set(part, { first, last, isLarge, timer });
  }

  /** A part and what else waits, as parts may belong together; but no large one before its time. @param {Part} part */
  #with(part) {
    const due = [...this.#changes].filter(([other, { isLarge }]) => other === part || !isLarge);
    return due.map(([other]) => other);
  }

  /** Those of the parts that wait, and when each was changed last; they wait no longer. @param {Part[]} wanted */
  take(wanted) {
    return wanted.flatMap((part) => {
      const change = this.#changes.get(part);
      if (!change) return [];
      clearTimeout(change.timer);
      this.#changes.delete(part);
      return [{ part, saved: change.last }];
    });
  }
}
