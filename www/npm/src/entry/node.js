/** The package in Node. */
import * as wasm from "../../dist/node/metarest.js";
import { api } from "./api.js";

export const { check, preview, hovers } = api(wasm);
