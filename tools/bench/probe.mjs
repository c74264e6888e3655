/// <reference lib="dom" />
/** What is measured inside the page: an init script and questions to it. */

/** @typedef {import("playwright-core").Page} Page */

/** Runs in the page before everything else. */
export function probe() {
  const found = {
    tasks: /** @type {{at: number, duration: number}[]} */ ([]),
    keys: /** @type {{at: number, frame: number}[]} */ ([]),
    chosen: 0,
  };
  /** @type {any} */ (globalThis).bench = found;
  new PerformanceObserver((list) => {
    for (const { startTime: at, duration } of list.getEntries()) found.tasks.push({ at, duration });
  }).observe(/** @type {any} */ ({ type: "longtask", buffered: true }));
  // A frame is painted after the callbacks for it; a message comes after that.
  const afterFrame = (/** @type {() => void} */ then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(0);
    });
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const key = { at: event.timeStamp, frame: 0 };
    found.keys.push(key);
    afterFrame(() => {
      key.frame = performance.now() - key.at;
    });
  };
  addEventListener("keydown", onKey, { capture: true });
  addEventListener("change", (event) => (found.chosen = event.timeStamp), { capture: true });
}

/** Waits for the first mark of a name after a time, and gives its time. @param {Page} page @param {string} name @param {number} after */
export async function marked(page, name, after) {
  const handle = await page.waitForFunction(
    ([name, after]) =>
      performance
        .getEntriesByName(/** @type {string} */ (name))
        .find(({ startTime }) => startTime > Number(after))?.startTime,
    [name, after],
    { timeout: 120_000, polling: 20 },
  );
  return Number(await handle.jsonValue());
}

/** What the probe has found. @param {Page} page @returns {Promise<{tasks: {at: number, duration: number}[], keys: {at: number, frame: number}[], chosen: number}>} */
export function found(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).bench);
}

/** @param {Page} page */
export function now(page) {
  return page.evaluate(() => performance.now());
}

/** When something was first painted. @param {Page} page */
export async function firstPaint(page) {
  const handle = await page.waitForFunction(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    undefined,
    { polling: 20 },
  );
  return Number(await handle.jsonValue());
}

/** The bytes of the main thread's heap, after its garbage is collected. @param {Page} page */
export async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

/**
 * Scrolls a list in steps, one a frame, and gives the milliseconds of each frame; none if nothing there scrolls.
 *
 * @param {Page} page @param {string} selector of what the list is in @param {number} frames
 * @returns {Promise<number[]>}
 */
export function scrolled(page, selector, frames) {
  return page.evaluate(
    async ([selector, frames]) => {
      const within = [
        .../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`${selector}, ${selector} *`)),
      ];
      const list = within.find((one) => {
        const scrolls = /auto|scroll/.test(getComputedStyle(one).overflowY);
        return scrolls && one.scrollHeight > one.clientHeight + 1;
      });
      const step = list && Math.max(300, (list.scrollHeight - list.clientHeight) / Number(frames));
      const times = /** @type {number[]} */ ([]);
      let before = await new Promise(requestAnimationFrame);
      for (let frame = 0; list && step && frame < Number(frames); frame++) {
        list.scrollTop += step;
        const at = await new Promise(requestAnimationFrame);
        times.push(at - before);
        before = at;
      }
      return times;
    },
    [selector, frames],
  );
}
