/**
 * The package as an import: its reports are those that the commands print, and its types describe them.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { check, hovers, preview } from "metarest";
import { metarest, petstore, sample } from "./process.mjs";

const document = readFileSync(petstore);
const wrong = sample.replace("type: Rest", "type: rest");

describe("check", () => {
  it("returns what the command prints", async () => {
    const { stdout } = await metarest(["check", "-c", "-", "--format", "json"], { input: wrong });
    assert.deepEqual(check(wrong, { environment: {} }), JSON.parse(stdout));
  });

  it("never throws on input", () => {
    for (const input of ["", "\u0000", "a: [", "- 1", "{", "\ufeff{}", new Uint8Array([0xff, 0xfe, 0xfd])]) {
      assert.equal(check(input).ok, false, JSON.stringify(input));
    }
  });
});

describe("preview", () => {
  it("returns what the command prints, from text and from bytes", async () => {
    const { stdout } = await metarest(["preview", "--spec", petstore, "--format", "json"]);
    const printed = JSON.parse(stdout);
    const options = { specFile: petstore };
    assert.deepEqual(preview(undefined, document, options), printed);
    assert.deepEqual(preview(undefined, document.toString(), options), printed);
  });

  it("maps as a config says", () => {
    const { service, diagnostics } = preview(sample, document);
    assert.equal(/** @type {any} */ (service).name, "openapi_rest");
    assert.deepEqual(
      diagnostics.map((/** @type {any} */ { severity }) => severity),
      ["info", "warning"],
    );
  });

  it("never throws on input", () => {
    const inputs = [
      "",
      "{",
      "[]",
      "openapi: 3.0.0",
      '{"openapi": "3.1.0", "paths": 7}',
      new Uint8Array([1, 0, 2]),
    ];
    for (const input of inputs) assert.equal(preview(undefined, input).version, 1);
  });
});

describe("the declarations", () => {
  it("are those of the bindings", async () => {
    /** tsc compares the types. @type {Pick<typeof import("metarest"), "check" | "preview" | "hovers">} */
    const bindings = await import("../../www/npm/dist/node/metarest.js");
    assert.deepEqual([bindings.check, bindings.preview, bindings.hovers], [check, preview, hovers]);
  });

  it("describe real reports exactly", async () => {
    const samples = {
      CheckReport: [check(wrong), check(sample), check("a: [")],
      PreviewReport: [preview(sample, document), preview(undefined, "{"), preview(undefined, lossy)],
    };
    const { code, output } = await typed(samples);
    assert.equal(code, 0, output);
  });

  it("reject a report with one more member", async () => {
    const { code, output } = await typed({ CheckReport: [{ ...check(sample), more: 1 }] });
    assert.notEqual(code, 0);
    assert.match(output, /"more"' does not exist/);
  });
});

/** A document with a loss, a parameter without a type, and a reference that leads nowhere. */
const lossy = `
openapi: 3.1.0
info: { title: lossy, version: "1" }
paths:
  /a:
    get:
      parameters: [{ name: q, in: query }]
      responses: { "200": { content: { application/json: { schema: { $ref: "other.yaml#/X" } } } } }
`;

/** Compiles reports as literals of their declared types. @param {Record<string, unknown[]>} samples */
async function typed(samples) {
  const folder = fileURLToPath(new URL("../../build/types", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/samples-${process.pid}-${Object.keys(samples).length}.ts`;
  const lines = Object.entries(samples).flatMap(([type, values]) =>
    values.map((value, at) => `export const ${type}${at}: ${type} = ${JSON.stringify(value)};`),
  );
  const names = Object.keys(samples).join(", ");
  writeFileSync(file, `import type { ${names} } from "metarest";\n${lines.join("\n")}\n`);
  const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
  const flags = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--ignoreConfig",
    file,
  ];
  const run = promisify(execFile)(process.execPath, [tsc, ...flags]);
  return run.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout }) => ({ code: /** @type {number} */ (code), output: /** @type {string} */ (stdout) }),
  );
}
