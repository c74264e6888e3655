/** The bindings with plan and ingest, started in Node when they are imported. */
import { readFileSync } from "node:fs";
import { initSync } from "../../dist/run.js";

initSync({ module: readFileSync(new URL("../../dist/metarest-run.wasm", import.meta.url)) });

export * from "../../dist/run.js";
