/**
 * The package as an import: its reports are those that the commands print, and its types describe them.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  check,
  complete,
  convert,
  explain,
  fix,
  hover,
  hovers,
  init,
  MetarestError,
  preview,
} from "metarest";
import * as slim from "metarest/slim";
import { metarest, petstore, sample } from "./process.mjs";
import { typed } from "./typed.mjs";

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

describe("fix and convert", () => {
  it("return the text beside the report", () => {
    const { report, config } = fix(wrong);
    assert.ok(config?.includes("type: Rest"));
    assert.equal(report.ok, true);
    assert.equal(fix(String(config)).config, undefined);
    const older = readFileSync(new URL("../corpus/rest_config.yaml", import.meta.url));
    assert.match(String(convert(older, { to: "1.12" }).config), /openAPISchemaConnection/);
  });
});

describe("complete and hover", () => {
  it("know what fits in a config that is half written", () => {
    const text = "source:\n  type: rest\n  serv";
    const [first] = complete(text, text.length);
    assert.deepEqual([first?.label, first?.text], ["serviceName", "serviceName: "]);
    assert.match(String(hover(text, text.indexOf("type"))?.text), /^`source\.type`/);
    assert.equal(hover(text, 10_000), undefined);
    assert.ok(complete("", 0).some(({ label }) => label === "source"));
  });
});

describe("misuse", () => {
  /** The error of a call. @param {() => unknown} call @returns {MetarestError} */
  function thrown(call) {
    try {
      call();
    } catch (error) {
      assert.ok(error instanceof MetarestError, String(error));
      return error;
    }
    throw new Error("nothing is thrown");
  }

  it("of an option is an error that names it", () => {
    const misspelt = thrown(() => preview(undefined, document, /** @type {any} */ ({ minCoverge: 90 })));
    assert.deepEqual([misspelt.code, misspelt.option], ["invalid-option", "minCoverge"]);
    assert.equal(misspelt.message, "no such option: minCoverge; did you mean minCoverage?");
    const wrongType = thrown(() => check(sample, /** @type {any} */ ({ file: 7 })));
    assert.deepEqual([wrongType.code, wrongType.option], ["invalid-option", "file"]);
    const version = thrown(() => convert(sample, { to: "9" }));
    assert.deepEqual([version.code, version.option], ["invalid-option", "to"]);
  });

  it("of an argument is an error", () => {
    for (const input of [7, null, {}, [1], new Float64Array(1)]) {
      assert.equal(thrown(() => check(/** @type {any} */ (input))).code, "invalid-argument", `${input}`);
    }
    for (const code of ["zzz", 1, {}, null]) {
      assert.equal(thrown(() => explain(/** @type {any} */ (code))).code, "invalid-argument", `${code}`);
    }
    assert.equal(thrown(() => check(sample, /** @type {any} */ ("a.yaml"))).code, "invalid-argument");
  });

  it("before the start says what to do; a start can be repeated after it failed", async () => {
    const program = `
      import { readFileSync } from "node:fs";
      import { check, init, MetarestError } from ${JSON.stringify(slimEntry)};
      const codes = [];
      try { check("a: 1"); } catch (error) { codes.push(error.code); }
      const noNetwork = async () => { throw new Error("no network"); };
      for (const source of [() => undefined, () => new Uint8Array([1]), noNetwork]) {
        await init(source()).catch((error) => codes.push(error.code, error instanceof MetarestError));
      }
      const wasm = readFileSync(${JSON.stringify(wasm)});
      await Promise.allSettled([init(new Uint8Array([1])), init(wasm), init(wasm)]);
      await init(wasm);
      codes.push(check("a: 1").ok);
      console.log(codes.join(" "));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    assert.equal(stdout.trim(), "not-started invalid-argument true not-loaded true not-loaded true false");
  });

  it("is not to call init twice", async () => {
    await Promise.all([init(), init()]);
  });
});

const slimEntry = new URL("../../www/npm/src/entry/slim.js", import.meta.url).href;
const wasm = fileURLToPath(new URL("../../www/npm/dist/metarest.wasm", import.meta.url));

describe("the slim entry", () => {
  it("has the same functions", async () => {
    assert.deepEqual(Object.keys(slim).sort(), Object.keys(await import("metarest")).sort());
    await slim.init(readFileSync(wasm));
    assert.deepEqual(slim.hovers(sample), hovers(sample));
  });
});

describe("the declarations", () => {
  it("are those of the bindings", async () => {
    /** tsc compares the types. @type {Omit<typeof import("metarest"), "init" | "MetarestError">} */
    const bindings = await import("../../www/npm/dist/core.js");
    const own = await import("metarest");
    assert.deepEqual(Object.keys(own).sort(), [
      "MetarestError",
      "check",
      "complete",
      "convert",
      "explain",
      "fix",
      "hover",
      "hovers",
      "init",
      "preview",
    ]);
    for (const name of ["check", "complete", "convert", "explain", "fix", "hover", "hovers", "preview"]) {
      assert.equal(typeof (/** @type {any} */ (bindings)[name]), "function", name);
    }
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
