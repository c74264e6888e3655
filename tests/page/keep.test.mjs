/** What the page keeps, shares, and lets out: reloads, links, no network, newer versions, and the policy that holds it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import {
  kept,
  keptBy,
  onPage as onAnyPage,
  theBrowser,
  untilTrue,
  useBrowser,
  write as writeInto,
} from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

const limit = { timeout: 90_000 };
const canary = "kqzjx-canary";
const config = `# a comment of the user
source:
  type: rest
  serviceName: harbour
  serviceConnection:
    config:
      type: Rest
      openAPISchemaConnection:
        openAPISchemaURL: https://docs.harbour.test/openapi.json
  sourceConfig:
    config:
      type: ApiMetadata
sink:
  type: metadata-rest
  config: {}
workflowConfig:
  openMetadataServerConfig:
    hostPort: http://localhost:8585/api
    authProvider: openmetadata
    securityConfig:
      jwtToken: $OM_TOKEN
`;
const document = `openapi: 3.1.0
info: {title: Harbour, version: "1"}
paths:
  /ships:
    get: {operationId: ships, responses: {"200": {description: all}}}
`;

useBrowser();

/**
 * A test in a page of its own, which may copy.
 *
 * @param {string} name
 * @param {(page: Page, opened: import("./panes.mjs").Opened) => Promise<void>} steps
 */
function onPage(name, steps) {
  onAnyPage(name, steps, { permissions: ["clipboard-read", "clipboard-write"] }, limit);
}

/** Puts a text into the config. @param {Page} page @param {string} text */
function write(page, text) {
  return writeInto(page, "Config", text);
}

/** The text of an editor, also of lines that are not drawn. @param {Page} page @param {"config" | "document"} side */
async function textOf(page, side) {
  await page.locator(`#tab-${side}`).click();
  return (await page.locator(`#${side} .cm-line`).allTextContents()).join("\n");
}

/** Changes the records in IndexedDB. @param {Page} page @param {string} change the body of a function of a record */
function changeKept(page, change) {
  return page.evaluate(async (change) => {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open("metarest");
      request.onsuccess = () => resolve(request.result);
    });
    const records = database.transaction("states", "readwrite").objectStore("states");
    const request = records.getAll();
    await new Promise((resolve) => (request.onsuccess = resolve));
    // The page's policy forbids to evaluate text.
    for (const record of request.result) records.put({ ...record, ...JSON.parse(change) });
    await new Promise((resolve) => (records.transaction.oncomplete = resolve));
    database.close();
  }, change);
}

/** @param {Page} page @param {RegExp} text */
async function noticed(page, text) {
  await page.locator("#notice", { hasText: text }).waitFor();
}

/**
 * The link that *Share* copies. The notice of an earlier one may still be there: only the clipboard tells which it is.
 *
 * @param {Page} page
 * @param {RegExp} told what the page says of it
 * @returns {Promise<string>}
 */
async function copiedLink(page, told) {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.locator("#share").click();
  const url = await untilTrue(page, () => navigator.clipboard.readText());
  await noticed(page, told);
  return url;
}

/** @param {Page} page */
async function reload(page) {
  await page.reload();
  await page.locator("#bar[aria-busy=false]").waitFor();
}

/** A file for the dialog. @param {string} name @param {string} text */
function file(name, text) {
  return { name, mimeType: "application/yaml", buffer: Buffer.from(text) };
}

/** Waits until the service worker has kept the page. @param {Page} page */
async function keptOffline(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

onPage("a reload goes on with config, document, files and what was open", async (page) => {
  await write(page, config);
  await page
    .locator("#chosen")
    .setInputFiles([file("harbour.yaml", document), file("ship.yaml", "type: object\n")]);
  await page.locator("#wrap").check();
  await page.locator("#tab-losses").click();
  await page.locator("#splitter").press("ArrowRight");
  for (const text of [
    /a comment of the user/,
    /harbour\.yaml/,
    /ship\.yaml/,
    /"results":"losses"/,
    /"split":48/,
  ])
    await kept(page, text);
  await reload(page);
  await page.locator("#answer-operations", { hasText: "1" }).waitFor();
  assert.equal(await page.locator("#tab-losses").getAttribute("aria-selected"), "true");
  assert.equal(await page.locator("#wrap").isChecked(), true);
  assert.equal(await page.locator("#splitter").getAttribute("aria-valuenow"), "48");
  assert.equal(await textOf(page, "config"), config);
  assert.equal(await textOf(page, "document"), document);
  await page.locator("#tab-files").click();
  await page.getByRole("button", { name: "ship.yaml", exact: true }).waitFor();
});

onPage("an edited document is kept as it was edited", async (page) => {
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", document)]);
  await page.locator("#tab-document").click();
  await page.getByRole("textbox", { name: "OpenAPI document" }).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText("# edited\n");
  await kept(page, /# edited/);
  await reload(page);
  assert.equal(await textOf(page, "document"), `# edited\n${document}`);
});

onPage("leaving before the work is kept asks first", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  const masking = page.workers().find((worker) => worker.url().includes("/mask.worker"));
  assert.ok(masking, "secrets are masked in a worker");
  void masking.evaluate(() => {
    const end = Date.now() + 3000;
    while (Date.now() < end);
  });
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  const asked = page.waitForEvent("dialog");
  await page.keyboard.insertText("# edited\n");
  await page.evaluate(() => setTimeout(() => location.reload()));
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await kept(page, /# edited/);
  // Nothing is asked where nothing can be lost.
  await reload(page);
  await page.locator("#config .cm-line", { hasText: "# edited" }).waitFor();
});

/** A config with a secret wherever one can be. */
const secrets = `# jwtToken: ${canary}-1
source:
  type: rest
  serviceName: harbour
  serviceConnection:
    config:
      type: Rest
      docURL: https://me:${canary}-2@docs.harbour.test/?api_key=${canary}-3
      openAPISchemaConnection:
        openAPISchemaURL: https://docs.harbour.test/openapi.json?token=${canary}-4&page=1
workflowConfig:
  openMetadataServerConfig:
    hostPort: http://localhost:8585/api
    authProvider: openmetadata
    extraHeaders:
      X-Key: ${canary}-5
    securityConfig:
      jwtToken: "x://${canary}-6"
`;

onPage("no secret is kept or shared", async (page) => {
  await write(page, secrets);
  const leaking = document.replace(
    "paths:",
    `servers: [{url: "https://me:${canary}-7@harbour.test/"}]\npaths:`,
  );
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", leaking)]);
  await kept(page, /harbour\.yaml/);
  // What follows the secrets is kept, so they were there to be kept.
  const all = await kept(page, /securityConfig/);
  assert.doesNotMatch(all, new RegExp(canary));
  const url = await copiedLink(page, /The link is copied.*Not in it: what is known as a secret/);
  await page.goto(url);
  await noticed(page, /what the link holds/);
  const shared = `${await textOf(page, "config")}${await textOf(page, "document")}`;
  assert.match(shared, /serviceName: harbour[\s\S]*jwtToken[\s\S]*title: Harbour/);
  assert.doesNotMatch(shared, new RegExp(canary));
});

onPage("no secret is kept while it is being written", async (page) => {
  for (const [at, half] of [
    `jwtToken: ${canary}`,
    `{"jwtToken": "${canary}`,
    `a: [\njwtToken: "${canary}`,
  ].entries()) {
    await write(page, `# mark ${at}\n${half}`);
    const all = await kept(page, new RegExp(`# mark ${at}`));
    assert.doesNotMatch(all, new RegExp(canary), half);
  }
});

onPage("what was kept without its secrets says so", async (page) => {
  await write(page, config.replace("$OM_TOKEN", canary));
  await kept(page, /securityConfig/);
  await reload(page);
  await noticed(page, /Secrets are never stored/);
  const text = await textOf(page, "config");
  assert.match(text, /jwtToken: \S/);
  assert.doesNotMatch(text, new RegExp(canary));
});

onPage("off deletes what is kept, and keeps nothing", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  await page.locator("#menu").click();
  await page.locator("#autosave").uncheck();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => localStorage.getItem("metarest.autosave") === "off");
  await page.waitForTimeout(300);
  assert.doesNotMatch(await keptBy(page), /a comment of the user/);
  await write(page, `${config}# more\n`);
  await page.waitForTimeout(1500);
  assert.doesNotMatch(await keptBy(page), /serviceName/);
  await reload(page);
  await page.locator("#welcome").waitFor();
  await page.locator("#menu").click();
  assert.equal(await page.locator("#autosave").isChecked(), false);
  await page.locator("#autosave").check();
  await page.keyboard.press("Escape");
  await write(page, config);
  await kept(page, /a comment of the user/);
});

onPage("two tabs keep two states", async (page, { context }) => {
  await write(page, `${config}# the first\n`);
  await kept(page, /the first/);
  const second = await context.newPage();
  await second.goto(page.url());
  await second.locator("#bar[aria-busy=false]").waitFor();
  await second.locator("#welcome").waitFor();
  await write(second, `${config}# the second\n`);
  await kept(second, /the second/);
  await reload(page);
  await reload(second);
  await page.locator("#config .cm-line", { hasText: "# the first" }).waitFor();
  await second.locator("#config .cm-line", { hasText: "# the second" }).waitFor();
  // Whoever comes back after all tabs were closed finds what was kept last.
  await page.close();
  await second.close();
  const third = await context.newPage();
  await third.goto(theBrowser().server.origin);
  await third.locator("#config .cm-line", { hasText: "# the second" }).waitFor();
});

onPage("a tab without work hides none", async (page, { context }) => {
  await write(page, `${config}# the only work\n`);
  await kept(page, /the only work/);
  const second = await context.newPage();
  await second.goto(page.url());
  await second.waitForFunction(() => sessionStorage.getItem("metarest.tab"));
  await second.locator("#tab-losses").click();
  await kept(second, /"results":"losses"/);
  await page.close();
  await second.close();
  const third = await context.newPage();
  await third.goto(theBrowser().server.origin);
  await third.locator("#config .cm-line", { hasText: "# the only work" }).waitFor();
  assert.equal(await third.locator("#tab-problems").getAttribute("aria-selected"), "true");
});

onPage("work comes back also if its tab is slow to close", async (page, { context }) => {
  await write(page, `${config}# of a slow tab\n`);
  await kept(page, /of a slow tab/);
  const tab = await page.evaluate(() => sessionStorage.getItem("metarest.tab"));
  // A page without an icon asks for one.
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${theBrowser().server.origin}/manifest.webmanifest`);
  await page.evaluate((name) => {
    /** @type {any} */ (window).slow = Promise.withResolvers();
    void navigator.locks.request(name, () => /** @type {any} */ (window).slow.promise);
  }, `metarest-tab-${tab}`);
  const second = await context.newPage();
  await second.goto(theBrowser().server.origin);
  await second.locator("#welcome").waitFor();
  await second.waitForFunction(() => sessionStorage.getItem("metarest.tab"));
  await page.evaluate(() => /** @type {any} */ (window).slow.resolve());
  await second.locator("#config .cm-line", { hasText: "# of a slow tab" }).waitFor();
});

onPage("a key that comes before the work is back does not end it", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  await page.addInitScript(() => {
    if (sessionStorage.getItem("test.slow")) return;
    sessionStorage.setItem("test.slow", "once");
    const open = indexedDB.open.bind(indexedDB);
    const opened = /** @type {any} */ (window);
    // A slow disk.
    IDBFactory.prototype.open = (...args) => {
      const request = open(...args);
      Object.defineProperty(request, "onsuccess", {
        set: (listener) => request.addEventListener("success", () => opened.late.then(listener)),
      });
      return request;
    };
    opened.late = new Promise((resolve) => (opened.goOn = resolve));
  });
  await page.reload();
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.type("x");
  await page.locator("#welcome").waitFor({ state: "hidden" });
  await page.evaluate(() => /** @type {any} */ (window).goOn());
  await noticed(page, /You began before your earlier work was back\. It is kept\./);
  await backToWork(page, "# a comment of the user");
});

onPage("a link opens what it was made of", async (page) => {
  await write(page, config);
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", document)]);
  await page.locator("#tab-losses").click();
  const url = await copiedLink(page, /\d+ characters\. It holds the config, the document and what is open\./);
  assert.match(url, /#c=1\.[\w-]+$/);
  const other = await theBrowser().open();
  try {
    // The same page with another hash would be no load.
    await other.page.goto("about:blank");
    await other.page.goto(url);
    await noticed(other.page, /what the link holds: the config and the document/);
    // Until it is kept, a reload opens the link again.
    await other.page.waitForFunction(() => location.hash === "");
    assert.equal(await other.page.locator("#tab-losses").getAttribute("aria-selected"), "true");
    assert.equal(await textOf(other.page, "config"), config);
    assert.equal(await textOf(other.page, "document"), document);
    assert.deepEqual([...other.warnings, ...other.otherOrigins], []);
  } finally {
    await other.close();
  }
});

onPage("without anything to share there is no link", async (page) => {
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await page.locator("#share").click();
  await noticed(page, /^There is nothing to share yet\./);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "before");
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", document)]);
  await page.locator("#answer-operations", { hasText: "1" }).waitFor();
  await copiedLink(page, /It holds the document and what is open\./);
});

onPage("a document that is too large for a link is told of, if there is no config", async (page) => {
  const noise = Array.from({ length: 5000 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36));
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", `${document}x-a: ${noise.join(" ")}\n`)]);
  await page.locator("#answer-operations", { hasText: "1" }).waitFor();
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await page.locator("#share").click();
  await noticed(page, /too large for a link, and there is no config to share/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "before");
});

onPage("a link leaves the earlier work where it was", async (page) => {
  await write(page, `${config}# my work\n`);
  await kept(page, /my work/);
  const url = await copiedLink(page, /The link is copied/);
  await write(page, `${config}# my later work\n`);
  await page.goto(url);
  await noticed(page, /Your earlier work is kept/);
  assert.match(await textOf(page, "config"), /# my work/);
  await backToWork(page, "# my later work");
});

/** A link to a config. @param {Page} page @param {string} name of its service @returns {Promise<string>} */
async function linkTo(page, name) {
  await write(page, config.replace("harbour", name));
  return copiedLink(page, /The link is copied/);
}

/** Opens a link to a config. @param {Page} page @param {string} url @param {string} name of its service */
async function openLink(page, url, name) {
  await page.goto(url);
  await page.locator("#config .cm-line", { hasText: name }).waitFor();
}

/** Goes back to the work that is kept. @param {Page} page @param {string} line of the config that is there */
async function backToWork(page, line) {
  await page.getByRole("button", { name: "Back to my work" }).click();
  await page.locator("#config .cm-line", { hasText: line }).waitFor();
}

onPage("after several links, the way back leads to the own work", async (page) => {
  const links = /** @type {[string, string][]} */ ([]);
  for (const name of ["first", "second", "third"]) links.push([name, await linkTo(page, name)]);
  await write(page, `${config}# my work\n`);
  for (const [name, url] of links) {
    await openLink(page, url, name);
    await noticed(page, /Your earlier work is kept/);
  }
  await backToWork(page, "# my work");
});

onPage("what a link held is own work once it is changed", async (page) => {
  const [first, second] = [await linkTo(page, "first"), await linkTo(page, "second")];
  await openLink(page, first, "first");
  await reload(page);
  await page.getByRole("textbox", { name: "Workflow config" }).click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText("# changed\n");
  await openLink(page, second, "second");
  await backToWork(page, "# changed");
});

onPage("a link that was kept anew is still nobody's work", async (page) => {
  const [first, second] = [await linkTo(page, "first"), await linkTo(page, "second")];
  await write(page, `${config}# my work\n`);
  await openLink(page, first, "first");
  await page.locator("#menu").click();
  const autosave = page.locator("#autosave");
  // Off would delete the work, too: only what follows it matters here.
  await page.evaluate(() => dispatchEvent(new StorageEvent("storage", { key: "metarest.autosave" })));
  assert.equal(await autosave.isChecked(), true);
  await page.keyboard.press("Escape");
  await openLink(page, second, "second");
  await backToWork(page, "# my work");
});

onPage("what is kept nowhere is not replaced by a link without asking", async (page) => {
  const url = await linkTo(page, "linked");
  await page.locator("#menu").click();
  await page.locator("#autosave").uncheck();
  await page.keyboard.press("Escape");
  await write(page, `${config}# kept nowhere\n`);
  const hash = new URL(url).hash;
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hash);
  await noticed(page, /would replace what is here, which is not kept/);
  assert.match(await textOf(page, "config"), /kept nowhere/);
  await page.evaluate((hash) => {
    location.hash = hash.slice(0, -20);
  }, hash);
  await noticed(page, /cut off or was changed/);
  assert.match(await textOf(page, "config"), /kept nowhere/);
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => location.reload()));
  await (await asked).dismiss();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hash);
  await page.getByRole("button", { name: "Open the link" }).click();
  await page.locator("#config .cm-line", { hasText: "linked" }).waitFor();
});

onPage("an example that is slow does not replace the work that came back", async (page) => {
  await write(page, `${config}# my work\n`);
  await kept(page, /my work/);
  await page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  });
  /** @type {() => void} */
  let goOn = () => {};
  const late = new Promise((resolve) => {
    goOn = () => resolve(undefined);
  });
  await page.route("**/assets/main-*.js", (route) => late.then(() => route.continue()));
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => globalThis.document.readyState === "interactive");
  await page.getByRole("button", { name: "Start with a sample config" }).click();
  await page.locator("#tab-losses").click();
  goOn();
  await page.locator("#config .cm-line", { hasText: "# my work" }).waitFor();
  await page.locator("#tab-losses[aria-selected=true]").waitFor();
  assert.match(await textOf(page, "config"), /# my work/);
});

onPage("a document with tokens is kept and shared without them, and is one still", async (page) => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  const text = `openapi: 3.1.0
info: {title: Harbour, version: "1", description: "Bearer ${canary}12345"}
paths:
  /ops_team_incidents_v2:
    get: {operationId: ops_get_incident_by_id_v2, responses: {"200": {description: all}}}
components:
  schemas:
    Ship: {type: string, example: ${token}}
`;
  await write(page, config);
  await page.locator("#chosen").setInputFiles([file("harbour.yaml", text)]);
  await kept(page, /harbour\.yaml/);
  const url = await copiedLink(page, /The link is copied.*Not in it: what is known as a secret/);
  for (const open of [() => reload(page), () => page.goto(url)]) {
    await open();
    await page.locator("#answer-operations [data-value]", { hasText: "✓ 1" }).waitFor();
    const shown = await textOf(page, "document");
    assert.match(shown, /ops_get_incident_by_id_v2[\s\S]*example: xxx/);
    assert.doesNotMatch(`${shown}${await keptBy(page)}`, new RegExp(`${canary}|${token}`));
  }
});

onPage("a damaged link says what is wrong, and changes nothing", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  await page.goto(`${theBrowser().server.origin}/#c=7.abc`);
  await noticed(page, /version 7/);
  assert.equal(await textOf(page, "config"), config);
  await page.goto(`${theBrowser().server.origin}/#c=1.abc`);
  await noticed(page, /cut off/);
});

onPage("the page works without a network", async (page) => {
  await keptOffline(page);
  await write(page, config);
  await kept(page, /a comment of the user/);
  theBrowser().server.network.isUp = false;
  await reload(page);
  await page.locator("#answer-config", { hasText: "✓" }).waitFor();
  assert.equal(await textOf(page, "config"), config);
});

onPage("the API and other pages are none of the service worker's business", async (page) => {
  await keptOffline(page);
  for (const path of ["/api/v1/services", "/health"]) theBrowser().server.replaced.set(path, "{}");
  const paths = await page.evaluate(async () => {
    for (const path of ["/api/v1/services", "/health", "/services"]) {
      if (!(await fetch(path)).ok) throw new Error(path);
    }
    const found = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
    }
    return found;
  });
  assert.ok(paths.includes("/") && paths.some((path) => path.endsWith(".wasm")));
  assert.deepEqual(
    paths.filter((path) => !/^\/(assets\/|$|icon-|favicon|manifest)/.test(path)),
    [],
  );
});

/** Puts a newer version of the page on the server: another main script. The old one is gone. @param {Page} page */
async function deploy(page) {
  const { origin, replaced } = theBrowser().server;
  const textAt = async (/** @type {string} */ path) => (await fetch(origin + path)).text();
  const [html, worker] = await Promise.all(["/", "/sw.js"].map(textAt));
  const [old = ""] = /assets\/main-\w+\.js/.exec(html ?? "") ?? [];
  const newer = "assets/main-AAAAAAAA.js";
  replaced.set(`/${newer}`, await textAt(`/${old}`));
  replaced.set("/", html?.replaceAll(old, newer));
  replaced.set("/sw.js", worker?.replaceAll(old, newer).replace(/version:"\w+"/, 'version:"newer"'));
  replaced.set(`/${old}`, undefined);
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found?.update()));
}

onPage("a newer version is announced, breaks no open page, and is there at the next load", async (page) => {
  await keptOffline(page);
  await write(page, config);
  await kept(page, /a comment of the user/);
  await deploy(page);
  await noticed(page, /A newer version of this page is ready/);
  await write(page, `${config}# after it\n`);
  await page.locator("#answer-config", { hasText: "✓" }).waitFor();
  await kept(page, /after it/);
  await reload(page);
  const scripts = await page
    .locator("script[type=module]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("src")));
  assert.equal(scripts.at(-1), "assets/main-AAAAAAAA.js");
  assert.match(await textOf(page, "config"), /after it/);
  // Without a network it is there once no page of the older one is open.
  await page.goto("about:blank");
  await page.waitForTimeout(500);
  await page.goto(theBrowser().server.origin);
  await untilTrue(page, async () => `${await caches.keys()}` === "metarest-page-newer");
});

onPage("damaged records are dropped, in words", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  await changeKept(page, '{"value": {"text": 7}}');
  await reload(page);
  await noticed(page, /was damaged, and is dropped/);
  await page.locator("#welcome").waitFor();
  await write(page, config);
  await kept(page, /a comment of the user/);
});

onPage("records of a later version are left as they are, in words", async (page) => {
  await write(page, config);
  await kept(page, /a comment of the user/);
  await changeKept(page, '{"version": 2}');
  await reload(page);
  await noticed(page, /A newer version of this page kept your work/);
  await write(page, config.replace("harbour", "quay"));
  const all = await kept(page, /serviceName: quay/);
  assert.match(all, /"version":2/);
});

onPage("a browser that keeps nothing is told of once, and the page works", async (page, { context }) => {
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  await reload(page);
  await noticed(page, /keeps nothing for this page/);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await write(page, config);
  await page.locator("#answer-config", { hasText: "✓" }).waitFor();
  await page.waitForTimeout(1000);
  assert.equal(await page.locator("#notice").isVisible(), false);
});

onPage("a device without space is told of, and the page works", async (page, { context }) => {
  await context.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await reload(page);
  await write(page, config);
  await noticed(page, /no space left/);
  await page.locator("#answer-config", { hasText: "✓" }).waitFor();
});

/** Another origin that anyone may read. */
async function elsewhere() {
  const asked = /** @type {string[]} */ ([]);
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(200, { "access-control-allow-origin": "*" });
    // The document never comes to its end, so that the worker that fetches it stays.
    if (request.url === "/document") response.write("openapi: 3.1.0\n");
    else response.end("elsewhere");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, asked, stop };
}

const reach = (/** @type {string} */ url) =>
  fetch(url).then(
    (response) => response.text(),
    (error) => error.name,
  );

test(
  "only the worker that fetches documents reaches another origin, also once it is kept",
  limit,
  async () => {
    const other = await elsewhere();
    const { page, context, close } = await theBrowser().open();
    page.setDefaultTimeout(15_000);
    try {
      await keptOffline(page);
      for (const time of ["at first", "from the cache"]) {
        await write(page, config.replace("https://docs.harbour.test/openapi.json", `${other.url}/document`));
        assert.equal(await page.evaluate(reach, `${other.url}/page`), "TypeError", time);
        const started = page.waitForEvent("worker", (worker) => worker.url().includes("/fetch.worker-"));
        await page.getByRole("button", { name: "Fetch" }).first().click();
        await started;
        for (let tries = 0; !other.asked.includes("/document") && tries < 100; tries++)
          await page.waitForTimeout(50);
        // It is started when something is to be kept.
        const isMasking = () => page.workers().some((worker) => worker.url().includes("/mask.worker-"));
        for (let tries = 0; !isMasking() && tries < 100; tries++) await page.waitForTimeout(50);
        const answers = /** @type {Record<string, string>} */ ({});
        for (const worker of page.workers()) {
          const [name = ""] = /\w+(?=\.worker)/.exec(worker.url()) ?? [];
          answers[name] = await worker.evaluate(reach, `${other.url}/${name}`);
        }
        const closed = "TypeError";
        assert.deepEqual(answers, { check: closed, preview: closed, mask: closed, fetch: "elsewhere" }, time);
        for (const worker of context.serviceWorkers())
          assert.equal(await worker.evaluate(reach, `${other.url}/service-worker`), closed);
        assert.deepEqual(other.asked.toSorted(), ["/document", "/fetch"], time);
        other.asked.length = 0;
        await reload(page);
      }
    } finally {
      await close();
      other.stop();
    }
  },
);
