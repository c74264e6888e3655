/**
 * The bindings of the core, loaded when something needs them: `--help` and `--version` do without. No other file of the
 * command line names them.
 */

/** @typedef {typeof import("../run/bindings.js")} Core */
/** @typedef {import("../run/bindings.js").Report} Report */
/** @typedef {import("../run/bindings.js").Run} Run */
/** @typedef {import("../run/bindings.js").ConfigFile} ConfigFile */

/** @returns {Promise<Core>} */
export function core() {
  return import("../run/bindings.js");
}
