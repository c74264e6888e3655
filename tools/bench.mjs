/**
 * `npm run bench`: reads the same documents with metarest and other readers, in Node and natively, and writes the
 * tables of docs/performance.md.
 *
 * `npm run bench -- page` measures the page in Chromium instead, and prints its tables (bench/page.mjs).
 *
 * `--no-build` measures what is built already. `--no-native` skips criterion and keeps its last results. The other
 * readers are packages of benches/, installed only here. Generated documents are always measured; real ones come from
 * the folder that METAREST_SHARED names, if it exists.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { build, buildBindings, targetFolder } from "./build.mjs";
import { median, megabytes, placed, table, time } from "./figures.mjs";
import { generate, petstore } from "./generate.mjs";
import { modernNode, npm } from "./setup.mjs";
import { command, kept, mustRun, root, run, step } from "./step.mjs";

/** @typedef {import("../benches/readers.mjs").Measured} Measured */

const folder = join(root, "build/bench");
const page = join(root, "docs/performance.md");
const benches = join(root, "benches");

/** Generated documents: megabytes and format. @type {[number, "json" | "yaml"][]} */
const generated = [
  [3, "json"],
  [13, "json"],
  [3, "yaml"],
];

const stepsBinding = {
  crate: "metarest-bench-wasm",
  out: "build/bench-wasm",
  name: "bench",
  flags: ["--target", "experimental-nodejs-module"],
};

/** Documents of the corpus, by their names in the tables. */
const real = { "github.json": "github/examples_api.github.com.json", "stripe.yaml": "stripe/stripe.yaml" };

/** Those that are measured beside V8's reader and writer, which need JSON. */
const anchored = {
  "github.json": "github/examples_api.github.com.json",
  "kubernetes.json": "kubernetes/swagger.json",
  "box.json": "box/openapi-v2025.0.json",
  "stripe.json": "stripe/stripe.yaml",
  "openai.json": "openai/openapi.yaml",
};
const anchoredFolder = join(root, "build/bench-anchored");

async function main() {
  if (process.argv.includes("page")) return mainOfPage();
  if (!process.argv.includes("--no-build")) {
    await build();
    await step("the steps of a preview as wasm", () => buildBindings([stepsBinding]));
  }
  await step("documents", documents);
  await step("readers to compare with", () => mustRun(npm, ["ci"], { cwd: benches }));
  const inNode = await step("readers in Node", measureInNode);
  if (!process.argv.includes("--no-native")) {
    await step("native readers", () => mustRun("cargo", ["bench", "-p", "metarest", "--bench", "readers"]));
  }
  const natively = nativeFigures();
  writeFileSync(page, placed(readFileSync(page, "utf8"), "readers", `\n${tables(inNode, natively)}\n\n`));
  return 0;
}

/** Measures the page only, and prints its tables. */
async function mainOfPage() {
  if (!process.argv.includes("--no-build")) await build();
  const { measurePage } = await import("./bench/page.mjs");
  await measurePage();
  return 0;
}

function documents() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const model = JSON.parse(readFileSync(petstore, "utf8"));
  for (const [megabytes, format] of generated) {
    writeFileSync(
      join(folder, `petstore-${megabytes}MB.${format}`),
      generate(model, megabytes * 1e6, format),
    );
  }
  const corpus = join(process.env.METAREST_SHARED ?? join(root, "../shared"), "corpus/docs");
  for (const [name, path] of Object.entries(real)) {
    if (existsSync(join(corpus, path))) copyFileSync(join(corpus, path), join(folder, name));
  }
  rmSync(anchoredFolder, { recursive: true, force: true });
  mkdirSync(anchoredFolder, { recursive: true });
  for (const [name, path] of Object.entries(anchored)) {
    if (!existsSync(join(corpus, path))) continue;
    const text = readFileSync(join(corpus, path), "utf8");
    writeFileSync(join(anchoredFolder, name), path.endsWith(".json") ? text : JSON.stringify(load(text)));
  }
}

/** @typedef {{reader: import("../benches/readers.mjs").Reader, document: string, measured?: Measured}} InNode */

/** Runs each reader in a process of its own, so that no heap disturbs another. @returns {Promise<InNode[]>} */
async function measureInNode() {
  const { anchors, readers } = await import("../benches/readers.mjs");
  const found = /** @type {InNode[]} */ ([]);
  /** @param {import("../benches/readers.mjs").Reader[]} compared @param {string} folder */
  const measure = (compared, folder) => {
    for (const document of readdirSync(folder)) {
      const format = document.split(".").at(-1) ?? "";
      for (const reader of compared.filter(({ formats }) => formats.includes(format))) {
        found.push({ reader, document, measured: measured(reader.name, join(folder, document)) });
      }
    }
  };
  measure(readers, folder);
  measure(anchors, anchoredFolder);
  return found;
}

/** `undefined`: the reader cannot read the document. @param {string} reader @param {string} file @returns {Measured | undefined} */
function measured(reader, file) {
  const args = ["--max-old-space-size=6144", join(benches, "readers.mjs"), reader, file];
  const { code, stdout } = run(modernNode(), args, { stdio: kept });
  return code === 0 ? JSON.parse(stdout.trim().split("\n").at(-1) ?? "") : undefined;
}

/** @typedef {import("./figures.mjs").Figure} Figure */

/** Criterion's last results. @returns {Figure[]} */
function nativeFigures() {
  const results = join(targetFolder(), "criterion");
  return readdirSync(folder).flatMap((document) =>
    nativeReaders
      .map((reader) => ({ reader, file: join(results, document, reader, "new/estimates.json") }))
      .filter(({ file }) => existsSync(file))
      .map(({ reader, file }) => ({
        reader,
        document,
        cell: time(JSON.parse(readFileSync(file, "utf8")).median.point_estimate / 1e6),
      })),
  );
}

/** The names in benches/readers.rs, in the order of the table. */
const nativeReaders = [
  "serde_json",
  "serde_yaml",
  "metarest tree",
  "openapiv3 of JSON",
  "openapiv3 of YAML",
  "metarest entities",
];

/** @param {InNode[]} inNode @param {Figure[]} natively */
function tables(inNode, natively) {
  /** @param {import("../benches/readers.mjs").Table} table @param {(measured: Measured) => string} cell */
  const of = (table, cell) =>
    inNode
      .filter(({ reader }) => reader.table === table)
      .map(({ reader, document, measured }) => ({
        reader: reader.name,
        document,
        cell: measured ? cell(measured) : "fails",
      }));
  const times = (/** @type {Measured} */ { first, warm }) => `${time(median(warm))} (${time(first)})`;
  return [
    "### Text to values, in Node",
    table("ms", of("values", times)),
    "### Document to model, in Node",
    table("ms", of("model", times)),
    "### A preview beside V8's own reader and writer, in Node",
    table("ms", [...of("anchor", times), ...ratios(inNode)]),
    "### Memory in Node: the process, and of it the wasm",
    table("MB", [of("values", memory), of("model", memory)].flat()),
    ...(natively.length > 0
      ? ["### Native, the median of criterion's 10 samples", table("ms", natively)]
      : []),
    circumstances(inNode),
  ].join("\n\n");
}

/** How many times as long a preview takes as V8's reader and writer, warm. @param {InNode[]} inNode @returns {Figure[]} */
function ratios(inNode) {
  const warm = (/** @type {string} */ name, /** @type {string} */ document) => {
    const found = inNode.find((one) => one.reader.name === name && one.document === document);
    return found?.measured ? median(found.measured.warm) : Number.NaN;
  };
  const pairs = [
    ["metarest preview, opened", "JSON.parse of the document"],
    ["metarest preview, all bytes", "JSON.parse of the document, JSON.stringify of the entities"],
  ];
  const documents = inNode.filter(({ reader }) => reader.table === "anchor").map(({ document }) => document);
  return pairs.flatMap(([own = "", anchor = ""]) =>
    [...new Set(documents)].map((document) => ({
      reader: `${own} ÷ ${anchor}`,
      document,
      cell: (warm(own, document) / warm(anchor, document)).toFixed(1),
    })),
  );
}

/** @param {Measured} measured */
function memory({ rss, wasm }) {
  return wasm === undefined ? megabytes(rss) : `${megabytes(rss)} (${megabytes(wasm)})`;
}

/** The conditions of the measurement. @param {InNode[]} inNode */
function circumstances(inNode) {
  const calls = inNode.map(({ measured }) => measured?.warm.length ?? 0).filter((count) => count > 0);
  const { dependencies } = JSON.parse(readFileSync(join(benches, "package.json"), "utf8"));
  const peers = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  const version = (/** @type {string} */ program) => mustRun(program, ["--version"], { stdio: kept }).trim();
  return [
    `In Node: the median of ${Math.min(...calls)} to ${Math.max(...calls)} samples after the first call, which is in brackets,`,
    "each reader and document in a process of its own; what its thread worked, not the time of the wall.",
    `${cpus().length} cores (${process.arch}), shared with other work; Node ${version(modernNode())}, ${version("rustc")};`,
    `${peers.join(", ")}.`,
  ].join("\n");
}

await command(main);
