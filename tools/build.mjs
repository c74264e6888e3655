/**
 * `npm run build`: sets up the machine, then builds the wasm bindings, the component and the page. Cargo rebuilds only what changed;
 * the rest takes a second, but for wasm-opt, whose results are kept.
 */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { buildPage } from "./page.mjs";
import { packaged, setUp, wasm } from "./setup.mjs";
import { command, kept, mustRun, root, step } from "./step.mjs";

export { buildPage } from "./page.mjs";

/**
 * @typedef {object} Binding what a runtime loads
 * @property {string} crate
 * @property {string} out the folder
 * @property {string} name of the module
 * @property {string[]} flags of wasm-bindgen
 * @property {string[]} [features] flags of cargo
 * @property {string} [wasm] the name of the wasm, if not `NAME_bg.wasm`
 */

/** The package's modules take their wasm from the caller: a path in them would be carried along by some bundlers. */
const forPackage = ["--target", "web", "--omit-default-module-path"];
const dist = "www/npm/dist";

/** Every binding. @type {Binding[]} */
const bindings = [
  {
    crate: "metarest-wasm",
    features: ["--no-default-features", "--features", "metarest-wasm/fetch"],
    out: dist,
    name: "core",
    flags: forPackage,
    wasm: "metarest.wasm",
  },
  { crate: "metarest-wasm", out: dist, name: "run", flags: forPackage, wasm: "metarest-run.wasm" },
  {
    crate: "metarest-worker",
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
  "--enable-simd",
  "--enable-mutable-globals",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-reference-types",
  "--enable-exception-handling",
];

/** The crate of the WebAssembly component, which is not a binding: no runtime's own module is around it. */
const componentCrate = "metarest-component";
/** The component. */
export const component = join(root, "build/component/metarest.wasm");

/** Sets up the machine and builds the bindings, the component, the package and the page. */
export async function build() {
  await setUp();
  await step("wasm bindings", () => buildBindings(bindings));
  await step("component", buildComponent);
  await step("package", buildPackage);
  await step("page", buildPage);
}

/** @param {Binding[]} bindings */
export function buildBindings(bindings) {
  // All crates in each call: cargo then builds what they share with the same features, and once.
  const crates = new Set(bindings.map(({ crate }) => crate));
  const all = [...crates].flatMap((crate) => ["-p", crate]);
  let built;
  for (const { crate, features = [], out, name, flags, wasm: file = `${name}_bg.wasm` } of bindings) {
    if (built !== `${features}`) buildWasm([...all, ...features]);
    built = `${features}`;
    const input = join(targetFolder(), wasm, "release", `${crate.replaceAll("-", "_")}.wasm`);
    const bindgen = ["run", "-q", "-p", "metarest-bindgen", "--bin", "bindgen", "--", input];
    mustRun("cargo", [...bindgen, "--out-dir", join(root, out), "--out-name", name, ...flags]);
    const made = join(root, out, `${name}_bg.wasm`);
    optimize(made);
    renameSync(made, join(root, out, file));
  }
}

/**
 * Lets cargo build crates as wasm. Panics name the files of libraries as `NAME-VERSION/src/…`, and not where this computer
 * has them: so the same sources make the same bytes everywhere.
 *
 * @param {string[]} flags
 */
function buildWasm(flags) {
  mustRun("cargo", ["build", "--release", "--target", wasm, ...withoutPaths(), ...flags]);
}

/** Flags of cargo that shorten the paths of libraries. */
function withoutPaths() {
  const metadata = mustRun("cargo", ["metadata", "--format-version=1", `--filter-platform=${wasm}`], {
    stdio: kept,
  });
  /** @type {{source: string | null, manifest_path: string}[]} */
  const packages = JSON.parse(metadata).packages;
  const libraries = packages.filter(({ source }) => source !== null);
  const folders = new Set(libraries.map(({ manifest_path: path }) => dirname(dirname(path))));
  const flags = [...folders].map((folder) => `--remap-path-prefix=${folder}/=`);
  return ["--config", `target.${wasm}.rustflags=${JSON.stringify(flags)}`];
}

/** Cargo builds it together with the bindings, for the same reason as these: what they share is built once. */
function buildComponent() {
  const crates = new Set([...bindings.map(({ crate }) => crate), componentCrate]);
  const all = [...crates].flatMap((crate) => ["-p", crate]);
  buildWasm(all);
  const built = join(targetFolder(), wasm, "release", `${componentCrate.replaceAll("-", "_")}.wasm`);
  mkdirSync(dirname(component), { recursive: true });
  const module = `${component}.module`;
  copyFileSync(built, module);
  optimize(module);
  mustRun("cargo", ["run", "-q", "-p", "metarest-bindgen", "--bin", "component", "--", module, component]);
  rmSync(module);
}

/** The reports that have a JSON Schema of their own, by the name of its file. */
const reports = { check: "CheckReport", preview: "PreviewReport", run: "RunReport" };

/** JSON Schemas of the config and of every report, the latter made of their types. @param {string} types */
async function buildSchemas(types) {
  const out = join(root, dist, "schema");
  mkdirSync(out, { recursive: true });
  copyFileSync(join(root, "docs/config.schema.json"), join(out, "config.json"));
  const { createGenerator } = await import("ts-json-schema-generator");
  const generator = createGenerator({ path: types, skipTypeCheck: true });
  for (const [name, type] of Object.entries(reports)) {
    const schema = { title: type, ...generator.createSchema(type) };
    writeFileSync(join(out, `${name}.json`), `${JSON.stringify(schema, undefined, 2)}\n`);
  }
}

/** What the package has beside its sources: the types, the wasm as a script, and its entries for `require`. */
async function buildPackage() {
  const folder = join(root, dist);
  const types = join(root, "www/wasm/types.d.ts");
  copyFileSync(types, join(folder, "types.d.ts"));
  // The wasm is compressed before it becomes text, as text of wasm hardly compresses.
  const compressed = deflateRawSync(readFileSync(join(folder, "metarest.wasm")), { level: 9 });
  const text = `/** The wasm, compressed, in base64. */\nexport default "${compressed.toString("base64")}";\n`;
  writeFileSync(join(folder, "inline.js"), text);
  await buildForRequire(types);
  await buildSchemas(types);
}

/** CommonJS has no `import.meta`; the folder is as deep as that of the sources, so that relative paths stay. @param {string} types */
async function buildForRequire(types) {
  const out = join(root, dist, "cjs");
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: ["node.js", "run-node.js", "slim.js"].map((name) => join(root, "www/npm/src/entry", name)),
    outdir: out,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["undici"],
    format: "cjs",
    define: { "import.meta.url": "importMetaUrl" },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "warning",
  });
  copyFileSync(types, join(out, "types.d.cts"));
  for (const name of ["index", "run", "slim"]) {
    const declarations = readFileSync(join(root, `www/npm/src/${name}.d.ts`), "utf8");
    const local = declarations
      .replaceAll("../dist/types.js", "./types.cjs")
      .replaceAll(/"\.\/(\w+)\.js"/g, '"./$1.cjs"');
    writeFileSync(join(out, `${name}.d.cts`), local);
  }
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
