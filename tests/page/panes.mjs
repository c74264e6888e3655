/** What the tests of the page share: a page of its own for each test, its inputs, and the check of accessibility. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { start } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

const limit = { timeout: 60_000 };

/** The rules of axe-core, as a script. */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @type {Awaited<ReturnType<typeof start>>} */
let browser;

/** Starts the browser before the tests of a file, and ends it after them. */
export function useBrowser() {
  before(async () => {
    browser = await start();
  }, limit);
  after(() => browser?.stop(), limit);
}

/** The browser of this file's tests, with the server of the page. */
export function theBrowser() {
  return browser;
}

/** @typedef {Awaited<ReturnType<typeof browser.open>>} Opened */

/** How often something is looked at, and with which pause in milliseconds: 15 seconds in all. */
const looks = { most: 150, pause: 100 };

/**
 * Waits until a function in the page resolves to something true, and returns it. Playwright's own `waitForFunction` takes
 * any promise for true.
 *
 * @template A, R
 * @param {Page} page
 * @param {(arg: A) => Promise<R>} question
 * @param {A} [arg]
 * @returns {Promise<R>}
 */
export async function untilTrue(page, question, arg) {
  for (let count = 0; count < looks.most; count++) {
    const found = await page.evaluate(/** @type {any} */ (question), arg);
    if (found) return found;
    await page.waitForTimeout(looks.pause);
  }
  throw new Error(`not so within ${(looks.most * looks.pause) / 1000} s: ${question}`);
}

/** Everything that is kept in the browser, as one text. @param {Page} page @returns {Promise<string>} */
export function keptBy(page) {
  return page.evaluate(async () => {
    const asText = (/** @type {string} */ _, /** @type {unknown} */ value) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    const found = /** @type {unknown[]} */ ([{ ...localStorage }, { ...sessionStorage }, location.href]);
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => (request.onsuccess = resolve));
        found.push(...request.result);
      }
      database.close();
    }
    return JSON.stringify(found, asText);
  });
}

/** Waits until what is kept has a text in it. @param {Page} page @param {RegExp} text */
export async function kept(page, text) {
  for (let tries = 0; tries < 200; tries++) {
    const all = await keptBy(page);
    if (text.test(all)) return all;
    await page.waitForTimeout(100);
  }
  throw new Error(`${text} is not kept: ${(await keptBy(page)).slice(0, 2000)}`);
}

/**
 * A test in its own page, which must log no warning and send no request to another origin.
 *
 * @param {string} name
 * @param {(page: Page, opened: Opened) => Promise<void>} steps
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @param {{timeout: number}} [most]
 */
export function onPage(name, steps, options, most = limit) {
  test(name, most, async () => {
    const opened = await browser.open(options);
    opened.page.setDefaultTimeout(15_000);
    try {
      await steps(opened.page, opened);
      assert.deepEqual(opened.warnings, []);
      assert.deepEqual(opened.otherOrigins, []);
    } finally {
      browser.server.replaced.clear();
      browser.server.network.isUp = true;
      await opened.close();
    }
  });
}

/** @param {Page} page */
export async function loadExample(page) {
  await page.getByRole("button", { name: "Load the Petstore example" }).click();
  await page.getByRole("treeitem").first().waitFor();
}

/** Replaces the text of an editor. @param {Page} page @param {"Config" | "Document"} tab @param {string} text */
export async function write(page, tab, text) {
  await page.getByRole("tab", { name: tab }).click();
  const label = tab === "Config" ? "Workflow config" : "OpenAPI document";
  await page.getByRole("textbox", { name: label }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
  // Closes what is offered to complete it.
  await page.keyboard.press("Escape");
}

/** The text of an element, with its spaces as they are seen. @param {import("playwright-core").Locator} locator */
export async function textOf(locator) {
  return ((await locator.textContent()) ?? "").replace(/\s+/g, " ").trim();
}

/** Chooses a file. @param {Page} page @param {string} name @param {string} text */
export async function choose(page, name, text) {
  await page
    .locator("#chosen")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
}

/** The lines around the caret of an editor, as they are seen. @param {Page} page @param {"config" | "document"} id */
export async function shownText(page, id) {
  return (await page.locator(`#${id} .cm-line`).allTextContents()).join("\n");
}

/** A config that the core takes, with more keys under `source.sourceConfig.config`. @param {string} [more] lines */
export function configWith(more = "") {
  return `source:
  type: rest
  serviceName: petstore
  serviceConnection:
    config:
      type: Rest
      openAPISchemaConnection:
        openAPISchemaURL: https://example.com/openapi.json
  sourceConfig:
    config:
      type: ApiMetadata
${more}sink:
  type: metadata-rest
  config: {}
workflowConfig:
  openMetadataServerConfig:
    hostPort: http://localhost:8585/api
    authProvider: openmetadata
    securityConfig:
      jwtToken: $OPENMETADATA_TOKEN
`;
}

/** A document with an operation for each path. @param {string[]} paths @param {(path: string, at: number) => object} [operation] */
export function documentOf(paths, operation = () => ({})) {
  const get = (/** @type {string} */ path, /** @type {number} */ at) => ({
    get: { tags: [path.split("/")[1]], responses: {}, ...operation(path, at) },
  });
  return JSON.stringify(
    {
      openapi: "3.0.0",
      info: { title: "T", version: "1" },
      paths: Object.fromEntries(paths.map((path, at) => [path, get(path, at)])),
    },
    undefined,
    2,
  );
}

/** What breaks a rule of accessibility in a part of the page. @param {Page} page @param {string} selector */
export async function violations(page, selector) {
  await page.evaluate(axe);
  const run = (/** @type {string} */ selector) => /** @type {any} */ (globalThis).axe.run(selector);
  const { violations } = await page.evaluate(run, selector);
  return violations.flatMap((/** @type {any} */ { id, nodes }) =>
    nodes.map((/** @type {any} */ node) => `${id}: ${node.html.slice(0, 160)}: ${node.failureSummary}`),
  );
}
