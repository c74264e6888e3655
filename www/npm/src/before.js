/** Waiting that a signal ends. */

/**
 * Waits for a promise until a signal aborts: a function of a caller need not care about the signal.
 *
 * @template T @param {AbortSignal | undefined} signal @param {Promise<T>} promise @returns {Promise<T>}
 */
export async function before(signal, promise) {
  if (signal === undefined) return await promise;
  /** @type {() => void} */
  let stop = () => {};
  const aborted = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([promise, aborted]));
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
