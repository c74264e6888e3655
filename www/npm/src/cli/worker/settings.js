/**
 * Which Worker a command speaks to, and with which secrets: options and the environment → a client.
 *
 * Secrets come from the environment only: arguments are seen by every process of the machine.
 */
import { Connections } from "../../run/connections.js";
import { WorkerClient } from "../../worker/client.js";
import { UsageError } from "../usage.js";

/** @typedef {import("../usage.js").WorkerCall} WorkerCall */

/** The client of a call. @param {WorkerCall} call @param {NodeJS.ProcessEnv} environment @throws {UsageError} */
export function clientOf(call, environment) {
  const { worker, insecure, timeout, format } = call;
  const from = worker === undefined ? "METAREST_WORKER" : "--worker";
  const text = worker ?? environment.METAREST_WORKER;
  try {
    const address = addressOf(text, from);
    const { headers, secrets } = secretsOf(environment);
    if (!insecure) rejectPlain(address);
    const fetch = new Connections().to("server");
    return new WorkerClient({ address, headers, secrets, timeoutMs: timeout * 1000, fetch });
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new UsageError(error.message, format);
  }
}

/** A setting that cannot be used. */
class SettingError extends Error {}

/** The address of a Worker, with a slash at the end of its path. @param {string | undefined} text @param {string} from where it is set @returns {URL} */
export function addressOf(text, from) {
  if (text === undefined || text === "") {
    throw new SettingError("no Worker is named: give its address with --worker URL, or set METAREST_WORKER");
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["https:", "http:"].includes(url.protocol)) {
    throw new SettingError(
      `${from} is the address of a Worker, such as https://metarest.example.workers.dev`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new SettingError(`${from} has a user or a password in it: set METAREST_TOKEN instead`);
  }
  if (url.search !== "" || url.hash !== "") {
    throw new SettingError(`${from} is an address without ? and #: the paths of the API are added to it`);
  }
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The headers that let a request in. @param {NodeJS.ProcessEnv} environment */
function secretsOf({ METAREST_TOKEN: token, CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret }) {
  if (Boolean(id) !== Boolean(secret)) {
    const missing = id ? "CF_ACCESS_CLIENT_SECRET" : "CF_ACCESS_CLIENT_ID";
    throw new SettingError(`a service token of Cloudflare Access has two parts, and ${missing} is not set`);
  }
  if (!token && !id) {
    throw new SettingError(
      "METAREST_TOKEN is not set: it is the secret METAREST_TOKEN of the Worker; behind Cloudflare Access, CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET do",
    );
  }
  const headers = /** @type {Record<string, string>} */ ({});
  if (token) headers.Authorization = `Bearer ${headerValue("METAREST_TOKEN", token)}`;
  if (id && secret) {
    headers["CF-Access-Client-Id"] = headerValue("CF_ACCESS_CLIENT_ID", id);
    headers["CF-Access-Client-Secret"] = headerValue("CF_ACCESS_CLIENT_SECRET", secret);
  }
  return { headers, secrets: [token, secret].flatMap((value) => value || []) };
}

/** A secret that can be sent. The message does not show it. @param {string} name @param {string} value */
function headerValue(name, value) {
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new SettingError(`${name} has characters that no token has, such as a blank or the end of a line`);
}

/** Rejects sending secrets unencrypted, but for this machine. @param {URL} address */
function rejectPlain({ protocol, hostname }) {
  if (protocol === "https:" || isLoopback(hostname)) return;
  throw new SettingError(
    `secrets are not sent to http://${hostname}, where others can read them: use https://, or --insecure in a network that you trust`,
  );
}

/** @param {string} hostname as of a URL */
function isLoopback(hostname) {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
