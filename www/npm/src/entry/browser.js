/** The package in a browser: the module is ready when its import is. The wasm is fetched from beside the script. */
import start, * as wasm from "../../dist/web/metarest.js";
import { api } from "./api.js";

await start();

export const { check, preview, hovers } = api(wasm);
