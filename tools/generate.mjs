/**
 * Generates documents of any size: copies of a real one's paths and components, renamed so that each copy refers to
 * its own.
 *
 * `node tools/generate.mjs 13MB --yaml --out large.yaml` writes a document made of tests/corpus/petstore3.json;
 * `--from FILE` takes another JSON document. Benchmarks and tests of memory call `generate`. It is JavaScript because
 * half of them run in Node, and nothing has to be compiled first.
 */
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { dump } from "js-yaml";
import { command, Problem, root } from "./step.mjs";

/** @typedef {null | boolean | number | string | Value[] | {[key: string]: Value}} Value */
/** @typedef {{[key: string]: Value}} Mapping */

/** The document that is copied by default. */
export const petstore = join(root, "tests/corpus/petstore3.json");

const printers = {
  json: (/** @type {Value} */ value) => `${JSON.stringify(value, null, 2)}\n`,
  yaml: (/** @type {Value} */ value) => dump(value, { lineWidth: -1, noRefs: true }),
};

/**
 * Generates a document of about `bytes`, rather more than fewer: the last copy has all that its paths may refer to.
 * A document that is larger already stays unchanged.
 *
 * @param {Mapping} document
 * @param {number} bytes
 * @param {keyof typeof printers} format
 */
export function generate(document, bytes, format) {
  const print = printers[format];
  const size = (/** @type {number} */ copies) => Buffer.byteLength(print(copied(document, copies)));
  const [one, two] = [size(1), size(2)];
  if (bytes <= one || two === one) return print(document);
  return print(copied(document, 1 + (bytes - one) / (two - one)));
}

/**
 * Copies paths and components so many times, the original counted. A fraction is the share of the last copy's paths.
 *
 * @param {Mapping} document @param {number} copies
 */
function copied(document, copies) {
  const whole = { ...document };
  for (const section of sections(document)) put(whole, section, {});
  for (let copy = 0; copy < copies; copy++) {
    const part = copy === 0 ? document : /** @type {Mapping} */ (renamed(document, copy + 1));
    for (const section of sections(document)) {
      const share = section[0] === "paths" ? Math.min(1, copies - copy) : 1;
      const members = Object.entries(at(part, section));
      const kept = members.slice(0, Math.ceil(members.length * share));
      const names = kept.map(([name, value]) => [copy === 0 ? name : own(section, name, copy + 1), value]);
      Object.assign(at(whole, section), Object.fromEntries(names));
    }
  }
  return whole;
}

/** The places of what is copied: `paths`, and what references name. @param {Mapping} document */
function sections(document) {
  const components = Object.keys(isMapping(document.components) ? document.components : {});
  return [
    ...["paths", "definitions", "parameters", "responses"].map((name) => [name]),
    ...components.filter((name) => name !== "securitySchemes").map((name) => ["components", name]),
  ].filter((section) => isMapping(at(document, section)));
}

/** @param {Mapping} document @param {string[]} section @returns {Mapping} */
function at(document, section) {
  return section.reduce((value, name) => /** @type {any} */ (value)?.[name], document);
}

/** @param {Mapping} document @param {string[]} section @param {Mapping} value */
function put(document, [first = "", second], value) {
  document[first] =
    second === undefined ? value : { .../** @type {Mapping} */ (document[first]), [second]: value };
}

/**
 * The name of a copy, plain or as a token of a JSON Pointer.
 *
 * @param {string[]} section @param {string} name @param {number} copy
 */
function own([section], name, copy) {
  const slash = name.startsWith("~1") ? "~1" : "/";
  return section === "paths" ? `${slash}${copy}${name}` : `${name}_${copy}`;
}

/**
 * The value of a copy: a reference to something that is copied refers to the copy.
 *
 * @param {Value} value @param {number} copy @param {string} [key] @param {string} [above] the key above that
 * @returns {Value}
 */
function renamed(value, copy, key = "", above = "") {
  if (typeof value === "string") return (above === "mapping" ? schema : names[key])?.(value, copy) ?? value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, copy));
  if (!isMapping(value)) return value;
  const below = key === "mapping" && above !== "discriminator" ? "" : key;
  const members = Object.entries(value).map(([name, member]) => [name, renamed(member, copy, name, below)]);
  return Object.fromEntries(members);
}

/** The keys whose texts name something of the document. @type {Record<string, typeof reference>} */
const names = {
  operationId: (text, copy) => `${text}_${copy}`,
  operationRef: reference,
  $ref: reference,
};

/** A discriminator's mapping names schemas by reference or by name. @type {typeof reference} */
function schema(text, copy) {
  return /[#/.]/.test(text) ? reference(text, copy) : `${text}_${copy}`;
}

/**
 * `#/components/schemas/Pet` → `#/components/schemas/Pet_2`; a reference to another document stays.
 *
 * @param {string} text @param {number} copy
 */
function reference(text, copy) {
  if (!text.startsWith("#/") || text.startsWith("#/components/securitySchemes/")) return text;
  const tokens = text.split("/");
  const place = tokens[1] === "components" ? 3 : 2;
  if (tokens[place] !== undefined) tokens[place] = own(tokens.slice(1), tokens[place], copy);
  return tokens.join("/");
}

/** @param {unknown} value @returns {value is Mapping} */
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `13MB`, `500kB`, `4096`. @param {string | undefined} text */
function bytesOf(text) {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(k|M)?B?$/.exec(text ?? "") ?? [];
  if (number === undefined)
    throw new Problem(
      "the size is missing: node tools/generate.mjs 13MB [--yaml] [--from FILE] [--out FILE]",
    );
  return Number(number) * ({ k: 1e3, M: 1e6 }[unit] ?? 1);
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { yaml: { type: "boolean" }, from: { type: "string" }, out: { type: "string" } },
    });
    const document = JSON.parse(readFileSync(values.from ?? petstore, "utf8"));
    const text = generate(document, bytesOf(positionals[0]), values.yaml ? "yaml" : "json");
    await pipeline([text], values.out === undefined ? process.stdout : createWriteStream(values.out), {
      end: true,
    });
    return 0;
  });
}
