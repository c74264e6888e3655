/**
 * The records of the autosave: parts of a state → records and back. A later version of the page reads these too; what is
 * no such record is refused, never guessed.
 */

/** The version of records that is written. */
export const version = 1;

/** @typedef {{name: string, bytes: Uint8Array, masked?: boolean}} File `masked`: secrets were left out of it */
/** @typedef {Record<string, string | number | boolean>} View what is open and selected */
/**
 * @typedef {object} State
 * @property {{text: string, masked: boolean}} [config] `masked`: secrets were left out of it
 * @property {File} [document]
 * @property {File[]} [files] the texts that the document refers to
 * @property {View} [view]
 * @property {true} [link] all of it is what a link held
 */
/** @typedef {keyof State} Part */

/** @type {Part[]} */
export const parts = ["config", "document", "files", "view", "link"];

/** Whether a part is work of the user, and not how they look at it or where it is from. @param {string} part */
export function isWork(part) {
  return part !== "view" && part !== "link";
}

/** @type {{[P in Part]: (value: any) => boolean}} */
const shapes = {
  config: (value) => typeof value?.text === "string" && typeof value.masked === "boolean",
  document: isFile,
  files: (value) => Array.isArray(value) && value.every(isFile),
  view: (value) =>
    typeof value === "object" &&
    Object.values(value).every((one) => ["string", "number", "boolean"].includes(typeof one)),
  link: (value) => value === true,
};

/** @param {any} value */
function isFile(value) {
  return typeof value?.name === "string" && value.bytes instanceof Uint8Array;
}

/**
 * The state of a tab's records.
 *
 * @param {any[]} records
 * @returns {{state: State | undefined, damaged: boolean, newer: boolean}} without what is damaged or of a newer version
 */
export function stateOf(records) {
  const newer = records.some((record) => record?.version > version);
  const current = records.filter((record) => !(record?.version > version));
  const whole = current.filter(isWhole);
  const state = Object.fromEntries(whole.map(({ part, value }) => [part, value]));
  return { state: whole.length > 0 ? state : undefined, damaged: whole.length < current.length, newer };
}

/** @param {any} record */
function isWhole(record) {
  if (record?.version !== version || record.value == null) return false;
  return shapes[/** @type {Part} */ (record.part)]?.(record.value) ?? false;
}
