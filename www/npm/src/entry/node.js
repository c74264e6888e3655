/** The package in Node. */
export { check, hovers, preview } from "../../dist/node/metarest.js";
