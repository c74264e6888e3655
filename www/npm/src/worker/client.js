/**
 * The API of a metarest Worker, as `worker/openapi.yaml` describes it: one function for each operation that the commands
 * use. What an answer lacks is a `WorkerError`.
 */
import { WorkerError } from "./error.js";
import { request } from "./request.js";

/** @typedef {import("./request.js").Connection} Connection */
/**
 * @typedef {object} RunSummary
 * @property {string} id
 * @property {string} service
 * @property {string} command
 * @property {string} trigger
 * @property {string} state
 * @property {string} started
 * @property {string} [ended]
 * @property {number} [requests]
 * @property {boolean} [requestsAtLeast] whether it sent more: an invocation was ended by force
 * @property {Record<string, number>} [entities] how many, by outcome
 * @property {number} [held]
 * @property {string} [approvalHash]
 * @property {string} [reason]
 */
/** @typedef {RunSummary & {report?: Record<string, any>, log: {time: string, level: string, message: string}[]}} Run */
/**
 * @typedef {object} ServiceSummary
 * @property {string} name
 * @property {string} state
 * @property {string} [reason]
 * @property {string} [schedule]
 * @property {string} [nextRun]
 * @property {RunSummary} [lastRun]
 */
/**
 * @typedef {object} Diagnostic
 * @property {string} code
 * @property {string} severity
 * @property {string} message
 * @property {string} [help]
 * @property {number} [line]
 * @property {number} [column]
 * @property {number} [endLine]
 * @property {number} [endColumn]
 */
/** @typedef {{created: boolean, changed: boolean, diagnostics: Diagnostic[]}} PutResult */

/** The most services, and the most runs, of one page. */
const [largestServicePage, largestRunPage] = [1000, 200];
/** The most pages of services: a Worker that never ends its list is none. */
const mostPages = 1000;
/** The largest report of a run: that of a document with many thousand operations. */
const largestRun = 256 * 2 ** 20;

/** The members of each object that have to be there, with their types. */
const forms = {
  run: {
    id: "string",
    service: "string",
    command: "string",
    trigger: "string",
    state: "string",
    started: "string",
  },
  service: { name: "string", state: "string" },
  diagnostic: { code: "string", severity: "string", message: "string" },
  result: { created: "boolean", changed: "boolean", diagnostics: "list" },
  line: { time: "string", level: "string", message: "string" },
};

/** A Worker. */
export class WorkerClient {
  #connection;

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /** All services, by name. @returns {Promise<ServiceSummary[]>} */
  async services() {
    const services = /** @type {ServiceSummary[]} */ ([]);
    /** @type {string | undefined} */
    let after;
    for (let page = 0; page < mostPages; page += 1) {
      const query = { limit: String(largestServicePage), ...(after === undefined ? {} : { after }) };
      const answer = await this.#get(["services"], query);
      services.push(...list(answer, "services", "service"));
      if (answer.next === undefined) return services;
      after = String(answer.next);
    }
    throw unexpected("`services` does not end");
  }

  /** Creates a service, or replaces its config. @param {string} name @param {Uint8Array<ArrayBuffer>} config @param {boolean} dryRun @returns {Promise<PutResult>} */
  async putService(name, config, dryRun) {
    const answer = await request(this.#connection, {
      method: "PUT",
      path: ["services", name],
      query: dryRun ? { dryRun: "true" } : {},
      body: { type: "application/yaml", content: config },
    });
    checkForm(answer, "result");
    return { ...answer, diagnostics: list(answer, "diagnostics", "diagnostic") };
  }

  /** Starts an ingest. @param {string} name @returns {Promise<RunSummary>} */
  async startRun(name) {
    const path = ["services", name, "run"];
    return checkForm(await request(this.#connection, { method: "POST", path }), "run");
  }

  /** Approves deletions that are held back, and starts the run that makes them. @param {string} name @param {string} hash @returns {Promise<RunSummary>} */
  async approve(name, hash) {
    const content = new TextEncoder().encode(JSON.stringify({ hash }));
    const answer = await request(this.#connection, {
      method: "POST",
      path: ["services", name, "approve"],
      body: { type: "application/json", content },
    });
    return checkForm(answer, "run");
  }

  /** The last runs of a service, the latest first. @param {string} name @param {number} most @returns {Promise<RunSummary[]>} */
  async runs(name, most) {
    const runs = /** @type {RunSummary[]} */ ([]);
    /** @type {string | undefined} */
    let before;
    while (runs.length < most) {
      const limit = String(Math.min(most - runs.length, largestRunPage));
      const query = { limit, ...(before === undefined ? {} : { before }) };
      const answer = await this.#get(["services", name, "runs"], query);
      const page = list(answer, "runs", "run");
      runs.push(...page);
      if (answer.next === undefined || page.length === 0) break;
      before = String(answer.next);
    }
    return runs.slice(0, most);
  }

  /** A run with its report. @param {string} id @returns {Promise<Run>} */
  async run(id) {
    const run = checkForm(await this.#get(["runs", id], {}, largestRun), "run");
    return { ...run, log: list(run, "log", "line") };
  }

  /** @param {string[]} path @param {Record<string, string>} query @param {number} [limit] */
  async #get(path, query, limit) {
    return await request(this.#connection, { method: "GET", path, query, limit });
  }
}

/** The items of a list in an answer. @param {any} answer @param {string} name @param {keyof typeof forms} form @returns {any[]} */
function list(answer, name, form) {
  const items = answer[name];
  if (!Array.isArray(items)) throw unexpected(`\`${name}\` is no list`);
  return items.map((item) => checkForm(item, form));
}

/** Checks that an object has what it must have. @template T @param {T} value @param {keyof typeof forms} form @returns {T} */
function checkForm(value, form) {
  const members = Object.entries(forms[form]);
  const isObject = typeof value === "object" && value !== null;
  const wrong = members.find(
    ([name, type]) => !isObject || typeOf(/** @type {any} */ (value)[name]) !== type,
  );
  if (wrong) throw unexpected(`a ${form} has no \`${wrong[0]}\` that is a ${wrong[1]}`);
  return value;
}

/** @param {unknown} value */
function typeOf(value) {
  return Array.isArray(value) ? "list" : typeof value;
}

/** @param {string} why */
function unexpected(why) {
  return new WorkerError(`the Worker's answer is not as its API describes it: ${why}`, {
    help: "use metarest of the version that the Worker has",
  });
}
