/** The package in workerd, where wasm is imported compiled: a module must not fetch while it starts. */
import { initSync } from "../../dist/web/metarest.js";
import module from "../../dist/web/metarest_bg.wasm";

initSync({ module });

export { check, hovers, preview } from "../../dist/web/metarest.js";
