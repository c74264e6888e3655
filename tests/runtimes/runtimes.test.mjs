/**
 * The packed package in each runtime and bundler that it is for: the same preview everywhere, character by character.
 */
import assert from "node:assert/strict";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { preview } from "metarest";
import { plan } from "metarest/run";
import { chromium } from "playwright-core";
import { modernNode, chromium as program } from "../../tools/setup.mjs";
import { root } from "../../tools/step.mjs";
import { catalogue, petstore as petstoreFile, sample } from "../npm/process.mjs";
import { worker } from "../worker/runtime.mjs";
import { bin, bun, folder, install, run, summary } from "./scratch.mjs";

const petstore = readFileSync(join(root, "tests/corpus/petstore3.json"), "utf8");
const expected = new Function(`${summary}; return summary`)()(preview(undefined, petstore));

/** @type {string} */
let tarball;
before(async () => {
  tarball = await install();
});

describe("the package runs in", () => {
  /** @type {Awaited<ReturnType<typeof catalogue>>} */
  let server;
  let config = "";
  let planHash = "";
  before(async () => {
    server = await catalogue();
    config = sample.replace("http://localhost:8585/api", server.url).replace("{bot_jwt_token}", "token");
    writeFileSync(join(folder, "config.yaml"), config);
    planHash = String((await plan(config, { spec: readFileSync(petstoreFile) })).report.planHash);
    assert.match(planHash, /^[0-9a-f]{64}$/);
  });
  after(() => server.stop());

  const nodes = { "this Node": process.execPath, "a newer Node": modernNode(), ...aliases() };
  for (const [name, node] of Object.entries(nodes)) {
    it(`${name}, imported and required`, async () => {
      assert.equal(await run(node, ["esm.mjs"]), expected);
      assert.equal(await run(node, ["require.cjs"]), expected);
      assert.equal(await run(node, ["plan.mjs"]), planHash);
      assert.equal(await run(node, ["plan.cjs"]), planHash);
    });
  }

  it("Deno", async () => {
    const flags = ["run", "--allow-read", "--node-modules-dir=manual", "--no-lock"];
    assert.equal(await run(bin("deno"), [...flags, "esm.mjs"]), expected);
    assert.equal(await run(bin("deno"), [...flags, "--allow-net", "--allow-env", "plan.mjs"]), planHash);
  });

  it("Bun, imported and required", async () => {
    assert.equal(await run(bun(), ["esm.mjs"]), expected);
    assert.equal(await run(bun(), ["require.cjs"]), expected);
    assert.equal(await run(bun(), ["plan.mjs"]), planHash);
  });

  it("workerd", async () => {
    const { url, stop } = await worker({}, { cwd: folder, path: "/" });
    try {
      assert.equal(await (await fetch(url)).text(), expected);
      assert.equal(await (await fetch(url, { method: "POST", body: config })).text(), planHash);
    } finally {
      await stop();
    }
  });

  it("vitest", async () => {
    await run(bin("vitest"), ["run"], { EXPECTED: expected, CI: "true" });
  });
});

/** The Nodes of the versions that `engines` begins with. @returns {Record<string, string>} */
function aliases() {
  const found = ["node20", "node22"].map((name) => [
    name,
    join(root, "tests/runtimes/node_modules", name, "bin/node"),
  ]);
  return Object.fromEntries(found.filter(([, path]) => existsSync(/** @type {string} */ (path))));
}

/** Bundlers, each with its arguments: the bundle is `out/NAME/…`. @type {Record<string, [string, string[]]>} */
const bundlers = {
  "esbuild-esm": ["esbuild", ["browser.js", "--bundle", "--format=esm", "--outfile=out/esbuild-esm/main.js"]],
  "esbuild-iife": [
    "esbuild",
    ["browser.js", "--bundle", "--format=iife", "--outfile=out/esbuild-iife/main.js"],
  ],
  rollup: [
    "rollup",
    ["browser.js", "-p", "node-resolve={browser:true}", "-f", "es", "-o", "out/rollup/main.js"],
  ],
  "rollup-iife": [
    "rollup",
    ["browser.js", "-p", "node-resolve={browser:true}", "-f", "iife", "-o", "out/rollup-iife/main.js"],
  ],
  vite: ["vite", ["build", "--outDir", "out/vite", "--config", "vite.config.js"]],
  webpack: ["webpack", ["--config", "webpack.config.mjs"]],
  parcel: [
    "parcel",
    [
      "build",
      "browser.html",
      "--dist-dir",
      "out/parcel",
      "--cache-dir",
      "out/parcel-cache",
      "--public-url",
      "./",
    ],
  ],
};

describe("the package in a browser, with `wasm-unsafe-eval` as its only right, bundled by", () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;
  before(async () => {
    site = await serve();
    configure();
  });
  after(() => site.stop());

  for (const [name, [tool, args]] of Object.entries(bundlers)) {
    it(name, async () => {
      await run(bin(tool), args);
      // Vite and Parcel make the page too, with the name of theirs.
      const page = join(folder, "out", name, "browser.html");
      if (!existsSync(page)) writeFileSync(page, html("main.js", name.endsWith("iife")));
      assert.equal(await site.title(`/out/${name}/browser.html`), expected);
    });
  }

  it("nothing: the slim entry with a wasm that is fetched", async () => {
    writeFileSync(join(folder, "slim.html"), html("slim.js", false));
    assert.equal(await site.title("/slim.html"), expected);
  });
});

/** Configurations of the bundlers that need one. */
function configure() {
  mkdirSync(join(folder, "out"), { recursive: true });
  writeFileSync(join(folder, "browser.html"), html("browser.js", false));
  const vite = { base: "./", build: { rollupOptions: { input: "browser.html" } } };
  writeFileSync(join(folder, "vite.config.js"), `export default ${JSON.stringify(vite)};\n`);
  const output = { path: join(folder, "out/webpack"), filename: "main.js" };
  const webpack = { mode: "production", entry: "./browser.js", output, performance: { hints: false } };
  writeFileSync(join(folder, "webpack.config.mjs"), `export default ${JSON.stringify(webpack)};\n`);
}

/** @param {string} script @param {boolean} classic without modules */
function html(script, classic) {
  const type = classic ? "" : ' type="module"';
  return `<!doctype html><title>waits</title><body><script${type} src="./${script}"></script></body>\n`;
}

/** Serves the project to a real Chromium. */
async function serve() {
  /** @type {Record<string, string>} */
  const types = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
  };
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    const file = join(folder, pathname);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = types[extname(file)] ?? "text/plain";
    response.writeHead(200, { "content-type": type, "content-security-policy": policy });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const browser = await chromium.launch({
    executablePath: program(),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  return {
    title: (/** @type {string} */ path) => titleOf(browser, `http://127.0.0.1:${port}${path}`),
    stop: async () => {
      await browser.close();
      server.close();
    },
  };
}

/** The title that a page gives itself. @param {import("playwright-core").Browser} browser @param {string} url */
async function titleOf(browser, url) {
  const page = await browser.newPage();
  const errors = /** @type {string[]} */ ([]);
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  await page
    .waitForFunction(() => /** @type {any} */ (globalThis).document.title !== "waits", undefined, {
      timeout: 20_000,
    })
    .catch(() => {
      throw new Error(`the page does not end: ${errors.join("; ")}`);
    });
  const title = await page.title();
  await page.close();
  return title;
}

describe("the tarball", () => {
  it("has each wasm once, and what a package needs", () => {
    const files = readdirSync(join(folder, "package"), { recursive: true }).map(String);
    const wasm = files.filter((name) => name.endsWith(".wasm")).sort();
    assert.deepEqual(wasm, ["dist/metarest-run.wasm", "dist/metarest.wasm"]);
    for (const name of ["README.md", "LICENSE", "package.json"]) assert.ok(files.includes(name), name);
  });

  it("is what publint and attw accept", async () => {
    await run(bin("publint"), ["run", "--strict", join(folder, "package")]);
    // The entries that are no code have no types.
    const entries = ["--exclude-entrypoints", "./metarest.wasm", "./metarest-run.wasm", "./package.json"];
    await run(bin("attw"), [tarball, ...entries]);
  });
});
