/** The page as a whole, in a browser: the answer, the tabs, files, versions, output, and how it survives its core. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { preview } from "metarest";
import {
  choose,
  configWith,
  documentOf,
  loadExample,
  onPage,
  shownText,
  textOf,
  theBrowser,
  useBrowser,
  violations,
  write,
} from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

useBrowser();

/** A document with something of each kind: held, lost, by policy, and with problems. */
const lossy = `openapi: 3.1.0
info: {title: Lossy, version: "1"}
paths:
  /pets:
    get:
      summary: Lists pets.
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
        '404': {description: none, content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}
      responses: {'201': {description: ok}}
components:
  schemas:
    Pet: {type: object, properties: {id: {type: integer}, tag: {type: strng}}}
`;

/** @param {Page} page @param {string} id @param {string | RegExp} text */
async function answer(page, id, text) {
  await page.locator(`#answer-${id} [data-value]`, { hasText: text }).waitFor();
}

/** The page's worker of that name. @param {Page} page @param {string} name */
async function workerOf(page, name) {
  const found = page.workers().find((worker) => worker.url().includes(`/${name}.worker`));
  assert.ok(found, `${name}.worker runs`);
  return found;
}

/** Keeps a worker busy, and tells whether it still is. @param {Page} page @param {string} name @param {number} milliseconds */
async function block(page, name, milliseconds) {
  const worker = await workerOf(page, name);
  let isBusy = true;
  const blocked = worker.evaluate((milliseconds) => {
    const end = Date.now() + milliseconds;
    while (Date.now() < end);
  }, milliseconds);
  blocked.then(
    () => (isBusy = false),
    () => (isBusy = false),
  );
  return () => isBusy;
}

/** @param {Page} page @param {string} tab */
async function open(page, tab) {
  await page.getByRole("tab", { name: tab }).click();
}

onPage("the answer is three numbers that lead to their panes", async (page) => {
  await loadExample(page);
  await answer(page, "config", "✓ valid");
  await answer(page, "operations", "✓ 19");
  await answer(page, "fields", "100%");
  for (const [number, tab] of [
    ["config", "Problems"],
    ["operations", "Entities"],
    ["fields", "Losses"],
  ]) {
    await page.locator(`#answer-${number}`).locator("css=:scope:is(button), button").first().click();
    const selected = page.getByRole("tab", { name: tab, selected: true });
    assert.equal(await selected.count(), 1, `${number} leads to ${tab}`);
  }
});

onPage("what is wrong is counted, with what can be fixed", async (page) => {
  await write(page, "Config", configWith().replace("type: rest", "type: rests"));
  await answer(page, "config", "1 error · fix 1");
  await write(page, "Config", configWith('      apiEndpointFilterPattern: {excludes: ["^/pet"]}\n'));
  await choose(page, "petstore.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "11 of 19: 8 filtered");
});

onPage("an error in the config leaves the answer as it was before", async (page) => {
  const filters = '      apiEndpointFilterPattern: {excludes: ["^/pet"]}\n';
  await write(page, "Config", configWith(filters));
  await choose(page, "petstore.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "11 of 19: 8 filtered");
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("x");
  await answer(page, "config", "error");
  await page.locator("#stale", { hasText: "still show it as it was before" }).waitFor();
  await answer(page, "operations", "11 of 19: 8 filtered");
  await page.keyboard.press("Backspace");
  await answer(page, "config", "✓ valid");
  await page.locator("#stale").waitFor({ state: "hidden" });
  // Another config with errors has nothing to do with the one before.
  await choose(page, "rest_config.yaml", configWith().replace("type: rest", "type: rests"));
  await page.locator("#stale", { hasText: "mapped without it" }).waitFor();
  await answer(page, "operations", "✓ 19");
});

onPage("a version that a config is wrong for does not change what is mapped", async (page) => {
  const config = configWith('      apiEndpointFilterPattern: {excludes: ["^/pet"]}\n').replace(
    "openAPISchemaURL: https://example.com/openapi.json",
    "openAPISchemaFilePath: openapi.json",
  );
  await write(page, "Config", config);
  await choose(page, "petstore.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "11 of 19: 8 filtered");
  await page.locator("#version").selectOption("1.6");
  await answer(page, "config", "error");
  // An edit that keeps it so.
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.insertText("# more\n");
  await answer(page, "operations", "11 of 19: 8 filtered");
  assert.equal(await page.locator("#stale").isHidden(), true);
});

test("a page whose scripts do not come says so", async () => {
  const { browser, server } = theBrowser();
  for (const script of ["main", "setup"]) {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.route(`**/assets/${script}-*.js`, (route) => route.abort());
      await page.goto(server.origin);
      await page.getByText("The page did not load as a whole.").waitFor();
    } finally {
      await context.close();
    }
  }
});

onPage("what is clicked before the scripts are there is done once they are", async () => {
  const { browser, server } = theBrowser();
  // A first visit: nothing is kept for use without a network.
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    /** @type {() => void} */
    let goOn = () => {};
    const late = new Promise((resolve) => {
      goOn = () => resolve(undefined);
    });
    await page.route("**/assets/main-*.js", (route) => late.then(() => route.continue()));
    await page.goto(server.origin, { waitUntil: "commit" });
    await page.waitForFunction(() => document.readyState === "interactive");
    await page.getByRole("button", { name: "Load the Petstore example" }).click();
    await open(page, "Files");
    assert.equal(await page.getByRole("tab", { name: "Files", selected: true }).count(), 0);
    goOn();
    await answer(page, "operations", "✓ 19");
    assert.equal(await page.getByRole("tab", { name: "Files", selected: true }).count(), 1);
  } finally {
    await context.close();
  }
});

onPage("fields that are lost, cut or left out are parts of one bar", async (page) => {
  await choose(page, "lossy.yaml", lossy);
  await page.locator("#answer-fields .legend", { hasText: "by policy" }).waitFor();
  const value = Number.parseFloat(await textOf(page.locator("#answer-fields [data-value]")));
  assert.ok(value < 100, `${value}`);
  const segments = await page.locator("#answer-fields .stack span").count();
  assert.equal(segments, await page.locator("#answer-fields .legend button").count());
  await page.locator("#answer-fields .legend button", { hasText: "by policy" }).click();
  assert.equal(await page.getByRole("tab", { name: "Losses", selected: true }).count(), 1);
});

onPage("a part of the bar, and its entry in the legend, shows the losses of its kind alone", async (page) => {
  await choose(page, "lossy.yaml", lossy);
  const reasons = page.locator("#losses [data-reason]");
  const only = page.locator("#losses .only");
  await page.locator("#answer-fields .legend button", { hasText: "by policy" }).click();
  await only.getByText("Only what settings leave out is shown.").waitFor();
  assert.deepEqual(await reasons.evaluateAll((all) => all.map((one) => one.dataset.reason)), ["status"]);
  await page.locator("#answer-fields .stack .lost").click();
  await only.getByText("Only what is lost is shown.").waitFor();
  assert.equal(await page.locator("#losses [data-reason=status]").count(), 0);
  await only.getByRole("button", { name: "Show all" }).press("Enter");
  await page.locator("#losses [data-reason=status]").waitFor();
  assert.equal(await only.isVisible(), false);
  assert.equal(await page.locator("#losses summary:focus").count(), 1);
  // The number is about all of them.
  await page.locator("#answer-fields .stack .lost").click();
  await page.locator("#answer-fields [data-opens]").click();
  await page.locator("#losses [data-reason=status]").waitFor();
  await page.locator("#answer-fields .stack .mapped").click();
  assert.equal(await page.getByRole("tab", { name: "Entities", selected: true }).count(), 1);
});

onPage("the legend says in how many operations the fields are", async (page) => {
  await write(
    page,
    "Config",
    configWith('      apiEndpointFilterPattern: {excludes: ["^/pet", "^/user"]}\n'),
  );
  await choose(page, "petstore3.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "4 of 19: 15 filtered");
  await page.getByRole("button", { name: "in 4 of 19 operations" }).click();
  assert.equal(await page.getByRole("tab", { name: "Entities", selected: true }).count(), 1);
  await write(page, "Config", configWith());
  await answer(page, "operations", "✓ 19");
  assert.equal(await page.locator("#answer-fields .within").count(), 0);
});

onPage("what is not mapped is not praised", async (page) => {
  const petstore = readFileSync("tests/corpus/petstore3.json", "utf8");
  const says = async (/** @type {string} */ text) => {
    await open(page, "Losses");
    await page.locator("#losses > .none", { hasText: text }).waitFor();
  };
  await choose(page, "broken.json", petstore.slice(0, 2000));
  await says("Nothing of this document is mapped: the problems say why.");
  await choose(page, "empty.json", documentOf([]));
  await says("The document has no operations, so there is nothing to map.");
  await choose(page, "petstore3.json", petstore);
  await write(page, "Config", configWith("      apiEndpointFilterPattern: {excludes: ['.*']}\n"));
  await says("The filters leave out all 19 operations, so nothing is mapped.");
  await write(page, "Config", configWith("      apiEndpointFilterPattern: {excludes: [^/pet, ^/user]}\n"));
  await says("Nothing is lost of the 4 operations that the filters keep.");
});

onPage("half-written text in the document leaves what is shown as it was before", async (page) => {
  await loadExample(page);
  await open(page, "Document");
  await page.getByRole("textbox", { name: "OpenAPI document" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.insertText("x");
  const line = page.locator("#stale");
  await line.getByText("The document has errors. Operations, losses and output still show it").waitFor();
  await answer(page, "operations", "✓ 19");
  await page.locator("#tab-problems", { hasText: "Problems 1" }).waitFor();
  // What is asked of the document is answered from what is shown.
  await page.getByRole("treeitem", { name: /GET \/store\/inventory/ }).click();
  await page.getByRole("heading", { name: "GET /store/inventory" }).waitFor();
  // The config still filters it.
  await write(page, "Config", configWith("      apiEndpointFilterPattern: {excludes: [^/pet]}\n"));
  await answer(page, "operations", "11 of 19: 8 filtered");
  await line.waitFor();
  await open(page, "Document");
  await page.getByRole("textbox", { name: "OpenAPI document" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Backspace");
  await line.waitFor({ state: "hidden" });
  await page.locator("#tab-problems", { hasText: /^Problems $/ }).waitFor();
  // Another text has nothing to do with the one before.
  await write(page, "Document", "{");
  await answer(page, "operations", "none");
  assert.equal(await line.isVisible(), false);
});

test("numbers that were there before the bar are shown by it", async () => {
  const { browser, server } = theBrowser();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.route("**/assets/setup-*.js", async (route) => {
      await page.waitForEvent("worker", { timeout: 5000 }).catch(() => {});
      // The core has started and answered by then.
      await new Promise((done) => setTimeout(done, 1500));
      await route.continue();
    });
    await page.goto(server.origin);
    for (const id of ["config", "operations", "fields"]) await answer(page, id, "none yet");
  } finally {
    await context.close();
  }
});

/** What has the focus, in words. @param {Page} page */
function focused(page) {
  return page.evaluate(() => {
    const { activeElement } = document;
    return (
      activeElement?.shadowRoot?.activeElement?.getAttribute("aria-label") ??
      activeElement?.textContent?.trim()
    );
  });
}

onPage("a button that goes once it is pressed gives the focus on", async (page) => {
  await page.getByRole("button", { name: "Load the Petstore example" }).press("Enter");
  await answer(page, "operations", "✓ 19");
  assert.match((await focused(page)) ?? "", /^Entities/);
  await page.getByLabel("Version of OpenMetadata").selectOption("1.6");
  await page.locator("#config").getByRole("button", { name: "Convert to 1.6" }).press("Enter");
  assert.equal(await focused(page), "Workflow config");
  await choose(page, "lossy.yaml", lossy);
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  await dismiss.focus();
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "Workflow config");
  // What had it is hidden by now.
  await page.locator("#tab-losses").focus();
  await choose(page, "lossy.yaml", lossy);
  await dismiss.focus();
  await page.evaluate(() => document.querySelector("#tab-losses")?.setAttribute("hidden", ""));
  await page.keyboard.press("Enter");
  assert.match((await focused(page)) ?? "", /^Entities/);
});

onPage("after the last file is removed, the tab has the focus", async (page) => {
  const files = Object.entries({ "openapi.yaml": lossy, "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" });
  await page
    .locator("#chosen")
    .setInputFiles(
      files.map(([name, text]) => ({ name, mimeType: "application/yaml", buffer: Buffer.from(text) })),
    );
  await open(page, "Files");
  await page.getByRole("button", { name: "Remove a.yaml" }).press("Enter");
  assert.equal(await focused(page), "b.yaml");
  await page.getByRole("button", { name: "Remove b.yaml" }).press("Enter");
  assert.equal(await focused(page), "Files");
});

onPage("a setting that no config can hold leads to a sample config", async (page) => {
  await choose(page, "lossy.yaml", lossy);
  await open(page, "Losses");
  await page.locator("[data-reason=status] summary").click();
  const set = page.getByRole("button", { name: "Map all responses" });
  await set.click();
  const notice = page.locator("#notice", { hasText: "A setting needs a config to be written into" });
  await notice.getByRole("button", { name: "Start with a sample config" }).click();
  await answer(page, "config", "✓");
  await answer(page, "operations", "✓ 2");
  await set.press("Enter");
  await set.waitFor({ state: "detached" });
  assert.equal(await page.locator("#losses summary:focus").count(), 1);
});

onPage("a button writes the setting that keeps losses, and the count falls", async (page) => {
  await write(page, "Config", configWith());
  await choose(page, "lossy.yaml", lossy);
  await open(page, "Losses");
  const status = page.locator("[data-reason=status]");
  await status.locator("summary").click();
  await status.locator("[data-places] button").first().waitFor();
  await status.getByRole("button", { name: "Map all responses" }).click();
  await status.waitFor({ state: "detached" });
  assert.match(await shownText(page, "config"), /x-metarest:\n\s+responses: all/);
});

onPage("a place of a loss is shown in the document", async (page) => {
  await choose(page, "lossy.yaml", lossy);
  await open(page, "Losses");
  const dangling = page.locator("[data-reason=dangling]");
  await dangling.locator("summary").click();
  await dangling.locator("[data-places] button").first().click();
  assert.equal(await page.getByRole("tab", { name: "Document", selected: true }).count(), 1);
  await page.getByRole("textbox", { name: "OpenAPI document" }).and(page.locator(":focus")).waitFor();
});

onPage("files that are dropped anywhere go where they belong", async (page) => {
  const texts = { "a.yaml": lossy, "work.yaml": configWith() };
  const data = await page.evaluateHandle((texts) => {
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) data.items.add(new File([text], name));
    return data;
  }, texts);
  await page.dispatchEvent("#results", "drop", { dataTransfer: data });
  await page.locator("#notice", { hasText: "work.yaml is the config; a.yaml is the document" }).waitFor();
  await answer(page, "config", "✓");
  await answer(page, "operations", "✓ 2");
});

onPage("references into other files are followed", async (page) => {
  const main = documentOf(["/pets"], () => ({
    responses: { 200: { $ref: "parts/ok.yaml" } },
  }));
  const part = "description: ok\ncontent: {application/json: {schema: {$ref: '../schemas.yaml#/Pet'}}}\n";
  const schemas = "Pet: {type: object, properties: {id: {type: integer}}}\n";
  const folder = [
    ["api/openapi.json", main],
    ["api/parts/ok.yaml", part],
    ["api/schemas.yaml", schemas],
  ];
  await page.evaluate((folder) => {
    const input = /** @type {HTMLInputElement} */ (document.querySelector("#chosen"));
    const data = new DataTransfer();
    for (const [path = "", text = ""] of folder) {
      const file = new File([text], path.split("/").at(-1) ?? "");
      Object.defineProperty(file, "webkitRelativePath", { value: path });
      data.items.add(file);
    }
    input.files = data.files;
    for (const [at, file] of [...(input.files ?? [])].entries()) {
      Object.defineProperty(file, "webkitRelativePath", { value: folder[at]?.[0] });
    }
    input.dispatchEvent(new Event("change"));
  }, folder);
  await answer(page, "fields", "100%");
  await open(page, "Files");
  await page.getByRole("button", { name: "api/schemas.yaml", exact: true }).click();
  await page.getByRole("textbox", { name: "File" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText("Dog: {}\n");
  await page.locator("#answer-fields[data-state=warning]").waitFor();
  await page.locator("#tab-files", { hasText: "2" }).waitFor();
  // What was written is there after a look at another file.
  const others = page.locator("#files .file:not([aria-pressed=true])");
  await others.first().click();
  await page.locator("#files .cm-line", { hasText: "Dog" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "api/schemas.yaml", exact: true }).click();
  await page.locator("#files .cm-line", { hasText: "Dog" }).waitFor();
});

/** @param {Page} page @param {Record<string, string>} texts by the names of their files */
async function chooseAll(page, texts) {
  const files = Object.entries(texts).map(([name, text]) => ({
    ...{ name, mimeType: "application/yaml" },
    buffer: Buffer.from(text),
  }));
  await page.locator("#chosen").setInputFiles(files);
}

onPage("what the document refers to and is not here is named, and found by its name", async (page) => {
  const paths = ["a", "b", "c", "d", "e"].map((name) => `  /${name}: {$ref: 'paths/${name}.yaml'}\n`);
  const root = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths:\n';
  const missing = page.locator("#entities .aside");
  await chooseAll(page, { "openapi.yaml": `${root}${paths[0]}`, "a.yaml": "get: {responses: {}}\n" });
  await missing
    .getByText("paths/a.yaml is not here, which the document refers to: drop it or its folder.")
    .waitFor();
  await missing.getByRole("button", { name: "Use a.yaml for it" }).press("Enter");
  await answer(page, "operations", "✓ 1");
  await missing.waitFor({ state: "hidden" });
  await page.locator("#entities:focus").waitFor();
  await page.locator("#notice", { hasText: "a.yaml is under Files as paths/a.yaml." }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await missing.getByText("paths/a.yaml is not here").waitFor();
  // Of several some are here.
  const some = { "a.yaml": "get: {responses: {}}\n", "b.yaml": "get: {responses: {}}\n" };
  await chooseAll(page, { "openapi.yaml": `${root}${paths.join("")}`, ...some });
  await missing
    .getByText("paths/a.yaml, paths/b.yaml, paths/c.yaml and 2 more are not here, which the document refers")
    .waitFor();
  await missing.getByRole("button", { name: "Use the files that are here" }).click();
  await missing
    .getByText("paths/c.yaml, paths/d.yaml and paths/e.yaml are not here, which the document refers")
    .waitFor();
  assert.equal(await missing.getByRole("button", { name: /^Use/ }).count(), 0);
  // What is here and cannot be read is another matter.
  await chooseAll(page, { "openapi.yaml": `${root}  /a: {$ref: 'a.yaml'}\n`, "a.yaml": "{{{" });
  await missing.getByText("The document refers to files that could not be read").waitFor();
  await missing.getByRole("button", { name: "Show the problems" }).click();
  await page.getByRole("tab", { name: "Problems", selected: true }).waitFor();
});

onPage("a version judges the config and converts it", async (page) => {
  await write(page, "Config", configWith());
  await answer(page, "config", "✓ valid");
  await page.getByLabel("Version of OpenMetadata").selectOption("1.6");
  await answer(page, "config", "1 change for 1.6");
  await page.locator("#config").getByRole("button", { name: "Convert to 1.6" }).click();
  await answer(page, "config", "✓");
  assert.doesNotMatch(await shownText(page, "config"), /openAPISchemaConnection/);
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+z");
  assert.match(await shownText(page, "config"), /openAPISchemaConnection/);
});

onPage("what a version reads as it is, is right for it", async (page) => {
  const flat = configWith().replace(/openAPISchemaConnection:\n\s+/, "");
  await write(page, "Config", flat);
  await answer(page, "config", "✓ valid · 1 note");
  await page.getByLabel("Version of OpenMetadata").selectOption("1.6");
  await answer(page, "config", "✓ valid");
});

onPage("counts are at the tabs, and what is left out by filters creates nothing", async (page) => {
  await write(page, "Config", configWith('      apiEndpointFilterPattern: {includes: ["^/none"]}\n'));
  await choose(page, "petstore3.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "0 of 19: 19 filtered");
  await answer(page, "fields", "nothing to create");
  await write(page, "Config", configWith());
  await page.locator("#tab-entities", { hasText: "Entities 19" }).waitFor();
});

onPage("the output is that of the command line", async (page) => {
  await write(page, "Config", configWith());
  await choose(page, "petstore3.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "✓ 19");
  await page.getByRole("button", { name: "Run it" }).click();
  await page.locator("#output pre", { hasText: "export OPENMETADATA_TOKEN=…" }).waitFor();
  const part = page.locator("details.output", { hasText: "Create requests" });
  await part.locator("summary").click();
  const download = page.waitForEvent("download");
  await part.getByRole("button", { name: "Save" }).click();
  const saved = readFileSync(await (await download).path());
  const options = { file: "config", specFile: "petstore3.json" };
  const own = preview(configWith(), readFileSync("tests/corpus/petstore3.json"), options);
  assert.ok(saved.equals(Buffer.concat([...own.bytes()])), "the bytes are the same");
  own.free();
});

onPage("without a config there is nothing to run and to save", async (page) => {
  await page.locator("#save").click();
  await page.locator("#notice", { hasText: "There is no config to save yet." }).waitFor();
  await choose(page, "lossy.yaml", lossy);
  await answer(page, "operations", "✓ 2");
  await page.getByRole("button", { name: "Run it" }).click();
  const part = page.locator("details.output", { hasText: "Command line" });
  await part.getByText("This needs a config first: write one under Config").waitFor();
  assert.equal(await part.locator("pre").isVisible(), false);
  await write(page, "Config", configWith());
  await part.locator("pre", { hasText: "export OPENMETADATA_TOKEN=…" }).waitFor();
  assert.equal(await part.getByText("This needs a config first").count(), 0);
});

onPage("what is wrong in the config is told while a document is being mapped", async (page) => {
  await loadExample(page);
  const isBusy = await block(page, "preview", 8000);
  await write(page, "Config", "source:\n  type: rest\n  serviceNme: petstore\n");
  await open(page, "Problems");
  await page.locator("#problems", { hasText: "serviceNme" }).waitFor();
  assert.ok(isBusy(), "the mapping was still busy");
});

onPage("a mapping that takes long can be cancelled, and the next edit maps again", async (page) => {
  await loadExample(page);
  await block(page, "preview", 60_000);
  await choose(page, "lossy.yaml", lossy);
  await page.locator("#progress").getByRole("button", { name: "Cancel" }).click();
  await answer(page, "operations", "none yet");
  await page
    .getByRole("textbox", { name: "OpenAPI document" })
    .or(page.locator("#tab-document"))
    .first()
    .waitFor();
  await write(page, "Document", lossy);
  await answer(page, "operations", "✓ 2");
});

onPage("the core is started again whenever it fails, and goes on with what is there", async (page) => {
  await loadExample(page);
  for (const name of ["check", "preview", "check", "preview", "preview"]) {
    const worker = await workerOf(page, name);
    const started = page.waitForEvent("worker", (other) => other.url() === worker.url());
    // Later, as the page ends the worker at once.
    await worker.evaluate(() => void setTimeout(() => self.postMessage({ failed: "it was told to" }), 20));
    await started;
  }
  await write(page, "Config", configWith().replace("type: rest", "type: rests"));
  await answer(page, "config", "1 error");
  await choose(page, "lossy.yaml", lossy);
  await answer(page, "operations", "✓ 2");
});

onPage("tabs, splitter and dialog are used with the keyboard", async (page) => {
  await loadExample(page);
  await page.locator("#tab-problems").focus();
  const selected = () => textOf(page.locator("#results [role=tab][aria-selected=true]"));
  await page.keyboard.press("End");
  assert.equal(await selected(), "Output");
  await page.keyboard.press("ArrowRight");
  assert.equal(await selected(), "Problems");
  await page.keyboard.press("Alt+6");
  assert.equal(await selected(), "Losses");
  await page.locator("#splitter").focus();
  await page.keyboard.press("Home");
  assert.equal(await page.locator("#splitter").getAttribute("aria-valuenow"), "20");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("#splitter").getAttribute("aria-valuenow"), "46");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Shortcuts and settings" }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

/** Presses Tab until something has the focus. @param {Page} page @param {string} selector @param {string} [key] */
async function tabTo(page, selector, key = "Tab") {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${selector} is not reached with ${key}`);
}

onPage("the main path is walked with the keyboard alone", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await textOf(page.locator(":focus")), "Skip to the results");
  await tabTo(page, "#example");
  await page.keyboard.press("Enter");
  await answer(page, "operations", "✓ 19");
  await tabTo(page, "[role=tree]");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await tabTo(page, "#tab-config", "Shift+Tab");
  await tabTo(page, ".cm-content");
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("x-metarst:\n");
  await answer(page, "config", "1 error");
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await page.keyboard.press("Escape");
  await tabTo(page, "#splitter");
  await tabTo(page, "#tab-entities");
});

/** The elements that are wider than the window. @param {Page} page */
function tooWide(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? `${scrollWidth} > ${clientWidth}` : "";
  });
}

for (const [name, viewport] of /** @type {const} */ ([
  ["a phone", { width: 375, height: 667 }],
  ["a small phone", { width: 320, height: 568 }],
])) {
  onPage(
    `on ${name} one panel is shown, and all tabs are at the bottom`,
    async (page) => {
      await loadExample(page);
      for (const tab of ["Config", "Document", "Files", "Problems", "Entities", "Losses", "Output"]) {
        await open(page, tab);
        assert.equal(await page.getByRole("tabpanel").count(), 1, tab);
        assert.equal(await tooWide(page), "", tab);
        const box = await page.getByRole("tab", { name: tab }).boundingBox();
        assert.ok(box && box.y + box.height > viewport.height - 60 && box.x >= 0, tab);
        assert.ok(box && box.x + box.width <= viewport.width, `${tab} is in sight`);
      }
      assert.equal(await page.locator("#tab-entities .count").isVisible(), true);
    },
    { viewport, hasTouch: true },
  );
}

onPage(
  "where the system chooses the colours, each button has a border",
  async (page) => {
    const width = await page.locator("#run-it").evaluate((node) => getComputedStyle(node).borderTopWidth);
    assert.notEqual(width, "0px");
  },
  { forcedColors: "active" },
);

onPage(
  "at 200 % nothing is cut off",
  async (page) => {
    await loadExample(page);
    for (const tab of ["Problems", "Entities", "Losses", "Output"]) {
      await open(page, tab);
      assert.equal(await tooWide(page), "", tab);
    }
  },
  { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
);

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  onPage(
    `no pane breaks a rule of accessibility in ${colorScheme}`,
    async (page) => {
      assert.deepEqual(await violations(page, "body"), []);
      await write(page, "Config", configWith().replace("type: rest", "type: rests"));
      await choose(page, "lossy.yaml", lossy);
      await answer(page, "operations", "✓ 2");
      for (const tab of ["Document", "Files", "Problems", "Entities", "Losses", "Output"]) {
        await open(page, tab);
        await page
          .locator("details:visible > summary")
          .first()
          .click({ timeout: 500 })
          .catch(() => {});
        assert.deepEqual(await violations(page, "body"), [], tab);
      }
      await page.locator("#menu").click();
      assert.deepEqual(await violations(page, "dialog"), []);
    },
    { colorScheme },
  );
}

onPage("a document that is pasted as the config has a way to where it belongs", async (page) => {
  await write(page, "Config", lossy);
  await page.getByRole("button", { name: "Make it the document" }).click();
  await answer(page, "operations", "✓ 2");
  await answer(page, "config", "none yet");
});

onPage("edits while the core starts again are there once, and as they were made", async (page) => {
  await loadExample(page);
  const worker = await workerOf(page, "preview");
  await worker.evaluate(() => void setTimeout(() => self.postMessage({ failed: "it was told to" }), 0));
  await page.locator("#progress", { hasText: "The core failed" }).waitFor();
  await write(page, "Document", lossy);
  await answer(page, "operations", "✓ 2");
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("x-a: 1\n");
  await open(page, "Problems");
  await page.locator("#problems").getByText("strng").first().waitFor();
  assert.equal(await page.locator("#problems").getByText("duplicate-key").count(), 0);
});

onPage("a file that is given again replaces the one that is open", async (page) => {
  const files = (/** @type {string} */ text) =>
    page.locator("#chosen").setInputFiles(
      Object.entries({ "openapi.yaml": lossy, "b.yaml": text }).map(([name, text]) => ({
        ...{ name, mimeType: "application/yaml" },
        buffer: Buffer.from(text),
      })),
    );
  await files("old: 1\n");
  await open(page, "Files");
  await page.getByRole("button", { name: "b.yaml", exact: true }).click();
  await page.locator("#files .cm-line", { hasText: "old: 1" }).waitFor();
  await files("new: 2\n");
  await page.locator("#files .cm-line", { hasText: "new: 2" }).waitFor();
  assert.equal(await page.locator("#files .cm-line", { hasText: "old" }).count(), 0);
});

onPage("a file that could be anything does not replace a config", async (page) => {
  await write(page, "Config", configWith());
  await choose(page, "part.yaml", "type: object\n");
  await page.locator("#notice", { hasText: "part.yaml is under Files" }).waitFor();
  assert.match(await shownText(page, "config"), /serviceName: petstore/);
});

onPage("a file that is of no use is not taken", async (page) => {
  const told = (/** @type {string} */ text) =>
    page.locator("#notice [data-text]", { hasText: text }).waitFor();
  for (const tab of ["Config", "Document", "Files"]) {
    await open(page, tab);
    await choose(page, "logo.png", "\x89PNG\0".repeat(9));
    await told("logo.png is not a text: it was not taken.");
    await choose(page, "specs.zip", "PK\x03\x04\0");
    await told("specs.zip is a ZIP archive: unpack it and drop the folder.");
    await choose(page, "openapi.json", "");
    await told("openapi.json is empty: it was not taken.");
    await choose(page, "a.html", "\n<!doctype html>\n<p>openapi.json</p>\n");
    await told("a.html is a web page, not an OpenAPI document: look on it for a link to openapi.json");
  }
  assert.equal(await textOf(page.locator("#tab-files")), "Files");
  await page.locator("#welcome").waitFor();
  assert.equal(await page.getByText("Nothing to check yet").isVisible(), false);
  await chooseAll(page, { "openapi.yaml": lossy, "1.json": "", "2.json": "", "3.json": "", "4.json": "" });
  await told(
    "openapi.yaml is the document; 1.json is empty: it was not taken; 2.json is empty: it was not taken; 3.json is empty: it was not taken; 1 more file was not taken.",
  );
  await answer(page, "operations", "✓ 2");
});

onPage("what a document replaced comes back, with its files", async (page) => {
  const files = Object.entries({ "openapi.yaml": lossy, "b.yaml": "b: 1\n" });
  const given = files.map(([name, text]) => ({
    ...{ name, mimeType: "application/yaml" },
    buffer: Buffer.from(text),
  }));
  await page.locator("#chosen").setInputFiles(given);
  await answer(page, "operations", "✓ 2");
  await choose(page, "petstore3.json", readFileSync("tests/corpus/petstore3.json", "utf8"));
  await answer(page, "operations", "✓ 19");
  await page.locator("#tab-files", { hasText: /^Files$/ }).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Back to what was here" }).click();
  await answer(page, "operations", "✓ 2");
  await page.locator("#tab-files", { hasText: "Files 1" }).waitFor();
});

test("the page of the services says that there is no Worker", async () => {
  const { browser, server } = theBrowser();
  const page = await browser.newPage();
  try {
    await page.goto(`${server.origin}/services`);
    await page.getByText("There is no Worker here").waitFor();
    // As some hosts answer what they do not have.
    await page.route("**/api/v1/**", (route) => route.fulfill({ contentType: "text/html", body: "<p>home" }));
    await page.reload();
    await page.getByText("open /services at its address").waitFor();
  } finally {
    await page.close();
  }
});
