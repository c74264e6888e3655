/** What a large document takes of an isolate's 128 MB, as the Worker itself says it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { byWorker, large, measured } from "../../tools/memory.mjs";

/** Left for what JavaScript holds: the runtime's own, and pieces of documents and answers. */
const reserve = 16;

test("24 MB of YAML are ingested within an isolate", { timeout: 300_000 }, async () => {
  const taken = await measured(large(24, "yaml"), byWorker);
  for (const [run, megabytes] of Object.entries(taken)) {
    assert.ok(Number(megabytes) > 24 && Number(megabytes) < 128 - reserve, `${run}: ${megabytes} MB`);
  }
});
