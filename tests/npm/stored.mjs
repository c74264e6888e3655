/**
 * A process that ingests, keeps its run in a file and, with a number, dies after so many saves with a write since the
 * first: `node stored.mjs CONFIG STORE [SAVES]`. It prints its writes, and at the end the exit code and the diagnostics.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { ingest } from "metarest/run";

const [config = "", store = "", saves] = process.argv.slice(2);
let [writes, saved] = [0, 0];

const { report, exitCode } = await ingest(readFileSync(config), {
  fetch: async (url, init) => {
    if ((init.method ?? "GET") !== "GET") {
      process.stdout.write(`${init.method} ${url.pathname}\n`);
      writes += 1;
    }
    return await fetch(url, init);
  },
  store: {
    load: () => {
      try {
        return readFileSync(store, "utf8");
      } catch {
        return undefined;
      }
    },
    save: (text) => {
      writeFileSync(store, text);
      if (writes > 1) saved += 1;
      if (saved === Number(saves)) process.kill(process.pid, "SIGKILL");
    },
    clear: () => rmSync(store),
  },
});
process.stdout.write(`${JSON.stringify({ exitCode, codes: report.diagnostics.map(({ code }) => code) })}\n`);
