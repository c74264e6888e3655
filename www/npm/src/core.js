/** The bindings of the package's first entry, and their start. */
import * as core from "../dist/core.js";
import { Starter } from "./start.js";

export { core };

/** The start of the wasm that the functions use. */
export const starter = new Starter(core);
