#!/usr/bin/env node
/**
 * The program of the command line. In a checkout it exists before the build, and then asks for it.
 */
import { existsSync } from "node:fs";

const built = new URL("../dist/metarest-run.wasm", import.meta.url);

if (existsSync(built)) {
  const { main } = await import("../src/cli/main.js");
  await main(process.argv.slice(2));
} else {
  process.stderr.write("metarest is not built yet: run `npm run build` first\n");
  process.exitCode = 2;
}
