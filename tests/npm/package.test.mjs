/**
 * The package as an import: its reports are those that the commands print, and its types describe them.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";
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
  maskAddresses,
  maskSecrets,
  preview,
  previewAsync,
  setting,
} from "metarest";
import * as slim from "metarest/slim";
import { metarest, petstore, sample } from "./process.mjs";
import { typed } from "./typed.mjs";

const document = readFileSync(petstore);
const wrong = sample.replace("type: Rest", "type: rest");

describe("check", () => {
  it("returns what the command prints", async () => {
    const { stdout } = await metarest(["check", "-c", "-", "--format", "json"], { input: wrong });
    assert.deepEqual(check(wrong, { environment: {}, file: "<stdin>" }), JSON.parse(stdout));
  });

  it("takes the environment of the process, and names a config without a name <config>", () => {
    assert.ok(
      check(sample, { environment: process.env }).diagnostics.every(({ file }) => file === "<config>"),
    );
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
    const options = { specFile: petstore };
    for (const input of [document, document.toString()]) {
      const handle = preview(undefined, input, options);
      assert.equal(Buffer.concat([...handle.bytes()]).toString(), stdout);
      assert.deepEqual(handle.toJSON(), JSON.parse(stdout));
      const { service, collections, coverage, share, reasons, losses, filtered, diagnostics } = handle;
      const parts = { service, collections, coverage, share, reasons, losses, filtered, diagnostics };
      const { version, endpoints, ...expect } = JSON.parse(stdout);
      assert.deepEqual(parts, expect);
      assert.equal(version, 1);
      assert.deepEqual(
        [...handle.endpoints].map(({ entity }) => entity),
        endpoints,
      );
    }
  });

  it("has rows of endpoints, and each with its places in the document", () => {
    const handle = preview(undefined, document, { specFile: petstore });
    const { endpoints } = handle;
    assert.equal(endpoints.length, 19);
    assert.equal(endpoints.rows().length, 19);
    assert.deepEqual(endpoints.rows(4, 5), [
      {
        collection: "pet",
        method: "GET",
        path: "/pet/{petId}",
        summary: "Find pet by ID.",
        requestFields: 1,
        responseFields: 11,
        losses: 0,
        leftOut: 0,
      },
    ]);
    assert.deepEqual(
      [endpoints.rows(19), endpoints.rows(5, 4), endpoints.rows(18, 1e12).length],
      [[], [], 1],
    );
    const found = endpoints.at(4);
    assert.equal(found?.pointer, "/paths/~1pet~1{petId}/get");
    const lines = document.toString().split("\n");
    const text = (/** @type {import("metarest").Place} */ { line, column }) =>
      String(lines[line - 1]).slice(column - 1);
    assert.match(text(/** @type {any} */ (found?.place)), /^\{/);
    assert.deepEqual(
      found?.parts.map(({ part, name, in: location }) => [part, name, location]),
      [
        ["parameter", "petId", "path"],
        ["response", "200", undefined],
        ["response", "400", undefined],
        ["response", "404", undefined],
        ["response", "default", undefined],
      ],
    );
    assert.equal(endpoints.at(19), undefined);
    for (const [wrong, found] of /** @type {[any, string][]} */ ([
      [-1, "-1"],
      [1.5, "1.5"],
      [Number.NaN, "NaN"],
      ["0", "a string"],
      [null, "null"],
      [Object.create(null), "such an object"],
    ])) {
      const calls = {
        at: () => endpoints.at(wrong),
        from: () => endpoints.rows(wrong),
        to: () => endpoints.rows(0, wrong),
      };
      for (const [option, call] of Object.entries(calls)) {
        const error = thrown(call);
        assert.deepEqual([error.code, error.option], ["invalid-argument", option]);
        assert.equal(error.message, `${option} is a whole number from 0, not ${found}`);
      }
    }
    assert.equal(thrown(() => endpoints.at(/** @type {any} */ (undefined))).option, "at");
  });

  it("is shown by its counts", () => {
    const handle = preview(undefined, document, { specFile: petstore });
    const expect =
      "Preview { service: 'Swagger Petstore - OpenAPI 3.0', collections: 3, endpoints: 19, share: 100, losses: 0, filtered: 0, diagnostics: 0, exitCode: 0 }";
    const options = { breakLength: Number.POSITIVE_INFINITY };
    assert.equal(inspect(handle, options), expect);
    assert.equal(inspect({ a: handle.endpoints }, options), "{ a: Endpoints { length: 19 } }");
    handle.free();
    assert.equal(inspect(handle), "Preview { freed }");
  });

  it("leads from a place in the document to its endpoint", () => {
    const handle = preview(undefined, document);
    for (let at = 0; at < handle.endpoints.length; at += 1) {
      assert.equal(handle.endpoints.indexOf(/** @type {any} */ (handle.endpoints.at(at)).place), at);
    }
    assert.equal(handle.endpoints.indexOf({ line: 1, column: 1 }), -1);
    assert.equal(thrown(() => handle.endpoints.indexOf(/** @type {any} */ ({ line: "1" }))).option, "line");
  });

  it("shows what a pattern of a filter matches", () => {
    const config = `${sample}`.replace(
      "      type: ApiMetadata",
      "      type: ApiMetadata\n      apiEndpointFilterPattern: {excludes: [/store]}",
    );
    const handle = preview(config, document);
    const found = handle.matches("apiEndpointFilterPattern", "/(pet|store)$");
    const paths = [...found.endpoints].map((at) => handle.endpoints.rows(at, at + 1)[0]?.path);
    assert.deepEqual([paths, found.total, found.matched], [["/pet", "/pet"], 19, 2]);
    const store = handle.matches("apiCollectionFilterPattern", "store");
    assert.deepEqual(
      [...store.filtered].map((at) => handle.filtered[at]?.collection),
      ["store", "store", "store", "store"],
    );
    assert.match(
      handle.matches("apiEndpointFilterPattern", "(").error ?? "",
      /not a valid regular expression/,
    );
    assert.equal(thrown(() => handle.matches(/** @type {any} */ ("filter"), "a")).option, "filter");
    assert.equal(
      thrown(() => handle.matches("apiEndpointFilterPattern", /** @type {any} */ (7))).option,
      "pattern",
    );
  });

  it("has the losses of one reason, piece by piece, and a report in Markdown", () => {
    const handle = preview(undefined, lossy);
    for (const { reason, losses } of handle.reasons) {
      const all = handle.losses.filter((loss) => loss.reason === reason);
      assert.equal(all.length, losses);
      assert.deepEqual(handle.lossesOf(reason), all);
      assert.deepEqual(handle.lossesOf(reason, 1, 2), all.slice(1, 2));
    }
    assert.equal(thrown(() => handle.lossesOf(/** @type {any} */ ("none"))).option, "reason");
    assert.match(handle.markdown(), /^## metarest preview: /);
  });

  it("says so when it is used after it was freed", () => {
    const handle = preview(undefined, document);
    const { service } = handle;
    handle.free();
    handle.free();
    assert.equal(handle.service, service);
    for (const use of [() => handle.losses, () => [...handle.bytes()], () => handle.endpoints.length]) {
      assert.equal(thrown(use).code, "freed");
    }
  });

  it("maps as a config says", () => {
    const { service, diagnostics } = preview(sample, document);
    assert.equal(service?.name, "openapi_rest");
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
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
    for (const input of inputs) {
      const handle = preview(undefined, input);
      assert.equal(handle.toJSON().version, 1);
      assert.deepEqual(JSON.parse(Buffer.concat([...handle.bytes()]).toString()), handle.toJSON());
    }
  });
});

describe("a document in several texts", () => {
  const root = `
openapi: 3.1.0
info: { title: several, version: "1" }
paths:
  /a: { get: { responses: { "200": { content: { application/json: { schema: { $ref: "schemas/pet.yaml#/Pet" } } } } } } }
`;
  const pet = "Pet: { type: object, properties: { tag: { $ref: ../tag.json } } }";
  const tag = '{"type": "string"}';
  const files = { "schemas/pet.yaml": pet, "tag.json": new TextEncoder().encode(tag) };
  const names = (/** @type {any} */ handle) => handle.endpoints.at(0).entity.responseSchema.schemaFields;

  it("is mapped with the texts that the caller has", () => {
    for (const given of [files, new Map(Object.entries(files))]) {
      const handle = preview(undefined, root, { files: given });
      assert.deepEqual([handle.losses, handle.share], [[], 100]);
      assert.deepEqual(names(handle), [{ name: "tag", dataType: "STRING", dataTypeDisplay: "string" }]);
    }
    const absolute = { "https://a.test/v1/schemas/pet.yaml": pet, "https://a.test/v1/tag.json": tag };
    const specFile = "https://a.test/v1/openapi.yaml";
    assert.equal(preview(undefined, root, { files: absolute, specFile }).share, 100);
    assert.equal(preview(undefined, root).losses.length, 1);
  });

  it("tells texts of one name apart", () => {
    const one = (/** @type {string} */ name, /** @type {string} */ file) =>
      `  /${name}: { get: { responses: { "200": { content: { application/json: { schema: { $ref: "${file}" } } } } } } }\n`;
    const both = `openapi: 3.1.0\ninfo: { title: t }\npaths:\n${one("a", "b.yaml")}${one("b", "../b.yaml")}`;
    const schema = (/** @type {string} */ name) => `{ type: object, properties: { ${name}: {} } }`;
    const given = { "./b.yaml": schema("inner"), "../b.yaml": schema("outer") };
    for (const specFile of ["api/openapi.yaml", "openapi.yaml"]) {
      const handle = preview(undefined, both, { specFile, files: given });
      const found = [...handle.endpoints].map(({ entity }) => entity.responseSchema.schemaFields[0]?.name);
      assert.deepEqual(found, ["inner", "outer"]);
    }
  });

  it("is mapped with the texts that the caller loads", async () => {
    /** @type {string[][]} */
    const asked = [];
    const load = async (/** @type {string} */ address, /** @type {string} */ name) => {
      asked.push([address, name]);
      return files[/** @type {keyof typeof files} */ (name)];
    };
    const handle = await previewAsync(undefined, root, { load, specFile: "/specs/api.yaml" });
    assert.equal(handle.share, 100);
    assert.deepEqual(asked, [
      ["/specs/schemas/pet.yaml", "schemas/pet.yaml"],
      ["/specs/tag.json", "tag.json"],
    ]);
  });

  it("reports what cannot be loaded, and why", async () => {
    const reasons = async (/** @type {any} */ load) => {
      const { diagnostics, losses } = await previewAsync(undefined, root, { load });
      assert.equal(losses.length, 1);
      return diagnostics.find(({ code }) => code === "spec-external-unread")?.message;
    };
    const start = "the external document `schemas/pet.yaml` cannot be read: ";
    assert.equal(await reasons(() => undefined), `${start}it was not given`);
    assert.equal(await reasons(() => Promise.reject(new Error("no network"))), `${start}no network`);
    assert.equal(await reasons(() => Promise.reject(Object.create(null))), `${start}it failed`);
    const { diagnostics } = preview(undefined, root, { files: {} });
    assert.equal(diagnostics[0]?.message, `${start}it was not given`);
  });

  it("says of other hosts that they are not asked", async () => {
    const elsewhere = root.replace("schemas/pet.yaml#/Pet", "https://b.test/pet.yaml#/Pet");
    const texts = { "https://b.test/pet.yaml": "Pet: { type: object, properties: { a: {} } }" };
    const hosts = `${sample}x-metarest: { hosts: [b.test] }\n`;
    const load = (/** @type {string} */ address) => texts[/** @type {keyof typeof texts} */ (address)];
    const specFile = "https://a.test/openapi.yaml";
    for (const previewed of [
      (/** @type {string | undefined} */ config) => preview(config, elsewhere, { files: texts, specFile }),
      (/** @type {string | undefined} */ config) => previewAsync(config, elsewhere, { load, specFile }),
    ]) {
      const { diagnostics, losses } = await previewed(undefined);
      const found = diagnostics.find(({ code }) => code === "spec-external-unread");
      assert.match(String(found?.message), /^external documents of `b\.test` are not asked for: /);
      assert.match(String(found?.help), /add the host to `x-metarest\.hosts`/);
      assert.equal(losses.length, 1);
      const allowed = await previewed(hosts);
      assert.deepEqual(allowed.losses, []);
      assert.ok(!allowed.diagnostics.some(({ code }) => code === "spec-external-unread"));
    }
  });

  it("stops loading at a signal", async () => {
    const controller = new AbortController();
    const asked = /** @type {string[]} */ ([]);
    const load = (/** @type {string} */ address) => {
      asked.push(address);
      controller.abort(new Error("enough"));
      return new Promise(() => {});
    };
    const call = previewAsync(undefined, root, {
      load: /** @type {any} */ (load),
      signal: controller.signal,
    });
    await assert.rejects(call, { message: "enough" });
    const again = previewAsync(undefined, root, { load: () => "", signal: controller.signal });
    await assert.rejects(again, { message: "enough" });
    assert.equal(asked.length, 1);
    const unused = new AbortController();
    const options = { load: (/** @type {string} */ name) => files[/** @type {keyof typeof files} */ (name)] };
    assert.equal((await previewAsync(undefined, root, { ...options, signal: unused.signal })).share, 100);
    await assert.rejects(previewAsync(undefined, root, { ...options, signal: /** @type {any} */ (7) }), {
      code: "invalid-option",
      option: "signal",
    });
  });

  it("needs a function, or a list of texts", async () => {
    for (const options of [undefined, {}, { load: 7 }]) {
      await assert.rejects(previewAsync(undefined, root, /** @type {any} */ (options)), {
        code: "invalid-option",
        option: "load",
      });
    }
    for (const wrong of [7, "a", null, [], new Set()]) {
      const found = thrown(() => preview(undefined, root, /** @type {any} */ ({ files: wrong })));
      assert.deepEqual([found.code, found.option], ["invalid-option", "files"], String(wrong));
    }
    await assert.rejects(previewAsync(undefined, root, /** @type {any} */ ({ load: () => 7 })), {
      code: "invalid-argument",
    });
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
    assert.equal(hover(text, 0)?.line, 1);
    assert.ok(complete("", 0).some(({ label }) => label === "source"));
  });
});

describe("misuse", () => {
  it("of an option is an error that names it", () => {
    const misspelt = thrown(() => preview(undefined, document, /** @type {any} */ ({ minCoverge: 90 })));
    assert.deepEqual([misspelt.code, misspelt.option], ["invalid-option", "minCoverge"]);
    assert.equal(misspelt.message, "no such option: minCoverge; did you mean minCoverage?");
    const wrongType = thrown(() => check(sample, /** @type {any} */ ({ file: 7 })));
    assert.deepEqual([wrongType.code, wrongType.option], ["invalid-option", "file"]);
    assert.equal(wrongType.message, "file is a string, not a number");
    const unknown = thrown(() => preview(undefined, document, /** @type {any} */ ({ zzzzzz: 1 })));
    assert.match(unknown.message, /the options are file, .*, minCoverage, files, load, signal$/);
    const near = thrown(() => preview(undefined, document, /** @type {any} */ ({ loda: () => 7 })));
    assert.equal(near.message, "no such option: loda; did you mean load?");
    const async = thrown(() => preview(undefined, document, /** @type {any} */ ({ load: () => "" })));
    assert.deepEqual([async.option, async.message], ["load", "load is an option of previewAsync"]);
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
    for (const offset of [Number.NaN, -1, 0.5, 2, Number.POSITIVE_INFINITY, "0", null, undefined]) {
      for (const call of [complete, hover]) {
        const { code, message } = thrown(() => call("a", /** @type {any} */ (offset)));
        assert.equal(code, "invalid-argument");
        assert.match(message, /^the offset is a whole number from 0 to the length of the config, 1, not /);
      }
    }
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

const slimEntry = new URL("../../www/npm/src/entry/slim.js", import.meta.url).href;
const wasm = fileURLToPath(new URL("../../www/npm/dist/metarest.wasm", import.meta.url));

describe("a setting", () => {
  it("is written where it belongs", () => {
    const [edit] = setting(sample, "x-metarest.responses", "all");
    assert.match(edit?.text ?? "", /x-metarest:\n {2}responses: all/);
    assert.deepEqual(setting(sample, "x-metarest.responses", "success"), []);
  });

  it("says why it cannot be written", () => {
    const codes = [
      () => setting(sample, "x-metarest.response", "all"),
      () => setting(sample, "x-metarest.responses", "some"),
      () => setting(sample, /** @type {any} */ (7), "all"),
      () => setting("x-metarest: {}\nx-metarest: {}\n", "x-metarest.responses", "all"),
    ].map((use) => [thrown(use).code, thrown(use).option]);
    assert.deepEqual(codes, [
      ["invalid-option", "key"],
      ["invalid-option", "value"],
      ["invalid-argument", "key"],
      ["not-editable", undefined],
    ]);
  });
});

describe("a text without secrets", () => {
  it("is still the config", () => {
    const config = sample.replace("{bot_jwt_token}", "s3cr3t");
    assert.ok(config.includes("s3cr3t"));
    const masked = maskSecrets(config);
    assert.ok(!masked.includes("s3cr3t") && masked.includes("hostPort"));
    assert.deepEqual(check(masked).ok, check(config).ok);
    assert.equal(maskAddresses("https://me:pw@x.test/?token=a"), "https://xxx@x.test/?token=xxx");
  });
});

describe("the slim entry", () => {
  it("has the same functions", async () => {
    assert.deepEqual(Object.keys(slim).sort(), Object.keys(await import("metarest")).sort());
    await slim.init(readFileSync(wasm));
    assert.deepEqual(slim.hovers(sample), hovers(sample));
  });
});

describe("the declarations", () => {
  it("are those of the bindings", async () => {
    /** tsc compares the types. @type {Omit<typeof import("metarest"), "init" | "MetarestError" | "preview" | "previewAsync" | "fetchDocument">} */
    const bindings = await import("../../www/npm/dist/core.js");
    const own = await import("metarest");
    assert.deepEqual(Object.keys(own).sort(), [
      "MetarestError",
      "check",
      "complete",
      "convert",
      "explain",
      "fetchDocument",
      "fix",
      "hover",
      "hovers",
      "init",
      "maskAddresses",
      "maskSecrets",
      "outline",
      "patternAt",
      "preview",
      "previewAsync",
      "setting",
    ]);
    const wrapped = ["MetarestError", "init", "preview", "previewAsync"];
    for (const name of Object.keys(own).filter((name) => !wrapped.includes(name))) {
      assert.equal(typeof (/** @type {any} */ (bindings)[name]), "function", name);
    }
  });

  it("describe real reports exactly", async () => {
    const samples = {
      CheckReport: [check(wrong), check(sample), check("a: [")],
      PreviewReport: [sample, undefined].flatMap((config) =>
        [document, "{", lossy].map((spec) => preview(config, spec).toJSON()),
      ),
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
