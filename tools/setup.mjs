/**
 * Installs what a fresh machine lacks: Rust's wasm target, the npm packages, a Node for wrangler, and Chromium.
 */
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { kept, mustRun, Problem, root, run, step } from "./step.mjs";

export const wasm = "wasm32-unknown-unknown";
export const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const installed = join(root, "node_modules");

/** Installs Rust's wasm target and the packages of the lock file, if they are missing. */
export async function setUp() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new Problem(`Node ${process.versions.node} is too old; install 20 or later: https://nodejs.org`);
  }
  const libraries = mustRun("rustc", ["--print", "target-libdir", "--target", wasm], { stdio: kept }).trim();
  if (!existsSync(libraries)) {
    await step(`Rust target ${wasm}`, () => mustRun("rustup", ["target", "add", wasm]));
  }
  if (!isCurrent()) await step("npm packages", () => mustRun(npm, ["ci", "--loglevel=error"]));
}

/** Whether npm installed after the last change of the lock file. */
function isCurrent() {
  const record = join(installed, ".package-lock.json");
  const changed = (/** @type {string} */ file) => statSync(file).mtimeMs;
  return existsSync(record) && changed(record) >= changed(join(root, "package-lock.json"));
}

/** The path of a file in an installed package. @param {string} path */
export function packaged(path) {
  return join(installed, path);
}

/** The Node of the lock file, which is recent enough for wrangler; else this one, if it is. */
export function modernNode() {
  const windows = process.platform === "win32";
  const name = `node-${windows ? "win" : process.platform}-${process.arch}`;
  const program = packaged(join(name, "bin", windows ? "node.exe" : "node"));
  if (existsSync(program)) return program;
  if (Number.parseInt(process.versions.node, 10) > 22) return process.execPath;
  throw new Problem(`wrangler needs Node 24 or later; this is ${process.versions.node}: https://nodejs.org`);
}

/** What wrangler needs in its environment: that Node, and no questions or requests of its own. */
export function wranglerEnv() {
  return {
    PATH: `${dirname(modernNode())}${delimiter}${process.env.PATH}`,
    CI: "1",
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
}

/** Chromium for the tests of the page. @returns {string} its path */
export function chromium() {
  return debian("chromium", "CHROMIUM", ["chromium", "chromium-browser", "google-chrome"]);
}

/** ChromeDriver for the tests of the bindings. @returns {string} its path */
export function chromedriver() {
  return debian("chromium-driver", "CHROMEDRIVER", ["chromedriver"]);
}

/**
 * Finds a program; on Debian, root gets it installed.
 *
 * @param {string} name of the package @param {string} variable that can name the program @param {string[]} programs
 */
function debian(name, variable, programs) {
  const paths = [process.env[variable], ...programs.map((program) => `/usr/bin/${program}`)];
  const find = () => paths.find((path) => path && existsSync(path));
  if (!find() && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" } };
    run("apt-get", ["update", "-qq"], options);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], options);
  }
  const found = find();
  if (found) return found;
  throw new Problem(`The tests need ${programs[0]}: install it (apt-get install ${name}) or set ${variable}`);
}
