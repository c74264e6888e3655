/**
 * What is kept on this device, in IndexedDB: records of a tab's parts → records. Everything that goes in has its secrets
 * masked already.
 */
import { isWork } from "./record.js";

/**
 * @typedef {object} Kept a part of a state, of one tab
 * @property {number} version of the record
 * @property {string} tab
 * @property {string} part
 * @property {number} saved when it was changed last, in milliseconds of the clock
 * @property {unknown} value
 */

/**
 * @typedef {object} Tab what is kept of a tab
 * @property {string} tab
 * @property {number} saved when it was changed last, in milliseconds of the clock
 * @property {boolean} hasWork there is more than what was open and selected
 * @property {boolean} isOfLink all of it is what a link held
 */

const name = "metarest";
const store = "states";

/** Opens the database; rejects where the browser keeps nothing. @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const records = request.result.createObjectStore(store, { keyPath: ["tab", "part"] });
      records.createIndex("saved", "saved");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Store {
  /** @type {Promise<IDBDatabase> | undefined} */
  #database;

  async #open() {
    this.#database ??= opened();
    try {
      const database = await this.#database;
      // Another tab deletes the database or has a newer version of it.
      database.onversionchange = () => this.close();
      database.onclose = () => this.close();
      return database;
    } catch (error) {
      this.#database = undefined;
      throw error;
    }
  }

  close() {
    void this.#database?.then((database) => database.close());
    this.#database = undefined;
  }

  /**
   * Does something in one transaction, and waits until it is done.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(records: IDBObjectStore) => IDBRequest<T> | undefined} work
   * @returns {Promise<T | undefined>}
   */
  async #within(mode, work) {
    const transaction = (await this.#open()).transaction(store, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  /** The parts of a tab. @param {string} tab @returns {Promise<unknown[]>} not yet checked */
  async of(tab) {
    return (await this.#within("readonly", (records) => records.getAll(ofTab(tab)))) ?? [];
  }

  /** Writes parts, and removes those without a value. @param {Kept[]} parts */
  async put(parts) {
    await this.#within("readwrite", (records) => {
      for (const part of parts) {
        if (part.value === undefined) records.delete([part.tab, part.part]);
        else records.put(part);
      }
      return undefined;
    });
  }

  /** What is kept of each tab, the latest first. @returns {Promise<Tab[]>} */
  async tabs() {
    const found = /** @type {Map<string, Tab>} */ (new Map());
    // Of keys: a document may be large.
    const saved = (await this.#open()).transaction(store).objectStore(store).index("saved");
    const request = saved.openKeyCursor(null, "prev");
    await new Promise((resolve, reject) => {
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve(undefined);
        const [tab, part] = /** @type {[string, string]} */ (cursor.primaryKey);
        found.set(tab, withPart(found.get(tab), { tab, part, saved: Number(cursor.key) }));
        cursor.continue();
      };
      request.onerror = () => reject(request.error);
    });
    return [...found.values()].sort((one, other) => other.saved - one.saved);
  }

  /** Removes all of a tab. @param {string} tab */
  async remove(tab) {
    await this.#within("readwrite", (records) => records.delete(ofTab(tab)));
  }

  /** Removes everything. */
  async clear() {
    await this.#within("readwrite", (records) => records.clear());
  }
}

/**
 * What is kept of a tab, with one part more; of its work, the latest comes first.
 *
 * @param {Tab | undefined} known
 * @param {{tab: string, part: string, saved: number}} found
 * @returns {Tab}
 */
function withPart(known, { tab, part, saved }) {
  const hasWork = isWork(part);
  const isOfLink = known?.isOfLink || part === "link";
  if (known?.hasWork || (known && !hasWork)) return { ...known, isOfLink };
  return { tab, saved, hasWork, isOfLink };
}

/** The keys of a tab's parts. @param {string} tab */
function ofTab(tab) {
  return IDBKeyRange.bound([tab], [tab, []]);
}
