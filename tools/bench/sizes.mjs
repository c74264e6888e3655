/** What the page transfers: the files of the build → rows of a table. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { brotli } from "../serve.mjs";
import { root } from "../step.mjs";

/** @typedef {import("../figures.mjs").Figure} Figure */

const dist = join(root, "www/page/dist");

/** The parts, by the names of the files in them. A file is of the first that matches. @type {[string, RegExp][]} */
const parts = [
  ["the page", /^index\.html$/],
  ["its style", /^assets\/(?!services).*\.css$/],
  ["its script", /^assets\/main-.*\.js$/],
  ["workers", /^assets\/.*\.worker-.*\.js$/],
  ["the core (wasm)", /\.wasm$/],
  ["the example", /^assets\/(example|petstore3)-/],
  ["offline, icons, manifest", /^(sw\.js|.*\.(svg|png|webmanifest))$/],
  ["the page of the services", /services/],
];

/** Scripts that both pages have, or that are loaded when they are needed. */
const chunks = /^assets\/.*\.js$/;

/** @returns {Figure[]} */
export function sizes() {
  const names = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const files = names.filter((name) => /\.\w+$/.test(name) && !name.endsWith(".map"));
  const groups = /** @type {Map<string, string[]>} */ (new Map(parts.map(([title]) => [title, []])));
  for (const name of files) {
    const title = partOf(name, html);
    groups.set(title, [...(groups.get(title) ?? []), name]);
  }
  const before = ["the page", "its style", "its script", "scripts that it imports"];
  groups.set(
    "all before it can be used",
    before.flatMap((title) => groups.get(title) ?? []),
  );
  return [...groups].flatMap(([title, names]) => row(title, names));
}

/** @param {string} name @param {string} html */
function partOf(name, html) {
  const [title] = parts.find(([, pattern]) => pattern.test(name)) ?? [];
  if (title) return title;
  if (!chunks.test(name)) return "other";
  return html.includes(name) ? "scripts that it imports" : "scripts that it imports later";
}

/** @param {string} reader @param {string[]} names @returns {Figure[]} */
function row(reader, names) {
  const bytes = names.map((name) => readFileSync(join(dist, name)));
  const sum = (/** @type {(bytes: Buffer) => number} */ size) =>
    bytes.reduce((total, one) => total + size(one), 0).toLocaleString("en-US");
  return [
    { reader, document: "files", cell: `${names.length}` },
    { reader, document: "bytes", cell: sum(({ length }) => length) },
    { reader, document: "gzip", cell: sum((one) => gzipSync(one, { level: 9 }).length) },
    { reader, document: "brotli", cell: sum((one) => brotli(one).length) },
  ];
}
