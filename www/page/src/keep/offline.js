/** Keeps the page for use without a network, and says when there is a newer one. */
import { script } from "../assets.js";

/** Milliseconds between questions for a newer version, while the page is open. */
const interval = 60 * 60 * 1000;

/**
 * Registers the service worker (`../sw.js`). To be called after the first paint: it loads all of the page once.
 *
 * @param {{onUpdate?: () => void}} [options] `onUpdate` is called once a newer version is ready, which the next load uses
 * @returns {Promise<{kept: boolean, reason?: string}>} whether the page is kept; if not, why, in words
 */
export async function keepOffline({ onUpdate = () => {} } = {}) {
  const container = navigator.serviceWorker;
  if (!container) return { kept: false, reason: "this browser keeps pages only of HTTPS addresses" };
  try {
    const registration = await container.register(script("sw.js"), { updateViaCache: "none" });
    watch(registration, onUpdate);
    askAgain(registration);
    return { kept: true };
  } catch (error) {
    return { kept: false, reason: `this browser did not keep the page: ${error}` };
  }
}

/** @param {ServiceWorkerRegistration} registration @param {() => void} onUpdate */
function watch(registration, onUpdate) {
  const ready = async (/** @type {ServiceWorker} */ worker) => {
    if (!(await isSame(worker))) onUpdate();
  };
  if (registration.waiting) void ready(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing, active } = registration;
    // The first one is no newer one.
    if (!installing || !active) return;
    installing.addEventListener("statechange", () => {
      if (installing.state === "installed") void ready(installing);
    });
  });
}

/** Whether a service worker is of the version of this page. @param {ServiceWorker} worker @returns {Promise<boolean>} */
function isSame(worker) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data.same);
  });
  worker.postMessage({ loaded: import.meta.url }, [port2]);
  return /** @type {Promise<boolean>} */ (answer);
}

/** A page may stay open for days. @param {ServiceWorkerRegistration} registration */
function askAgain(registration) {
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < interval) return;
    asked = Date.now();
    // Without a network there is no newer version to hear of.
    registration.update().catch(() => {});
  });
}
