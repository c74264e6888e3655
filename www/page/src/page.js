/** What the parts of the page share: the model, the engine, the editors, and the ways from one part to another. */

/** @typedef {import("./input/tabs.js").TabName} TabName */
/** @typedef {import("./input/sort.js").Given} Given a file */
/** @typedef {{line?: number, column?: number, endLine?: number, endColumn?: number, file?: string}} Place of a text: as in a diagnostic */

/**
 * @typedef {object} Page
 * @property {import("./model.js").Model} model what is known
 * @property {import("./engine/engine.js").Engine} engine asks the core
 * @property {{files: Given[], documentName: string, rename: (paths: Map<string, string>) => void}} inputs the files that are here
 * @property {import("./editor/editor.js").Editor} config the config's editor
 * @property {import("./editor/editor.js").Editor} document the document's editor
 * @property {(name: TabName, options?: OpenOptions) => void} open shows a tab
 * @property {(text: string) => void} announce says it to people who do not see it
 * @property {(place: Place) => void} reveal opens the text that has a place, and selects it
 * @property {(file: string | undefined) => "config" | "document" | "files"} inputOf the tab of a text, by its name in a place
 * @property {() => void} choose opens the dialog for files
 * @property {() => Promise<void>} sample loads a config to be filled in
 * @property {(text: string, actions?: Action[], options?: {stays?: boolean}) => void} tell shows a notice until it is dismissed
 */

/** @typedef {{label: string, act: () => void}} Action a button of a notice */

/** @typedef {"cut" | "lost" | "policy"} LossKind what is cut by a limit, what cannot be held, what settings leave out */

/**
 * What a tab shows first.
 *
 * @typedef {object} OpenOptions
 * @property {import("metarest").Reason} [reason] of losses
 * @property {LossKind} [kind] of losses: only those of this kind
 * @property {number} [endpoint] its index
 * @property {string} [section] of the output
 */

export {};
