/**
 * Errors of the runtime → the kinds of fault that a run knows.
 */

/** @typedef {import("../../dist/run.js").FaultKind} FaultKind */

/** A fault that the shell itself detects. */
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

/** Error codes of system calls, TLS and Node's HTTP client → kinds. Any other code means a broken connection. */
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

/** What system calls say of files, in words. @type {Record<string, string>} */
export const reasons = {
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ENOENT: "its folder does not exist",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "what should be its folder is a file",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/**
 * @param {any} error thrown by the runtime
 * @param {AbortSignal} [timeout] the signal that limits the time
 * @returns {{kind: FaultKind, message: string}}
 */
export function faultOf(error, timeout) {
  if (error instanceof Fault) return { kind: error.kind, message: error.message };
  if (timeout?.aborted) return { kind: "timedOut", message: "no answer in time" };
  if (error?.name === "AbortError") return { kind: "cancelled", message: "cancelled" };
  const cause = error?.cause ?? error;
  return { kind: kinds[cause?.code] ?? neverSent(error) ?? "torn", message: describe(error, cause) };
}

/** The code and the message, which often begins with it. @param {any} error @param {any} cause */
function describe(error, cause) {
  const { code, message = error?.message } = cause ?? {};
  if (!message) return code ?? String(error);
  if (cause?.syscall && reasons[code]) return `${code}: ${reasons[code]}`;
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}

/** `fetch` rejects a header or an address with a TypeError before it sends anything. @param {any} error */
function neverSent(error) {
  const rejectedByFetch = error?.cause === undefined || error.cause.message === "bad port";
  const early = error instanceof TypeError && rejectedByFetch && error.message !== "terminated";
  return early ? /** @type {const} */ ("unsupported") : undefined;
}
