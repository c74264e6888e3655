/** Repeats a task while the page is visible; one round at a time. */

/** Milliseconds until the first retry after a failure, which doubles, and the longest wait. */
const retry = { first: 2000, longest: 60_000 };

/** How long to wait after so many failures in a row. @param {number} failures */
export function retryDelay(failures) {
  return Math.min(retry.longest, retry.first * 2 ** Math.min(failures - 1, 10));
}

export class Polling {
  #task;
  #abort = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {(signal: AbortSignal) => Promise<number | undefined>} task returns the milliseconds until the next round;
   * none: there is no next
   */
  constructor(task) {
    this.#task = task;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) clearTimeout(this.#timer);
      else this.now();
    });
    addEventListener("online", () => this.now());
  }

  /** Begins a round; drops the one in progress. */
  now() {
    this.stop();
    void this.#round(this.#abort);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** @param {AbortController} abort */
  async #round({ signal }) {
    const wait = await this.#task(signal);
    if (wait === undefined || signal.aborted || document.hidden) return;
    this.#timer = setTimeout(() => this.now(), wait);
  }
}
