/** The built page in a real Chromium, served with its own headers. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chromium as program } from "../../tools/setup.mjs";

const dist = fileURLToPath(new URL("../../www/page/dist", import.meta.url));
/** How Chromium is started. */
export const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
/** @type {Record<string, string>} */
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The headers that `_headers` gives every file. */
function headers() {
  const lines = readFileSync(join(dist, "_headers"), "utf8").split("\n").slice(1);
  return Object.fromEntries(
    lines
      .flatMap((line) => [
        line
          .trim()
          .match(/^([\w-]+): (.*)$/)
          ?.slice(1) ?? [],
      ])
      .filter((pair) => pair.length),
  );
}

/** Starts server and browser. */
export async function start() {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://page").pathname;
    const file = join(dist, path === "/" ? "index.html" : path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { ...headers(), "content-type": types[extname(file)] ?? "text/plain" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const browser = await chromium.launch({ executablePath: program(), args: flags });
  const stop = async () => {
    await browser.close();
    server.close();
  };
  return {
    open: (/** @type {object} */ options = {}) => open(browser, `http://127.0.0.1:${port}`, options),
    stop,
  };
}

/**
 * Opens the page and waits until it is ready; collects its warnings and its requests to other origins.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} origin
 * @param {import("playwright-core").BrowserContextOptions} options
 */
async function open(browser, origin, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const warnings = /** @type {string[]} */ ([]);
  const otherOrigins = /** @type {string[]} */ ([]);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) warnings.push(message.text());
  });
  page.on("pageerror", (error) => warnings.push(String(error)));
  context.on("request", (request) => {
    if (!request.url().startsWith(origin)) otherOrigins.push(request.url());
  });
  await page.goto(`${origin}/`);
  await page.getByText("Ready.").waitFor({ timeout: 15_000 });
  return { page, warnings, otherOrigins, close: () => context.close() };
}
