/**
 * What is stored of config, document and files: their values without secrets. In: functions that give a part's value, and
 * the core's rules of what is secret. Out: the value to be stored.
 */

/** @typedef {import("./record.js").File} File */
/**
 * @typedef {object} Sources each is called when its part is stored
 * @property {() => string} config
 * @property {() => File | undefined} document
 * @property {() => File[]} files
 * @property {() => import("./record.js").View} view
 */
/**
 * @typedef {object} Masks the core's rules; they work in a worker
 * @property {(text: string) => Promise<string>} config
 * @property {(text: string) => Promise<string>} addresses
 * @property {(bytes: Uint8Array) => Promise<Uint8Array | undefined>} document `undefined`: it has no secrets
 */

/** The most bytes of document and files that are kept. */
export const mostBytes = 32 * 1024 * 1024;

export class MaskedParts {
  #sources;
  #masks;
  #tooLarge;

  /** @param {{sources: Sources, masks: Masks, tooLarge: (part: "document" | "files") => void}} options `tooLarge`: a part is left out for its size */
  constructor({ sources, masks, tooLarge }) {
    this.#sources = sources;
    this.#masks = masks;
    this.#tooLarge = tooLarge;
  }

  /** The value of a part; `undefined`: nothing to keep. @param {"config" | "document" | "files" | "view"} part @returns {Promise<unknown>} */
  async of(part) {
    if (part === "config") return this.#config();
    if (part === "document") return this.#document();
    return part === "files" ? this.#files() : this.#sources.view();
  }

  async #config() {
    const text = this.#sources.config();
    if (text === "") return undefined;
    const masked = await this.#masks.config(text);
    return { text: masked, masked: masked !== text };
  }

  async #document() {
    const document = this.#sources.document();
    return document && this.#fits("document", [document]) ? this.#file(document) : undefined;
  }

  async #files() {
    const files = this.#sources.files();
    if (files.length === 0 || !this.#fits("files", files)) return undefined;
    return Promise.all(files.map((file) => this.#file(file)));
  }

  /** @param {File} file */
  async #file({ name, bytes }) {
    const masked = await this.#masks.document(bytes);
    return { name: await this.#masks.addresses(name), bytes: masked ?? bytes, masked: masked !== undefined };
  }

  /** @param {"document" | "files"} part @param {File[]} files */
  #fits(part, files) {
    const fits = files.reduce((total, { bytes }) => total + bytes.length, 0) <= mostBytes;
    if (!fits) this.#tooLarge(part);
    return fits;
  }
}
