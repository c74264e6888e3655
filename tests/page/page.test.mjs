/** The page in a browser, as a user sees it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "./browser.mjs";

const limit = { timeout: 60_000 };

/** @type {Awaited<ReturnType<typeof start>>} */
let browser;

before(async () => {
  browser = await start();
}, limit);

after(() => browser?.stop(), limit);

/**
 * A test in its own page, which must log no warning and send no request to another origin.
 *
 * @param {string} name
 * @param {(page: import("playwright-core").Page) => Promise<void>} steps
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
function onPage(name, steps, options) {
  test(name, limit, async () => {
    const { page, warnings, otherOrigins, close } = await browser.open(options);
    page.setDefaultTimeout(15_000);
    try {
      await steps(page);
      assert.deepEqual(warnings, []);
      assert.deepEqual(otherOrigins, []);
    } finally {
      await close();
    }
  });
}

/** @param {import("playwright-core").Page} page @param {string} label @param {string} text */
async function write(page, label, text) {
  await page.getByRole("textbox", { name: label }).click();
  await page.keyboard.insertText(text);
}

onPage("an error in the config is shown at its line", async (page) => {
  await write(page, "Workflow config", "source:\n  type: rest\n  serviceNme: petstore\n");
  const row = page.locator("#diagnostics .error", { hasText: "serviceNme" });
  await row.first().waitFor();
  assert.match((await row.first().textContent()) ?? "", /config 3:3/);
  const squiggle = page.locator("#config .cm-lintRange-error", { hasText: "serviceNme" });
  assert.match((await squiggle.first().textContent()) ?? "", /serviceNme/);
});

onPage("a click on a diagnostic goes to its place", async (page) => {
  await write(page, "Workflow config", "source:\n  type: rest\n  serviceNme: petstore\n");
  await page.locator("#diagnostics .error button", { hasText: "serviceNme" }).first().click();
  await page.keyboard.insertText("serviceName");
  await page.locator("#diagnostics .error", { hasText: "serviceNme" }).waitFor({ state: "detached" });
  assert.match((await page.locator("#config .cm-content").textContent()) ?? "", / {2}serviceName: petstore/);
});

onPage("an error is fixed at its place", async (page) => {
  await write(page, "Workflow config", "source:\n  type: rest\n  serviceNme: petstore\n");
  await page.locator("#config .cm-lintRange-error", { hasText: "serviceNme" }).first().hover();
  await page.locator(".cm-diagnosticAction", { hasText: "Write it as serviceName" }).click();
  await page.locator("#diagnostics .error", { hasText: "serviceNme" }).waitFor({ state: "detached" });
  assert.match((await page.locator("#config .cm-content").textContent()) ?? "", / {2}serviceName: petstore/);
});

onPage("a key is explained when the mouse is over it", async (page) => {
  await write(page, "Workflow config", "source:\n  type: rest\n  serviceName: petstore\n");
  await page.locator("#diagnostics .error").first().waitFor();
  await page.locator("#config .cm-line", { hasText: "serviceName" }).getByText("serviceName").hover();
  const hover = page.locator("#config .hover");
  await hover.waitFor();
  assert.match((await hover.textContent()) ?? "", /source\.serviceName.*required.*name in the catalogue/);
});

onPage("the Petstore example lists its entities", async (page) => {
  await page.getByRole("button", { name: "Load the Petstore example" }).click();
  await page.locator(".endpoint").first().waitFor();
  assert.equal(await page.locator(".endpoint").count(), 19);
  assert.deepEqual(await page.locator(".collection h3").allInnerTexts(), ["pet", "store", "user"]);
  assert.match((await page.locator("#status").textContent()) ?? "", /^0 errors · .*19 endpoints$/);
  assert.match((await page.locator(".coverage").textContent()) ?? "", /19 operations/);
  assert.equal(await page.locator("#welcome").isVisible(), false);
});

onPage("an endpoint opens to its fields", async (page) => {
  await page.getByRole("button", { name: "Load the Petstore example" }).click();
  await page.locator(".endpoint > summary", { hasText: "/store/order/{orderId}" }).first().click();
  const names = page.locator(".endpoint[open] .field > .name");
  await names.first().waitFor();
  assert.ok((await names.allInnerTexts()).includes("orderId"));
});

onPage("the filter keeps endpoints with all its words", async (page) => {
  await page.getByRole("button", { name: "Load the Petstore example" }).click();
  await page.locator(".endpoint").first().waitFor();
  await page.getByRole("searchbox", { name: "Filter endpoints" }).fill("delete user");
  assert.deepEqual(await page.locator(".endpoint .path").allInnerTexts(), ["/user/{username}"]);
  assert.equal(await page.locator("#entities [data-count]").textContent(), "1 of 19 endpoints");
  await page.getByRole("searchbox", { name: "Filter endpoints" }).fill("no such thing");
  assert.equal(await page.getByText("No endpoint matches the filter.").isVisible(), true);
});

onPage("a file that is dropped becomes the document", async (page) => {
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    const text =
      "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n  /dropped:\n    get: {responses: {}}\n";
    data.items.add(new File([text], "api.yaml"));
    return data;
  });
  await page.dispatchEvent("#spec", "drop", { dataTransfer: transfer });
  await page.locator(".endpoint .path", { hasText: "/dropped" }).waitFor();
  assert.match((await page.locator("#spec .cm-content").textContent()) ?? "", /\/dropped/);
});

onPage("markup in a document is text", async (page) => {
  const markup = "<img src=x onerror=alert(1)>";
  const operation = `{summary: "${markup}", responses: {}}`;
  await write(
    page,
    "OpenAPI document",
    `openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: ${operation}}}`,
  );
  await page.locator(".endpoint .about", { hasText: markup }).waitFor();
  assert.equal(await page.locator("#results img").count(), 0);
});

onPage("everything can be reached with the keyboard", async (page) => {
  for (let presses = 0; presses < 10 && (await focused(page)) !== "example"; presses++)
    await page.keyboard.press("Tab");
  assert.equal(await focused(page), "example");
  const outline = await page.evaluate(
    () => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle,
  );
  assert.equal(outline, "solid");
  await page.keyboard.press("Enter");
  await page.locator(".endpoint").first().waitFor();
  for (let presses = 0; presses < 40 && (await focused(page)) !== "SUMMARY /pet"; presses++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.locator(".endpoint[open] .field").first().waitFor();
});

onPage(
  "the dark color scheme is supported",
  async (page) => {
    const [ground, text] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.backgroundColor, style.color].map((color) => (color.match(/\d+/g) ?? []).map(Number));
    });
    const light = (/** @type {number[] | undefined} */ color) =>
      (color ?? []).reduce((sum, part) => sum + part, 0);
    assert.ok(light(ground) < 150 && light(text) > 600, `${ground} ${text}`);
  },
  { colorScheme: "dark" },
);

onPage(
  "the page fits into 360 pixels",
  async (page) => {
    await page.getByRole("button", { name: "Load the Petstore example" }).click();
    await page.locator(".endpoint > summary").first().click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  },
  { viewport: { width: 360, height: 740 } },
);

/** The focused element: its id, or its tag and text. @param {import("playwright-core").Page} page */
function focused(page) {
  return page.evaluate(() => {
    const { id, tagName } = /** @type {HTMLElement} */ (document.activeElement);
    const path = document.activeElement?.querySelector(".path")?.textContent;
    return id || (path ? `${tagName} ${path}` : tagName);
  });
}
