/**
 * The Worker in the local runtime, as its own process group: `wrangler dev` on the Node that it needs.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort, Group } from "../../tools/process.mjs";
import { modernNode, packaged, wranglerEnv } from "../../tools/setup.mjs";
import { root } from "../../tools/step.mjs";

/** Milliseconds within which the runtime must answer. */
const patience = 60_000;

/**
 * Starts it and waits until it answers.
 *
 * @typedef {object} Running
 * @property {string} url
 * @property {() => string} output
 * @property {() => Promise<{status: number, text: string}>} tick runs the cron trigger
 * @property {() => Promise<void>} stop ends it, and drops what it kept unless the caller gave the folder
 * @property {() => Promise<void>} kill ends it without a warning; what it kept stays
 *
 * @param {Record<string, string>} [variables] of the Worker
 * @param {{cwd?: string, path?: string, folder?: string}} [project] its folder, a path that it answers, and where it
 * keeps its objects
 * @returns {Promise<Running>}
 */
export async function worker(variables = {}, { cwd = root, path = "/health", folder: kept } = {}) {
  const folder = kept ?? mkdtempSync(join(tmpdir(), "metarest-worker-"));
  const variablesFile = join(folder, "variables");
  writeFileSync(
    variablesFile,
    // The servers of the tests are on this computer.
    Object.entries({ METAREST_PRIVATE_ADDRESSES: "allow", ...variables })
      .map(([name, value]) => `${name}=${quoted(value)}\n`)
      .join(""),
  );
  const port = await freePort(0);
  const group = new Group();
  const out = { text: "" };
  const flags = [
    "--local",
    "--ip",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--inspector-port",
    "0",
    "--persist-to",
    folder,
  ];
  const child = group.start(
    modernNode(),
    [packaged("wrangler/bin/wrangler.js"), "dev", ...flags, "--env-file", variablesFile],
    { cwd, env: { ...wranglerEnv(), NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      out.text += chunk;
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await group.end();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const kill = () => group.kill();
  try {
    await answering(`${url}${path}`, () => child.exitCode);
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${out.text}`);
  }
  return { url, output: () => out.text, tick: () => tick(url), stop, kill };
}

/** A dotenv value; wrangler expands `$` whatever the quotes, but not behind a backslash. @param {string} value */
function quoted(value) {
  if (value.includes("'")) throw new Error("a variable of these tests has no single quote");
  return `'${value.replaceAll("$", "\\$")}'`;
}

/** @param {string} url @param {() => number | null} ended */
async function answering(url, ended) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    if (ended() !== null) throw new Error(`wrangler ended with exit code ${ended()}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
    // A Worker of which a service failed answers 503, and is up.
    if (response?.ok || response?.status === 503) return;
    await wait(200);
  }
  throw new Error(`nothing answered at ${url} within ${patience} ms`);
}

/** One cron tick, to its end. @param {string} url */
async function tick(url) {
  const response = await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*&format=json`, {
    signal: AbortSignal.timeout(patience),
  });
  return { status: response.status, text: await response.text() };
}
