/** What the texts are called in diagnostics, as on the command line. */

/** The config. */
export const configName = "config";
/** The document while it has no name of its own. */
export const unnamed = "<spec>";
