/**
 * `npm run build`: sets up the machine, then builds the wasm bindings and the page. Cargo rebuilds only what changed;
 * the rest takes a second, but for wasm-opt, whose results are kept.
 */
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { packaged, setUp, wasm } from "./setup.mjs";
import { command, kept, mustRun, root, step } from "./step.mjs";

/** @typedef {{crate: string, out: string, name: string, flags: string[]}} Binding */

/** Every binding that a runtime loads: its crate, its folder, and wasm-bindgen's flags. @type {Binding[]} */
const bindings = [
  {
    crate: "metarest_wasm",
    out: "www/npm/dist/node",
    name: "metarest",
    flags: ["--target", "experimental-nodejs-module"],
  },
  { crate: "metarest_wasm", out: "www/npm/dist/web", name: "metarest", flags: ["--target", "web"] },
  {
    crate: "metarest_worker",
    out: "build/worker",
    name: "worker",
    // The two flags make a new instance of the wasm after a panic.
    flags: ["--target", "module", "--experimental-reset-state-function", "--force-enable-abort-handler"],
  },
];

/**
 * One level of optimization: rustc has done the rest, and higher levels take minutes for a wasm that is larger once
 * compressed. The features are those that rustc's wasm may use; Node 20, workerd and recent browsers have them all.
 */
const optimization = [
  "-O1",
  "--enable-mutable-globals",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-reference-types",
  "--enable-exception-handling",
];

const page = "www/page";
/** Files that the page serves unchanged, beside its bundle. */
const assets = [
  ...["index.html", "style.css", "favicon.svg", "_headers", "example.yaml"].map((name) => `${page}/${name}`),
  "tests/corpus/petstore3.json",
  "www/npm/dist/web/metarest_bg.wasm",
];

/** Sets up the machine and builds the bindings and the page. */
export async function build() {
  await setUp();
  await step("wasm bindings", () => buildBindings(["metarest-wasm", "metarest-worker"], bindings));
  copyTypes();
  await step("page", buildPage);
}

/** @param {string[]} crates @param {Binding[]} bindings */
export function buildBindings(crates, bindings) {
  mustRun("cargo", ["build", "--release", "--target", wasm, ...crates.flatMap((name) => ["-p", name])]);
  for (const { crate, out, name, flags } of bindings) {
    const input = join(targetFolder(), wasm, "release", `${crate}.wasm`);
    const bindgen = ["run", "-q", "-p", "metarest-bindgen", "--bin", "bindgen", "--", input];
    mustRun("cargo", [...bindgen, "--out-dir", join(root, out), "--out-name", name, ...flags]);
    optimize(join(root, out, `${name}_bg.wasm`));
  }
}

/** The types of the reports for users of the package, without the classes of the bindings. */
function copyTypes() {
  copyFileSync(join(root, "www/wasm/types.d.ts"), join(root, "www/npm/dist/types.d.ts"));
}

/** Where cargo writes. @returns {string} */
export function targetFolder() {
  const metadata = mustRun("cargo", ["metadata", "--no-deps", "--format-version=1"], { stdio: kept });
  return JSON.parse(metadata).target_directory;
}

/** Runs wasm-opt, or copies what it made of the same wasm before: it takes 8 seconds. @param {string} file */
function optimize(file) {
  const hash = createHash("sha256").update(readFileSync(file)).update(`${optimization}`).digest("hex");
  const folder = join(process.env.METAREST_CACHE ?? join(root, "build"), "optimised");
  const result = join(folder, `${hash}.wasm`);
  if (!existsSync(result)) {
    mkdirSync(folder, { recursive: true });
    const part = `${result}.${process.pid}`;
    mustRun(process.execPath, [packaged("binaryen/bin/wasm-opt"), ...optimization, file, "-o", part]);
    renameSync(part, result);
  }
  copyFileSync(result, file);
}

/** Bundles the page and the Web Worker in which it runs the core. */
async function buildPage() {
  const out = join(root, page, "dist");
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: ["main.js", "engine.worker.js"].map((name) => join(root, page, "src", name)),
    outdir: out,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    logLevel: "warning",
  });
  for (const asset of assets) cpSync(join(root, asset), join(out, basename(asset)));
}

/** Builds the local catalogue. @returns {string} its path */
export function buildCatalogue() {
  mustRun("cargo", ["build", "-p", "metarest-catalogue", "--bins"]);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(targetFolder(), "debug", `metarest-catalogue${suffix}`);
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    await build();
    return 0;
  });
}
