/** The package in workerd, where wasm comes compiled and a module may not fetch while it starts. */

import * as wasm from "../../dist/web/metarest.js";
import module from "../../dist/web/metarest_bg.wasm";
import { api } from "./api.js";

wasm.initSync({ module });

export const { check, preview, hovers } = api(wasm);
