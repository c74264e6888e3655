/**
 * What `npm start` takes; what it does is tried by starting it.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { wanted } from "../../tools/start-options.mjs";

it("plays the release of the documentation unless another one is asked for", () => {
  assert.deepEqual(wanted([]), { once: false, server: "1.12" });
  assert.deepEqual(wanted(["--once"]), { once: true, server: "1.12" });
  for (const server of ["1.6", "1.12", "2.0"])
    assert.deepEqual(wanted(["--server", server]), { once: false, server });
});

it("says what it takes where it is asked for something else", () => {
  for (const args of [["--server", "1.13"], ["--server"], ["--release", "2.0"], ["2.0"]])
    assert.throws(() => wanted(args), /usage: npm start -- \[--once\] \[--server 1\.6\|1\.12\|2\.0\]/);
});
