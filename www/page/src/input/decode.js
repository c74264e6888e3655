/** The text of a file's bytes: UTF-16 with a byte order mark, else UTF-8, else windows-1252, which accepts every byte. */

/** Encodings by the two bytes of their mark. @type {Record<number, string>} */
const marks = { 65534: "utf-16le", 65279: "utf-16be" };

/**
 * What may decode the bytes, best first. All but the last throw at what is not in their encoding.
 *
 * @param {Uint8Array} bytes
 */
export function decoders(bytes) {
  const encoding = marks[(bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)] ?? "utf-8";
  return /** @type {const} */ ([new TextDecoder(encoding, { fatal: true }), new TextDecoder("windows-1252")]);
}

/** @param {Uint8Array} bytes */
export function decode(bytes) {
  const [strict, any] = decoders(bytes);
  try {
    return strict.decode(bytes);
  } catch {
    return any.decode(bytes);
  }
}
