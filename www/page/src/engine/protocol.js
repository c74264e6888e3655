/**
 * What goes between the page and its workers: types only.
 *
 * Each worker gets `{id, name, value}` and answers with `{id, result}` or `{id, error}`. What it tells unasked has an
 * `event` instead of an id.
 */

/**
 * What a preview shows at once. It is less than 1 MB for any document.
 *
 * @typedef {object} PreviewAnswer
 * @property {number} revision grows with each preview
 * @property {import("metarest").CreateApiService | null} service
 * @property {import("metarest").CreateApiCollection[]} collections
 * @property {number} endpoints how many there are
 * @property {number} filtered how many operations filters leave out
 * @property {import("metarest").Coverage} coverage
 * @property {number} [share]
 * @property {import("metarest").ReasonReport[]} reasons
 * @property {import("metarest").Diagnostic[]} inConfig those of the config that a check does not find, the first 2,000
 * @property {import("metarest").Diagnostic[]} diagnostics those of the document, the first 2,000
 * @property {number} moreDiagnostics how many are beyond them
 * @property {boolean} isEarlier the document cannot be read any more: all but `diagnostics` is of its text before that
 * @property {boolean} withoutConfig the config is empty or never was without errors, so the document was mapped without it
 */

/**
 * A piece of a long list that follows a preview.
 *
 * @typedef {object} Piece
 * @property {number} revision of its preview
 * @property {number} from the index of the first
 * @property {import("metarest").EndpointRow[]} [rows]
 * @property {import("metarest").Filtered[]} [filtered]
 */

/**
 * What the core makes of a config.
 *
 * @typedef {object} CheckAnswer
 * @property {import("metarest").CheckReport} report with what the chosen version lacks
 * @property {boolean} isUsable a document can be mapped with it, whatever the chosen version lacks
 * @property {TargetAnswer} [target] if a version is chosen
 */

/**
 * A config for a chosen version of OpenMetadata.
 *
 * @typedef {object} TargetAnswer
 * @property {string} to the version
 * @property {import("metarest").AppliedFix[]} fixed what a conversion would change
 * @property {string} [config] the converted text; missing if nothing is to change, or it cannot be converted
 */

/**
 * How the core is doing.
 *
 * @typedef {object} EngineState
 * @property {"starting" | "ready" | "mapping" | "cancelled" | "failed"} phase
 * @property {number} [since] when the mapping began, in milliseconds of `performance.now()`
 * @property {string} [reason] why it failed
 * @property {number} [retryIn] milliseconds until it is started again
 */

/**
 * What `engine.ask` answers, by name: what is given, and what comes back.
 *
 * @typedef {object} Questions
 * @property {[number, import("metarest").Completion[]]} complete
 * @property {[number, import("metarest").Hover | undefined]} hover
 * @property {[number, import("metarest").PatternAt | undefined]} patternAt
 * @property {[string, string]} explain
 * @property {[undefined, import("metarest").FixedConfig]} fix
 * @property {[{to: string, strip?: boolean}, import("metarest").FixedConfig]} convert
 * @property {[{key: string, value: string | number | boolean | string[]}, import("metarest").Edit[]]} setting
 * @property {[undefined, import("metarest").ConfigOutline]} outline
 * @property {[number, import("metarest").EndpointDetails | undefined]} endpoint
 * @property {[{reason: import("metarest").Reason, from: number, to: number}, import("metarest").Loss[]]} losses
 * @property {[{line: number, column: number, file?: string}, number]} endpointAt
 * @property {[Pick<import("metarest").PatternAt, "filter" | "pattern">, import("metarest").Matches]} matches
 * @property {[undefined, Blob]} json
 * @property {[undefined, string]} markdown
 */

/** @typedef {keyof Questions} Question */

export {};
