/**
 * The token of the API: it is kept for this tab, and nowhere else. A link can bring it in its fragment, `#token=…`, which
 * servers do not see; it is taken out of the address before anything else is done.
 */

const key = "metarest-token";

/** Tokens are visible ASCII characters: others cannot be sent in a header. */
const valid = /^[\x21-\x7e]+$/;

/** @returns {string | undefined} */
export function storedToken() {
  return sessionStorage.getItem(key) ?? undefined;
}

/**
 * Keeps a token; no token forgets the one before.
 *
 * @param {string} [token]
 * @returns {boolean} whether it can be one
 */
export function storeToken(token) {
  if (token === undefined) {
    sessionStorage.removeItem(key);
    return true;
  }
  const trimmed = token.trim();
  if (!valid.test(trimmed)) return false;
  sessionStorage.setItem(key, trimmed);
  return true;
}

/** Takes a token out of the address and keeps it. @returns {boolean} whether there was one */
export function takeToken() {
  const given = location.hash.match(/^#token=(.*)$/)?.[1];
  if (given === undefined) return false;
  history.replaceState(null, "", location.pathname + location.search);
  storeToken(decoded(given));
  return true;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
