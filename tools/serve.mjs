/**
 * Serves the built page on this computer, each file with the headers that Cloudflare gives it by `_headers`. For tests and
 * measurements; `npm start` serves it as the Worker does.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
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
  return found.find((file) => file.startsWith(dist) && existsSync(file) && statSync(file).isFile());
}

/**
 * Starts the server.
 *
 * @param {{compressed?: boolean, port?: number}} [options] whether to send brotli, as Cloudflare does
 */
export async function servePage({ compressed = false, port = 0 } = {}) {
  const rules = headerRules(readFileSync(join(dist, "_headers"), "utf8"));
  const ready = /** @type {Map<string, Buffer>} */ (new Map());
  /** @param {string} file */
  const packed = (file) => {
    const known = ready.get(file) ?? brotliCompressSync(readFileSync(file));
    ready.set(file, known);
    return known;
  };
  const requested = /** @type {string[]} */ ([]);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    requested.push(pathname);
    const file = fileOf(pathname);
    if (!file || pathname === "/_headers") return response.writeHead(404).end();
    const coding = compressed && extname(file) !== ".png" ? { "content-encoding": "br" } : {};
    const type = types[extname(file)] ?? "text/plain";
    response.writeHead(200, { ...headersOf(rules, pathname), "content-type": type, ...coding });
    response.end(coding["content-encoding"] ? packed(file) : readFileSync(file));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    /** The paths of all requests so far. */
    requested,
    /** Ends it, also what is still open: from then on there is no network. */
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
