/**
 * Reading documents in Node, beside JavaScript's readers on the same bytes.
 *
 * One process a reader and document, so that no heap disturbs another: `node readers.mjs READER FILE` prints a
 * `Measured`. tools/bench.mjs makes the table of docs/performance.md of them.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

/** @typedef {{first: number, warm: number[], rss: number, wasm?: number}} Measured times in ms, memory in bytes */
/** @typedef {(text: string, bytes: Uint8Array, file: string) => unknown} Read */
/** @typedef {"values" | "model" | "anchor"} Table which table a reader is in */
/** @typedef {{name: string, formats: string[], table: Table, make: (file: string) => Promise<Read> | Read}} Reader */

const require = createRequire(import.meta.url);
const both = ["json", "yaml"];

/** Samples after the first call, and the milliseconds of work after which no more are taken. */
const mostSamples = 9;
const longest = 2_000;

/** A sample works at least so many milliseconds, in several calls if need be: the clock of a thread ticks in fours. */
const shortest = 60;

/** A package to compare with; it is there only when the comparison runs. @param {string} name @returns {Promise<any>} */
const peer = (name) => import(name);

/** The steps of a preview, one by one. @returns {any} */
const steps = () => require("../build/bench-wasm/bench.js");

/** @type {Reader[]} */
export const readers = [
  { name: "JSON.parse", formats: ["json"], table: "values", make: () => (text) => JSON.parse(text) },
  {
    name: "JSON.parse of bytes",
    formats: ["json"],
    table: "values",
    make: () => {
      const decoder = new TextDecoder();
      return (_, bytes) => JSON.parse(decoder.decode(bytes));
    },
  },
  {
    name: "js-yaml",
    formats: ["yaml"],
    table: "values",
    make: async () => {
      const { load } = await peer("js-yaml");
      return (text) => load(text);
    },
  },
  {
    name: "yaml",
    formats: ["yaml"],
    table: "values",
    make: async () => {
      const { parse } = await peer("yaml");
      return (text) => parse(text, { maxAliasCount: -1, logLevel: "silent" });
    },
  },
  {
    name: "metarest tree",
    formats: both,
    table: "values",
    make: () => {
      const { tree } = steps();
      return (_, bytes) => some(tree(bytes));
    },
  },
  {
    name: "metarest entities",
    formats: both,
    table: "model",
    make: () => {
      const { entities } = steps();
      return (_, bytes) => some(entities(bytes));
    },
  },
  {
    name: "metarest preview",
    formats: both,
    table: "model",
    make: () => opened((preview) => preview.toJSON().endpoints.length),
  },
  {
    name: "@scalar/openapi-parser dereference",
    formats: both,
    table: "model",
    make: async () => {
      const { dereference } = await peer("@scalar/openapi-parser");
      return async (text) => some((await dereference(text)).schema);
    },
  },
  {
    name: "@redocly/openapi-core bundle",
    formats: both,
    table: "model",
    make: async () => {
      const { bundleFromString, createConfig } = await peer("@redocly/openapi-core");
      const config = await createConfig({});
      return async (source) => some((await bundleFromString({ source, config })).bundle.parsed);
    },
  },
  {
    name: "@apidevtools/swagger-parser dereference",
    formats: both,
    table: "model",
    make: async () => {
      const { default: SwaggerParser } = await peer("@apidevtools/swagger-parser");
      return async (_text, _bytes, file) => some(await SwaggerParser.dereference(file));
    },
  },
];

/** The package. */
const packaged = () => import("../www/npm/src/entry/node.js");

/** Opens a preview, uses it and frees it. @param {(preview: any) => unknown} use @returns {Promise<Read>} */
async function opened(use) {
  const { preview } = await packaged();
  return (_, bytes) => {
    const opened = preview(undefined, bytes);
    some(use(opened));
    opened.free();
  };
}

/**
 * What V8's own reader and writer take for the same: to read the document, and to write the entities, which are much
 * larger. They are the least that a preview in JavaScript could take.
 *
 * @type {Reader[]}
 */
export const anchors = [
  {
    name: "JSON.parse of the document",
    formats: ["json"],
    table: "anchor",
    make: () => (text) => JSON.parse(text),
  },
  {
    name: "metarest preview, opened",
    formats: ["json"],
    table: "anchor",
    make: () => opened((preview) => preview.endpoints.length),
  },
  {
    name: "JSON.parse of the document, JSON.stringify of the entities",
    formats: ["json"],
    table: "anchor",
    make: async (file) => {
      const { preview } = await packaged();
      const opened = preview(undefined, readFileSync(file));
      const { service, collections, endpoints } = opened.toJSON();
      opened.free();
      return (text) => some(JSON.parse(text)) && some(JSON.stringify({ service, collections, endpoints }));
    },
  },
  {
    name: "metarest preview, all bytes",
    formats: ["json"],
    table: "anchor",
    make: () =>
      opened((preview) => {
        let length = 0;
        for (const piece of preview.bytes()) length += piece.length;
        return length;
      }),
  },
];

/** Nothing that was read is no reading. @param {unknown} value */
function some(value) {
  if (!value) throw new Error("nothing was read");
  return value;
}

/** Milliseconds that this thread has worked: what else the machine does is not counted. */
function now() {
  const { user, system } = /** @type {any} */ (process).threadCpuUsage();
  return (user + system) / 1000;
}

/** @param {Reader} reader @param {string} file @returns {Promise<Measured>} */
async function measure(reader, file) {
  const bytes = new Uint8Array(readFileSync(file));
  const text = new TextDecoder().decode(bytes);
  const read = await reader.make(file);
  const timed = async (/** @type {number} */ calls) => {
    const began = now();
    for (let call = 0; call < calls; call += 1) await read(text, bytes, file);
    return (now() - began) / calls;
  };
  const first = await timed(1);
  const calls = Math.ceil(shortest / Math.max(first / 2, 1));
  const began = now();
  const warm = [];
  while (warm.length < mostSamples && (warm.length === 0 || now() - began < longest))
    warm.push(await timed(calls));
  const { maxRSS } = process.resourceUsage();
  return { first, warm, rss: maxRSS * 1024, ...(await wasmMemory(reader)) };
}

/** @param {Reader} reader */
async function wasmMemory({ name }) {
  if (!["metarest tree", "metarest entities"].includes(name)) return {};
  return { wasm: steps().heap().buffer.byteLength };
}

if (process.argv[1] === import.meta.filename) {
  const [, , name, file] = process.argv;
  const reader = [...readers, ...anchors].find((reader) => reader.name === name);
  if (reader === undefined || file === undefined) throw new Error("node readers.mjs READER FILE");
  process.stdout.write(`${JSON.stringify(await measure(reader, file))}\n`);
}
