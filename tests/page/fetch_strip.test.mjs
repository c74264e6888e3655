/** The document is fetched from the page: on a click, from the config's address, and from nowhere else. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { configWith, kept, theBrowser, useBrowser, write } from "./panes.mjs";

const limit = { timeout: 60_000 };
const main = `openapi: 3.1.0
info: {title: Fetched, version: "1"}
paths:
  /a: {get: {responses: {'200': {$ref: 'parts/ok.yaml'}}}}
`;
const part =
  "description: ok\ncontent: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}\n";
/** What the server answers to each path. @type {Record<string, string>} */
const texts = { "/api/openapi.yaml": main, "/api/parts/ok.yaml": part, "/closed/openapi.yaml": main };

/** @type {import("node:http").Server} */
let server;
let origin = "";
/** What the server was asked. @type {string[]} */
let asked = [];

useBrowser();

before(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(`${request.method} ${path}`);
    const isOpen = !path.startsWith("/closed");
    const headers = isOpen ? { "access-control-allow-origin": "*", "access-control-allow-headers": "*" } : {};
    if (request.method === "OPTIONS") return void response.writeHead(isOpen ? 204 : 405, headers).end();
    response.writeHead(path in texts ? 200 : 404, headers).end(texts[path]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  origin = `http://127.0.0.1:${port}`;
}, limit);

after(() => server?.close(), limit);

/**
 * A page with a config whose document is at a path of the server.
 *
 * @param {string} path
 * @param {(page: import("playwright-core").Page, others: string[]) => Promise<void>} steps
 */
async function withAddress(path, steps) {
  asked = [];
  const { page, otherOrigins, close } = await theBrowser().open();
  page.setDefaultTimeout(15_000);
  try {
    await write(page, "Config", configWith().replace("https://example.com/openapi.json", `${origin}${path}`));
    await page.locator("#config .strip", { hasText: path }).waitFor();
    assert.deepEqual(asked, [], "nothing is asked before the click");
    await steps(page, otherOrigins);
  } finally {
    await close();
  }
}

test("the document and what it refers to come on a click", limit, async () => {
  await withAddress("/api/openapi.yaml", async (page, others) => {
    await page.locator("#config .strip").getByRole("button", { name: "Fetch" }).click();
    await page.locator("#answer-fields [data-value]", { hasText: "100%" }).waitFor();
    await page.locator("#tab-files", { hasText: "1" }).waitFor();
    const gets = asked.filter((request) => request.startsWith("GET"));
    assert.deepEqual(gets, ["GET /api/openapi.yaml", "GET /api/parts/ok.yaml"]);
    assert.ok(
      others.every((address) => address.startsWith(origin)),
      `${others}`,
    );
    const where = page.locator("#config .strip .where");
    const shown = `^Shown: ${origin.slice("http://".length)}/api/openapi\\.yaml`;
    assert.match((await where.textContent()) ?? "", new RegExp(`${shown}, fetched at \\d\\d:\\d\\d\\.$`));
    // The button that was clicked is there, and has the focus.
    const again = page.locator("#config .strip").getByRole("button", { name: "Fetch again" });
    await again.and(page.locator(":focus")).waitFor();
    asked = [];
    await page.keyboard.press("Enter");
    for (let tries = 0; tries < 100 && asked.length === 0; tries++) await page.waitForTimeout(50);
    assert.ok(asked.includes("GET /api/openapi.yaml"), `${asked}`);
    await again.and(page.locator(":focus")).waitFor();
    await write(page, "Document", `${main}# edited\n`);
    const edited = page.locator("#document .strip", { hasText: "edited here since: a run does not read" });
    await edited.waitFor();
    // After a reload nobody knows when it was fetched, but it is of the same address.
    await kept(page, /# edited/);
    await page.reload();
    await page.locator("#config .strip", { hasText: "Shown:" }).waitFor({ state: "attached" });
    assert.match((await where.textContent()) ?? "", new RegExp(`${shown}\\.$`));
    await page.locator("#config .strip button", { hasText: "Fetch again" }).waitFor({ state: "attached" });
  });
});

test("a server that allows no page to read it is told of, with other ways", limit, async () => {
  await withAddress("/closed/openapi.yaml", async (page) => {
    await page.locator("#config .strip").getByRole("button", { name: "Fetch" }).click();
    const said = page.locator("#config .strip .said");
    await said.getByText("CORS").first().waitFor();
    assert.match((await said.textContent()) ?? "", /curl .*closed\/openapi\.yaml/);
    assert.match((await said.textContent()) ?? "", /Worker/);
    await page.locator("#chosen").setInputFiles({
      ...{ name: "opened.yaml", mimeType: "application/yaml" },
      buffer: Buffer.from(main.replace("$ref: 'parts/ok.yaml'", "description: ok")),
    });
    await page.locator("#config .strip", { hasText: "Shown: opened.yaml. A run reads" }).waitFor();
    assert.equal(await said.textContent(), "", "what was said of the fetch is over");
  });
});

test("a document that is not there leaves the one that is here", limit, async () => {
  await withAddress("/api/missing.yaml", async (page) => {
    await page.locator("#chosen").setInputFiles({
      ...{ name: "openapi.yaml", mimeType: "application/yaml" },
      buffer: Buffer.from(main.replace("$ref: 'parts/ok.yaml'", "description: ok")),
    });
    await page.locator("#answer-operations [data-value]", { hasText: "✓ 1" }).waitFor();
    await page.locator("#config .strip").getByRole("button", { name: "Fetch" }).click();
    await page.locator("#config .strip .said", { hasText: "404" }).waitFor();
    await page.locator("#answer-operations [data-value]", { hasText: "✓ 1" }).waitFor();
  });
});
