/**
 * `npm start`: the main job on a fresh machine. Sets up, builds, starts the local catalogue, ingests the bundled
 * Petstore into it with OpenMetadata's sample config, then serves page and Worker until stopped.
 *
 *   npm start -- [--once] [--server 1.6|1.12|2.0]
 *
 * `--server` is the release that the catalogue plays; 1.12, the one of the documentation, unless it is given.
 * `--once` ends after the ingest, with its exit code, and starts neither page nor Worker.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { buildCatalogue, startCatalogue } from "./catalogue.mjs";
import { freePort } from "./port.mjs";
import { Group } from "./process.mjs";
import { modernNode, modernPath, packaged } from "./setup.mjs";
import { wanted } from "./start-options.mjs";
import { command, Problem, root, step } from "./step.mjs";

const sample = join(root, "tests/corpus/rest_config.yaml");
const generated = join(root, "build/rest_config.yaml");
/** The Worker's variables: the same config, so that a cron tick ingests it again. */
const variables = join(root, "build/worker.env");
const documentUrl = "https://docs.open-metadata.org/swagger.json";
const hostPort = "http://localhost:8585/api";
const shown = /** @type {import("node:child_process").StdioOptions} */ (["ignore", "inherit", "inherit"]);
/** The addresses that the documentations of OpenMetadata and wrangler use. */
const ports = { catalogue: 8585, worker: 8787 };

await command(async () => {
  const { once, server } = wanted(process.argv.slice(2));
  await build();
  const binary = await buildCatalogue();
  const group = new Group();
  try {
    const catalogue = await startCatalogue(group, binary, {
      port: await freePort(ports.catalogue, "the local catalogue"),
      server,
      documents: join(root, "tests/corpus"),
    });
    writeConfig(catalogue.url);
    const code = await ingest(group, catalogue.url);
    if (once || group.stopping) return code;
    return await serve(group, catalogue.url);
  } finally {
    await group.end();
  }
});

/** The sample config with the document's address replaced, and the server's where its port is another. @param {string} url */
function writeConfig(url) {
  const text = readFileSync(sample, "utf8");
  if (!text.includes(documentUrl) || !text.includes(hostPort)) throw new Error(`${sample} is not the sample`);
  const address = new URL("/specs/petstore3.json", url).href;
  mkdirSync(join(root, "build"), { recursive: true });
  const config = text.replace(documentUrl, address).replace(hostPort, url);
  writeFileSync(generated, config);
  // The sample has no single quote and no variable, so dotenv gives it back as it is.
  writeFileSync(variables, `METAREST_CONFIG='${config}'\n`);
}

/** @param {Group} group @param {string} url @returns {Promise<number>} the exit code of `metarest ingest` */
function ingest(group, url) {
  const program = join(root, "www/npm/bin/metarest.js");
  return step(`metarest ingest -c build/rest_config.yaml (into ${url})`, () =>
    group.wait(group.start(process.execPath, [program, "ingest", "-c", generated], { stdio: shown })),
  );
}

/** Page and Worker, until a signal. @param {Group} group @param {string} catalogue @returns {Promise<number>} 0, or the code of a Worker that ended by itself */
async function serve(group, catalogue) {
  if (!existsSync(join(root, "wrangler.toml"))) throw new Problem("wrangler.toml is missing");
  const port = await freePort(ports.worker, "page and Worker");
  const wrangler = packaged("wrangler/bin/wrangler.js");
  const flags = [
    "--local",
    "--ip",
    "127.0.0.1",
    "--port",
    `${port}`,
    "--persist-to",
    join(root, "build/wrangler"),
    "--env-file",
    variables,
  ];
  const child = group.start(modernNode(), [wrangler, "dev", ...flags], {
    env: { ...modernPath(), CI: "1", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
    stdio: shown,
  });
  process.stderr.write(
    `\ncatalogue  ${new URL("/", catalogue).href}\npage       http://localhost:${port}\ncron tick  http://localhost:${port}/cdn-cgi/handler/scheduled?format=json\nCtrl-C ends all\n\n`,
  );
  const code = await group.wait(child);
  return group.stopping ? 0 : code;
}
