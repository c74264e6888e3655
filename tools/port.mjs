/**
 * Ports of this machine.
 */
import { createServer } from "node:net";

/**
 * The wanted port, or the next free one, and then says so.
 *
 * @param {number} wanted
 * @param {string} what is to listen there
 * @returns {Promise<number>}
 */
export async function freePort(wanted, what) {
  for (let port = wanted; port < wanted + 100; port += 1) {
    if (!(await isFree(port))) continue;
    if (port !== wanted) process.stderr.write(`▸ port ${wanted} is taken: ${what} listens on ${port}\n`);
    return port;
  }
  throw new Error(`no free port from ${wanted} to ${wanted + 99}`);
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(true)));
  });
}
