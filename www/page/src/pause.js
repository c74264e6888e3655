/** Lets what waits be done: keys, clicks, a frame. @returns {Promise<void>} */
export function pause() {
  return new Promise((resolve) => setTimeout(resolve));
}
