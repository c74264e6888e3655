/** The page of the services by what it says of a run whose outcome is not wholly known, and by the rules of axe-core. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { chromium as program } from "../../tools/setup.mjs";
import { catalogue } from "../npm/process.mjs";
import { worker } from "../worker/runtime.mjs";
import { client, config, documents, document as openapi, paths, token } from "../worker/world.mjs";
import { flags } from "./browser.mjs";
import { violations } from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

const limit = { timeout: 120_000 };

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof documents>>} */
let specs;
/** @type {Awaited<ReturnType<typeof worker>>} */
let running;
/** @type {import("playwright-core").Browser} */
let browser;
const texts = /** @type {Record<string, string>} */ ({});

before(async () => {
  server = await catalogue();
  specs = await documents(texts);
  running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "an-om-token" });
  browser = await chromium.launch({ executablePath: program(), args: flags });
  const api = client(() => running.url);
  texts["/held"] = openapi(paths(40));
  texts["/broken"] = "no document";
  for (const name of ["held", "broken", "new"])
    await api.put(name, config(name, server.url, `${specs.url}/${name}`));
  assert.equal((await api.run("held")).state, "succeeded");
  texts["/held"] = openapi(paths(4), "Changed");
  assert.equal((await api.run("held")).state, "held");
  assert.equal((await api.run("broken")).state, "failed");
}, limit);

after(async () => {
  await browser?.close();
  await running?.stop();
  specs?.stop();
  server?.stop();
}, limit);

/** The page at a service or a run, for somebody who has the token. @param {Page} page @param {string} hash */
async function open(page, hash) {
  page.setDefaultTimeout(15_000);
  await page.goto(`${running.url}/services#token=${encodeURIComponent(token)}`);
  await page.getByRole("table").waitFor();
  if (hash) await page.goto(`${running.url}/services${hash}`);
}

/** Shows a run with results of each kind, of which an invocation was ended by force. @param {Page} page */
async function forced(page) {
  await page.route("**/api/v1/runs/held.2", async (route) => {
    const response = await route.fetch();
    const run = await response.json();
    const result = { action: "update", kind: "apiEndpoint" };
    const results = [
      { ...result, fqn: "held.all./0/get", outcome: "unconfirmed", reason: "the answer was cut" },
      { ...result, fqn: "held.all./1/get", outcome: "failed", reason: "refused" },
      { ...result, fqn: "held.all./2/get", outcome: "applied" },
    ];
    const entities = { applied: 1, failed: 1, unconfirmed: 1 };
    const report = { ...run.report, results };
    await route.fulfill({
      response,
      json: { ...run, requests: 1234, requestsAtLeast: true, entities, report },
    });
  });
}

test("what is not known of a run is said in words", limit, async () => {
  const page = await browser.newPage();
  try {
    await forced(page);
    await open(page, "#held.2");
    await page.getByText("at least 1,234 requests", { exact: true }).waitFor();
    await page.getByText("1 failed, 1 unconfirmed, 1 applied").waitFor();
    const region = page.locator("section", {
      has: page.getByRole("heading", { name: "Unconfirmed entities (1)" }),
    });
    await region.getByText("These may have been written").waitFor();
    await region.getByText("held.all./0/get").waitFor();
    await region.getByText("the answer was cut").waitFor();
    await page.getByRole("heading", { name: "Failed entities (1)" }).waitFor();
  } finally {
    await page.close();
  }
});

const places = /** @type {const} */ ([
  ["list", "", "Services"],
  ["service with held deletions", "#held", "held"],
  ["service that has not run", "#new", "new"],
  ["run with failures", "#held.2", "held run 2"],
  ["run without a document", "#broken.1", "broken run 1"],
]);

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [what, hash, heading] of places) {
    test(`the ${what} breaks no rule of accessibility, ${colorScheme}`, limit, async () => {
      // The script of axe-core is evaluated in the page.
      const context = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      try {
        await forced(page);
        await open(page, hash);
        await page.getByRole("heading", { name: heading, level: 1, exact: true }).waitFor();
        await page.locator("[data-key=loading]").waitFor({ state: "detached" });
        for (const summary of await page.locator("details:not([open]) > summary").all())
          await summary.click();
        assert.deepEqual(await violations(page, "html"), []);
      } finally {
        await context.close();
      }
    });
  }
}
