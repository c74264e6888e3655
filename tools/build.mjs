/**
 * `npm run build`: everything that the shells need, from a fresh checkout.
 */
import { buildPage } from "./page.mjs";
import { setUp } from "./setup.mjs";
import { command } from "./step.mjs";
import { buildWasm } from "./wasm.mjs";

/** Sets up the machine and builds the bindings and the page. */
export async function build() {
  await setUp();
  await buildWasm();
  await buildPage();
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    await build();
    return 0;
  });
}
