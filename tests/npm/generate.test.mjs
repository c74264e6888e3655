/**
 * Generated documents have the size that was asked for, and map as the document that they copy.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { preview } from "metarest";
import { generate, petstore } from "../../tools/generate.mjs";

const model = JSON.parse(readFileSync(petstore, "utf8"));
const { endpoints: originals, losses: lost } = preview(undefined, JSON.stringify(model)).toJSON();

/** An endpoint without its address and what is made of that. @param {any} endpoint */
const shape = ({ requestSchema, responseSchema, description }) => ({
  requestSchema,
  responseSchema,
  description,
});

/** @param {{reason: string}[]} losses */
const reasons = (losses) => [...new Set(losses.map(({ reason }) => reason))];

describe("a generated document", () => {
  for (const format of /** @type {const} */ (["json", "yaml"])) {
    it(`has the size that was asked for, as ${format}`, () => {
      for (const bytes of [100_000, 1_000_000]) {
        const size = Buffer.byteLength(generate(model, bytes, format));
        assert.ok(Math.abs(size - bytes) < bytes / 10, `${size}`);
      }
    });

    it(`maps like the original, copy by copy, as ${format}`, () => {
      const { endpoints, losses, diagnostics } = preview(
        undefined,
        generate(model, 200_000, format),
      ).toJSON();
      assert.deepEqual([reasons(losses), diagnostics], [reasons(lost), []]);
      assert.deepEqual(endpoints.slice(0, originals.length), originals);
      const second = endpoints.filter((/** @type {any} */ { name }) => name.startsWith("/2/"));
      const renamed = JSON.stringify(second.map(shape)).replaceAll("_2", "");
      assert.deepEqual(JSON.parse(renamed), JSON.parse(JSON.stringify(originals.map(shape))));
    });
  }

  it("refers to its own copies by every kind of name", () => {
    const text = generate(
      {
        paths: { "/a": { get: { operationId: "a", $ref: "#/paths/~1a" } } },
        components: {
          schemas: {
            Pet: {
              discriminator: {
                propertyName: "kind",
                mapping: { cat: "Cat", dog: "#/components/schemas/Dog" },
              },
            },
            Cat: { properties: { mapping: { type: "string" }, other: { $ref: "pets.json#/Cat" } } },
          },
        },
      },
      1200,
      "json",
    );
    const { paths, components } = JSON.parse(text);
    assert.deepEqual(paths["/2/a"], { get: { operationId: "a_2", $ref: "#/paths/~12~1a" } });
    const { mapping } = components.schemas.Pet_2.discriminator;
    assert.deepEqual(mapping, { cat: "Cat_2", dog: "#/components/schemas/Dog_2" });
    const { properties } = components.schemas.Cat_2;
    assert.deepEqual(properties, { mapping: { type: "string" }, other: { $ref: "pets.json#/Cat" } });
  });

  it("stays unchanged if there is nothing to copy", () => {
    assert.equal(generate({ openapi: "3.1.0" }, 1000, "yaml"), "openapi: 3.1.0\n");
  });
});
