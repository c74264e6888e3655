/**
 * The Worker in the local runtime, as its own process group: `wrangler dev` on the Node that it needs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
 * @property {() => number} cpu seconds that the runtime has worked so far
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
  const removed = () => kept === undefined && rmSync(folder, { recursive: true, force: true });
  for (let ports = mostPorts; ; ports--) {
    const { url, group, child, out } = await started(folder, variablesFile, cwd);
    try {
      await answering(`${url}${path}`, () => child.exitCode);
      const stop = async () => {
        await group.end();
        removed();
      };
      const cpu = () => worked(/** @type {number} */ (child.pid));
      return { url, output: () => out.text, tick: () => tick(url), cpu, stop, kill: () => group.kill() };
    } catch (error) {
      await group.end();
      if (ports > 1 && out.text.includes("Address already in use")) continue;
      removed();
      throw new Error(`${error}\n${out.text}`);
    }
  }
}

/** A port that is free may be taken by another test before wrangler has it. */
const mostPorts = 3;

/** Starts wrangler. @param {string} folder @param {string} variablesFile @param {string} cwd */
async function started(folder, variablesFile, cwd) {
  const port = await freePort(0);
  const group = new Group();
  const out = { text: "" };
  const address = ["--ip", "127.0.0.1", "--port", `${port}`, "--inspector-port", "0"];
  const child = group.start(
    modernNode(),
    [
      ...[packaged("wrangler/bin/wrangler.js"), "dev", "--local", ...address],
      ...["--persist-to", folder, "--env-file", variablesFile],
    ],
    { cwd, env: { ...wranglerEnv(), NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      out.text += chunk;
    });
  }
  return { url: `http://127.0.0.1:${port}`, group, child, out };
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

/** Ticks of a second in which Linux counts the time of a process, the same on all of its platforms. */
const ticks = 100;

/**
 * Seconds of the processor that the runtime of a process group has used. A Worker cannot tell itself: its clock stands
 * still while it works. Linux only.
 *
 * @param {number} group
 */
function worked(group) {
  let [used, found] = [0, false];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(status(pid)) ?? [];
    // From the state on, as `man proc_pid_stat` numbers the fields from 3: the group is field 5, the times 14 and 15.
    const fields = rest?.split(" ") ?? [];
    if (name !== "workerd" || Number(fields[2]) !== group) continue;
    found = true;
    used += (Number(fields[11]) + Number(fields[12])) / ticks;
  }
  if (!found) throw new Error(`no runtime is in the process group ${group}`);
  return used;
}

/** What Linux says of a process; nothing if it has ended. @param {string} pid */
function status(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
