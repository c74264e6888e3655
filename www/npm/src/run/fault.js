/**
 * Why nothing came: errors of the runtime as the kinds of fault that a run knows.
 */

/** @typedef {import("../../dist/node/metarest.js").FaultKind} FaultKind */

/** A fault that the shell itself finds. */
export class Fault extends Error {
  /** @param {FaultKind} kind @param {string} message */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** More bytes than allowed. */
export class TooLarge extends Fault {
  /** @param {number} limit in bytes */
  constructor(limit) {
    super("tooLarge", `more than ${limit} bytes`);
  }
}

/** What system calls, TLS and Node's HTTP client call an error → its kind. What is not here broke on the way: torn. */
const kinds = /** @type {Record<string, FaultKind>} */ ({
  CERT_HAS_EXPIRED: "untrusted",
  CERT_NOT_YET_VALID: "untrusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "untrusted",
  EAI_AGAIN: "refused",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ENOTFOUND: "refused",
  ETIMEDOUT: "timedOut",
  UND_ERR_CONNECT_TIMEOUT: "timedOut",
  UND_ERR_HEADERS_TIMEOUT: "timedOut",
  UND_ERR_BODY_TIMEOUT: "timedOut",
  ENOENT: "notFound",
  ENOTDIR: "notFound",
  EACCES: "unsupported",
  EISDIR: "unsupported",
  EPERM: "unsupported",
  ERR_INVALID_URL: "unsupported",
});

/**
 * @param {any} error what a call of the runtime threw
 * @param {AbortSignal} [timeout] the signal that would have ended it in time
 * @returns {{kind: FaultKind, message: string}}
 */
export function faultOf(error, timeout) {
  if (error instanceof Fault) return { kind: error.kind, message: error.message };
  if (timeout?.aborted) return { kind: "timedOut", message: "no answer in time" };
  if (error?.name === "AbortError") return { kind: "cancelled", message: "given up" };
  const cause = error?.cause ?? error;
  const message = [cause?.code, cause?.message || error?.message].filter(Boolean).join(": ");
  return { kind: kinds[cause?.code] ?? notToBeSent(error) ?? "torn", message: message || String(error) };
}

/** A TypeError before anything is sent: a header or an address that `fetch` does not take. @param {any} error */
function notToBeSent(error) {
  const refusedByFetch = error?.cause === undefined || error.cause.message === "bad port";
  const early = error instanceof TypeError && refusedByFetch && error.message !== "terminated";
  return early ? /** @type {const} */ ("unsupported") : undefined;
}
