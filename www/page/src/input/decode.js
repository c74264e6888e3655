/** The text of a file's bytes. */

/** Encodings by the two bytes of their mark. @type {Record<number, string>} */
const marks = { 65534: "utf-16le", 65279: "utf-16be" };

/**
 * UTF-16 with a byte order mark, else UTF-8, else windows-1252, which accepts every byte.
 *
 * @param {Uint8Array} bytes
 */
export function decode(bytes) {
  const encoding = marks[(bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)] ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
