/**
 * `npm run size`: what each wasm has in it, by part, as docs/size.md. The tests hold every build to its budget.
 *
 * The sizes of parts are those of the code that rustc emits, before wasm-opt: its functions have names. What all of it
 * takes is measured of the finished files.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, targetFolder } from "./build.mjs";
import { wasm } from "./setup.mjs";
import { command, mustRun, root } from "./step.mjs";

/**
 * Every wasm that is shipped, and the most bytes that it may have compressed (gzip -9). A budget is lowered when the
 * wasm shrinks, and raised only for what is worth it.
 */
export const budgets = {
  "the package's first entry and the page": { file: "www/npm/dist/metarest.wasm", most: 1_315_000 },
  "the command line and `metarest/run`": { file: "www/npm/dist/metarest-run.wasm", most: 1_974_000 },
  "the Worker": { file: "build/worker/worker_bg.wasm", most: 1_974_000 },
};

/** The bytes of a file, compressed as servers do it. @param {string} file */
export function compressed(file) {
  return gzipSync(readFileSync(join(root, file)), { level: 9 }).length;
}

/** The parts that are listed; the rest is one line. */
const most = 24;

/** @typedef {{name: string, bytes: number, functions: number}} Part */

/** Reads numbers and texts of a wasm one by one. */
class Reader {
  #bytes;
  at = 8;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  get ended() {
    return this.at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.at++] ?? 0;
  }

  /** A number as LEB128. */
  number() {
    let [value, shift, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 0x7f) * shift;
      shift *= 128;
    } while (byte & 0x80);
    return value;
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.#bytes.toString("utf8", this.at - length, this.at);
  }
}

/** The sections of a wasm by id, without their heads. @param {Buffer} bytes */
function sections(bytes) {
  const reader = new Reader(bytes);
  const found = /** @type {{id: number, name: string, start: number, end: number}[]} */ ([]);
  while (!reader.ended) {
    const [id, length] = [reader.byte(), reader.number()];
    const end = reader.at + length;
    const name = id === 0 ? reader.text() : "";
    found.push({ id, name, start: reader.at, end });
    reader.at = end;
  }
  return found;
}

/** The names of functions by index. @param {Buffer} bytes @param {{start: number, end: number}} section */
function functionNames(bytes, { start, end }) {
  const reader = new Reader(bytes);
  const names = /** @type {Map<number, string>} */ (new Map());
  for (reader.at = start; reader.at < end; ) {
    const [kind, length] = [reader.byte(), reader.number()];
    const next = reader.at + length;
    const count = kind === 1 ? reader.number() : 0;
    for (let at = 0; at < count; at++) names.set(reader.number(), reader.text());
    reader.at = next;
  }
  return names;
}

/** The number of imported functions, which come before the others. @param {Buffer} bytes @param {{start: number}} section */
function importedFunctions(bytes, { start }) {
  const reader = new Reader(bytes);
  reader.at = start;
  const count = reader.number();
  let functions = 0;
  for (let at = 0; at < count; at++) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind !== 0) throw new Error(`an import of kind ${kind}: only functions are expected`);
    reader.number();
    functions++;
  }
  return functions;
}

/** The bytes of code by crate, of the core by module. @param {string} file @returns {{parts: Part[], data: number}} */
function parts(file) {
  const bytes = readFileSync(file);
  const all = sections(bytes);
  const of = (/** @type {number} */ id, name = "") => {
    const section = all.find((section) => section.id === id && section.name === name);
    if (!section) throw new Error(`${file} has no section ${id} ${name}`);
    return section;
  };
  const names = functionNames(bytes, of(0, "name"));
  const first = importedFunctions(bytes, of(2));
  const reader = new Reader(bytes);
  reader.at = of(10).start;
  const count = reader.number();
  const found = /** @type {Map<string, Part>} */ (new Map());
  for (let at = 0; at < count; at++) {
    const length = reader.number();
    const name = partOf(names.get(first + at) ?? "");
    const part = found.get(name) ?? { name, bytes: 0, functions: 0 };
    found.set(name, { name, bytes: part.bytes + length, functions: part.functions + 1 });
    reader.at += length;
  }
  const data = of(11);
  return { parts: [...found.values()].sort((a, b) => b.bytes - a.bytes), data: data.end - data.start };
}

/** The crate of a function, of the core its module. @param {string} symbol mangled in either way of rustc, or plain */
function partOf(symbol) {
  const [crate = "other", module] = identifiers(symbol).filter((name) => /^[a-z][a-z0-9_]*$/.test(name));
  return crate === "metarest" && module !== undefined ? `metarest::${module}` : crate;
}

/**
 * The identifiers of a mangled name, each written after its length: of the crate, then of the modules. An implementation
 * of a trait for a type counts as the type's: `_<metarest::tree::Node as …>`.
 *
 * @param {string} symbol @returns {string[]}
 */
function identifiers(symbol) {
  const found = [];
  // In the newer form, the crate's name comes after its hash: Cs3abc_8metarest.
  const crate = /^_R.*?Cs[0-9A-Za-z]+_(?=\d)/.exec(symbol);
  let rest = crate ? symbol.slice(crate[0].length) : symbol.replace(/^_ZN/, "");
  for (let match = /^(\d+)_?/.exec(rest); match; match = /^(\d+)_?/.exec(rest)) {
    const [digits, length] = match;
    const name = rest.slice(String(length).length).slice(0, Number(length));
    rest = rest.slice(String(length).length + Number(length));
    found.push(...readable(name, digits));
  }
  return found;
}

/** A name in the older form may be a path with generics. @param {string} name @param {string} digits */
function readable(name, digits) {
  const path = name
    .replace(/^_?\$LT\$(?:\$RF\$|\$BP\$|mut|const|\$u20\$|dyn)*/, "")
    .split("$")[0]
    ?.split("..");
  return digits.endsWith("_") && !name.startsWith("_$LT$") ? [name.replace(/^_/, "")] : (path ?? [name]);
}

/** @param {number} bytes */
const thousands = (bytes) => bytes.toLocaleString("en-US");

/** @param {{parts: Part[], data: number}} of */
function table({ parts, data }) {
  const shown = parts.slice(0, most);
  const rest = parts.slice(most);
  const sum = (/** @type {Part[]} */ of) => of.reduce((total, { bytes }) => total + bytes, 0);
  const rows = shown.map(
    ({ name, bytes, functions }) => `| \`${name}\` | ${thousands(bytes)} | ${functions} |`,
  );
  return [
    "| part | bytes of code | functions |",
    "|---|---:|---:|",
    ...rows,
    `| ${rest.length} others | ${thousands(sum(rest))} | ${rest.reduce((all, { functions }) => all + functions, 0)} |`,
    `| data: texts, tables of Unicode | ${thousands(data)} | |`,
  ].join("\n");
}

/** The page, of what was just built. */
function page() {
  const finished = Object.entries(budgets).map(([what, { file, most }]) => {
    const bytes = readFileSync(join(root, file)).length;
    return `| ${what} | ${thousands(bytes)} | ${thousands(compressed(file))} | ${thousands(most)} |`;
  });
  const compiled = join(targetFolder(), wasm, "release", "metarest_wasm.wasm");
  const cargo = (/** @type {string[]} */ ...flags) =>
    mustRun("cargo", [
      "build",
      "--release",
      "--target",
      wasm,
      "-p",
      "metarest-wasm",
      "-p",
      "metarest-worker",
      ...flags,
    ]);
  cargo("--no-default-features");
  const core = table(parts(compiled));
  cargo();
  const run = table(parts(compiled));
  return `# The size of the wasm

Made by \`npm run size\`. Compressed is gzip -9; a test fails if a build is larger than its budget.

| build | bytes | compressed | budget |
|---|---:|---:|---:|
${finished.join("\n")}

## The package's first entry and the page, by part

Code as rustc emits it, before wasm-opt makes it some 15 % smaller. Functions of the standard library that were compiled for one type count as the library's.

${core}

## The command line and \`metarest/run\`, by part

${run}
`;
}

if (process.argv[1] === import.meta.filename) {
  await command(async () => {
    await build();
    writeFileSync(join(root, "docs/size.md"), page());
    return 0;
  });
}
