export type * from "../dist/node/metarest.js";
export { check, hovers, preview } from "../dist/node/metarest.js";
