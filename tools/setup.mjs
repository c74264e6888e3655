/**
 * What the commands need on the machine, fetched once: the wasm target of Rust, the packages of the lock file, and
 * for tests of the page a Chromium.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { digest } from "./stamp.mjs";
import { mustRun, Problem, reused, root, run, step } from "./step.mjs";

const wasm = "wasm32-unknown-unknown";

/** Rust with its wasm target, and the packages. */
export async function setUp() {
  checkNode();
  await rustTarget();
  await packages();
}

function checkNode() {
  if (major(process.versions.node) >= 20) return;
  throw new Problem(
    `Node ${process.versions.node} is too old: 20 or later is needed, from https://nodejs.org`,
  );
}

/** @param {string} version */
function major(version) {
  return Number.parseInt(version, 10);
}

async function rustTarget() {
  const libdir = await mustRun("rustc", ["--print", "target-libdir", "--target", wasm], {
    stdout: "collect",
  });
  if (existsSync(libdir.trim())) return reused(`Rust target ${wasm}`);
  await step(`Rust target ${wasm}`, () => mustRun("rustup", ["target", "add", wasm]));
}

/** Installs the packages of the lock file where node_modules is not what that file says. */
async function packages() {
  const wanted = digest({ files: ["package-lock.json", "package.json"] });
  const stamp = join(root, "node_modules/.metarest-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return reused("npm packages");
  await step("npm packages", () =>
    mustRun(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      stdout: "show",
    }),
  );
  writeFileSync(stamp, wanted);
}

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** The path of a JavaScript file that a package of node_modules has. @param {string} path */
export function packaged(path) {
  return join(root, "node_modules", path);
}

/**
 * A Node that wrangler runs on (22.12 or later): the one of the lock file, else this one.
 *
 * @returns {string} the program's path
 */
export function modernNode() {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const program = packaged(join(name, "bin", process.platform === "win32" ? "node.exe" : "node"));
  if (existsSync(program)) return program;
  if (major(process.versions.node) > 22) return process.execPath;
  throw new Problem(
    `The Worker's tools need Node 24 or later; this is ${process.versions.node}. https://nodejs.org`,
  );
}

/** The environment in which `node` is the one of `modernNode`. */
export function modernPath() {
  return { PATH: `${join(modernNode(), "..")}${delimiter}${process.env.PATH}` };
}

/**
 * A Chromium for the tests of the page; on Debian as root it is installed where there is none.
 *
 * @returns {Promise<string>} the program's path
 */
export async function chromium() {
  const there = findChromium();
  if (there) return there;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await step("Debian's chromium", installChromium);
  }
  const program = findChromium();
  if (program) return program;
  throw new Problem(
    "The tests of the page need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM",
  );
}

async function installChromium() {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await mustRun("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
    env,
    stdout: "collect",
  });
}

function findChromium() {
  const places = [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  return places.find((place) => place && existsSync(place));
}
