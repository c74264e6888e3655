/** Waits on the page's side. */

/** Lets what waits be done: keys, clicks, a frame. @returns {Promise<void>} */
export function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Waits for something, but no longer than that. @param {number} milliseconds @param {Promise<unknown>} work */
export async function waitAtMost(milliseconds, work) {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
}
