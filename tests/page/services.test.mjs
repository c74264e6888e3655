/** The page of the services in a browser, against the Worker in the local runtime, as a user sees it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { chromium as program } from "../../tools/setup.mjs";
import { catalogue } from "../npm/process.mjs";
import { worker } from "../worker/runtime.mjs";
import { client, config, documents, held, document as openapi, paths, token, way } from "../worker/world.mjs";
import { flags } from "./browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

const limit = { timeout: 120_000 };
const hostile = "<img src=x onerror=alert(1)>";

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof documents>>} */
let specs;
/** @type {Awaited<ReturnType<typeof way>>} */
let between;
/** @type {Awaited<ReturnType<typeof worker>>} */
let running;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {ReturnType<typeof client>} */
let api;
const texts = /** @type {Record<string, string>} */ ({ "/doc": openapi(paths(5)) });

before(async () => {
  server = await catalogue();
  specs = await documents(texts);
  between = await way(server.url);
  running = await worker({ METAREST_TOKEN: token, METAREST_REQUESTS: "1000", OM_TOKEN: "an-om-token" });
  api = client(() => running.url);
  browser = await chromium.launch({ executablePath: program(), args: flags });
  await put("ready");
  await api.run("ready");
  await put("new");
}, limit);

after(async () => {
  await browser?.close();
  await running?.stop();
  between?.stop();
  specs?.stop();
  server?.stop();
}, limit);

/** Puts a service. @param {string} name @param {string} [url] of the catalogue @param {string} [path] of the document */
function put(name, url = server.url, path = "/doc") {
  return api.put(name, config(name, url, `${specs.url}${path}`));
}

/** Stops runs on their way to the catalogue until `release` is called. */
function gate() {
  /** @type {() => void} */
  let release = () => {};
  const opened = new Promise((resolve) => {
    release = () => resolve(true);
  });
  between.state.on = async () => Boolean(await opened);
  return { release };
}

/**
 * A test in a browser of its own, which must log no error but those of refused requests, and ask no other origin.
 *
 * @param {string} name
 * @param {(page: Page) => Promise<void>} steps
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
function onPage(name, steps, options) {
  test(name, limit, async () => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options });
    const page = await context.newPage();
    const faults = /** @type {string[]} */ ([]);
    page.on("console", (message) => {
      const isFault = ["error", "warning"].includes(message.type());
      if (isFault && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== running.url) faults.push(request.url());
    });
    page.on("dialog", (dialog) => {
      faults.push(dialog.message());
      return dialog.dismiss();
    });
    page.setDefaultTimeout(15_000);
    try {
      await steps(page);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
      between.state.on = () => true;
    }
  });
}

/** Opens the page as somebody who has the token. @param {Page} page @param {string} [hash] */
async function open(page, hash = "") {
  await page.goto(`${running.url}/services#token=${encodeURIComponent(token)}`);
  await page.getByRole("heading", { name: "Services", level: 1 }).waitFor();
  await page.getByRole("table").waitFor();
  if (hash) await page.goto(`${running.url}/services${hash}`);
}

/** @param {Page} page @param {string} name of a service */
const rowOf = (page, name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? "");

/** Changes an answer of the Worker on its way. @param {Page} page @param {string} path @param {(body: any) => any} change */
async function changed(page, path, change) {
  await page.route(`**/api/v1/${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

test("the page has the headers of the other page", limit, async () => {
  const [services, first] = await Promise.all(
    ["/services", "/"].map((path) => fetch(`${running.url}${path}`)),
  );
  const policy = services?.headers.get("content-security-policy");
  assert.match(policy ?? "", /default-src 'none'.*require-trusted-types-for 'script'/);
  assert.equal(policy, first?.headers.get("content-security-policy"));
  assert.equal(services?.headers.get("referrer-policy"), "no-referrer");
});

onPage("the token is asked for once, and kept for this tab only", async (page) => {
  await page.goto(`${running.url}/services`);
  const input = page.getByLabel("API token");
  await input.fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("The Worker refused this token.").waitFor();
  await input.fill("not a token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("A token has no spaces").waitFor();
  await input.fill(token);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "ready" }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: "ready" }).waitFor();
  const kept = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
  assert.deepEqual(kept, ["", 0, 1]);
  await page.getByRole("button", { name: "Sign out" }).click();
  await input.waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await page.reload();
  await input.waitFor();
});

onPage("a token in the fragment is taken out of the address", async (page) => {
  await open(page);
  assert.equal(page.url(), `${running.url}/services`);
  await page.getByRole("link", { name: "ready" }).click();
  await page.getByRole("heading", { name: "ready", level: 1 }).waitFor();
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, token);
  await page.waitForURL(`${running.url}/services`);
  await page.goBack();
  await page.waitForURL(`${running.url}/services#ready`);
  assert.equal((await page.content()).includes(token), false);
});

onPage("behind Cloudflare Access no token is asked for", async (page) => {
  await page.route("**/api/**", (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${token}` } }),
  );
  await page.goto(`${running.url}/services`);
  await page.getByRole("link", { name: "ready" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Sign out" }).isVisible(), false);
});

onPage("a sign-in of Cloudflare Access that has ended is told", async (page) => {
  await open(page);
  await page.route("**/api/**", (route) =>
    route.fulfill({ status: 302, headers: { location: "https://team.cloudflareaccess.com/" } }),
  );
  await page.getByRole("link", { name: "ready" }).click();
  await page.getByRole("alert").getByText("The sign-in of Cloudflare Access has ended").waitFor();
});

onPage("the list says how each service is, and can be filtered", async (page) => {
  await open(page);
  const ready = (await rowOf(page, "ready").textContent()) ?? "";
  assert.match(ready, /OK.*second.*ingest.*7 applied.*in /s);
  assert.match((await rowOf(page, "new").textContent()) ?? "", /Waiting.*never/s);
  assert.equal(await rowOf(page, "ready").locator("svg path").count(), 1);
  await page.getByLabel("Filter").fill("ok read");
  assert.deepEqual(await page.getByRole("rowheader").allInnerTexts(), ["ready"]);
  assert.match((await page.locator(".count").textContent()) ?? "", /^1 of \d+ services$/);
  await page.getByLabel("Filter").fill("no such thing");
  await page.getByText("No service matches the filter.").waitFor();
});

onPage("a refresh shows and tells what changed, and leaves the user alone", async (page) => {
  await put("turning");
  await page.clock.install();
  await open(page);
  await rowOf(page, "turning").getByText("Waiting").waitFor();
  await page.getByLabel("Filter").pressSequentially("turn");
  await api.run("turning");
  await page.clock.runFor(10_500);
  await rowOf(page, "turning").getByText("OK").waitFor();
  assert.equal(await page.locator("#news").textContent(), "turning: OK.");
  await page.keyboard.insertText("ing");
  assert.equal(await page.getByLabel("Filter").inputValue(), "turning");

  await page.getByRole("link", { name: "turning" }).click();
  await page.getByText("Show the config").click();
  await page.getByText('"serviceName":"turning"').waitFor();
  await api.run("turning", "plan");
  await page.clock.runFor(10_500);
  await rowOf(page, "Run 2").waitFor();
  assert.equal(await page.getByText('"serviceName":"turning"').isVisible(), true);
  assert.match(await focused(page), /Show the config/);
});

onPage("all pages of services and runs can be had", async (page) => {
  await put("often");
  for (let count = 0; count < 22; count++) await api.run("often", "plan");
  const asked = /** @type {string[]} */ ([]);
  await page.route("**/api/v1/services?*", (route) => {
    const url = new URL(route.request().url());
    asked.push(String(url.searchParams.get("after")));
    url.searchParams.set("limit", "2");
    return route.continue({ url: String(url) });
  });
  await open(page);
  await page.getByRole("link", { name: "ready" }).waitFor();
  assert.deepEqual(asked.slice(0, 2), ["null", "often"]);
  await page.getByRole("link", { name: "often", exact: true }).click();
  await rowOf(page, "Run 22").waitFor();
  assert.equal(await page.getByRole("rowheader").count(), 20);
  await page.getByRole("button", { name: "Show older runs" }).click();
  await page.getByRole("link", { name: "Run 1", exact: true }).waitFor();
  assert.equal(await page.getByRole("rowheader").count(), 22);
  assert.equal(await page.getByRole("button", { name: "Show older runs" }).count(), 0);
});

onPage("a run is started, and followed to its end", async (page) => {
  const { release } = gate();
  await put("followed", between.url);
  await open(page, "#followed");
  await page.getByRole("button", { name: "Run now" }).click();
  await page.waitForURL(/#followed\.1$/);
  await page.locator(".card").getByText("Running", { exact: true }).waitFor();
  assert.equal(await page.title(), "followed run 1 · Services · metarest");
  assert.match(await focused(page), /^<h1/);
  release();
  await page.locator(".card").getByText("Succeeded").waitFor();
  assert.equal(await page.locator("#news").textContent(), "Run followed.1: Succeeded.");
  await page.getByText("100% — 5 operations").waitFor();
  await page.getByText("7 × create").click();
  await page.getByText("followed.all./0/get").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Cancel the run" }).count(), 0);
  assert.match((await page.locator(".log").textContent()) ?? "", /is OpenMetadata/);
  await page.getByLabel("Level").selectOption("error");
  await page.getByText(/^0 of \d+ lines$/).waitFor();
});

onPage("a run is cancelled, and a second one is refused meanwhile", async (page) => {
  const { release } = gate();
  await put("stopped", between.url);
  await open(page, "#stopped");
  await page.getByRole("button", { name: "Run now" }).waitFor();
  await api.call("POST", "/api/v1/services/stopped/run");
  await page.getByRole("button", { name: "Run now" }).click();
  const problem = page.getByRole("alert");
  await problem.getByText("A run is in progress").waitFor();
  await problem.getByText("wait for its end, or cancel it").waitFor();
  await problem.getByRole("link").click();
  await page.waitForURL(/#stopped\.1$/);
  await page.getByRole("button", { name: "Cancel the run" }).click();
  await page.getByRole("button", { name: "Cancelling…" }).waitFor();
  release();
  await page.locator(".card").getByText("Cancelled", { exact: true }).waitFor();
});

onPage("held deletions are approved with their number, and not by mistake", async (page) => {
  texts["/many"] = openapi(paths(40));
  await put("many", server.url, "/many");
  await api.run("many");
  texts["/many"] = openapi(paths(4));
  await api.run("many");
  await open(page);
  await rowOf(page, "many").getByText("36 deletions wait for an approval").waitFor();
  await page.getByRole("link", { name: "many", exact: true }).click();
  const region = page.getByRole("region", { name: "Deletions that are held back" });
  await region.getByText("many.all./39/get").waitFor();
  assert.match((await region.textContent()) ?? "", /endpoint.*exceeds the deletion limit/s);

  const posts = /** @type {string[]} */ ([]);
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  const button = page.getByRole("button", { name: "Approve 36 deletions…" });
  await button.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Approve 36 deletions?" });
  await dialog.getByText("36 endpoints of many will be deleted").waitFor();
  await page.keyboard.press("Enter");
  await dialog.getByText("Enter 36 to approve these deletions.").waitFor();
  await page.keyboard.type("35");
  await dialog.getByRole("button", { name: "Delete 36" }).click();
  assert.equal(await dialog.isVisible(), true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.match(await focused(page), /Approve 36 deletions/);
  assert.deepEqual(posts, []);

  await button.click();
  await page.keyboard.type("36");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#many\.3$/);
  await page.locator(".card").getByText("Succeeded").waitFor();
  await page.getByText("ingest, by approval").waitFor();
  assert.equal((await held(server.url).endpoints("many")).length, 4);
  assert.deepEqual(posts, [`${running.url}/api/v1/services/many/approve`]);

  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "many" }).click();
  await page.getByRole("button", { name: "Restore what was deleted last" }).click();
  await page.getByText("restore, by request").waitFor();
  await page.locator(".card").getByText("Succeeded").waitFor();
  assert.equal((await held(server.url).endpoints("many")).length, 40);
});

onPage(
  "deletions that are not named are counted, and those that no approval releases are not",
  async (page) => {
    await page.route("**/api/v1/services/ready", async (route) => {
      const response = await route.fetch();
      const one = { kind: "apiEndpoint", fqn: "ready.a", reason: "guard" };
      const other = { kind: "apiEndpoint", fqn: "ready.b", reason: "discussed" };
      const json = { ...(await response.json()), approvalHash: "f".repeat(64), held: [one, other] };
      await route.fulfill({ response, json });
    });
    await open(page, "#ready");
    await page.getByRole("button", { name: "Approve 1 deletion…" }).waitFor();
    await changed(page, "services/ready/runs?*", ({ runs }) => ({
      runs: [{ ...runs[0], held: 6002, approvalHash: "f".repeat(64) }],
    }));
    await page.reload();
    await page.getByText("The Worker names the first 2 only.").waitFor();
    await page.getByRole("button", { name: "Approve 6,001 deletions…" }).click();
    await page.getByRole("dialog").getByText("6,001 entities of ready will be deleted").waitFor();
    await page.getByRole("dialog").getByText("and 6,000 more").waitFor();

    await changed(page, "services/ready", (service) => ({
      ...service,
      approvalHash: "e".repeat(64),
      held: Array.from({ length: 5000 }, (_, n) => ({ kind: "apiEndpoint", fqn: `${n}`, reason: "guard" })),
    }));
    await page.reload();
    const unknown = page.getByRole("button", { name: "Approve many deletions…" });
    await unknown.waitFor();
    assert.equal(await unknown.getAttribute("aria-disabled"), "true");
  },
);

onPage("what changed before the approval is not deleted", async (page) => {
  texts["/other"] = openapi(paths(40));
  await put("other", server.url, "/other");
  await api.run("other");
  texts["/other"] = openapi(paths(4));
  await api.run("other");
  await open(page, "#other");
  await page.getByRole("button", { name: "Approve 36 deletions…" }).click();
  texts["/other"] = openapi(paths(5));
  await api.run("other");
  await page.keyboard.type("36");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("Nothing to approve").waitFor();
  assert.equal((await held(server.url).endpoints("other")).length, 40);
});

onPage("an error is shown in words, and a lost connection is tried again", async (page) => {
  await open(page, "#nothing");
  await page.getByRole("alert").getByText("Unknown service").waitFor();
  await page.getByRole("alert").getByText("put its config with").waitFor();
  await page.getByRole("link", { name: "Services" }).last().click();
  await page.getByRole("link", { name: "ready" }).waitFor();
  assert.equal(await page.getByRole("alert").textContent(), "");
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "new", exact: true }).click();
  await page.getByRole("alert").getByText("The Worker cannot be reached").waitFor();
  await page.getByRole("button", { name: "Try now" }).click();
  await page.context().setOffline(false);
  await page.getByText("It has not run yet.").waitFor();
  assert.equal(await page.getByRole("alert").textContent(), "");
});

test("without a token of the Worker the page says how to set it", limit, async () => {
  const off = await worker({});
  const page = await browser.newPage();
  try {
    await page.goto(`${off.url}/services`);
    await page.getByRole("heading", { name: "The API is off" }).waitFor();
    await page.getByText("wrangler secret put METAREST_TOKEN").first().waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "The API is off" }).waitFor();
  } finally {
    await page.close();
    await off.stop();
  }
});

onPage("markup in names, reports and logs is text", async (page) => {
  texts["/hostile"] = openapi([`/${hostile}`], hostile);
  await put(hostile, server.url, "/hostile");
  const { id } = await api.run(hostile);
  await changed(page, `runs/${encodeURIComponent(id)}`, (run) => ({
    ...run,
    state: hostile,
    reason: hostile,
    report: {
      ...run.report,
      address: `javascript:alert(1)`,
      results: [
        { action: "create", kind: "apiEndpoint", fqn: "applied", outcome: "applied" },
        { action: "create", kind: hostile, fqn: hostile, outcome: "failed", reason: hostile },
      ],
      diagnostics: [
        { code: "a-note", severity: "info", message: hostile },
        { code: "an-error", severity: "error", message: hostile, help: `use \`${hostile}\`` },
      ],
    },
    log: [
      { time: hostile, level: hostile, message: hostile },
      { time: run.started, level: "debug", message: "a debug line" },
    ],
  }));
  await open(page);
  await page.getByRole("link", { name: hostile }).click();
  await page.getByRole("heading", { name: hostile, level: 1 }).waitFor();
  await page.getByRole("link", { name: "Run 1", exact: true }).click();
  await page.getByRole("heading", { name: `${hostile} run 1`, level: 1 }).waitFor();
  await page.locator(".log .text").first().waitFor();
  const lines = await page.locator(".log .text").allInnerTexts();
  assert.deepEqual(lines, [hostile]);
  const titles = await page.getByRole("heading", { level: 2 }).allInnerTexts();
  assert.deepEqual(titles.slice(0, 2), ["Failed entities (1)", "Diagnostics (2)"]);
  assert.match((await page.locator(".rows").nth(1).textContent()) ?? "", /^error.*an-error.*a-note/s);
  assert.equal(await page.locator("img, script:not([src]), a[href^=javascript]").count(), 0);
  await page.getByLabel("Level").selectOption("debug");
  await page.getByText("a debug line").waitFor();
});

onPage("links lead to services and runs; back and forward work", async (page) => {
  await put("v1.2");
  await api.run("v1.2");
  await open(page, "#v1.2.1");
  await page.getByRole("heading", { name: "v1.2 run 1" }).waitFor();
  await page.goto(`${running.url}/services#v1.2`);
  await page.getByRole("heading", { name: "v1.2", exact: true }).waitFor();
  await page.waitForURL(/#v1%2E2$/);
  await page.reload();
  await page.getByRole("link", { name: "Run 1", exact: true }).click();
  await page.getByRole("heading", { name: "v1.2 run 1" }).waitFor();
  assert.equal(await page.locator(".breadcrumb [aria-current=page]").textContent(), "Run 1");
  await page.goBack();
  await page.getByRole("heading", { name: "v1.2", exact: true }).waitFor();
  assert.equal(await page.title(), "v1.2 · Services · metarest");
  assert.match(await focused(page), /^<h1.*v1\.2/);
  await page.goForward();
  await page.getByRole("heading", { name: "v1.2 run 1" }).waitFor();
  assert.match(await focused(page), /^<h1.*v1\.2/);
  await page.goto(`${running.url}/services#%E0%A4%A`);
  await page.getByRole("alert").getByText("Unknown service").waitFor();
});

onPage("everything can be done with the keyboard", async (page) => {
  await put("keys");
  await open(page);
  await tabTo(page, /<bdi[^>]*>keys</);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "keys", level: 1 }).waitFor();
  await tabTo(page, /data-action="check"/);
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  );
  assert.equal(outline, "solid");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "keys run 1" }).waitFor();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
  await page.getByText("Passed").first().waitFor();
  await tabTo(page, /^<select/);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.getByLabel("Level").inputValue(), "debug");
  await tabTo(page, /class="log scroll"/);
});

onPage(
  "nothing is wider than a phone",
  async (page) => {
    for (const hash of ["", "#ready", "#ready.1"]) {
      await open(page, hash);
      await page.locator(hash ? ".facts" : "table").waitFor();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${hash}: ${over} px too wide`);
    }
    assert.equal(await page.getByRole("heading", { name: "Log" }).isVisible(), true);
  },
  { viewport: { width: 360, height: 640 } },
);

/** Presses Tab until the focus is there. @param {Page} page @param {RegExp} pattern */
async function tabTo(page, pattern) {
  for (let tries = 0; tries < 60; tries++) {
    await page.keyboard.press("Tab");
    if (pattern.test(await focused(page))) return;
  }
  throw new Error(`Tab does not lead to ${pattern}`);
}
