/** The text of a large file, made for an editor in pieces, so that keys and clicks are answered meanwhile. */
import { Text } from "@codemirror/state";
import { decoders } from "../input/decode.js";
import { pause } from "../pause.js";

/** The bytes of a piece, which takes some milliseconds. */
const size = 500_000;

/**
 * @param {Uint8Array} bytes
 * @param {() => boolean} isWanted asked before each piece
 * @returns {Promise<Text | undefined>} undefined if it is no longer wanted
 */
export async function inPieces(bytes, isWanted) {
  const [strict, any] = decoders(bytes);
  try {
    return await read(bytes, strict, isWanted);
  } catch {
    return await read(bytes, any, isWanted);
  }
}

/** @param {Uint8Array} bytes @param {TextDecoder} decoder @param {() => boolean} isWanted */
async function read(bytes, decoder, isWanted) {
  let made = Text.empty;
  let rest = "";
  for (let at = 0; at < bytes.length; at += size) {
    await pause();
    if (!isWanted()) return undefined;
    const isLast = at + size >= bytes.length;
    const text = rest + decoder.decode(bytes.subarray(at, at + size), { stream: !isLast });
    const { lines, after } = split(text, isLast);
    made = made.append(Text.of(lines));
    rest = after;
  }
  // What is done with it is a task of its own.
  await pause();
  return made;
}

/**
 * The lines of a text, and what is after the last line break if more follows. A `\r` at its end may be the first half of one.
 *
 * @param {string} text @param {boolean} isLast
 */
function split(text, isLast) {
  if (isLast) return { lines: text.split(lineBreak), after: "" };
  const end = text.endsWith("\r") ? text.length - 1 : text.length;
  const lines = text.slice(0, end).split(lineBreak);
  const after = (lines.pop() ?? "") + text.slice(end);
  return { lines: [...lines, ""], after };
}

const lineBreak = /\r\n?|\n/;
