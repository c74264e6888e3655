/**
 * Builds the pages: `www/page` → `www/page/dist`.
 *
 * All but the pages themselves and what browsers look for by name gets the hash of its bytes into its own name, in
 * `assets/`, so that it may be kept for ever. Sources refer to such a file through `src/assets.js`, pages by its plain
 * name. What is built later knows the names of what was built before: files, then workers, then scripts, then pages.
 */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { root } from "./step.mjs";

/** @typedef {Record<string, string>} Names the names in `assets/` by the plain ones */
/** @typedef {import("esbuild").Metafile["outputs"]} Outputs */

const page = join(root, "www/page");
const out = join(page, "dist");
const folder = join(out, "assets");

/** Files that the scripts load, beside scripts. */
const data = [
  join(page, "example.yaml"),
  join(root, "tests/corpus/petstore3.json"),
  join(root, "www/npm/dist/metarest.wasm"),
];
/** Files that keep their names. */
const plain = ["favicon.svg", "manifest.webmanifest", "icon-192.png", "icon-512.png", "icon-maskable.png"];
/** The pages, by the scripts that they load. */
const pages = { "main.js": "index.html", "services.js": "services.html" };
/** What they import as soon as they run, each in a task of its own. */
const atOnce = /** @type {Record<string, string[]>} */ ({
  "main.js": ["marks.js", "language.js", "setup.js", "inputs.js"],
});
/** What works without a network, and what runs before it. */
const offline = "main.js";
const first = "early.js";

/** Builds the pages, their scripts and workers, and removes what was built before. */
export async function buildPage() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const policy = hash(readFileSync(join(page, "_headers")));
  const files = hashedFiles();
  const workers = await bundle(workerEntries(), {
    define: defined(files),
    // A browser keeps a worker together with the policy that it came with: another policy makes another name.
    banner: { js: `/*! policy ${policy} */` },
  });
  const scripts = await bundle(pageEntries(), {
    define: defined({ ...files, ...workers.names, "sw.js": "../sw.js" }),
    splitting: true,
  });
  const styles = await bundle(styleEntries());
  const names = { ...files, ...workers.names, ...scripts.names, ...styles.names };
  for (const [script, html] of Object.entries(pages)) {
    const text = readFileSync(join(page, html), "utf8");
    const early = [
      ...modules(neededAtOnce(scripts.outputs, script)),
      ...(script === offline ? [core(names)] : []),
    ];
    writeFileSync(join(out, html), withAssets(text, names, early));
  }
  for (const name of [...plain, "_headers"]) cpSync(join(page, name), join(out, name));
  const kept = [...Object.values(files), ...Object.values(workers.names)];
  await buildServiceWorker(
    [
      ...[...kept, ...linkedStyles(names)],
      ...[first, offline].flatMap((script) => needed(scripts.outputs, script, true)),
    ],
    policy,
  );
}

/** Copies the files that scripts load. @returns {Names} */
function hashedFiles() {
  return Object.fromEntries(
    data.map((path) => {
      const [stem, ext] = basename(path).split(/(?=\.\w+$)/);
      const name = `${stem}-${hash(readFileSync(path))}${ext}`;
      cpSync(path, join(folder, name));
      return [basename(path), name];
    }),
  );
}

/** @param {string | Buffer} bytes */
function hash(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 10);
}

/** @typedef {{in: string, out: string}[]} Entries */

/** Every Web Worker is a script of its own. @returns {Entries} */
function workerEntries() {
  const paths = readdirSync(join(page, "src"), { recursive: true, encoding: "utf8" });
  const workers = paths.filter((path) => path.endsWith(".worker.js"));
  return workers.map((path) => ({ in: join(page, "src", path), out: basename(path, ".js") }));
}

/** @returns {Entries} */
function pageEntries() {
  const sources = { early: "src/early.js", main: "src/main.js", services: "src/services/main.js" };
  return Object.entries(sources).map(([out, path]) => ({ in: join(page, path), out }));
}

/** @returns {Entries} */
function styleEntries() {
  const styles = readdirSync(page).filter((name) => name.endsWith(".css"));
  return styles.map((name) => ({ in: join(page, name), out: basename(name, ".css") }));
}

/** What `import.meta.assets` is in `src/assets.js`. @param {Names} names */
function defined(names) {
  return { "import.meta.assets": JSON.stringify(names) };
}

/** Bundles scripts or styles into `assets/`. @param {Entries} entryPoints @param {import("esbuild").BuildOptions} [options] */
async function bundle(entryPoints, options) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    entryPoints,
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    metafile: true,
    absWorkingDir: root,
    logLevel: "warning",
    ...options,
  });
  const outputs = /** @type {Outputs} */ ({});
  for (const [path, output] of Object.entries(metafile?.outputs ?? {}))
    outputs[relative(folder, join(root, path))] = output;
  return { names: entryNames(outputs), outputs };
}

/** The names of what was bundled, by those of the entries. @param {Outputs} outputs @returns {Names} */
function entryNames(outputs) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint !== undefined);
  return Object.fromEntries(entries.map(([name]) => [name.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ""), name]));
}

/**
 * The scripts that one of them imports, and itself; with `later`, also what it imports when it needs it.
 *
 * @param {Outputs} outputs @param {string} script its plain name @param {boolean} [later]
 */
function needed(outputs, script, later = false) {
  const found = new Set([entryNames(outputs)[script] ?? ""]);
  for (const name of found) {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      if (later || kind === "import-statement") found.add(basename(path));
    }
  }
  return [...found];
}

/** The scripts that a page runs at its start. @param {Outputs} outputs @param {string} script its plain name */
function neededAtOnce(outputs, script) {
  return [...new Set([script, ...(atOnce[script] ?? [])].flatMap((name) => needed(outputs, name)))];
}

/** The styles that the page which works without a network links. @param {Names} names */
function linkedStyles(names) {
  const text = readFileSync(join(page, pages[offline]), "utf8");
  return [...text.matchAll(reference)].flatMap(([, , name = ""]) =>
    name.endsWith(".css") ? (names[name] ?? []) : [],
  );
}

/** A relative reference of a page. */
const reference = /\b(href|src)="([\w.-]+)"/g;

/** What a page says early of the scripts that its own imports. @param {string[]} scripts its own comes first */
function modules(scripts) {
  return scripts.slice(1).map((name) => `<link rel="modulepreload" href="assets/${name}">`);
}

/** The core is needed last of all, but takes the longest. @param {Names} names */
function core(names) {
  const type = 'as="fetch" type="application/wasm" crossorigin fetchpriority="low"';
  return `<link rel="preload" href="assets/${names["metarest.wasm"]}" ${type}>`;
}

/** A page with the names of its assets. @param {string} html @param {Names} names @param {string[]} early */
function withAssets(html, names, early) {
  const linked = html.replace(reference, (whole, attribute, name) => {
    if (plain.includes(name)) return whole;
    if (names[name] === undefined) throw new Error(`a page refers to ${name}, which the build does not make`);
    return `${attribute}="assets/${names[name]}"`;
  });
  return linked.replace("  </head>", `${early.map((link) => `    ${link}\n`).join("")}  </head>`);
}

/** @param {string[]} assets what is kept for use without a network @param {string} policy */
async function buildServiceWorker(assets, policy) {
  const addresses = [...new Set(assets)].map((name) => `assets/${name}`);
  const html = readFileSync(join(out, pages[offline]));
  const version = hash(`${addresses} ${hash(html)} ${policy}`);
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [join(page, "src/sw.js")],
    outfile: join(out, "sw.js"),
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    define: { KEPT: JSON.stringify({ version, assets: addresses, others: plain }) },
    logLevel: "warning",
  });
}
