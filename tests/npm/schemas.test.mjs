/**
 * The JSON Schemas of the package: real reports and configs are valid, and what is changed in them is not.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { check, fix, preview } from "metarest";
import { plan } from "metarest/run";
import { petstore, sample } from "./process.mjs";

const require = createRequire(import.meta.url);
const document = readFileSync(petstore);

/** Why a value is not valid; empty if it is. @param {string} name @param {unknown} value */
function errors(name, value) {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(require(`metarest/schema/${name}.json`));
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("the schema of a report", () => {
  it("describes real ones", async () => {
    const wrong = sample.replace("type: Rest", "type: rest");
    for (const report of [check(sample), check(wrong), check("a: ["), fix(wrong).report]) {
      assert.deepEqual(errors("check", report), []);
    }
    for (const spec of [document, "{", "openapi: 3.1.0"]) {
      assert.deepEqual(errors("preview", preview(undefined, spec)), []);
    }
    const unreachable = sample.replaceAll(/hostPort: .*/g, "hostPort: http://127.0.0.1:9/api");
    const { report } = await plan(unreachable, {
      spec: document,
      fetch: () => Promise.reject(new Error("no")),
    });
    assert.deepEqual(errors("run", report), []);
  });

  it("does not describe another", () => {
    const report = check(sample);
    assert.deepEqual(errors("check", { ...report, ok: "yes" }), ["/ok must be boolean"]);
    assert.deepEqual(errors("check", { ...report, more: 1 }), [" must NOT have additional properties"]);
    assert.ok(errors("preview", { ...preview(undefined, document).toJSON(), version: 2 }).length > 0);
  });
});

describe("the schema of a config", () => {
  it("describes one, and names what is wrong", () => {
    const config = { source: { type: "rest", serviceName: "a" } };
    assert.ok(errors("config", config).length > 0);
    assert.deepEqual(Object.keys(require("metarest/schema/config.json")).includes("$schema"), true);
  });
});
