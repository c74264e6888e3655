/**
 * Connections with the TLS settings of a run and the proxies of the environment: a custom certificate authority or no
 * verification, a client certificate, a proxy. Uses undici's `fetch` because Node's own supports none of these.
 */
import { readFile } from "node:fs/promises";
import { Agent, EnvHttpProxyAgent, fetch } from "undici";
import { Fault } from "./fault.js";

/** @typedef {import("./loop.js").Tls} Tls */
/** @typedef {import("./http.js").Fetch} Fetch */
/** @typedef {import("undici").Dispatcher} Dispatcher */
/** @typedef {{rejectUnauthorized?: boolean, ca?: string, cert?: string, key?: string}} Options of Node's TLS */

/** Never reached through a proxy: this machine, and the metadata services of the clouds, which answer this machine only. */
const local = ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "metadata.google.internal"];

/** The connections of one run. */
export class Connections {
  /** @type {Map<Tls["peer"], Tls>} */
  #settings = new Map();
  /** @type {Map<string, Promise<Dispatcher>>} */
  #dispatchers = new Map();

  /** Sets TLS of the connections to a peer. @param {Tls} effect */
  secure(effect) {
    this.#settings.set(effect.peer, effect);
    this.#dispatchers.clear();
  }

  /** A `fetch` to that peer. @param {Tls["peer"]} peer @returns {Fetch} */
  to(peer) {
    return async (url, init) => {
      const dispatcher = await this.#dispatcher(peer, url);
      const sent = /** @type {import("undici").RequestInit} */ ({ ...init, dispatcher });
      return /** @type {Response} */ (/** @type {unknown} */ (await fetch(url, sent)));
    };
  }

  /** @param {Tls["peer"]} peer @param {URL} url @returns {Promise<Dispatcher>} */
  #dispatcher(peer, url) {
    const settings = this.#settings.get(peer);
    const of = settings?.client?.of;
    const withClient = of !== undefined && new URL(of).origin === url.origin;
    const kind = `${peer} ${url.protocol} ${withClient}`;
    const dispatcher = this.#dispatchers.get(kind) ?? connect(settings, withClient, url.protocol);
    this.#dispatchers.set(kind, dispatcher);
    return dispatcher;
  }
}

/** @param {Tls | undefined} settings @param {boolean} withClient whether to use the client certificate @param {string} protocol */
async function connect(settings, withClient, protocol) {
  const tls = settings === undefined ? {} : await options(settings, withClient);
  const proxy = proxyOf(protocol);
  if (proxy === undefined) return new Agent({ connect: tls });
  const noProxy = exceptions(variable("no_proxy") ?? "");
  // Plain HTTP needs no tunnel, and many proxies open tunnels to port 443 only.
  const through = { httpProxy: proxy, httpsProxy: proxy, noProxy, connect: tls, requestTls: tls };
  return new EnvHttpProxyAgent({ ...through, proxyTunnel: protocol === "https:" });
}

/**
 * The hosts that are reached without a proxy, for undici: it accepts `*` only as the single host.
 *
 * @param {string} noProxy of the environment
 */
function exceptions(noProxy) {
  const all = noProxy.split(/[,\s]/).includes("*");
  return all ? "*" : [...local, noProxy].join(",");
}

/** @param {Tls} settings @param {boolean} withClient @returns {Promise<Options>} */
async function options({ verify, ca, client }, withClient) {
  const tls = /** @type {Options} */ ({ rejectUnauthorized: verify });
  if (ca !== undefined) tls.ca = await pem("caCertificate", ca);
  if (client !== undefined && withClient) {
    tls.cert = await pem("sslCertificate", client.cert);
    tls.key = await pem("sslKey", client.key);
  }
  return tls;
}

/**
 * A PEM text, or the text of the file that the value is the path of. Errors do not show the value: it may be a key.
 *
 * @param {string} key of the config @param {string} value
 */
async function pem(key, value) {
  if (value.includes("-----BEGIN ")) return value;
  try {
    return await readFile(value, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Fault("unsupported", `the file of \`sslConfig.${key}\` cannot be read: ${code}`);
  }
}

/** The proxy for a protocol; as in the stock connector, lower case comes first. @param {string} protocol */
function proxyOf(protocol) {
  const proxy = variable(`${protocol.slice(0, -1)}_proxy`) ?? variable("all_proxy");
  return proxy === undefined || proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** @param {string} name */
function variable(name) {
  return process.env[name] || process.env[name.toUpperCase()] || undefined;
}
