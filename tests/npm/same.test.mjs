/**
 * The same input gives the same bytes everywhere: wasm prints what native Rust prints (tests/same.rs).
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

test("the preview of Petstore has the recorded bytes", () => {
  const args = ["preview", "-c", "tests/corpus/rest_config.yaml", "--spec", "tests/corpus/petstore3.json"];
  const program = join(root, "www/npm/bin/metarest.js");
  const printed = execFileSync(process.execPath, [program, ...args, "--format", "json"], { cwd: root });
  const hash = createHash("sha256").update(printed.subarray(0, -1)).digest("hex");
  const recorded = readFileSync(join(root, "tests/corpus/petstore3.preview.sha256"), "utf8").trim();
  assert.equal(hash, recorded);
});
