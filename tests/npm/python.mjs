/**
 * A Python with a package of PyPI, in a folder of its own that is kept by name and version in METAREST_CACHE.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/step.mjs";

/** A first installation may fetch a hundred packages. */
const patience = 15 * 60_000;

/** @param {string} name @param {string} version @param {string} [extra] of the package @returns {string} the Python */
export function pythonWith(name, version, extra = "") {
  const cache = process.env.METAREST_CACHE ?? join(root, "build");
  const kept = join(cache, `${name}-${version}`);
  const python = (/** @type {string} */ folder) => join(folder, "bin/python");
  if (existsSync(python(kept))) return python(kept);
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${kept}.`);
  const wanted = `${name}${extra}==${version}`;
  try {
    execFileSync("python3", ["-m", "venv", draft], { stdio: "pipe" });
    const quiet = ["--quiet", "--disable-pip-version-check"];
    const pip = ["-m", "pip", "install", ...quiet, wanted];
    execFileSync(python(draft), pip, { stdio: "pipe", timeout: patience });
  } catch (error) {
    const why = String(/** @type {any} */ (error).stderr ?? "") || String(error);
    throw new Error(`the tests need Python 3 and ${wanted} from PyPI: ${why}`);
  }
  renameSync(draft, kept);
  return python(kept);
}
