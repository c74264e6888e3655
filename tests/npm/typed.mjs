/**
 * Whether reports have exactly the types that the package declares, by the TypeScript compiler.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Compiles reports as literals of their declared types. @param {Record<string, unknown[]>} samples */
export async function typed(samples) {
  const folder = fileURLToPath(new URL("../../build/types", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/samples-${process.pid}-${Object.keys(samples).length}.ts`;
  const lines = Object.entries(samples).flatMap(([type, values]) =>
    values.map((value, at) => `export const ${type}${at}: ${type} = ${JSON.stringify(value)};`),
  );
  const names = Object.keys(samples).join(", ");
  writeFileSync(file, `import type { ${names} } from "metarest";\n${lines.join("\n")}\n`);
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const flags = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--ignoreConfig",
    file,
  ];
  const run = promisify(execFile)(process.execPath, [tsc, ...flags]);
  return run.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout }) => ({ code: /** @type {number} */ (code), output: /** @type {string} */ (stdout) }),
  );
}
