/**
 * `npm run bench -- page`: what the built page transfers and how long it takes in Chromium, as tables. It asserts nothing:
 * a shared machine has no times to rely on.
 *
 * Real documents come from the folder that METAREST_SHARED names, if it exists. The page says when it has shown
 * something: marks `metarest:check`, of the config's diagnostics, and `metarest:summary`, of the document's entities.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";
import { flags } from "../../tests/page/browser.mjs";
import { megabytes, table, time } from "../figures.mjs";
import { generate, petstore } from "../generate.mjs";
import { servePage } from "../serve.mjs";
import { chromium as program } from "../setup.mjs";
import { root, step } from "../step.mjs";
import { over } from "./network.mjs";
import { firstPaint, found, heap, marked, now, probe, scrolled } from "./probe.mjs";
import { sizes } from "./sizes.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("../figures.mjs").Figure} Figure */

/** Loads of each kind, and keystrokes. */
const loads = 3;
const strokes = 40;

/** @type {{name: string, network?: import("./network.mjs").Network, slowdown?: number}[]} */
const conditions = [
  { name: "no limit" },
  { name: "9 Mbit/s, 60 ms", network: { name: "9 Mbit/s", bitsPerSecond: 9e6, latency: 60 } },
  {
    name: "1.6 Mbit/s, 150 ms, main thread ×4",
    network: { name: "1.6 Mbit/s", bitsPerSecond: 1.6e6, latency: 150 },
    slowdown: 4,
  },
];

const sample = readFileSync(join(root, "www/page/example.yaml"), "utf8");
/** A config with many filter patterns, as one that grew over years. */
const patterns = `${sample.replace(
  /(?<=sourceConfig:\n\s+config:\n)/,
  `        apiCollectionFilterPattern:\n          excludes:\n${Array.from({ length: 456 }, (_, at) => `            - ^internal-${at}-.*$\n`).join("")}`,
)}`;

/** Milliseconds before a document is chosen, as a person needs some; the page gets ready for it. */
const beforeChoosing = 2000;

/** What is loaded while keys are pressed. @typedef {{name: string, config?: string, file?: string}} Load */

/** @returns {Load[]} */
function inputs() {
  const folder = join(root, "build/bench-page");
  mkdirSync(folder, { recursive: true });
  const large = join(folder, "petstore-13MB.yaml");
  if (!existsSync(large))
    writeFileSync(large, generate(JSON.parse(readFileSync(petstore, "utf8")), 13e6, "yaml"));
  const corpus = join(process.env.METAREST_SHARED ?? join(root, "../shared"), "corpus/docs");
  const real = [
    { name: "GitHub, 3.7 MB", file: join(corpus, "github/examples_api.github.com.json") },
    { name: "Stripe, 3.1 MB", file: join(corpus, "stripe/stripe.yaml") },
  ];
  const there = real.filter(({ file }) => existsSync(file));
  if (there.length < real.length)
    process.stderr.write(`  not measured, as ${corpus} lacks them: real documents\n`);
  return [
    { name: "the sample" },
    { name: "456 patterns", config: patterns },
    ...there,
    { name: "13 MB", file: large },
  ];
}

/** In order of size, the value that this share of the others does not exceed. @param {number[]} values @param {number} share */
function percentile(values, share) {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
    Number.NaN
  );
}

/** A link to a config, so that the page has something to check from the start. @param {string} config */
function linkTo(config) {
  return `/#c=1.${deflateRawSync(JSON.stringify({ config })).toString("base64url")}`;
}

/** Opens the page in a context of its own: nothing is kept from before. @param {import("playwright-core").Browser} browser @param {string} url @param {number} [slowdown] */
async function opened(browser, url, slowdown = 1) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  // A page that is busy for long is what is measured.
  page.setDefaultTimeout(180_000);
  await page.addInitScript(probe);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(url, { waitUntil: "commit" });
  return page;
}

/** Times of loads under a condition. @param {import("playwright-core").Browser} browser @param {(typeof conditions)[number]} condition @returns {Promise<Figure[]>} */
async function loading(browser, { name, network, slowdown }) {
  const server = await servePage({ compressed: true, ...(network && { send: over(network) }) });
  const times = { "first paint": [], usable: [], "core answers": [] };
  try {
    for (let load = 0; load < loads; load++) {
      const page = await opened(browser, server.origin + linkTo(sample), slowdown);
      const into = (/** @type {keyof typeof times} */ what, /** @type {number} */ ms) =>
        /** @type {number[]} */ (times[what]).push(ms);
      await page.locator(".cm-content").first().waitFor({ timeout: 60_000 });
      into("usable", await now(page));
      into("core answers", await marked(page, "metarest:check", 0));
      into("first paint", await firstPaint(page));
      await page.context().close();
    }
  } finally {
    await server.stop();
  }
  return Object.entries(times).map(([what, of]) => ({
    reader: name,
    document: what,
    cell: time(percentile(of, 0.5)),
  }));
}

/** Puts a document into the page as a file, and gives the milliseconds to its summary. @param {Page} page @param {string} file */
async function loadDocument(page, file) {
  await page.locator("input[type=file]").first().setInputFiles(file);
  const { chosen } = await found(page);
  return (await marked(page, "metarest:summary", chosen)) - chosen;
}

/** Presses keys in an editor; the milliseconds to the diagnostics and to the next frame. @param {Page} page @param {string} label @param {boolean} checked */
async function typing(page, label, checked) {
  const editor = page.getByRole("textbox", { name: label });
  await editor.click();
  await page.keyboard.press("Control+End");
  const [diagnostics, frames] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (let stroke = 0; stroke < strokes; stroke++) {
    await page.keyboard.press(stroke % 2 ? "Backspace" : "#");
    const { keys } = await found(page);
    const { at } = keys.at(-1) ?? { at: 0 };
    if (checked) diagnostics.push((await marked(page, "metarest:check", at)) - at);
    await page.waitForTimeout(50);
    frames.push((await found(page)).keys.at(-1)?.frame ?? 0);
  }
  return { diagnostics, frames };
}

/** Times with something loaded. @param {import("playwright-core").Browser} browser @param {string} origin @param {Load} load @returns {Promise<Figure[]>} */
async function working(browser, origin, { name, config = sample, file }) {
  const page = await opened(browser, origin + linkTo(config));
  await marked(page, "metarest:check", 0);
  await page.waitForTimeout(beforeChoosing);
  const cells = /** @type {Record<string, string>} */ ({});
  if (file) {
    cells["to the summary"] = time(await loadDocument(page, file));
    const { tasks, chosen } = await found(page);
    // A browser tells only of tasks of more than 50 ms.
    const longest = (/** @type {(at: number) => boolean} */ isIn) => {
      const long = tasks.filter(({ at }) => isIn(at)).map(({ duration }) => duration);
      return long.length ? time(Math.max(...long)) : "≤ 50";
    };
    cells["longest task"] = longest((at) => at >= chosen);
    cells["longest task of the start"] = longest((at) => at < chosen);
    cells["main heap, MB"] = megabytes(await heap(page));
  }
  const { diagnostics, frames } = await typing(page, "Workflow config", true);
  cells["key to diagnostics, p50"] = time(percentile(diagnostics, 0.5));
  cells["key to diagnostics, p95"] = time(percentile(diagnostics, 0.95));
  cells["key to frame, p95"] = time(percentile(frames, 0.95));
  if (file) Object.assign(cells, await inDocument(page));
  await page.context().close();
  return Object.entries(cells).map(([document, cell]) => ({ reader: name, document, cell }));
}

/** Times in the document's editor and in the list of entities. @param {Page} page */
async function inDocument(page) {
  await page.getByRole("tab", { name: "Entities" }).click();
  // From the service to its first collection, and all of those are opened.
  for (const key of ["Home", "ArrowDown", "*"]) await page.getByRole("tree").press(key);
  const times = await scrolled(page, "#entities", 200);
  await page.getByRole("tab", { name: "Document" }).click();
  const { frames } = await typing(page, "OpenAPI document", false);
  return {
    "key in the document to frame, p95": time(percentile(frames, 0.95)),
    "frame of a scroll, p95": times.length ? time(percentile(times, 0.95)) : "–",
    "longest frame of a scroll": times.length ? time(Math.max(...times)) : "–",
  };
}

/** Measures the page as it is built. */
export async function measurePage() {
  const browser = await chromium.launch({ executablePath: program(), args: flags });
  const [loaded, worked] = [/** @type {Figure[]} */ ([]), /** @type {Figure[]} */ ([])];
  try {
    for (const condition of conditions)
      loaded.push(...(await step(`loads: ${condition.name}`, () => loading(browser, condition))));
    const server = await servePage({ compressed: true });
    for (const load of inputs())
      worked.push(...(await step(`work: ${load.name}`, () => working(browser, server.origin, load))));
    await server.stop();
  } finally {
    await browser.close();
  }
  const tables = [
    ["What is transferred, in bytes", table("part", sizes())],
    [`Loads with nothing cached, ms: the median of ${loads}`, table("network", loaded)],
    [`Work, ms: ${strokes} keystrokes`, table("loaded", worked)],
  ];
  process.stdout.write(`${tables.map(([title, made]) => `### ${title}\n\n${made}`).join("\n\n")}\n`);
}
