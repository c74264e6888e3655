/**
 * Serves the built page on this computer, each file with the headers that Cloudflare gives it by `_headers`. For tests and
 * measurements; `npm start` serves it as the Worker does.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { root } from "./step.mjs";

const dist = join(root, "www/page/dist");

/** @type {Record<string, string>} */
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Compresses as Cloudflare does on the way, not as much as could be. @param {Buffer} bytes */
export function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

/** @typedef {{matches: RegExp, unset: string[], set: [string, string][]}} Rule */

/** The rules of a `_headers` file, in order. @param {string} text @returns {Rule[]} */
export function headerRules(text) {
  const rules = /** @type {Rule[]} */ ([]);
  for (const line of text.split("\n").filter((line) => line.trim() && !line.startsWith("#"))) {
    const [, unset] = /^\s+!\s*([\w-]+)/.exec(line) ?? [];
    const [, name = "", value = ""] = /^\s+([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (!/^\s/.test(line)) rules.push({ matches: pattern(line), unset: [], set: [] });
    else if (unset) rules.at(-1)?.unset.push(unset.toLowerCase());
    else rules.at(-1)?.set.push([name.toLowerCase(), value]);
  }
  return rules;
}

/** @param {string} path with `*` for anything */
function pattern(path) {
  const parts = path.trim().split("*");
  return new RegExp(`^${parts.map((part) => part.replace(/[.\\+?^$()[\]{}|]/g, "\\$&")).join(".*")}$`);
}

/** The headers of a path. Two rules for one header are joined, unless the later one detaches the first. @param {Rule[]} rules @param {string} path */
export function headersOf(rules, path) {
  const headers = /** @type {Record<string, string>} */ ({});
  for (const { unset, set } of rules.filter(({ matches }) => matches.test(path))) {
    for (const name of unset) delete headers[name];
    for (const [name, value] of set) headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** The file of a path, as Cloudflare finds it: a page has no suffix. @param {string} path */
function fileOf(path) {
  const found = [path, `${path}.html`, `${path}index.html`].map((name) => join(dist, name));
  const isServed = (/** @type {string} */ file) => file.startsWith(dist) && !file.endsWith("_headers");
  return found.find((file) => isServed(file) && existsSync(file) && statSync(file).isFile());
}

/**
 * Starts the server.
 *
 * @typedef {object} Options
 * @property {boolean} [compressed] whether to send brotli, as Cloudflare does
 * @property {number} [port]
 * @property {(response: import("node:http").ServerResponse, bytes: Buffer) => void} [send] sends a body, maybe slowly
 *
 * @param {Options} [options]
 */
export async function servePage({ compressed = false, port = 0, send = (to, bytes) => to.end(bytes) } = {}) {
  const rules = headerRules(readFileSync(join(dist, "_headers"), "utf8"));
  const ready = /** @type {Map<string, Buffer>} */ (new Map());
  /** @param {string} file */
  const packed = (file) => {
    const known = ready.get(file) ?? brotli(readFileSync(file));
    ready.set(file, known);
    return known;
  };
  const requested = /** @type {string[]} */ ([]);
  const replaced = /** @type {Map<string, string | undefined>} */ (new Map());
  const network = { isUp: true };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    requested.push(pathname);
    if (!network.isUp) return request.destroy();
    const file = fileOf(pathname);
    const found = replaced.has(pathname) ? replaced.get(pathname) : file && readFileSync(file);
    if (found === undefined) return response.writeHead(404).end();
    const ending = extname(file ?? pathname);
    const isPacked = compressed && file !== undefined && ending !== ".png";
    const type = { "content-type": types[ending] ?? "text/plain" };
    const coding = isPacked ? { "content-encoding": "br" } : {};
    response.writeHead(200, { ...headersOf(rules, pathname), ...type, ...coding });
    send(response, isPacked ? packed(file) : Buffer.from(found));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    /** The paths of all requests so far. */
    requested,
    /** Texts that it sends instead of files, by path, as if they were deployed; `undefined`: the file is gone. */
    replaced,
    /** While it is not up, no request is answered. */
    network,
    /** Ends it, also what is still open. */
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
