/**
 * Makes the first mapping as fast as later ones.
 *
 * A browser compiles WebAssembly twice: at first quickly, and what runs often once more, into code that is some three times
 * as fast. So a small document is mapped some times while there is nothing else to do. In: the core's `preview`, a document.
 */

/** After so many mappings of Petstore what maps a document is compiled for good. */
const times = 20;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Maps the document again and again, each time as a task of its own. @param {() => {free(): void}} preview */
export function warmUp(preview) {
  let left = times;
  const step = () => {
    preview().free();
    left -= 1;
    timer = left > 0 ? setTimeout(step) : undefined;
  };
  timer = setTimeout(step);
}

/** There is something else to do, which warms up too. */
export function endWarmUp() {
  clearTimeout(timer);
}
