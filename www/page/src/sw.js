/**
 * The service worker: keeps the page of this version for use without a network.
 *
 * In: requests of the page. Out: its assets as they were kept; the page itself from the network, or if there is no answer
 * in time as it was kept. The API, the pages of the services and other origins are none of its business. A new version
 * waits until no page of the old one is open, so that an open page never loses its files.
 *
 * Message in: `{loaded}`, the address of the script that a page runs. Out, to the port: `{same}`, whether that is of this
 * version.
 */

/** @typedef {Event & {waitUntil: (work: Promise<unknown>) => void}} Lifetime */
/** @typedef {Lifetime & {request: Request, respondWith: (answer: Promise<Response>) => void}} Asked */
/**
 * @typedef {object} Scope what the type of `self` lacks
 * @property {{scope: string}} registration
 * @property {{claim: () => Promise<void>}} clients
 * @property {(type: string, listener: (event: any) => void) => void} addEventListener
 */

const worker = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** Put in by the build. @type {{version: string, assets: string[], others: string[]}} */
// @ts-expect-error it is no variable
const { version, assets, others } = KEPT;

const prefix = "metarest-page-";
const cacheName = prefix + version;

/** Milliseconds after which a network that does not answer counts as none. */
const patience = 4000;

/** @param {string} path below the page */
const address = (path) => new URL(path, worker.registration.scope).href;
const page = address("");
const files = new Set([...assets, ...others].map(address));

worker.addEventListener("install", (/** @type {Lifetime} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {Lifetime} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", greet);
worker.addEventListener("fetch", (/** @type {Asked} */ event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

/** Fetches everything that has no hash in its name anew. */
async function install() {
  const cache = await caches.open(cacheName);
  const anew = ["", ...others].map((path) => new Request(address(path), { cache: "reload" }));
  await cache.addAll([...assets.map(address), ...anew]);
}

async function activate() {
  await worker.clients.claim();
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Says whether a page is of this version. @param {MessageEvent} event */
function greet({ data, ports }) {
  ports[0]?.postMessage({ same: files.has(data?.loaded) });
}

/** The answer to a request, unless it is the browser's to answer. @param {Request} request */
function answerTo(request) {
  const url = new URL(request.url);
  [url.search, url.hash] = ["", ""];
  if (request.method !== "GET") return undefined;
  if (request.mode === "navigate" && url.href === page) return pageAnswer(request);
  // Also those of a version that waits: a page of it may be open.
  return isAsset(url.href) || files.has(url.href) ? kept(request) : undefined;
}

/** @param {string} href */
function isAsset(href) {
  return href.startsWith(address("assets/"));
}

/** @param {Request} request */
async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** @param {Request} request */
async function pageAnswer(request) {
  const before = await caches.match(page, { cacheName });
  if (!before) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const answered = fetch(request).catch(() => undefined);
  const answer = await Promise.race([answered, late]);
  return answer instanceof Response && answer.status < 500 ? answer : before;
}

// Makes this file a module, so that its names are its own.
export {};
