/**
 * The package in a browser, for any bundler: the wasm is in the script, compressed, so that nothing has to be carried
 * along or fetched. `./slim` is the same without it.
 */
import inline from "../../dist/inline.js";
import { starter } from "../core.js";

/** Starts the package; the other functions are ready then. */
export const init = () => starter.start(decoded);

async function decoded() {
  const compressed = Uint8Array.from(atob(inline), (char) => char.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).arrayBuffer();
}

export * from "../api.js";
