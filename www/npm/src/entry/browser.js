/** The package in a browser: ready when its import is. Fetches the wasm from beside the script. */
import start from "../../dist/web/metarest.js";

await start();

export { check, hovers, preview } from "../../dist/web/metarest.js";
