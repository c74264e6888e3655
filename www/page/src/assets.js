/**
 * The page's own files, whose names the build makes: name of the source → address. And the one Trusted Types policy: it
 * lets the page start its own scripts as workers, and nothing else.
 */

/** The names beside this script, by the plain ones. @type {Record<string, string>} */
const names = /** @type {any} */ (import.meta).assets;

/** The address of a file of the page. @param {string} name of its source, as `metarest.wasm` */
export function asset(name) {
  const built = names[name];
  if (built === undefined) throw new Error(`the page has no file ${name}`);
  return new URL(built, import.meta.url).href;
}

/** Whether a file is one that a page may start beside itself. @param {string} name */
function isScript(name) {
  return name.endsWith(".worker.js") || name === "sw.js";
}

/** @type {{createScriptURL: (url: string) => string} | undefined} */
let policy;

/** Made when it is first needed: a worker of another policy may not make it. */
function scriptPolicy() {
  policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy("metarest", {
    createScriptURL: (/** @type {string} */ url) => {
      if (!Object.keys(names).some((name) => isScript(name) && asset(name) === url))
        throw new TypeError(`not a script of this page: ${url}`);
      return url;
    },
  });
  return policy;
}

/** The address of a worker's script, as `Worker` wants it. @param {string} name of its source, as `check.worker.js` @returns {string} */
export function script(name) {
  return scriptPolicy()?.createScriptURL(asset(name)) ?? asset(name);
}
