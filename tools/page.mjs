/**
 * The page: one bundle with its wasm, style and document beside it, as static files that any server can serve.
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { unlessFresh } from "./stamp.mjs";
import { root } from "./step.mjs";

const source = "www/page";
const out = "www/page/dist";
const wasm = "www/npm/dist/web/metarest_bg.wasm";
/** The page, and the Web Worker in which it runs the core. */
const entries = ["src/main.js", "src/engine.worker.js"];
/** Copied as they are. */
const assets = [
  ...["index.html", "style.css", "favicon.svg", "_headers", "example.yaml"].map(
    (name) => `${source}/${name}`,
  ),
  "tests/corpus/petstore3.json",
  wasm,
];

/** Bundles the page, where its sources changed. */
export async function buildPage() {
  const files = [source, ...assets, "www/npm/src", "www/npm/dist/web", "package-lock.json"];
  const outputs = ["main.js", "engine.worker.js", "index.html", "metarest_bg.wasm"].map(
    (name) => `${out}/${name}`,
  );
  await unlessFresh("page", "page", { files, outputs }, async () => {
    mkdirSync(join(root, out), { recursive: true });
    const { build } = await import("esbuild");
    await build({
      entryPoints: entries.map((entry) => join(root, source, entry)),
      outdir: join(root, out),
      bundle: true,
      format: "esm",
      target: "es2022",
      minify: true,
      sourcemap: true,
      logLevel: "warning",
    });
    for (const asset of assets) copyFileSync(join(root, asset), join(root, out, basename(asset)));
  });
}
