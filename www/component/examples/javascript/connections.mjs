/**
 * Connections with the TLS settings of a run: an authority of its own or no verification, and a client's certificate for
 * one origin. Uses undici, because Node's own `fetch` takes none of these.
 */
import { readFile } from "node:fs/promises";
import { Agent, fetch } from "undici";

/** @typedef {"document" | "server"} Peer what a run connects to */
/** @typedef {{cert: string, key: string, of?: string}} Client a client's certificate */
/** @typedef {{peer: Peer, verify: boolean, ca?: string, client?: Client}} Tls the effect `tls` */

/** The connections of one run. */
export class Connections {
  /** @type {Map<Peer, Tls>} */
  #settings = new Map();
  /** @type {Map<string, Promise<Agent>>} */
  #agents = new Map();

  /** Uses these settings for all further connections to that peer. @param {Tls} settings */
  secure(settings) {
    this.#settings.set(settings.peer, settings);
    this.#agents.clear();
  }

  /** As `fetch`, to that peer. @param {Peer} peer @param {string} url @param {import("undici").RequestInit} init */
  async fetch(peer, url, init) {
    return await fetch(url, { ...init, dispatcher: await this.#agent(peer, new URL(url).origin) });
  }

  /** @param {Peer} peer @param {string} origin */
  #agent(peer, origin) {
    const settings = this.#settings.get(peer);
    const of = settings?.client?.of;
    const isCertified = of !== undefined && new URL(of).origin === origin;
    const kind = `${peer} ${isCertified}`;
    const agent = this.#agents.get(kind) ?? connect(settings, isCertified ? settings?.client : undefined);
    this.#agents.set(kind, agent);
    return agent;
  }
}

/** @param {Tls | undefined} settings @param {Client | undefined} client whose certificate is shown */
async function connect(settings, client) {
  const [ca, cert, key] = await Promise.all([
    pem("caCertificate", settings?.ca),
    pem("sslCertificate", client?.cert),
    pem("sslKey", client?.key),
  ]);
  return new Agent({ connect: { rejectUnauthorized: settings?.verify ?? true, ca, cert, key } });
}

/**
 * A PEM: the value itself, or the text of the file that it is the path of. Errors show neither.
 *
 * @param {string} key of the config @param {string | undefined} value
 */
async function pem(key, value) {
  if (value === undefined || value.includes("-----BEGIN ")) return value;
  try {
    return await readFile(value, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    const message = `the file of \`sslConfig.${key}\` cannot be read: ${code}`;
    throw Object.assign(new Error(message), { kind: "unsupported" });
  }
}
