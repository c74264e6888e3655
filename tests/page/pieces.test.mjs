/** The text that the editor gets of a large file, in pieces: that of the file as a whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { inPieces } from "../../www/page/src/editor/pieces.js";
import { decode } from "../../www/page/src/input/decode.js";

const encoder = new TextEncoder();

/** A text of some pieces, whose borders are anywhere in its lines. @param {string} line @param {number} shift */
function large(line, shift) {
  return encoder.encode("x".repeat(shift) + line.repeat(Math.ceil(2_300_000 / encoder.encode(line).length)));
}

/** @param {Uint8Array} bytes */
async function check(bytes) {
  const whole = Text.of(decode(bytes).split(/\r\n?|\n/));
  const made = await inPieces(bytes, () => true);
  assert.ok(made?.eq(whole));
}

for (const [name, line] of [
  ["line breaks of every kind", "a: b\nc: d\r\ne: f\r"],
  ["carriage returns with line feeds", "\r\n"],
  ["characters of several bytes", "é: 𝒳\n"],
  ["one line", "a"],
]) {
  test(`${name} are not cut`, async () => {
    for (const shift of [0, 1, 2, 3]) await check(large(/** @type {string} */ (line), shift));
  });
}

test("bytes that are not UTF-8 after the first piece are read in another encoding from the start", async () => {
  const bytes = large("é: b\n", 0);
  bytes[bytes.length - 3] = 0xff;
  await check(bytes);
});

test("UTF-16 is read by its mark", async () => {
  const text = `\ufeff${"é: 𝒳\r\n".repeat(200_000)}`;
  await check(new Uint8Array(Buffer.from(text, "utf16le")));
});

test("a text that is no longer wanted is not made", async () => {
  let asked = 0;
  const made = await inPieces(large("a: b\n", 0), () => {
    asked += 1;
    return asked < 2;
  });
  assert.equal(made, undefined);
  assert.equal(asked, 2);
});
