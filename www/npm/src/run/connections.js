/**
 * Connections as the run and the environment want them: verified against an authority of one's own or not at all, with
 * a client certificate, through a proxy. Node's own `fetch` takes none of these, so this one is undici's.
 */
import { readFile } from "node:fs/promises";
import { Agent, EnvHttpProxyAgent, fetch } from "undici";
import { Fault } from "./fault.js";

/** @typedef {import("./loop.js").Tls} Tls */
/** @typedef {import("./http.js").Fetch} Fetch */
/** @typedef {import("undici").Dispatcher} Dispatcher */
/** @typedef {{rejectUnauthorized?: boolean, ca?: string, cert?: string, key?: string}} Options of Node's TLS */

/** This machine itself is reached without a proxy, whatever the environment says. */
const here = ["localhost", "127.0.0.1", "[::1]"];

/** The connections of one run. */
export class Connections {
  /** @type {Map<Tls["peer"], Tls>} */
  #wanted = new Map();
  /** @type {Map<string, Promise<Dispatcher>>} */
  #made = new Map();

  /** From now on connections to that peer are so. @param {Tls} effect */
  secure(effect) {
    this.#wanted.set(effect.peer, effect);
    this.#made.clear();
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
    const wanted = this.#wanted.get(peer);
    const shown = wanted?.client?.of !== undefined && new URL(wanted.client.of).origin === url.origin;
    const kind = `${peer} ${url.protocol} ${shown}`;
    const made = this.#made.get(kind) ?? make(wanted, shown, url.protocol);
    this.#made.set(kind, made);
    return made;
  }
}

/** @param {Tls | undefined} wanted @param {boolean} shown whether the certificate is @param {string} protocol */
async function make(wanted, shown, protocol) {
  const tls = wanted === undefined ? {} : await options(wanted, shown);
  const proxy = proxyOf(protocol);
  if (proxy === undefined) return new Agent({ connect: tls });
  const noProxy = exceptions(variable("no_proxy") ?? "");
  // Plain HTTP goes as it is, since many proxies open tunnels to 443 only.
  const through = { httpProxy: proxy, httpsProxy: proxy, noProxy, connect: tls, requestTls: tls };
  return new EnvHttpProxyAgent({ ...through, proxyTunnel: protocol === "https:" });
}

/**
 * What is reached without the proxy, as undici takes it: it knows `*` only where nothing else is named.
 *
 * @param {string} named by the environment
 */
function exceptions(named) {
  const all = named.split(/[,\s]/).includes("*");
  return all ? "*" : [...here, named].join(",");
}

/** @param {Tls} wanted @param {boolean} shown @returns {Promise<Options>} */
async function options({ verify, ca, client }, shown) {
  const tls = /** @type {Options} */ ({ rejectUnauthorized: verify });
  if (ca !== undefined) tls.ca = await pem("caCertificate", ca);
  if (client !== undefined && shown) {
    tls.cert = await pem("sslCertificate", client.cert);
    tls.key = await pem("sslKey", client.key);
  }
  return tls;
}

/**
 * The text, or that of the file which it is the path of. Neither is shown: it may be a key, if a damaged one.
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

/** The proxy on the way to addresses of that protocol; as for the stock connector, lower case comes first. @param {string} protocol */
function proxyOf(protocol) {
  const proxy = variable(`${protocol.slice(0, -1)}_proxy`) ?? variable("all_proxy");
  return proxy === undefined || proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** @param {string} name */
function variable(name) {
  return process.env[name] || process.env[name.toUpperCase()] || undefined;
}
