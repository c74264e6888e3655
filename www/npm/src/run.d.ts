import type {
  AllOptions,
  CheckReport,
  Effect,
  RunReport,
  RunOptions as SerializableOptions,
} from "../dist/types.js";
import type { WasmSource } from "./slim.js";

export type * from "../dist/types.js";
export { MetarestError } from "./index.js";
export type { WasmSource } from "./slim.js";

/** Options of a run. */
export interface RunOptions extends Omit<SerializableOptions, "spec" | "exitCode"> {
  /** Where to read the document instead of the config's address: a file's path, an HTTP address, or its bytes. */
  spec?: AllOptions["spec"] | URL | Uint8Array | ArrayBuffer;
  /**
   * Loads the document and sends the requests, instead of the runtime's own. Redirects are not to be followed: the run
   * does that.
   */
  fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** Stops the run cleanly: it sends no new change, deletes nothing, and writes the status. */
  signal?: AbortSignal;
  /** Is called as the run goes on. If it throws, the run stops cleanly and the promise rejects with that error. */
  onProgress?: (progress: Omit<Extract<Effect, { type: "progress" }>, "type">) => void;
  /** Takes the lines of the log. If it throws, it is as of `onProgress`. */
  onLog?: (entry: Omit<Extract<Effect, { type: "log" }>, "type">) => void;
}

/**
 * Where an ingest is kept while it goes on, so that another process can go on with it: in a file, a row of a database, a
 * key of a store. The text has no secrets. If a function throws, it is as of `onProgress`.
 */
export interface RunStore {
  /** Loads the text that was saved last; `undefined` or `null` if there is none. */
  load(): string | null | undefined | Promise<string | null | undefined>;
  /** Replaces the text. A save begins when the one before has ended and as much time again has passed. */
  save(text: string): void | Promise<void>;
  /** Removes the text: the run has ended. */
  clear(): void | Promise<void>;
}

/** Options of an ingest. */
export interface IngestOptions extends RunOptions {
  /**
   * Keeps the run. What was kept of one that was stopped goes on with its plan, if config, `approve` and `plan` are as they
   * were; else it is ignored, and a warning says so. Writes that may have arrived are sent again, without any effect.
   */
  store?: RunStore;
}

/** What a run returns. */
export interface RunResult<Report> {
  /** As the command prints it with `--format json`. */
  report: Report;
  /** As of the command: 0 if all is well. */
  exitCode: number;
}

/**
 * Starts the entry. In Node, Deno, Bun and workerd it is ready when it is imported; in a browser, `source` is
 * `metarest/metarest-run.wasm`. It may be called again, also while it starts or after it has failed.
 */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void>;

/** Compares with the server and reports what an ingest would change. Writes nothing. */
export function plan(config: string | Uint8Array, options?: RunOptions): Promise<RunResult<RunReport>>;

/** Updates the server to match the document. With the option `plan`, only that plan is carried out. */
export function ingest(config: string | Uint8Array, options?: IngestOptions): Promise<RunResult<RunReport>>;

/** Tests the server, the token, its rights and the document, step by step. Changes nothing there. */
export function connect(config: string | Uint8Array, options?: RunOptions): Promise<RunResult<CheckReport>>;
