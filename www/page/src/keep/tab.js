/**
 * Which state belongs to this tab. Each tab has a name of its own, which a reload keeps and a lock guards: so no two tabs
 * write the same state, and one that was closed can be found again.
 */

const key = "metarest.tab";
const prefix = "metarest-tab-";

/** Milliseconds in which the page before a reload lets go of the name. */
const patience = 1500;

/** The name that this tab had before a reload. @returns {string | undefined} */
export function known() {
  return sessionStorage.getItem(key) ?? undefined;
}

/** Makes the next load of the page go on with a state. @param {string} tab */
export function choose(tab) {
  sessionStorage.setItem(key, tab);
}

/** Takes a name of its own. */
export async function fresh() {
  const tab = crypto.randomUUID();
  await claim(tab, {});
  return tab;
}

/** Takes a name that no tab has at the moment; whether that worked. @param {string} tab */
export function adopt(tab) {
  return claim(tab, { ifAvailable: true });
}

/** Takes the name that this tab had before a reload; not if the tab is a copy of one that is open. @param {string} tab */
export function keep(tab) {
  return claim(tab, { signal: AbortSignal.timeout(patience) });
}

/** The names of the tabs that are open. @returns {Promise<Set<string>>} */
export async function open() {
  const held = (await navigator.locks.query()).held ?? [];
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}

/**
 * Whether no other tab is open; one that is being closed holds its name for a moment.
 *
 * @param {number} most milliseconds to wait for that
 * @returns {Promise<boolean>}
 */
export async function othersClose(most) {
  const signal = AbortSignal.timeout(most);
  const others = [...(await open())].filter((tab) => tab !== known());
  const closed = await Promise.all(others.map((tab) => isFree(tab, signal)));
  return closed.every(Boolean);
}

/** Waits until no tab has that name. @param {string} tab @param {AbortSignal} signal @returns {Promise<boolean>} */
function isFree(tab, signal) {
  return unlessTimeout(navigator.locks.request(prefix + tab, { signal }, () => true));
}

/** Holds the lock until the tab is closed. @param {string} tab @param {LockOptions} options @returns {Promise<boolean>} */
function claim(tab, options) {
  return new Promise((resolve, reject) => {
    const whole = navigator.locks.request(prefix + tab, options, (lock) => {
      if (lock) sessionStorage.setItem(key, tab);
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    });
    // Without effect once the lock has been given or refused.
    unlessTimeout(whole).then(resolve, reject);
  });
}

/** Whether it is done before the time is over. @param {Promise<unknown>} request @returns {Promise<boolean>} */
async function unlessTimeout(request) {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") return false;
    throw error;
  }
}
