/** The pane of entities in a browser, as a user sees it and hears it. */
import assert from "node:assert/strict";
import {
  choose,
  configWith,
  documentOf,
  loadExample,
  onPage,
  textOf,
  useBrowser,
  violations,
  write,
} from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

useBrowser();

/** The text of the tree's active row. @param {Page} page */
async function active(page) {
  const id = await page.getByRole("tree").getAttribute("aria-activedescendant");
  return textOf(page.locator(`#${id}`));
}

/** Presses keys, then tells the active row. @param {Page} page @param {string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
  return active(page);
}

/** @param {Page} page @param {string | RegExp} name */
function row(page, name) {
  return page.getByRole("treeitem", { name });
}

/** Filters that leave out a collection and two endpoints. */
const filters = `      apiCollectionFilterPattern: {excludes: ["^store"]}
      apiEndpointFilterPattern: {excludes: ["/user/l"]}
`;

/** The example with filters. @param {Page} page */
async function loadFiltered(page) {
  await loadExample(page);
  await write(page, "Config", configWith(filters));
  await row(page, /\/store\/inventory.*left out/).waitFor();
}

onPage("the example is a tree of service, collections and endpoints", async (page) => {
  await loadExample(page);
  assert.deepEqual(await page.locator("[data-kind=collection] .name").allTextContents(), [
    "pet",
    "store",
    "user",
  ]);
  assert.match(await textOf(page.locator("[data-kind=service]")), /3 collections, 19 endpoints/);
  const login = row(page, /GET \/user\/login/);
  assert.deepEqual(
    await login.evaluate((node) =>
      ["level", "setsize", "posinset"].map((name) => node.getAttribute(`aria-${name}`)),
    ),
    ["3", "7", "3"],
  );
  assert.match(await textOf(login), /Logs user into the system\..*2 left out/);
  assert.equal(await page.locator("#entities .entities-bar .count").first().textContent(), "19 endpoints");
});

onPage("arrows, Home, End and * move in the tree and open it", async (page) => {
  await loadExample(page);
  await page.getByRole("tree").focus();
  assert.match(await press(page, "ArrowDown"), /^petstore/);
  assert.match(await press(page, "ArrowDown"), /^pet 8 endpoints/);
  assert.match(await press(page, "ArrowRight"), /^PUT \/pet /);
  assert.match(await press(page, "ArrowLeft"), /^pet /);
  await press(page, "ArrowLeft");
  assert.equal(await row(page, /PUT \/pet /).count(), 0);
  assert.equal(await row(page, /^pet /).getAttribute("aria-expanded"), "false");
  assert.match(await press(page, "ArrowDown"), /^store/);
  await press(page, "*");
  assert.equal(await row(page, /PUT \/pet /).count(), 1);
  assert.match(await press(page, "End"), /^DELETE \/user\/\{username\}/);
  assert.equal(await page.locator("[role=treeitem][aria-selected=true]").count(), 1);
  assert.match(await press(page, "Home"), /^petstore/);
  assert.notEqual(await press(page, "PageDown"), await press(page, "PageUp"));
});

onPage("the tree is one stop of the Tab key", async (page) => {
  await loadExample(page);
  await page.getByRole("searchbox", { name: "Search endpoints" }).focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "tree");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("[role=tree]")), null);
});

onPage("typed letters find paths, names, and method with path", async (page) => {
  await loadExample(page);
  await page.getByRole("tree").focus();
  assert.match(await press(page, ..."store/o"), /^POST \/store\/order/);
  await page.waitForTimeout(900);
  assert.match(await press(page, ..."delete /user"), /^DELETE \/user\/\{username\}/);
  await page.waitForTimeout(900);
  assert.match(await press(page, "Home", ..."store"), /^store 4 endpoints/);
});

onPage("Enter goes to the details, Escape comes back", async (page) => {
  await loadExample(page);
  await page.getByRole("tree").focus();
  await press(page, ..."/store/inv");
  await page.getByRole("heading", { name: "GET /store/inventory" }).waitFor();
  await page.keyboard.press("Enter");
  assert.match(
    (await page.evaluate(() => document.activeElement?.textContent)) ?? "",
    /GET \/store\/inventory/,
  );
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("heading", { name: "GET /store/inventory" }).isVisible(), false);
  assert.match(await active(page), /^GET \/store\/inventory/);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "tree");
});

onPage("the search keeps endpoints with all its words, and counts them", async (page) => {
  await loadExample(page);
  const search = page.getByRole("searchbox", { name: "Search endpoints" });
  const count = page.locator("#entities .entities-bar .count").first();
  await search.fill("delete user");
  assert.deepEqual(await page.locator("[data-kind=endpoint] .path").allTextContents(), ["/user/{username}"]);
  assert.equal(await count.textContent(), "1 of 19");
  await search.fill("GET");
  assert.equal(await count.textContent(), "8 of 19");
  await search.fill("no such thing");
  assert.equal(await page.getByText("No endpoint has “no such thing”").isVisible(), true);
  await page.locator("#news", { hasText: "No endpoint has" }).waitFor({ state: "attached" });
  await search.press("Escape");
  assert.equal(await search.inputValue(), "");
  assert.equal(await count.textContent(), "19 endpoints");
});

onPage("what the filters leave out is struck through, with the pattern", async (page) => {
  await loadFiltered(page);
  const inventory = row(page, /GET \/store\/inventory left out by excludes \^store/);
  assert.equal(await inventory.locator("s").textContent(), "/store/inventory");
  assert.equal(await row(page, /GET \/user\/login left out by excludes \/user\/l/).count(), 1);
  const store = page.locator("[data-kind=collection].left-out");
  assert.match(await textOf(store), /store.*excludes \^store/);
  assert.match(await textOf(row(page, /^user /)), /5 of 7 endpoints/);
  await inventory.click();
  await page.getByText("is not in the catalogue").waitFor();
  await page.getByRole("button", { name: "Show the pattern in the config" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.closest("#config") !== null), true);
  await page.locator(".tester", { hasText: "^store matches the collections of 4 of 19 endpoints" }).waitFor();
  const toggle = page.getByRole("button", { name: "Left out 6" });
  await toggle.click();
  assert.equal(await page.locator(".left-out").count(), 0);
  assert.equal(await toggle.getAttribute("aria-pressed"), "false");
  await toggle.click();
  assert.equal(await inventory.count(), 1);
});

onPage("what is left out as a whole is counted as that", async (page) => {
  await loadExample(page);
  await write(page, "Config", configWith("      apiEndpointFilterPattern: {excludes: ['.*']}\n"));
  await row(page, /^petstore 0 of 3 collections, 0 of 19 endpoints/).waitFor();
});

onPage("open, selected and focused stay over an edit of the document", async (page) => {
  await write(page, "Document", documentOf(["/a/1", "/b/1", "/b/2"]));
  await page.getByRole("tab", { name: "Entities" }).click();
  await row(page, /^a /).locator("[data-twist]").click();
  await row(page, /GET \/b\/2/).click();
  await page.getByRole("heading", { name: "GET /b/2" }).waitFor();
  await write(
    page,
    "Document",
    documentOf(["/a/0", "/a/1", "/b/0", "/b/1", "/b/2"], () => ({ summary: "Edited" })),
  );
  await row(page, /GET \/b\/0/).waitFor();
  assert.equal(await row(page, /^a /).getAttribute("aria-expanded"), "false");
  assert.equal(await row(page, /GET \/b\/2/).getAttribute("aria-selected"), "true");
  await page.locator(".detail", { hasText: "Edited" }).getByRole("heading", { name: "GET /b/2" }).waitFor();
});

onPage("fields are shown with their types, and open on request", async (page) => {
  await loadExample(page);
  await row(page, /POST \/pet\/\{petId\}\/uploadImage/).click();
  const path = page.locator(".detail-part", { hasText: "Path parameters" });
  await path.waitFor();
  assert.match(await textOf(path), /petId\s+integer<int64>\s+required/);
  assert.match(
    await textOf(page.locator(".detail-part", { hasText: "Query parameters" })),
    /additionalMetadata/,
  );
  assert.match(await textOf(page.locator(".detail-part", { hasText: "Body" })), /value\s+string<binary>/);
  await row(page, /PUT \/pet /).click();
  const category = page.locator(".detail details", { hasText: "category" }).first();
  await category.waitFor();
  const nested = category.locator(".fields .name");
  assert.deepEqual(await nested.allTextContents(), ["id", "name"]);
  await category.locator("summary").click();
  assert.equal(await nested.first().isVisible(), false);
});

onPage("descriptions are Markdown, and markup in them is text", async (page) => {
  const description = [
    "**Bold** `code` <img src=x onerror=alert(1)> [evil](javascript:alert(1)) [site](https://example.com/a)",
    "- one\n- two",
    "<script>alert(1)</script>",
  ].join("\n\n");
  page.on("dialog", () => assert.fail("a script of the document ran"));
  await write(
    page,
    "Document",
    documentOf(["/a/<img>"], () => ({ description })),
  );
  await page.getByRole("tab", { name: "Entities" }).click();
  await row(page, /<img>/).click();
  const shown = page.locator(".detail .description");
  await shown.locator("strong", { hasText: "Bold" }).waitFor();
  assert.match(await textOf(shown), /code image \(x\) evil \(javascript:alert\(1\)\)/);
  assert.match(await textOf(shown), /<script>alert\(1\)<\/script>/);
  assert.deepEqual(await shown.locator("li").allTextContents(), ["one", "two"]);
  assert.equal(await page.locator(".detail img, .detail script, [role=tree] img").count(), 0);
  const links = shown.locator("a");
  assert.equal(await links.count(), 1);
  assert.equal(await links.getAttribute("href"), "https://example.com/a");
  assert.equal(await links.getAttribute("rel"), "noopener noreferrer");
  assert.equal(await shown.locator(".target").textContent(), "example.com");
});

onPage("a field is found by its name among many", async (page) => {
  const properties = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`field${at}`, { type: "string" }]),
  );
  const schema = {
    type: "object",
    properties: { ...properties, deep: { type: "object", properties: { Needle: { type: "integer" } } } },
  };
  const responses = { 200: { description: "ok", content: { "application/json": { schema } } } };
  await opened(page, { responses });
  const search = page.getByRole("searchbox", { name: "Find a field of the response" });
  await search.fill("need");
  const found = page.locator(".fields.found .field");
  assert.deepEqual(await found.allTextContents(), ["deep › Needle integer"]);
  assert.equal(await page.locator(".detail .name", { hasText: "field0" }).isVisible(), false);
  await search.fill("eep.need");
  assert.deepEqual(await found.allTextContents(), ["deep › Needle integer"]);
  await search.fill("needle.deep");
  assert.deepEqual(await found.allTextContents(), []);
  await search.fill("needle");
  assert.deepEqual(await violations(page, "#entities"), []);
  await search.press("Escape");
  await page.locator(".detail .name", { hasText: "field0" }).waitFor();
  assert.equal(await page.locator(".detail").isVisible(), true);
});

/** Opens the details of an operation, and gives its description. @param {Page} page @param {string} description */
async function described(page, description) {
  await opened(page, { description });
  return page.locator(".detail .description");
}

/** Opens the details of an operation. @param {Page} page @param {object} operation */
async function opened(page, operation) {
  await write(
    page,
    "Document",
    documentOf(["/a"], () => operation),
  );
  await page.getByRole("tab", { name: "Entities" }).click();
  await row(page, /GET \/a /).click();
}

/** Where links lead. @param {import("playwright-core").Locator} links */
function addressesOf(links) {
  return links.evaluateAll((all) => all.map((one) => /** @type {any} */ (one).href));
}

onPage("tags that mean what Markdown can say are shown so, others are text", async (page) => {
  const description = [
    '<p>Reads <strong>one</strong> <a href="https://a.test/x?y=1&z=2">pet</a>,<br>or <code>null</code>.</p>',
    "<ul><li>first</li><li>second</li></ul>",
    "",
    'Give <token> or <a href="javascript:alert(1)">this</a>, <b>not</b> `<b>`.<!-- hidden -->',
    "",
    '<img src="https://a.test/i.png" onerror="alert(1)"><script>alert(1)</script>',
    "<p>    not code <a>open",
  ].join("\n");
  const shown = await described(page, description);
  const line = page.locator("[role=treeitem][aria-level='3'] .about").first();
  assert.equal(await line.textContent(), "Reads one pet, or null.");
  await shown.locator("strong", { hasText: "one" }).waitFor();
  assert.deepEqual(await addressesOf(shown.locator("a")), [
    "https://a.test/x?y=1&z=2",
    "https://a.test/i.png",
  ]);
  assert.deepEqual(await shown.locator("li").allTextContents(), ["first", "second"]);
  assert.deepEqual(await shown.locator("code").allTextContents(), ["null", "<b>"]);
  assert.equal(await shown.locator("br").count(), 1);
  assert.equal(await shown.locator("img, script, pre").count(), 0);
  const text = await textOf(shown);
  assert.match(text, /Give <token> or this \(javascript:alert\(1\)\), not <b>\./);
  assert.match(text, /<script>alert\(1\)<\/script>/);
  assert.match(text, /not code <a>open/);
  assert.doesNotMatch(text, /hidden/);
});

onPage("what may be a placeholder or a type is no tag, and a link leads where it says", async (page) => {
  const description = [
    "List<A>, Map<B, I> and Foo<U>; if a <b and c> d, then <i> index",
    '[see https://z.test/ now](https://x.test/) <a title=" href=https://evil.test" href="https://good.test/">good</a>',
    "Line one<br>\nline two",
    "| k | v |\n|---|---|\n| 1 | one<br>uno |",
    "10<sup>6</sup>, foo <b> bold </b> bar",
  ].join("\n\n");
  const shown = await described(page, description);
  await shown.locator("td", { hasText: "uno" }).waitFor();
  const text = await textOf(shown);
  assert.match(text, /^List<A>, Map<B, I> and Foo<U>; if a <b and c> d, then <i> index/);
  assert.match(text, /10\^6, foo {1,2}bold bar$/);
  assert.deepEqual(await addressesOf(shown.locator("a")), ["https://x.test/", "https://good.test/"]);
  assert.deepEqual(await shown.locator("td").allTextContents(), ["1", "oneuno"]);
  assert.equal(await shown.locator("br").count(), 2);
  assert.equal(await shown.locator("p", { hasText: "Line one" }).textContent(), "Line one line two");
});

onPage("an operation and its parts are shown in the document", async (page) => {
  await loadExample(page);
  await row(page, /GET \/user\/login/).click();
  await page.getByRole("button", { name: "Show in document" }).click();
  assert.equal(await page.getByRole("tab", { name: "Document" }).getAttribute("aria-selected"), "true");
  await page.locator("#document .cm-content", { hasText: "loginUser" }).waitFor();
  await page.getByRole("button", { name: "Show the parameter password in the document" }).click();
  await page.locator("#document .cm-content", { hasText: "The password for login" }).waitFor();
  assert.match(
    (await page.locator(".detail .loss-list").textContent()) ?? "",
    /header.*What to do: set x-metarest/,
  );
  const losses = page.locator(".detail .loss-list");
  assert.equal(await losses.getByText("What to do").count(), 1);
  assert.deepEqual(await losses.locator(".pointer").allTextContents(), [
    "paths › /user/login › get › responses › 200 › headers › X-Rate-Limit › schema",
    "paths › /user/login › get › responses › 200 › headers › X-Expires-After › schema",
  ]);
});

onPage("the caret in the document marks its entity, and takes no focus", async (page) => {
  await loadExample(page);
  await page.locator("[data-kind=collection]", { hasText: "user" }).locator("[data-twist]").click();
  await row(page, /GET \/store\/inventory/).click();
  await page.getByRole("button", { name: "Show in document" }).click();
  await page.locator("[aria-current=location]", { hasText: "/store/inventory" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.closest("#document") !== null), true);
  await page.getByRole("textbox", { name: "OpenAPI document" }).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.locator("[aria-current=location]").waitFor({ state: "detached" });
});

/** Puts the caret into the pattern of endpoints. @param {Page} page */
async function goToPattern(page) {
  await page.locator("#config .cm-line", { hasText: "/user/l" }).click();
  for (const key of ["End", ...Array(4).fill("ArrowLeft")]) await page.keyboard.press(key);
}

onPage("a pattern lights up what it matches while the caret is in it", async (page) => {
  await loadFiltered(page);
  await goToPattern(page);
  const line = page.locator(".tester");
  await line.waitFor();
  assert.equal(await line.textContent(), "/user/l matches 2 of 19 endpoints, which are left out");
  assert.deepEqual(await page.locator(".lit .path").allTextContents(), ["/user/login", "/user/logout"]);
  await page.keyboard.insertText("**");
  await page.locator(".tester.invalid", { hasText: "is not a valid regular expression" }).waitFor();
  assert.equal(await page.locator(".lit, .dimmed").count(), 0);
  await page.keyboard.press("ControlOrMeta+Home");
  await line.waitFor({ state: "hidden" });
});

onPage("of many endpoints, only those in sight are in the page", async (page) => {
  const paths = Array.from({ length: 1500 }, (_, at) => `/a/${String(at).padStart(4, "0")}`);
  await choose(page, "large.json", documentOf(paths));
  await page.getByRole("tab", { name: "Entities" }).click();
  await row(page, /^a /).waitFor();
  await page.getByRole("tree").focus();
  await press(page, "ArrowDown", "ArrowDown", "ArrowRight");
  assert.match(await press(page, "End"), /^GET \/a\/1499/);
  const last = row(page, /GET \/a\/1499/);
  assert.equal(await last.getAttribute("aria-posinset"), "1500");
  assert.equal(await last.isVisible(), true);
  assert.ok((await page.getByRole("treeitem").count()) < 80);
  const order = await page.locator("[data-kind=endpoint] .path").allTextContents();
  assert.deepEqual(order, order.toSorted());
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  onPage(
    `the tree and the details break no rule of accessibility (${colorScheme})`,
    async (page) => {
      await loadFiltered(page);
      await row(page, /GET \/user\/\{username\}/).click();
      await page.getByRole("button", { name: "Show in document" }).waitFor();
      assert.deepEqual(await violations(page, "#entities"), []);
      await goToPattern(page);
      await page.locator(".tester").waitFor();
      assert.deepEqual(await violations(page, "#entities"), []);
    },
    { colorScheme },
  );
}

onPage(
  "on a phone the details are below the tree",
  async (page) => {
    await page.getByRole("tab", { name: "Entities" }).click();
    await loadExample(page);
    await row(page, /PUT \/pet$/).click();
    const title = page.getByRole("heading", { name: "PUT /pet" });
    await title.waitFor();
    const [tree, details] = [await page.getByRole("tree").boundingBox(), await title.boundingBox()];
    assert.ok(tree && details && details.y > tree.y + tree.height);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.deepEqual(await violations(page, "#entities"), []);
  },
  { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
);
