/** An editor by itself, as the page uses it: under the page's policy and with its colours. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { start } from "./browser.mjs";

const limit = { timeout: 60_000 };

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContextOptions} Options */

/** @type {Awaited<ReturnType<typeof start>>} */
let browser;
/** @type {Awaited<ReturnType<typeof servedWith>>} */
let served;
/** An editor by itself, as a script. */
let script = "";

before(async () => {
  browser = await start();
  served = await servedWith();
  const { outputFiles } = await build({
    stdin: {
      contents: `import { Editor } from "./editor.js"; import { shortcuts } from "./shortcuts.js"; Object.assign(globalThis, { Editor, shortcuts });`,
      resolveDir: fileURLToPath(new URL("../../www/page/src/editor", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    define: { "import.meta.assets": "{}" },
    write: false,
    logLevel: "warning",
  });
  script = outputFiles[0]?.text ?? "";
}, limit);

after(() => browser?.stop(), limit);

/**
 * A test of an editor by itself, under the page's own policy. In the page are `editor`, and what it tells: `edits`,
 * `carets`, `said`.
 *
 * @param {string} name
 * @param {(page: Page) => Promise<void>} steps
 * @param {Options} [options]
 */
function alone(name, steps, options) {
  test(name, limit, async () => {
    const context = await browser.browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const warnings = /** @type {string[]} */ ([]);
    page.on("console", (message) => warnings.push(message.text()));
    page.on("pageerror", (error) => warnings.push(String(error)));
    const headers = { "content-type": "text/html", "content-security-policy": served.policy };
    const js = { contentType: "text/javascript", body: script };
    await page.route("**/alone.js", (route) => route.fulfill(js));
    await page.route("**/alone", (route) => route.fulfill({ headers, body: served.html }));
    try {
      await page.goto(`${served.origin}/alone`);
      await page.waitForFunction(() => "Editor" in globalThis);
      await page.evaluate(makeEditor);
      await steps(page);
      assert.deepEqual(warnings, []);
    } finally {
      await context.close();
    }
  });
}

/** What the page is served with, for an editor by itself: the policy, and the style sheet that defines the colours. */
async function servedWith() {
  const { page, close } = await browser.open();
  const { origin } = new URL(page.url());
  const policy = (await page.request.get(origin)).headers()["content-security-policy"] ?? "";
  assert.match(policy, /style-src 'self'/);
  const style = await page.locator("link[rel=stylesheet]").first().getAttribute("href");
  await close();
  const html = `<!doctype html><title>alone</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${style}">
    <script type="module" src="alone.js"></script><div id="host" class="editor"></div>`;
  return { origin, policy, html };
}

function makeEditor() {
  const world = /** @type {any} */ (globalThis);
  Object.assign(world, { edits: [], carets: [], said: [] });
  const host = document.querySelector("#host");
  world.editor = new world.Editor(host, {
    label: "Text",
    hint: "",
    kind: "document",
    edited: (/** @type {any} */ changes) => world.edits.push(changes.toJSON()),
    caret: (/** @type {any} */ at) => world.carets.push(at),
  });
  const live = host?.shadowRoot?.querySelector(".cm-announced");
  const listen = () => {
    const text = live?.textContent?.trim();
    if (text) world.said.push(text);
  };
  if (live) new MutationObserver(listen).observe(live, { childList: true });
}

/** Calls the editor. @param {Page} page @param {string} method @param {any[]} values */
function call(page, method, ...values) {
  const given = { method, values };
  return page.evaluate(
    ({ method, values }) => /** @type {any} */ (globalThis).editor[method](...values),
    given,
  );
}

/** @param {Page} page @param {string} name of a value in the page or of the editor */
function value(page, name) {
  return page.evaluate((key) => {
    const world = /** @type {any} */ (globalThis);
    return world[key] ?? world.editor[key];
  }, name);
}

/** @param {Page} page @param {string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

alone(
  "Enter indents below a key, beside the first key of an item, and in a text of several lines",
  async (page) => {
    await call(page, "focus");
    await page.keyboard.type("source:\nconfig: # why\ntags:\n- name: x\nabout: |\nwords\nmore");
    assert.equal(
      await value(page, "text"),
      "source:\n  config: # why\n    tags:\n      - name: x\n        about: |\n          words\n          more",
    );
  },
);

alone("brackets and quotes close; a backspace takes both", async (page) => {
  await call(page, "focus");
  await page.keyboard.type("a: [1");
  assert.equal(await value(page, "text"), "a: [1]");
  await press(page, "Backspace", "Backspace");
  assert.equal(await value(page, "text"), "a: ");
  await page.keyboard.type('{"b');
  assert.equal(await value(page, "text"), 'a: {"b"}');
});

alone("Tab indents; after Escape, Tab and Shift-Tab leave the editor", async (page) => {
  await page.evaluate(() => {
    const button = () => document.createElement("button");
    document.body.prepend(Object.assign(button(), { id: "before" }));
    document.body.append(Object.assign(button(), { id: "after" }));
  });
  await call(page, "focus");
  await press(page, "a", "Tab");
  assert.equal(await value(page, "text"), "  a");
  await press(page, "Shift+Tab");
  assert.equal(await value(page, "text"), "a");
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await press(page, "Escape");
  await page.waitForTimeout(2500);
  await press(page, "Tab");
  assert.equal(await focused(), "after");
  await press(page, "Shift+Tab", "Escape", "Shift+Tab");
  assert.equal(await focused(), "before");
  await press(page, "Tab", "Escape", "ArrowRight", "Tab");
  assert.equal(await focused(), "host");
  const description = await page.getByRole("textbox").getAttribute("aria-description");
  assert.match(description ?? "", /Escape, then Tab/);
});

alone("edits are told as changes, loads are not, and the caret is told soon", async (page) => {
  await call(page, "load", "a: 1\nb: 2\n");
  assert.deepEqual(await value(page, "edits"), []);
  await call(page, "reveal", { line: 2, column: 4 });
  await page.keyboard.type("3");
  assert.deepEqual(await value(page, "edits"), [[8, [0, "3"], 2]]);
  assert.deepEqual(await value(page, "caret"), { offset: 9, line: 2, column: 5 });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).carets.at(-1)?.offset === 9);
  assert.equal(await value(page, "isEmpty"), false);
});

alone("a load is undone as an edit, unless the text is another one", async (page) => {
  await call(page, "load", "first");
  await call(page, "load", "second");
  await call(page, "focus");
  await press(page, "Control+z");
  assert.equal(await value(page, "text"), "first");
  assert.deepEqual(await value(page, "edits"), [[[6, "first"]]]);
  await press(page, "Control+z");
  assert.equal(await value(page, "text"), "first");
  await call(page, "load", "other", { isOther: true });
  await press(page, "Control+z");
  assert.equal(await value(page, "text"), "other");
});

alone("edits that are applied are one step, and the caret stays at its words", async (page) => {
  await call(page, "load", "a: 1\nb: 2\nc: 3\n");
  await call(page, "reveal", { line: 3, column: 4 });
  const line = (/** @type {number} */ number, /** @type {string} */ text) => ({
    text,
    ...{ line: number, column: 1, endLine: number, endColumn: 2 },
  });
  await call(page, "apply", [line(1, "long"), line(2, "longer\n# why\nb")], { title: "Rename" });
  assert.equal(await value(page, "text"), "long: 1\nlonger\n# why\nb: 2\nc: 3\n");
  assert.deepEqual(await value(page, "caret"), { offset: 29, line: 5, column: 4 });
  assert.deepEqual(await value(page, "said"), ["Done: Rename"]);
  await press(page, "Control+z");
  assert.equal(await value(page, "text"), "a: 1\nb: 2\nc: 3\n");
});

alone("a fix whose place was edited since is not applied; one that was moved is", async (page) => {
  const at = { line: 2, column: 1, endLine: 2, endColumn: 4 };
  const fix = { title: "Write it as name", edits: [{ text: "name", ...at }] };
  const diagnostic = {
    code: "x",
    severity: "error",
    message: "nme is unknown",
    file: "f",
    fixes: [fix],
    ...at,
  };
  await call(page, "load", "a: 1\nnme: 2\n");
  await call(page, "show", [diagnostic]);
  await call(page, "reveal", { line: 1, column: 5 });
  await press(page, "Enter");
  await call(page, "reveal", { line: 3, column: 1 });
  await press(page, "Control+.");
  assert.equal(await value(page, "text"), "a: 1\n\nname: 2\n");
  await call(page, "load", "a: 1\nnme: 2\n");
  await call(page, "show", [diagnostic]);
  await call(page, "reveal", { line: 2, column: 2 });
  await page.keyboard.type("x");
  await press(page, "Control+.");
  assert.equal(await value(page, "text"), "a: 1\nnxme: 2\n");
  assert.match((await value(page, "said")).at(-1), /changed there since/);
});

alone("marks are of whole lines or of a part of one, move with the text, and go", async (page) => {
  await call(page, "load", "a: 1\nb:\n  c: 2\nd: 3\n");
  await call(page, "mark", [
    { line: 4, column: 1, endLine: 4, endColumn: 2 },
    { line: 2, column: 1, endLine: 3, endColumn: 7 },
  ]);
  const whole = page.locator(".cm-markedLine");
  assert.deepEqual(await whole.allTextContents(), ["b:", "  c: 2"]);
  assert.deepEqual(await page.locator("span.cm-marked").allTextContents(), ["d"]);
  await call(page, "focus");
  await press(page, "Control+Home", "Enter");
  assert.deepEqual(await whole.allTextContents(), ["b:", "  c: 2"]);
  await call(page, "mark", []);
  assert.equal(await page.locator(".cm-marked").count(), 0);
});

alone(
  "controls of direction are visible, and text from right to left moves nothing beside it",
  async (page) => {
    await call(page, "load", 'a: "\u202etxt\u202c \u2066x\u2069 \u200b"\n"\u0645\u062f\u064a\u0631": 3\n');
    const shown = await page.locator(".cm-specialChar").allTextContents();
    assert.deepEqual(shown, ["U+202E", "U+202C", "U+2066", "U+2069", "U+200B"]);
    assert.match(
      (await page.locator(".cm-specialChar").first().getAttribute("aria-label")) ?? "",
      /right-to-left override/,
    );
    const bidi = await page
      .locator(".cm-isolated")
      .evaluate((run) => getComputedStyle(run).getPropertyValue("unicode-bidi"));
    assert.equal(bidi, "isolate");
  },
);

alone("what is typed while an answer is awaited is asked again", async (page) => {
  await page.evaluate(() => {
    const world = /** @type {any} */ (globalThis);
    const asked = /** @type {string[]} */ ([]);
    const key = { kind: "key", label: "type", filter: "type", detail: "", documentation: "", text: "type: " };
    /** As the page's engine: it does not answer about a text that has changed since. */
    const ask = async (/** @type {string} */ name, /** @type {number} */ offset) => {
      const { text } = world.editor;
      asked.push(`${name} ${text} ${offset}`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (text !== world.editor.text) throw new DOMException("the text has changed", "AbortError");
      return [{ ...key, line: 1, column: 1, endLine: 1, endColumn: offset + 1 }];
    };
    const host = document.body.appendChild(document.createElement("div"));
    const options = { label: "Asking", hint: "", kind: "config", engine: { ask }, edited: () => {} };
    world.editor = new world.Editor(host, options);
    world.asked = asked;
  });
  await call(page, "focus");
  await page.keyboard.type("t");
  await page.waitForFunction(() => /** @type {any} */ (globalThis).asked.length > 0);
  await page.keyboard.type("y");
  await page.locator(".cm-completionLabel", { hasText: "type" }).waitFor();
  assert.deepEqual(await value(page, "asked"), ["complete t 1", "complete ty 2"]);
});

alone("a text that is loaded while the editor is hidden is not drawn as a whole", async (page) => {
  const show = (/** @type {boolean} */ isShown) =>
    page.evaluate((shown) => {
      document.body.hidden = !shown;
    }, isShown);
  await call(page, "load", "a: 1\n".repeat(20_000));
  await page.waitForTimeout(300);
  await show(false);
  await page.waitForTimeout(300);
  await call(page, "load", "b: 1\n".repeat(20_000));
  assert.ok((await page.locator(".cm-line").count()) < 500);
  await call(page, "reveal", { line: 10_000, column: 1 });
  await page.waitForTimeout(300);
  await show(true);
  await page.locator(".cm-line").nth(5).waitFor();
  assert.ok((await page.locator(".cm-line").count()) < 500);
});

alone("long lines are wrapped on request", async (page) => {
  await call(page, "load", `a: ${"word ".repeat(600)}\n`);
  const height = () =>
    page
      .locator(".cm-line")
      .first()
      .evaluate((line) => line.clientHeight);
  const one = await height();
  await call(page, "setWrap", true);
  assert.ok((await height()) > 3 * one);
  await call(page, "setWrap", false);
  assert.equal(await height(), one);
});

/** The alpha of a computed colour. @param {string} color */
function alpha(color) {
  if (color === "transparent") return 0;
  const [, given] = /[/,]\s*([\d.]+)\)$/.exec(/^(rgba|color)/.test(color) ? color : "") ?? [];
  return given === undefined ? 1 : Number(given);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  alone(
    `a selection shows in the line of the caret (${colorScheme})`,
    async (page) => {
      await call(page, "load", "a: 1\nb: 2\n");
      await call(page, "reveal", { line: 1, column: 1, endLine: 1, endColumn: 3 });
      const background = (/** @type {string} */ selector) =>
        page
          .locator(selector)
          .first()
          .evaluate((node) => getComputedStyle(node).backgroundColor);
      const line = alpha(await background(".cm-activeLine"));
      assert.ok(line > 0 && line < 0.2, `${line}`);
      assert.equal(alpha(await background(".cm-selectionBackground")), 1);
    },
    { colorScheme },
  );
}

alone(
  "in forced colours the selection has the system's colours",
  async (page) => {
    await call(page, "load", "a: 1\n");
    await call(page, "reveal", { line: 1, column: 1, endLine: 1, endColumn: 3 });
    const [selected, system] = await page.evaluate(() => {
      const line = /** @type {Element} */ (
        document.querySelector("#host")?.shadowRoot?.querySelector(".cm-line")
      );
      const probe = document.body.appendChild(document.createElement("p"));
      probe.style.setProperty("forced-color-adjust", "none");
      probe.style.setProperty("background-color", "Highlight");
      return [getComputedStyle(line, "::selection"), getComputedStyle(probe)].map(
        (style) => style.backgroundColor,
      );
    });
    assert.equal(selected, system);
  },
  { forcedColors: "active" },
);

alone(
  "the caret does not blink where motion is reduced",
  async (page) => {
    await call(page, "focus");
    const name = await page
      .locator(".cm-cursorLayer")
      .evaluate((layer) => getComputedStyle(layer).animationName);
    assert.equal(name, "none");
  },
  { reducedMotion: "reduce" },
);

alone("the shortcuts are listed", async (page) => {
  const list = /** @type {{keys: string, does: string}[]} */ (await value(page, "shortcuts"));
  assert.ok(list.some(({ keys }) => keys === "Ctrl-Space") && list.every(({ does }) => does.length > 3));
});
