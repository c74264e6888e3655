/**
 * Makes a JavaScript module of the component: `node transpile.mjs metarest.wasm FOLDER`.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { transpileBytes } from "@bytecodealliance/jco-transpile";

const [component, folder] = process.argv.slice(2);
if (component === undefined || folder === undefined) throw new Error("usage: transpile.mjs COMPONENT FOLDER");
const { files } = await transpileBytes(await readFile(component), { name: "metarest", outDir: folder });
for (const [path, bytes] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
