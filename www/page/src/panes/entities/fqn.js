/** Fully qualified names, the catalogue's identity of an entity. */

/** The catalogue quotes a part that has a dot. @param {string[]} parts names that are not quoted */
export function fqnOf(...parts) {
  return parts.map((part) => (part.includes(".") ? `"${part}"` : part)).join(".");
}
