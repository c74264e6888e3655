/**
 * From the wasm crates to JavaScript modules: cargo, then wasm-bindgen (tools/bindgen), then wasm-opt.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { cargoBuild } from "./cargo.mjs";
import { packaged } from "./setup.mjs";
import { digest, unlessFresh } from "./stamp.mjs";
import { mustRun, root, step } from "./step.mjs";

/** @typedef {{crate: string, out: string, name: string, flags: string[]}} Binding */

/** Every binding that the shells load: from which crate, to which folder, for which runtime. */
const bindings = /** @type {Binding[]} */ ([
  { crate: "metarest_wasm", out: "www/npm/dist/node", name: "metarest", flags: ["--target", "nodejs"] },
  { crate: "metarest_wasm", out: "www/npm/dist/web", name: "metarest", flags: ["--target", "web"] },
  {
    crate: "metarest_worker",
    out: "build/worker",
    name: "worker",
    flags: ["--target", "module", "--worker"],
  },
]);

/**
 * What wasm-opt does: one level, since rustc has optimised already and more take minutes for a wasm that is larger
 * once compressed; and what the wasm of rustc may use, all of it in Node 20, workerd and browsers of the last years.
 */
const passes = [
  "-O1",
  "--enable-mutable-globals",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-reference-types",
  "--enable-exception-handling",
];

/** Builds every binding whose wasm is not that of last time. */
export async function buildWasm() {
  const crates = ["-p", "metarest-wasm", "-p", "metarest-worker"];
  const built = await step("wasm crates", () =>
    cargoBuild(["--release", "--target", "wasm32-unknown-unknown", ...crates]),
  );
  const generator = await step("wasm-bindgen", () => cargoBuild(["-p", "metarest-bindgen"]));
  mkdirSync(join(root, "www/npm/dist"), { recursive: true });
  copyFileSync(join(root, "www/wasm/types.d.ts"), join(root, "www/npm/dist/types.d.ts"));
  const program = made(generator, "metarest-bindgen");
  await Promise.all(bindings.map((binding) => bind(binding, made(built, binding.crate), program)));
}

/** @param {Map<string, string>} built @param {string} target */
export function made(built, target) {
  const file = built.get(target);
  if (file === undefined) throw new Error(`cargo built nothing of ${target}`);
  return file;
}

/** @param {Binding} binding @param {string} wasm @param {string} generator */
export async function bind({ out, name, flags }, wasm, generator) {
  const target = `${out}/${name}_bg.wasm`;
  const outputs = [target, `${out}/${name}.js`, `${out}/${name}.d.ts`];
  const inputs = { files: [wasm, "tools/bindgen", "Cargo.lock"], text: [...flags, ...passes], outputs };
  await unlessFresh(`bind-${out.replaceAll("/", "-")}`, `bindings in ${out}`, inputs, async () => {
    await mustRun(generator, [wasm, join(root, out), "--name", name, ...flags]);
    await optimised(join(root, target));
  });
}

/** What is being optimised just now, by the path of its result. @type {Map<string, Promise<void>>} */
const underWay = new Map();

/**
 * Two runtimes often get the same wasm, and so does the next checkout: what wasm-opt made of it is kept by its hash,
 * in METAREST_CACHE where that is set.
 *
 * @param {string} wasm
 */
async function optimised(wasm) {
  const cache = process.env.METAREST_CACHE ?? join(root, "build");
  const kept = join(cache, "optimised", `${digest({ text: [readFileSync(wasm), ...passes] })}.wasm`);
  if (!underWay.has(kept)) underWay.set(kept, shrink(wasm, kept));
  await underWay.get(kept);
  copyFileSync(kept, wasm);
}

/** @param {string} wasm @param {string} kept */
async function shrink(wasm, kept) {
  if (existsSync(kept)) return;
  mkdirSync(dirname(kept), { recursive: true });
  const program = packaged("binaryen/bin/wasm-opt");
  await mustRun(process.execPath, [program, ...passes, wasm, "-o", `${kept}.part`]);
  renameSync(`${kept}.part`, kept);
}
