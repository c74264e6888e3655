/**
 * The bindings of the core, loaded when something needs them: `--help` and `--version` do without. No other file of the
 * command line names them.
 */

/** @typedef {typeof import("../../dist/node/metarest.js")} Core */
/** @typedef {import("../../dist/node/metarest.js").Report} Report */
/** @typedef {import("../../dist/node/metarest.js").Run} Run */

/** @returns {Promise<Core>} */
export function core() {
  return import("../../dist/node/metarest.js");
}
