/**
 * The arguments of `npm start`.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { parseOptions } from "../../tools/start.mjs";

it("imitates the release of the documentation by default", () => {
  assert.deepEqual(parseOptions([]), { once: false, server: "1.12" });
  assert.deepEqual(parseOptions(["--once"]), { once: true, server: "1.12" });
  for (const server of ["1.6", "1.12", "2.0"])
    assert.deepEqual(parseOptions(["--server", server]), { once: false, server });
});

it("rejects other arguments and shows its usage", () => {
  for (const args of [["--server", "1.13"], ["--server"], ["--release", "2.0"], ["2.0"]])
    assert.throws(() => parseOptions(args), /usage: npm start -- \[--once\] \[--server 1\.6\|1\.12\|2\.0\]/);
});
