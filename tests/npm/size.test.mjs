/**
 * Every wasm that is shipped is within its budget; docs/size.md says what each has in it.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { budgets, compressed } from "../../tools/size.mjs";

const page = readFileSync(new URL("../../docs/size.md", import.meta.url), "utf8");

describe("the size of", () => {
  for (const [what, { file, most }] of Object.entries(budgets)) {
    it(`${what} is within its budget, and near what is written down`, () => {
      const bytes = compressed(file);
      assert.ok(bytes <= most, `${file} has ${bytes} bytes compressed, and its budget is ${most}`);
      const row = page.split("\n").find((line) => line.startsWith(`| ${what} |`)) ?? "";
      const written = Number(row.split("|")[3]?.replaceAll(",", ""));
      assert.ok(
        Math.abs(bytes - written) < 0.03 * bytes,
        `docs/size.md says ${written}, it is ${bytes}: npm run size`,
      );
    });
  }
});
