/**
 * Links that hold a state of the page: `#c=1.` and the state as JSON, deflated, in base64url. What follows `#` is sent to
 * no server. Secrets are masked before; what comes out of a link is somebody else's text.
 */

/**
 * @typedef {object} Shared
 * @property {string} config
 * @property {{name: string, text: string}} [document]
 * @property {Record<string, string | number | boolean>} [view] what is open and selected
 */
/** @typedef {import("./masked.js").Masks} Masks */

/** The version that is written. Later versions read it too. */
const version = 1;

/** The longest link that takes the document along, in characters: what mail and chat programs leave whole. */
export const longest = 8000;

/** The longest document that is tried: no longer one shrinks so much. */
const mostText = longest * 50;

/** The largest state that is read, in bytes; a link of some kilobytes could hold gigabytes of zeros. */
const mostBytes = 4 * 1024 * 1024;

/**
 * A link to a state.
 *
 * @param {Shared & {address?: string}} state `address`: where the document is, if the config says it
 * @param {{masks: Masks, page?: string}} options `page` is the address of the page
 * @returns {Promise<{url: string, holds: string[], lacks: string[], length: number}>} what is in it and what is not, in words
 */
export async function link({ config, document, view, address }, { masks, page = here() }) {
  const masked = await masks.config(config);
  const state = { config: masked, ...(view && { view }) };
  const urlOf = async (/** @type {Shared} */ shared) => `${page}#c=${version}.${await packed(shared)}`;
  const isTried = document !== undefined && document.text.length <= mostText;
  const given = isTried ? await maskedDocument(document, masks) : undefined;
  const whole = given !== undefined && (await urlOf({ ...state, document: given }));
  const fits = whole !== false && whole.length <= longest;
  const url = fits ? whole : await urlOf(state);
  const isMasked = masked !== config || (fits && given?.text !== document?.text);
  const lacks = isMasked ? ["what is known as a secret, which is masked"] : [];
  if (document && !fits) lacks.push(without(address));
  const holds = [
    ...(config.trim() ? ["the config"] : []),
    ...(fits ? ["the document"] : []),
    ...(view ? ["what is open"] : []),
  ];
  return { url, holds, lacks, length: url.length };
}

/** @param {string | undefined} address */
function without(address) {
  const known = address && URL.canParse(address) && `the config has its address, ${new URL(address).host}`;
  return `the document, which is too large for a link (${known || "send it as a file"})`;
}

/** @param {{name: string, text: string}} document @param {Masks} masks */
async function maskedDocument({ name, text }, masks) {
  const masked = await masks.document(new TextEncoder().encode(text));
  return { name: await masks.addresses(name), text: masked ? new TextDecoder().decode(masked) : text };
}

function here() {
  return location.origin + location.pathname;
}

/**
 * The state of a link.
 *
 * @param {string} hash of an address, with `#`
 * @returns {Promise<Shared | {error: string} | undefined>} `undefined` if it holds none; what is wrong with it, in words
 */
export async function read(hash) {
  const [, written, text = ""] = /^#c=([^.]*)\.?(.*)$/s.exec(hash) ?? [];
  if (written === undefined) return undefined;
  if (written !== String(version)) return { error: unknownVersion(written) };
  const bytes = decoded(text);
  if (!bytes)
    return { error: "The link has characters that no link of this page has. Copy it again, whole." };
  try {
    return checked(JSON.parse(await inflated(bytes)));
  } catch (error) {
    return { error: error instanceof TooLarge ? error.message : damaged };
  }
}

/** Takes the state out of the address of the page, so that it is neither in the history nor in the next copy of it. */
export function forget() {
  history.replaceState(history.state, "", location.pathname + location.search);
}

const damaged = "The link is cut off or was changed on its way. Copy it again, whole.";

/** @param {string} written */
function unknownVersion(written) {
  return /^\d{1,6}$/.test(written)
    ? `The link is of version ${written}, and this page reads version ${version}. Reload the page, then open the link again.`
    : damaged;
}

class TooLarge extends Error {
  message = `The link holds more than ${mostBytes / 1024 / 1024} MB: no link of this page does. It was not opened.`;
}

/** What a link may hold, and nothing more. @param {any} state @returns {Shared | {error: string}} */
function checked(state) {
  const { config, document, view } = state ?? {};
  const isDocument = typeof document?.name === "string" && typeof document.text === "string";
  if (typeof config !== "string" || (document !== undefined && !isDocument)) return { error: damaged };
  const values = Object.entries(view ?? {}).filter(([, value]) => isPlain(value));
  return {
    config,
    ...(isDocument && { document: { name: document.name, text: document.text } }),
    ...(values.length > 0 && { view: Object.fromEntries(values) }),
  };
}

/** @param {unknown} value */
function isPlain(value) {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** @param {Shared} state */
async function packed(state) {
  const stream = new Blob([JSON.stringify(state)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of base64url, `undefined` if it is none. @param {string} text */
function decoded(text) {
  if (!/^[\w-]+$/.test(text) || text.length > mostBytes) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) =>
      char.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}

/** Inflates piece by piece, and stops at the limit. @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [text, total] = ["", 0];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    total += piece.value.length;
    if (total > mostBytes) {
      await reader.cancel();
      throw new TooLarge();
    }
    text += decoder.decode(piece.value, { stream: true });
  }
  return text + decoder.decode();
}
