/** The built page in a real Chromium, served with its own headers. */
import { chromium } from "playwright-core";
import { servePage } from "../../tools/serve.mjs";
import { chromium as program } from "../../tools/setup.mjs";

/** How Chromium is started. */
export const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
/** Starts server and browser. */
export async function start() {
  const server = await servePage();
  const browser = await chromium.launch({ executablePath: program(), args: flags });
  const stop = async () => {
    await browser.close();
    await server.stop();
  };
  return {
    open: (/** @type {object} */ options = {}) => open(browser, server.origin, options),
    browser,
    server,
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
  await page.locator("#bar[aria-busy=false]").waitFor({ timeout: 15_000 });
  return { page, context, warnings, otherOrigins, close: () => context.close() };
}
