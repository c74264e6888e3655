/** The pane of problems in a browser, as a user sees it and hears it. */
import assert from "node:assert/strict";
import {
  choose,
  configWith,
  documentOf,
  onPage,
  shownText,
  textOf,
  useBrowser,
  violations,
  write,
} from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

useBrowser();

/** Three errors that can be fixed, and one that cannot. */
const broken = "source:\n  type: Rest\n  serviceNme: petstore\n";

/** @param {Page} page */
function groups(page) {
  return page.locator("#problems .problem-group:visible");
}

/** @param {Page} page @param {string} text */
function problem(page, text) {
  return page.locator("#problems .problem-row", { hasText: text });
}

onPage("problems are grouped by code, those of the config first", async (page) => {
  await write(
    page,
    "Document",
    documentOf(["/a/1"], () => ({ parameters: [{ $ref: "#/components/parameters/No" }] })),
  );
  await write(page, "Config", broken);
  await problem(page, "serviceNme").waitFor();
  await page.locator("#problems h2", { hasText: "Document" }).waitFor();
  const titles = (await groups(page).locator("h3").allTextContents()).map((title) => title.trim());
  assert.match(titles[0] ?? "", /^error config-missing-key × 3$/);
  assert.match(titles[1] ?? "", /^error config-unknown-key$/);
  assert.match(titles[2] ?? "", /spec-dangling-reference$/);
  assert.match(await textOf(page.locator(".problems-summary")), /^[45] errors/);
});

onPage("a click on a problem goes to its place", async (page) => {
  await write(page, "Config", broken);
  const button = problem(page, "serviceNme").getByRole("button", { name: /config 3:3/ });
  await button.click();
  await page.keyboard.insertText("serviceName");
  await problem(page, "serviceNme").waitFor({ state: "detached" });
  assert.match(await shownText(page, "config"), / {2}serviceName: petstore/);
});

onPage("a pattern that matches nothing is a problem of the config, at its place", async (page) => {
  const more = "      apiEndpointFilterPattern: {includes: [/a, /nowhere]}\n";
  await write(page, "Config", configWith(more));
  await write(page, "Document", documentOf(["/a/1"]));
  await page.getByRole("tab", { name: "Problems" }).click();
  await problem(page, "/nowhere").getByRole("button", { name: "config 12:49" }).waitFor();
  await page.locator("#config .cm-lintRange", { hasText: "/nowhere" }).waitFor({ state: "attached" });
  assert.equal(await problem(page, "/nowhere").count(), 1);
  await page.locator("#answer-config[data-state=warning]", { hasText: "✓ 1 warning" }).waitFor();
  await write(page, "Config", configWith(more.replace(", /nowhere", "")));
  await problem(page, "/nowhere").waitFor({ state: "detached" });
});

onPage("what a mapping finds in the config is there again once an error is undone", async (page) => {
  await write(page, "Config", configWith("      apiEndpointFilterPattern: {includes: [/a, /nowhere]}\n"));
  await write(page, "Document", documentOf(["/a/1"]));
  await page.getByRole("tab", { name: "Problems" }).click();
  await problem(page, "/nowhere").waitFor();
  await page.getByRole("tab", { name: "Config" }).click();
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("x");
  await problem(page, "/nowhere").waitFor({ state: "detached" });
  await page.keyboard.press("Backspace");
  await problem(page, "/nowhere").waitFor();
});

onPage("a problem is fixed by its button, and the focus stays in the pane", async (page) => {
  await write(page, "Config", broken);
  await page.getByRole("button", { name: "Write it as serviceName" }).click();
  await problem(page, "serviceNme").waitFor({ state: "detached" });
  assert.match(await shownText(page, "config"), / {2}serviceName: petstore/);
  assert.equal(await page.evaluate(() => document.activeElement?.closest("#problems") !== null), true);
});

onPage("all fixes are shown before they are made, and are one step to undo", async (page) => {
  await write(page, "Config", broken);
  await page.getByRole("button", { name: "Fix all (3)" }).click();
  const dialog = page.getByRole("dialog", { name: "3 fixes of the config" });
  await dialog.waitFor();
  assert.equal(await page.locator(":focus").textContent(), "Cancel");
  await dialog.getByText("serviceNme is not a key of source, line 3").waitFor();
  assert.deepEqual(await dialog.locator(".removed del").allTextContents(), ["  serviceNme: petstore"]);
  assert.ok((await dialog.locator(".added ins").allTextContents()).includes("  serviceName: petstore"));
  assert.deepEqual(await violations(page, "dialog"), []);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.match(await shownText(page, "config"), /serviceNme/);
  await page.getByRole("button", { name: "Fix all (3)" }).click();
  await page.getByRole("button", { name: "Apply 3 fixes" }).click();
  await problem(page, "serviceNme").waitFor({ state: "detached" });
  assert.match(await shownText(page, "config"), /serviceName: petstore[\s\S]*type: metadata-rest/);
  await page.locator("#news", { hasText: "3 fixes applied" }).waitFor({ state: "attached" });
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+z");
  await problem(page, "serviceNme").waitFor();
  assert.equal((await shownText(page, "config")).trimEnd(), broken.trimEnd());
});

onPage("the bar, the button and the dialog count the same fixes", async (page) => {
  const flat = configWith().replace(/openAPISchemaConnection:\n\s+/, "");
  await write(page, "Config", flat.replace("serviceName", "serviceNme"));
  await page.getByRole("button", { name: /^Fix all/ }).waitFor();
  const count = (await textOf(page.getByRole("button", { name: /^Fix all/ }))).match(/\d+/)?.[0];
  assert.match(await textOf(page.locator("#answer-config")), new RegExp(`1 note · fix ${count}$`));
  await page.getByRole("button", { name: /^Fix all/ }).click();
  await page.getByRole("dialog", { name: `${count} fixes of the config` }).waitFor();
});

onPage("what the chosen version needs is said, with a button that does it", async (page) => {
  await write(page, "Config", configWith());
  await page.getByText("No problems", { exact: true }).waitFor();
  await page.getByLabel("Version of OpenMetadata").selectOption("1.6");
  const change = page.locator("#problems .problems-change");
  await change.getByText("1 change for 1.6: ").waitFor();
  assert.equal(await page.getByText("No problems", { exact: true }).count(), 0);
  assert.deepEqual(await violations(page, "#problems"), []);
  await change.getByRole("button", { name: "Convert to 1.6" }).click();
  await page.getByText("No problems", { exact: true }).waitFor();
  assert.equal(await change.isVisible(), false);
});

onPage("Why explains a code in place, and stays open over an edit", async (page) => {
  await write(page, "Config", broken);
  const why = page.getByRole("button", { name: "Why: config-unknown-key" });
  await why.click();
  const explanation = page.locator(".explanation:visible");
  await explanation.getByText("OpenMetadata rejects unknown keys").waitFor();
  // Until the parser of Markdown is loaded the text is shown as it is written.
  await explanation.locator("pre code").nth(1).waitFor();
  assert.doesNotMatch(await textOf(explanation), /```|##/);
  await write(page, "Config", `# a comment\n${broken}`);
  await page.getByRole("button", { name: /config 4:3/ }).waitFor();
  assert.equal(await why.getAttribute("aria-expanded"), "true");
  assert.equal(await explanation.isVisible(), true);
});

onPage("of many problems of one code, more are shown on request", async (page) => {
  const schema = (/** @type {number} */ at) => ({ type: `Thing${at}` });
  const operation = (/** @type {string} */ _, /** @type {number} */ at) => ({
    requestBody: { content: { "application/json": { schema: schema(at) } } },
  });
  const paths = Array.from({ length: 80 }, (_, at) => `/a/${at}`);
  await choose(page, "large.json", documentOf(paths, operation));
  await page.locator("#answer-operations", { hasText: "80" }).waitFor();
  await page.getByRole("tab", { name: "Problems" }).click();
  const group = page.locator(".problem-group", { hasText: "schema-unknown-type" });
  await group.waitFor();
  assert.match(await textOf(group.locator("h3")), /× 50/);
  assert.equal(await group.locator(".problem-row").count(), 5);
  await group.getByRole("button", { name: "Show 45 more of 50" }).click();
  assert.equal(await group.locator(".problem-row").count(), 50);
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".problem-row") !== null), true);
});

onPage("notes are folded, and stay open once they are", async (page) => {
  const inPlainText = configWith().replace("$OPENMETADATA_TOKEN", "4f1c8e2ab07d4d1f9c3e");
  await write(page, "Config", inPlainText);
  const notes = page.locator("#problems details.notes");
  await notes.locator("summary", { hasText: /\d notes?/ }).waitFor();
  assert.equal(await notes.locator(".problem-row").first().isVisible(), false);
  await notes.locator("summary").click();
  assert.equal(await notes.locator(".problem-row").first().isVisible(), true);
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("# more\n");
  const [before, after] = [/config 20:/, /config 21:/].map((name) => notes.getByRole("button", { name }));
  await after?.waitFor();
  assert.equal(await before?.count(), 0);
  assert.equal(await notes.locator(".problem-row").first().isVisible(), true);
});

onPage("no problems are told in words", async (page) => {
  await write(page, "Config", configWith());
  await page.getByText("No problems", { exact: true }).waitFor();
  assert.match(await textOf(page.locator("#problems")), /The config is fine\. Add the OpenAPI document/);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  onPage(
    `the problems break no rule of accessibility (${colorScheme})`,
    async (page) => {
      await write(page, "Config", broken);
      await page.getByRole("button", { name: "Why: config-unknown-key" }).click();
      await page.getByText("OpenMetadata rejects unknown keys").waitFor();
      assert.deepEqual(await violations(page, "#problems"), []);
    },
    { colorScheme },
  );
}
