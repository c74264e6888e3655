/**
 * Why a Worker did not do what it was asked for.
 */

/** The message says what went wrong, the help what to do. */
export class WorkerError extends Error {
  name = "WorkerError";

  /**
   * @param {string} message
   * @param {{help?: string, status?: number, problem?: Problem, cause?: unknown}} [details] `status`: of the answer, if
   * there is one; `problem`: its content
   */
  constructor(message, { help, status, problem, cause } = {}) {
    super(message, { cause });
    this.help = help;
    this.status = status;
    this.problem = problem;
  }
}

/** @typedef {{title?: unknown, detail?: unknown, run?: unknown, diagnostics?: unknown}} Problem problem details (RFC 9457) */
