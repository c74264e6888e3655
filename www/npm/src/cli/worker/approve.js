/**
 * `metarest approve SERVICE HASH`: approves deletions that are held back.
 */
import { json } from "./lists.js";
import { shownText } from "./text.js";

/** @typedef {import("../../worker/client.js").WorkerClient} WorkerClient */
/** @typedef {import("../usage.js").WorkerCall} WorkerCall */

/** @param {WorkerClient} client @param {WorkerCall} call @returns {Promise<string>} */
export async function approve(client, { arguments: [service = "", hash = ""], format }) {
  const run = await client.approve(service, hash);
  if (format === "json") return json({ run });
  const shown = await shownText();
  return `${shown(`${service}: approved; run ${run.id} deletes them, unless they are others by then`)}\n${shown(
    `metarest runs ${run.id} --follow waits for its report`,
  )}\n`;
}
