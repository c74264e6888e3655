/** Files that are given: what is refused, and what can stand in for what is missing. The page's own code, in Node. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { standIns } from "../../www/page/src/input/missing.js";
import { refusal } from "../../www/page/src/input/refused.js";
import { fullPath, relativePath } from "../../www/page/src/input/sort.js";

/** @param {string} path @param {string | number[] | Uint8Array} bytes */
const given = (path, bytes) => ({ path, bytes: new Uint8Array(Buffer.from(/** @type {any} */ (bytes))) });

/** A text in units of several bytes. @param {string} text @param {number} width @param {boolean} isBigEndian */
function wide(text, width, isBigEndian) {
  const bytes = [...text].flatMap((char) => {
    const code = char.codePointAt(0) ?? 0;
    const unit = Array.from({ length: width }, (_, at) => (code >> (8 * at)) & 0xff);
    return isBigEndian ? unit.reverse() : unit;
  });
  return new Uint8Array(bytes);
}

test("what is no text, empty or a web page is refused, and told why", () => {
  const page =
    "is a web page, not an OpenAPI document: look on it for a link to openapi.json or openapi.yaml";
  const refused = /** @type {[string, string | number[], string][]} */ ([
    ["logo.png", [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], "is an image, not a text: it was not taken"],
    ["a.jpeg", [0xff, 0xd8, 0xff, 0xe0, 0, 16], "is an image, not a text: it was not taken"],
    ["a.gif", "GIF89a\x01", "is an image, not a text: it was not taken"],
    ["a.pdf", "%PDF-1.7\n", "is a PDF, not a text: it was not taken"],
    ["specs.zip", "PK\x03\x04\x14", "is a ZIP archive: unpack it and drop the folder"],
    ["a.gz", [0x1f, 0x8b, 8], "is a gzip archive: unpack it and drop what is in it"],
    ["a.wasm", [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], "is not a text: it was not taken"],
    ["a.bin", "openapi: 3.1.0\n\0", "is not a text: it was not taken"],
    ["openapi.json", "", "is empty: it was not taken"],
    ["b.json", "\ufeff \r\n", "is empty: it was not taken"],
    ["a.html", "\ufeff\n <!DOCTYPE html>\n<p>", page],
    ["b.html", "<html lang=en>", page],
    // What is looked at ends within a character.
    ["c.html", `\ufeff<html>${"é".repeat(4000)}`, page],
  ]);
  for (const [path, bytes, why] of refused) assert.equal(refusal(given(path, bytes)), `${path} ${why}`);
});

test("texts are taken, in any encoding that the core reads", () => {
  const text = "openapi: 3.1.0\ninfo: {title: größe 世}\n\n";
  for (const start of ["", "\ufeff"]) {
    const texts = [2, 4].flatMap((width) => [
      wide(start + text, width, true),
      wide(start + text, width, false),
    ]);
    for (const bytes of [...texts, start + text]) assert.equal(refusal(given("a.yaml", bytes)), undefined);
  }
  for (const text of [
    "type: object\n",
    "{}",
    "# <html>\n",
    "html: 1\n",
    "caf\xe9",
    `${" ".repeat(5000)}a: 1`,
  ])
    assert.equal(refusal(given("a.yaml", Buffer.from(text, "latin1"))), undefined, text);
});

test("a path is what a reference says, from the document's folder", () => {
  for (const [relative, document, path] of /** @type {[string, string, string][]} */ ([
    ["paths/pets.yaml", "openapi.yaml", "paths/pets.yaml"],
    ["../common/a.yaml", "openapi.yaml", "../common/a.yaml"],
    ["../common/a.yaml", "api/openapi.yaml", "common/a.yaml"],
    ["../../a.yaml", "api/openapi.yaml", "../a.yaml"],
    ["a.yaml", "https://a.test/v1/api", "https://a.test/v1/a.yaml"],
    ["https://b.test/a.yaml", "openapi.yaml", "https://b.test/a.yaml"],
  ])) {
    assert.equal(fullPath(relative, document), path);
    assert.equal(relativePath(path, document), relative);
  }
});

test("a file stands in for a missing one only where it is plain which is meant", () => {
  /** @param {string[]} missing @param {string[]} files @param {string} [document] */
  const found = (missing, files, document = "openapi.yaml") =>
    standIns(
      missing,
      files.map((path) => given(path, "a: 1\n")),
      document,
    ).map(({ from, to }) => [from, to]);
  assert.deepEqual(found(["paths/pets.yaml"], ["pets.yaml", "b.yaml"]), [["pets.yaml", "paths/pets.yaml"]]);
  assert.deepEqual(found(["../b/a.yaml"], ["a.yaml"], "x/y/openapi.yaml"), [["a.yaml", "x/b/a.yaml"]]);
  assert.deepEqual(found(["paths/pets.yaml"], ["Pets.yaml", "mypets.yaml"]), []);
  assert.deepEqual(found(["paths/pets.yaml"], ["pets.yaml", "b/pets.yaml"]), []);
  assert.deepEqual(found(["a/pets.yaml", "b/pets.yaml"], ["pets.yaml"]), []);
});
