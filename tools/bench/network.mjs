/**
 * A slow network: what a server sends over it comes late, and shares its rate with everything else that is sent.
 *
 * It is the server's side that is slowed down, since Chromium's own throttling leaves out what workers fetch.
 */
import { setTimeout } from "node:timers/promises";

/** @typedef {{name: string, bitsPerSecond: number, latency: number}} Network `latency` in milliseconds, there and back */

/** Bytes that are sent in one piece. */
const piece = 4096;

/**
 * How a server sends a body over a network.
 *
 * @param {Network} network
 * @returns {(response: import("node:http").ServerResponse, bytes: Buffer) => Promise<void>}
 */
export function over({ bitsPerSecond, latency }) {
  let busyUntil = 0;
  const passed = (/** @type {number} */ length) => {
    const start = Math.max(performance.now(), busyUntil);
    busyUntil = start + (length * 8000) / bitsPerSecond;
    return setTimeout(busyUntil - performance.now());
  };
  return async (response, bytes) => {
    await setTimeout(latency);
    for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
      const part = bytes.subarray(at, at + piece);
      await passed(part.length);
      response.write(part);
    }
    response.end();
  };
}
