/**
 * `npm start`: builds, starts the local catalogue, ingests the bundled Petstore into it with OpenMetadata's sample
 * config, then serves page and Worker until stopped. The Worker gets the same config as a service and runs it.
 *
 *   npm start -- [--once] [--server 1.6|1.12|2.0]
 *
 * `--server` is the OpenMetadata release that the catalogue imitates. `--once` ends after the ingest, with its exit
 * code, and serves neither page nor Worker.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build, buildCatalogue } from "./build.mjs";
import { exitCode, freePort, Group } from "./process.mjs";
import { modernNode, packaged, wranglerEnv } from "./setup.mjs";
import { command, Problem, root, step } from "./step.mjs";

const corpus = join(root, "tests/corpus");
const config = join(root, "build/rest_config.yaml");
/** The Worker's variables. */
const variables = join(root, "build/worker.env");
const documentUrl = "https://docs.open-metadata.org/swagger.json";
const hostPort = "http://localhost:8585/api";
const releases = ["1.6", "1.12", "2.0"];

/** Reads the arguments. The default release is that of the connector's documentation. @param {string[]} args */
export function parseOptions(args) {
  try {
    const options = /** @type {const} */ ({ once: { type: "boolean" }, server: { type: "string" } });
    const { once = false, server = "1.12" } = parseArgs({ args, options }).values;
    if (!releases.includes(server))
      throw new Error(`--server is one of ${releases.join(", ")}, not ${server}`);
    return { once, server };
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Problem(`${message}\nusage: npm start -- [--once] [--server ${releases.join("|")}]`);
  }
}

async function main() {
  const { once, server } = parseOptions(process.argv.slice(2));
  await build();
  const program = await step("local catalogue", buildCatalogue);
  const group = new Group();
  try {
    const url = await startCatalogue(group, program, server);
    writeConfig(url);
    const code = await ingest(group, url);
    return once || group.stopping ? code : await serve(group, url);
  } finally {
    await group.end();
  }
}

/** The wanted port or the next free one. @param {number} wanted @param {string} listener what listens there */
async function port(wanted, listener) {
  const free = await freePort(wanted);
  if (free !== wanted) process.stderr.write(`▸ port ${wanted} is taken: ${listener} listens on ${free}\n`);
  return free;
}

/** @param {Group} group @param {string} program @param {string} server @returns {Promise<string>} its address, with `/api` */
async function startCatalogue(group, program, server) {
  const listening = `${await port(8585, "the local catalogue")}`;
  const args = ["--port", listening, "--server", server, "--spec-dir", corpus];
  const child = group.start(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdout) });
  const [line] = await Promise.race([once(lines, "line"), once(child, "exit")]);
  if (typeof line !== "string") throw new Problem(`the local catalogue ended with exit code ${line}`);
  return JSON.parse(line).url;
}

/** Writes the sample config with the addresses of the bundled document and the catalogue. @param {string} url */
function writeConfig(url) {
  const document = new URL("/specs/petstore3.json", url).href;
  const sample = readFileSync(join(corpus, "rest_config.yaml"), "utf8");
  if (!sample.includes(documentUrl) || !sample.includes(hostPort))
    throw new Error("the sample config changed");
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(config, sample.replace(documentUrl, document).replace(hostPort, url));
}

/** @param {Group} group @param {string} url @returns {Promise<number>} the exit code of `metarest ingest` */
function ingest(group, url) {
  const args = [join(root, "www/npm/bin/metarest.js"), "ingest", "-c", config];
  return step(`metarest ingest -c build/rest_config.yaml (into ${url})`, () =>
    exitCode(group.start(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] })),
  );
}

/** Serves page and Worker until a signal. @param {Group} group @param {string} url @returns {Promise<number>} */
async function serve(group, url) {
  const listening = await port(8787, "page and Worker");
  const token = randomBytes(16).toString("hex");
  // Everything runs on this computer.
  writeFileSync(variables, `METAREST_TOKEN=${token}\nMETAREST_PRIVATE_ADDRESSES=allow\n`);
  const local = ["--local", "--ip", "127.0.0.1", "--port", `${listening}`];
  const files = ["--persist-to", join(root, "build/wrangler"), "--env-file", variables];
  const args = [packaged("wrangler/bin/wrangler.js"), "dev", ...local, ...files];
  const child = group.start(modernNode(), args, {
    cwd: root,
    env: wranglerEnv(),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const page = `http://localhost:${listening}`;
  await pushService(page, token, () => child.exitCode !== null);
  process.stderr.write(`
catalogue  ${new URL("/", url).href}
page       ${page}
services   ${page}/services#token=${token}
cron tick  ${page}/cdn-cgi/handler/scheduled?format=json
Press Ctrl-C to stop.

`);
  const code = await exitCode(child);
  return group.stopping ? 0 : code;
}

/**
 * Puts the sample config as a service, once the Worker answers, and starts a run of it.
 *
 * @param {string} worker its address
 * @param {string} token
 * @param {() => boolean} ended whether the Worker ended
 */
async function pushService(worker, token, ended) {
  const text = readFileSync(config, "utf8");
  const [, name] = /serviceName: (\S+)/.exec(text) ?? [];
  if (name === undefined) throw new Error("the sample config has no service");
  const service = `${worker}/api/v1/services/${encodeURIComponent(name)}`;
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (/** @type {string} */ method, /** @type {string} */ url, body = "") => {
    const response = await fetch(url, { method, headers, body });
    if (!response.ok && response.status !== 409) throw new Problem(`${url}: ${await response.text()}`);
  };
  for (let tries = 0; tries < 300 && !ended(); tries++) {
    if ((await fetch(`${worker}/health`).catch(() => undefined)) !== undefined) {
      await ask("PUT", service, text);
      return ask("POST", `${service}/run`);
    }
    await setTimeout(200);
  }
}

if (process.argv[1] === import.meta.filename) await command(main);
