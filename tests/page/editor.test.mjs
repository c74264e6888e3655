/** The editors, as a user meets them in the page. */
import assert from "node:assert/strict";
import { choose, configWith, documentOf, onPage, useBrowser, write } from "./panes.mjs";

/** @typedef {import("playwright-core").Page} Page */

useBrowser();

onPage("a pattern is completed with what the document has", async (page) => {
  const pattern = async (/** @type {string} */ key, /** @type {string} */ begin) => {
    await write(page, "Config", configWith(`      ${key}:\n        excludes:\n          - ${begin}\n`));
    await page
      .locator("#config .cm-line", { hasText: `- ${begin}` })
      .first()
      .click();
    await page.keyboard.press("End");
  };
  await write(page, "Document", documentOf(["/pets/{id}", "/pets/all"]));
  await pattern("apiEndpointFilterPattern", "/pe");
  await page.keyboard.type("t");
  await page.locator("#config .cm-completionLabel", { hasText: "/pets/{id}" }).waitFor();
  assert.equal(await page.locator("#config .cm-completionLabel").count(), 2);
  await accept(page);
  await page.locator("#config .cm-line", { hasText: "- '^/pets/\\{id\\}$'" }).waitFor();
  await page.locator("#bar", { hasText: "1 of 2: 1 filtered" }).waitFor();
  // What is typed and deleted while the list is open belongs to the pattern.
  await pattern("apiEndpointFilterPattern", "/pe");
  await page.keyboard.press("Control+Space");
  await page.locator("#config .cm-completionLabel", { hasText: "/pets/all" }).waitFor();
  await page.keyboard.type("ts/all", { delay: 60 });
  await page.keyboard.press("Backspace");
  await accept(page);
  await page.locator("#config .cm-line", { hasText: /- '\^\/pets\/all\$'$/ }).waitFor();
  await page.locator("#config .cm-line", { hasText: /^sink:$/ }).waitFor();
  await pattern("apiEndpointFilterPattern", '"/pe"');
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("ts/a");
  await page.locator("#config .cm-completionLabel", { hasText: "/pets/all" }).waitFor();
  await accept(page);
  await page.locator("#config .cm-line", { hasText: '- "^/pets/all$"' }).waitFor();
  // Where nothing is written yet, all are offered.
  await pattern("apiEndpointFilterPattern", "");
  await page.keyboard.press("Control+Space");
  await page.locator("#config .cm-completionLabel", { hasText: "/pets/all" }).waitFor();
  assert.equal(await page.locator("#config .cm-completionLabel").count(), 2);
  await accept(page);
  await page
    .locator("#config .cm-line", { hasText: /- '\^\/pets\/\\{id\\}\$'$|- '\^\/pets\/all\$'$/ })
    .waitFor();
  const written = { source: { sourceConfig: { config: { apiEndpointFilterPattern: { excludes: [] } } } } };
  await write(page, "Config", JSON.stringify(written));
  for (let steps = 0; steps < 6; steps++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+Space");
  await page.locator("#config .cm-completionLabel", { hasText: "/pets/all" }).waitFor();
  await accept(page);
  await page.locator("#config .cm-line", { hasText: /"excludes":\["\^\/pets\/.*\$"\]/ }).waitFor();
  await pattern("apiCollectionFilterPattern", "pe");
  await page.keyboard.type("t");
  await page.locator("#config .cm-completionLabel", { hasText: "pets" }).waitFor();
  await accept(page);
  await page.locator("#config .cm-line", { hasText: "- '^pets$'" }).waitFor();
});

/** @param {Page} page @param {string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** The config's lines as they are shown. @param {Page} page */
async function lines(page) {
  return page.locator("#config .cm-line").allTextContents();
}

/** The config's editor, with the caret in it. @param {Page} page */
async function config(page) {
  await page.getByRole("tab", { name: "Config" }).click();
  const editor = page.getByRole("textbox", { name: "Workflow config" });
  await editor.click();
  return editor;
}

/** The labels of what is offered, once there is something. @param {Page} page */
async function offered(page) {
  const labels = page.locator("#config .cm-tooltip-autocomplete .cm-completionLabel");
  await labels.first().waitFor();
  return labels.allTextContents();
}

/** Waits until a list takes keys: shortly after it has opened it does not. @param {Page} page */
async function accept(page) {
  await page.waitForTimeout(150);
  await page.keyboard.press("Enter");
}

onPage(
  "keys are offered while one types, with their explanation; a key is followed by what it holds",
  async (page) => {
    await config(page);
    await page.keyboard.type("so");
    assert.equal((await offered(page))[0], "source");
    const info = page.locator("#config .cm-completionInfo");
    await info.waitFor();
    assert.match((await info.textContent()) ?? "", /source.*where metadata is read from/);
    assert.equal(await info.locator("code").first().textContent(), "source");
    await accept(page);
    await page.locator("#config .cm-completionLabel", { hasText: "serviceName" }).waitFor();
    assert.deepEqual(await lines(page), ["source:", "  "]);
    assert.deepEqual((await offered(page)).slice(0, 2), ["type", "serviceName"]);
    await accept(page);
    await page.locator("#config .cm-completionLabel", { hasText: "rest" }).waitFor();
    assert.deepEqual(await lines(page), ["source:", "  type: "]);
    await accept(page);
    await page.locator("#config .cm-tooltip-autocomplete").waitFor({ state: "detached" });
    assert.deepEqual(await lines(page), ["source:", "  type: rest"]);
  },
);

onPage(
  "values are offered after a colon and a space, and a list is reached with the keyboard",
  async (page) => {
    await config(page);
    await page.keyboard.type("workflowConfig:\nloggerLevel: ");
    await page.locator("#config .cm-completionLabel", { hasText: "INFO" }).waitFor();
    const all = await offered(page);
    assert.ok(all.includes("INFO") && all.includes("ERROR"), `${all}`);
    await press(page, "Escape");
    await page.locator("#config .cm-tooltip-autocomplete").waitFor({ state: "detached" });
    await press(page, "Control+Space");
    assert.deepEqual(await offered(page), all);
    await page.waitForTimeout(150);
    await press(page, "ArrowDown", "Enter");
    assert.equal((await lines(page))[1], `  loggerLevel: ${all[1]}`);
  },
);

onPage("Enter begins a line if the value is written, and if a list was not asked for", async (page) => {
  await config(page);
  await page.keyboard.type("source:\ntype: rest");
  await page.waitForTimeout(600);
  await press(page, "Enter");
  await page.locator("#config .cm-completionLabel", { hasText: "serviceName" }).waitFor();
  await accept(page);
  assert.deepEqual(await lines(page), ["source:", "  type: rest", "", "  "]);
});

onPage("in JSON a key is offered inside of its quotes and replaces them", async (page) => {
  await config(page);
  await page.keyboard.type('{"so');
  assert.equal((await offered(page))[0], "source");
  await accept(page);
  assert.deepEqual(await lines(page), ['{"source": }']);
});

onPage("a key is explained by keyboard: shown, said, closed by Escape", async (page) => {
  const editor = await config(page);
  await page.keyboard.insertText("source:\n  type: rest\n  serviceName: petstore\n");
  await press(page, "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight");
  await page.locator("#config .cm-announced").evaluate((live) => {
    new MutationObserver(() => {
      const text = live.textContent?.trim();
      if (text) /** @type {any} */ (globalThis).heard = text;
    }).observe(live, { childList: true });
  });
  await press(page, "Control+i");
  const shown = page.locator("#config .explanation");
  await shown.last().waitFor();
  assert.match((await shown.last().textContent()) ?? "", /source\.serviceName.*name in the catalogue/);
  assert.match(
    await page.evaluate(() => /** @type {any} */ (globalThis).heard),
    /source\.serviceName: string; required/,
  );
  await press(page, "Escape");
  await shown.first().waitFor({ state: "detached" });
  assert.equal(await editor.evaluate((content) => content.matches(":focus")), true);
});

onPage("F8 goes to a problem and says it; its fix has a key", async (page) => {
  await config(page);
  await page.keyboard.insertText("source:\n  serviceNme: petstore\n");
  await page.locator("#config .cm-lintRange-error", { hasText: "serviceNme" }).first().waitFor();
  const tooltip = page.locator("#config .cm-tooltip-lint", { hasText: "serviceNme" });
  for (let presses = 0; presses < 8 && (await tooltip.count()) === 0; presses++) {
    await press(page, "F8");
    await page.waitForTimeout(100);
  }
  await tooltip.waitFor();
  await press(page, "Control+.");
  await page.locator("#config .cm-lintRange-error", { hasText: "serviceNme" }).waitFor({ state: "detached" });
  assert.equal((await lines(page))[1], "  serviceName: petstore");
  await press(page, "Control+z");
  assert.equal((await lines(page))[1], "  serviceNme: petstore");
});

onPage("several fixes at one place are a menu for the keyboard", async (page) => {
  await config(page);
  await page.keyboard.insertText("source:\n  type: rest\n  serviceName: petstore\n");
  await page.locator("#config .cm-lint-marker-error").first().waitFor();
  await press(page, "Control+Home", "Control+.");
  const items = page.getByRole("menuitem");
  await items.first().waitFor();
  assert.ok((await items.count()) > 1);
  assert.equal(await items.first().evaluate((item) => item.matches(":focus")), true);
  await press(page, "ArrowDown");
  assert.equal(await items.nth(1).evaluate((item) => item.matches(":focus")), true);
  const title = (await items.nth(1).textContent()) ?? "";
  await press(page, "Enter");
  await items.first().waitFor({ state: "detached" });
  const key = title.replace(/^Add /, "");
  assert.ok(
    (await lines(page)).some((line) => line.trim().startsWith(`${key}:`)),
    title,
  );
});

onPage("a file that replaces a text can be undone, apart from what was typed", async (page) => {
  await config(page);
  await page.keyboard.type("# mine");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["source:\n  type: rest\nsink: {}\nworkflowConfig: {}\n"], "config.yaml"));
    document.body.dispatchEvent(
      new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
    );
  });
  await page.locator("#config .cm-line", { hasText: "sink" }).waitFor();
  await config(page);
  await press(page, "Control+Home");
  await page.keyboard.type("# more ");
  await press(page, "Control+z");
  assert.equal((await lines(page))[0], "source:");
  await press(page, "Control+z");
  assert.deepEqual(await lines(page), ["# mine"]);
  await press(page, "Control+Shift+Z");
  assert.equal((await lines(page))[0], "source:");
});

onPage("no keystroke in a large document sends the text to a worker", async (page) => {
  const sizes = await page.evaluateHandle(() => {
    const sent = /** @type {number[]} */ ([]);
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (/** @type {any[]} */ ...args) {
      const [message] = args;
      const bytes = (/** @type {string} */ _, /** @type {any} */ part) =>
        ArrayBuffer.isView(part) ? "x".repeat(part.byteLength) : part;
      sent.push(JSON.stringify(message, bytes)?.length ?? 0);
      return post.apply(this, /** @type {any} */ (args));
    };
    return sent;
  });
  await page.evaluate(() => {
    const path = (/** @type {number} */ n) => `  /p${n}:\n    get: {operationId: op${n}, responses: {}}\n`;
    const paths = Array.from({ length: 12_000 }, (_, n) => path(n)).join("");
    const text = `openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n${paths}`;
    const data = new DataTransfer();
    data.items.add(new File([text], "api.yaml"));
    document.body.dispatchEvent(
      new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
    );
  });
  await page.getByRole("tab", { name: "Document" }).click();
  await page.locator("#document .note", { hasText: "Large text" }).waitFor();
  assert.equal(await page.locator("#document .cm-foldGutter").count(), 0);
  assert.ok((await page.locator("#document .tok-key").count()) > 20);
  await page.getByRole("textbox", { name: "OpenAPI document" }).click();
  const before = await sizes.evaluate((sent) => sent.length);
  await page.keyboard.type("# edit");
  await page.waitForTimeout(1000);
  const sent = (await sizes.jsonValue()).slice(before);
  assert.ok(sent.length > 0, "the edit is sent");
  assert.ok(Math.max(...sent) < 2000, `${sent}`);
});

onPage("a text that a large one is about to replace takes no keys", async (page) => {
  await write(page, "Document", "openapi: 3.0.0 # mine\n");
  const states = await page.evaluateHandle(() => {
    const seen = /** @type {(string | null)[]} */ ([]);
    const content = document
      .querySelector("#document [data-editor]")
      ?.shadowRoot?.querySelector(".cm-content");
    if (!content) throw new Error("there is no editor");
    const attributeFilter = ["aria-readonly"];
    const look = () => seen.push(content.getAttribute("aria-readonly"));
    new MutationObserver(look).observe(content, { attributeFilter });
    return seen;
  });
  await choose(page, "large.yaml", `openapi: 3.0.0\npaths: {}\n${"# more\n".repeat(200_000)}`);
  await page.getByRole("tab", { name: "Document" }).click();
  await page.locator("#document .note", { hasText: "Large text" }).waitFor();
  assert.deepEqual(await states.jsonValue(), ["true", null]);
  await page.getByRole("textbox", { name: "OpenAPI document" }).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# typed");
  await page.locator("#document .cm-line", { hasText: "# typed" }).waitFor();
});

onPage(
  "on a phone what is offered can be touched, and its explanation does not hide it",
  async (page) => {
    await config(page);
    await page.keyboard.type("source:\nse", { delay: 80 });
    await offered(page);
    const boxes = async (/** @type {string} */ selector) => {
      const box = await page.locator(selector).last().boundingBox();
      assert.ok(box, selector);
      return box;
    };
    await page.locator("#config .cm-completionInfo").waitFor();
    const last = await boxes("#config .cm-tooltip-autocomplete li");
    const info = await boxes("#config .cm-completionInfo");
    assert.ok(last.height >= 44, `${last.height}`);
    assert.ok(info.y >= last.y + last.height, `${info.y} ${last.y}`);
    assert.ok(info.x + info.width <= 390, `${info.x} ${info.width}`);
  },
  { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true },
);

/** The least contrast of the text of the selected match with its ground. @param {Page} page */
function contrastOfMatch(page) {
  return page.evaluate(() => {
    const root = document.querySelector("#config .editor")?.shadowRoot;
    const matches = [...(root?.querySelectorAll(".cm-searchMatch-selected") ?? [])];
    /** The luminance of an opaque colour, as WCAG has it. @param {string} color */
    const light = (color) => {
      const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratios = matches.flatMap((match) => {
      const ground = light(getComputedStyle(match).backgroundColor);
      return [match, ...match.querySelectorAll("*")].map((node) => {
        const text = light(getComputedStyle(node).color);
        return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      });
    });
    return ratios.length ? Math.min(...ratios) : 0;
  });
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  onPage(
    `the match that is found is read in ${colorScheme}`,
    async (page) => {
      await write(page, "Config", configWith("      markDeletedApiCollections: true\n"));
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.press("ControlOrMeta+f");
      for (const text of ["type", "type: rest", "tions: true"]) {
        await page.getByRole("textbox", { name: "Find" }).press("ControlOrMeta+a");
        await page.keyboard.type(text);
        await page.keyboard.press("Enter");
        await page
          .locator("#config .cm-searchMatch-selected", { hasText: text.slice(-4) })
          .first()
          .waitFor();
        assert.ok((await contrastOfMatch(page)) >= 4.5, text);
      }
    },
    { colorScheme },
  );
}
