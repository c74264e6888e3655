/** The memory of a large document, as the Worker reports it: an isolate has 128 MB. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { byWorker, large, measured } from "../../tools/memory.mjs";

/** Megabytes for JavaScript: the runtime itself, and pieces of documents and answers. */
const reserve = 16;

test("24 MB of YAML are ingested within the memory of an isolate", { timeout: 300_000 }, async () => {
  const { cpu, ...taken } = await measured(large(24, "yaml"), byWorker);
  assert.ok(cpu.skipped < cpu.again, `an unchanged document takes ${cpu.skipped} s of ${cpu.again}`);
  for (const [run, megabytes] of Object.entries(taken)) {
    assert.ok(Number(megabytes) > 24 && Number(megabytes) < 128 - reserve, `${run}: ${megabytes} MB`);
  }
});
