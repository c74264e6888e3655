/**
 * What `npm start` is asked for.
 */
import { parseArgs } from "node:util";
import { Problem } from "./step.mjs";

/** The releases that the local catalogue plays. */
const releases = ["1.6", "1.12", "2.0"];

/** The release of the connector's documentation, which a real server was measured of. */
const usual = "1.12";

/**
 * @param {string[]} args
 * @returns {{once: boolean, server: string}}
 */
export function wanted(args) {
  try {
    const options = /** @type {const} */ ({ once: { type: "boolean" }, server: { type: "string" } });
    const { once = false, server = usual } = parseArgs({ args, options }).values;
    if (!releases.includes(server)) throw new Error(`--server is 1.6, 1.12 or 2.0, not ${server}`);
    return { once, server };
  } catch (error) {
    throw new Problem(
      `${/** @type {Error} */ (error).message}\nusage: npm start -- [--once] [--server ${releases.join("|")}]   (without it ${usual})`,
    );
  }
}
