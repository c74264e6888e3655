/**
 * Where the page is, as its fragment says: `#` the services, `#SERVICE` one of them, `#SERVICE.NUMBER` a run. Names are
 * percent-encoded. The dot before the number is the last that is not encoded; `v1.2` as a service is `#v1%2E2`.
 */

/**
 * @typedef {{kind: "services"}} ServicesPlace
 * @typedef {{kind: "service", name: string}} ServicePlace
 * @typedef {{kind: "run", name: string, number: number, otherwise?: string}} RunPlace `otherwise`: the service that may
 * be meant instead, if there is no such run
 * @typedef {ServicesPlace | ServicePlace | RunPlace} Place
 */

/** @param {string} hash @returns {Place} */
export function parsePlace(hash) {
  const text = hash.replace(/^#/, "");
  const [, encoded = "", digits = ""] = text.match(/^(.+)\.(\d{1,15})$/) ?? [];
  const [name, whole] = [decoded(encoded), decoded(text)];
  if (name) return { kind: "run", name, number: Number(digits), otherwise: whole };
  return whole ? { kind: "service", name: whole } : { kind: "services" };
}

/** A fragment, as people may have typed it. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} name */
export function serviceHash(name) {
  return `#${encodeURIComponent(name).replace(/\.(?=\d{1,15}$)/, "%2E")}`;
}

/** @param {string} id `SERVICE.NUMBER` */
export function runHash(id) {
  return `#${encodeURIComponent(id)}`;
}

/** The number of a run. @param {string} id `SERVICE.NUMBER` */
export function runNumber(id) {
  return id.slice(id.lastIndexOf(".") + 1);
}

/** Tells places apart. @param {Place} place */
export function placeKey(place) {
  if (place.kind === "services") return "#";
  return place.kind === "service" ? serviceHash(place.name) : runHash(`${place.name}.${place.number}`);
}
