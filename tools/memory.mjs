/**
 * `npm run memory`: measures the memory of two ingests of documents of 3, 13 and 24 MB, as JSON and as YAML, by the
 * command line and by the Worker in the local runtime, and what the Worker's runs take of the processor; writes the
 * tables of docs/performance.md.
 *
 * An isolate of Cloudflare has 128 MB for the wasm memory and JavaScript together. The shells hold no more than a
 * piece of a document or an answer at a time, so that the wasm memory is what counts. The local runtime sets no limit,
 * so that the Worker itself reports what it used.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { catalogue } from "../tests/npm/process.mjs";
import { worker } from "../tests/worker/runtime.mjs";
import { build } from "./build.mjs";
import { placed } from "./figures.mjs";
import { generate, petstore } from "./generate.mjs";
import { command, Problem, root, step } from "./step.mjs";

/** @typedef {{name: string, text: string, type: string}} Doc */
/** @typedef {{first: string, again: string}} Used in MB: by a first run, and by one that changes nothing */
/** @typedef {{first: number, again: number, skipped: number}} Cpu in seconds: also by a run that found its document unchanged */

const page = join(root, "docs/performance.md");

/** @param {number} megabytes @param {"json" | "yaml"} format @returns {Doc} */
export function large(megabytes, format) {
  const model = JSON.parse(readFileSync(petstore, "utf8"));
  const text = generate(model, megabytes * 1e6, format);
  return { name: `${megabytes} MB ${format.toUpperCase()}`, text, type: `application/${format}` };
}

/** The documents, each generated when it is measured. */
function* documents() {
  for (const megabytes of [3, 13, 24]) {
    yield large(megabytes, "json");
    yield large(megabytes, "yaml");
  }
}

/** Serves one document with its length. @param {Doc} document */
async function served({ text, type }) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/openapi`, stop: () => server.close() };
}

/** @param {string} url of the catalogue @param {string} spec */
function config(url, spec) {
  return `source:
  type: rest
  serviceName: large
  serviceConnection:
    config: {type: Rest, openAPISchemaConnection: {openAPISchemaURL: "${spec}"}, docURL: "https://docs.example.com"}
  sourceConfig: {config: {type: ApiMetadata}}
sink: {type: metadata-rest, config: {}}
workflowConfig:
  openMetadataServerConfig: {hostPort: "${url}", securityConfig: {jwtToken: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJib3QifQ.x"}}
`;
}

/** Two runs of the command line. @param {string} text the config @returns {Promise<Used>} */
async function byCommandLine(text) {
  const folder = mkdtempSync(join(tmpdir(), "metarest-memory-"));
  const file = join(folder, "config.yaml");
  writeFileSync(file, text);
  const one = async () => {
    const program = join(root, "www/npm/bin/metarest.js");
    const child = spawn(process.execPath, [program, "ingest", "-c", file, "--log-level", "debug"]);
    let log = "";
    child.stdout.resume();
    child.stderr.on("data", (piece) => {
      log = (log + piece).slice(-10_000);
    });
    const [code] = await once(child, "close");
    const found = /memory: ([\d.]+) MB of wasm, ([\d.]+) MB in all/.exec(log);
    if (code !== 0 || !found) throw new Problem(`ingest ended with ${code}:\n${log}`);
    return `${found[1]} (${found[2]})`;
  };
  try {
    return { first: await one(), again: await one() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs of the Worker: the first, one that compares all and changes nothing, and one whose document has not changed.
 *
 * @param {string} text the config
 * @returns {Promise<Used & {cpu: Cpu}>}
 */
export async function byWorker(text) {
  const [created] = await runs(text, 1);
  // An instance that has kept nothing compares all. Its memory is its own, since memory never shrinks.
  const [compared, skipped] = await runs(text, 2);
  if (!created || !compared || !skipped) throw new Problem("a run is missing");
  return {
    first: created.memory,
    again: compared.memory,
    cpu: { first: created.cpu, again: compared.cpu, skipped: skipped.cpu },
  };
}

/** So many ticks of a fresh instance of the Worker. @param {string} text the config @param {number} count */
async function runs(text, count) {
  const running = await worker({ METAREST_CONFIG: text, METAREST_REQUESTS: "10000" });
  const out = [];
  try {
    while (out.length < count) {
      const before = running.cpu();
      void running.tick().catch(() => undefined);
      const line = await logged(running.output, out.length);
      if (!line.ok) throw new Problem(`the Worker's run failed: ${JSON.stringify(line)}`);
      out.push({ memory: (line.memory / 2 ** 20).toFixed(1), cpu: running.cpu() - before });
    }
    return out;
  } finally {
    await running.stop();
  }
}

/**
 * The line that a run logs at its end.
 *
 * @param {() => string} output
 * @param {number} before how many runs have ended before
 * @returns {Promise<any>}
 */
async function logged(output, before) {
  for (let tries = 0; tries < 3000; tries++) {
    const line = output().match(/\{"event":"run".*\}/g)?.[before];
    if (line !== undefined) return JSON.parse(line);
    await wait(100);
  }
  throw new Problem(`the Worker's run did not end:\n${output()}`);
}

/**
 * Measures a document.
 *
 * @template T
 * @param {Doc} document
 * @param {(config: string) => Promise<T>} measure
 */
export async function measured(document, measure) {
  const server = await catalogue();
  const spec = await served(document);
  try {
    return await measure(config(server.url, spec.url));
  } finally {
    spec.stop();
    server.stop();
  }
}

async function main() {
  await build();
  const [memory, cpu] = [[memoryHead], [cpuHead]];
  for (const document of documents()) {
    const [line, isolate] = await step(document.name, async () => [
      await measured(document, byCommandLine),
      await measured(document, byWorker),
    ]);
    memory.push(row(document.name, line.first, line.again, isolate.first, isolate.again));
    const { first, again, skipped } = isolate.cpu;
    cpu.push(row(document.name, first.toFixed(2), again.toFixed(2), skipped.toFixed(2)));
  }
  const text = readFileSync(page, "utf8");
  writeFileSync(page, placed(placed(text, "memory", memory.join("")), "cpu", cpu.join("")));
  process.stdout.write(`${memory.join("")}\n${cpu.join("")}`);
  return 0;
}

const memoryHead = `| document | command line, first run: wasm (process) | unchanged | Worker, first run: wasm | unchanged |
|---|---:|---:|---:|---:|
`;
const cpuHead = `| document | first run, s | all compared, nothing changed | document unchanged |
|---|---:|---:|---:|
`;

/** A line of a table. @param {string[]} cells */
function row(...cells) {
  return `| ${cells.join(" | ")} |\n`;
}

if (process.argv[1] === import.meta.filename) await command(main);
