/**
 * OpenMetadata's sample config, unchanged and with each of its commented lines in use, from `check` to `ingest`
 * against the local catalogue: `docs/sample-config.md` is the transcript. Run with METAREST_BLESS=1 to write it anew.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { catalogue, metarest, sample } from "./process.mjs";
import { pems, secured } from "./tls.mjs";

const page = fileURLToPath(new URL("../../docs/sample-config.md", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "metarest-"));
const commented = {
  filter: `      # apiCollectionFilterPattern:
      #   includes:
      #     - apiCollection1
      #     - apiCollection2
      #   excludes:
      #     - apiCollection3
      #     - apiCollection4
`,
  ssl: `    # verifySSL: validate  # or ignore
    # sslConfig:
    #   caCertificate: /local/path/to/certificate
`,
};

/** The lines without their `# `. @param {string} text */
const uncommented = (text) => text.replaceAll(/^(\s*)# /gm, "$1");

/** The changes of the sample, with a title. @type {{title: string, changes: [string, string][], secure?: boolean}[]} */
const variants = [
  { title: "Unchanged", changes: [] },
  {
    title: "With filters",
    changes: [
      [commented.filter, uncommented(commented.filter)],
      ["apiCollection1", "pet"],
      ["apiCollection2", "store"],
      ["apiCollection3", "user"],
      ["apiCollection4", "internal.*"],
    ],
  },
  { title: "With another log level", changes: [["loggerLevel: INFO", "loggerLevel: WARNING"]] },
  {
    title: "Without storing the connection",
    changes: [["storeServiceConnection: true", "storeServiceConnection: false"]],
  },
  {
    title: "With a secrets manager",
    changes: [
      ["# secretsManagerProvider: aws, azure or noop", "secretsManagerProvider: azure"],
      ["# secretsManagerLoader: airflow or env", "secretsManagerLoader: env"],
    ],
  },
  {
    title: "With a secret in a secrets manager",
    changes: [["{bot_jwt_token}", "secret:/om/token"]],
  },
  {
    title: "With your own certificate",
    changes: [[commented.ssl, uncommented(commented.ssl)]],
    secure: true,
  },
  {
    title: "Without verifying the server",
    changes: [[commented.ssl, "    verifySSL: ignore\n"]],
    secure: true,
  },
  {
    title: "With a pipeline",
    changes: [
      [
        "# ingestionPipelineFQN: <service name>.<ingestion name>",
        "ingestionPipelineFQN: openapi_rest.metadata",
      ],
    ],
  },
];

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;
/** @type {Awaited<ReturnType<typeof secured>>} */
let closed;

before(async () => {
  server = await catalogue();
  closed = await secured(server.url);
});

after(() => {
  closed.stop();
  server.stop();
});

/** @param {string} text @param {[string, string][]} changes */
function changed(text, changes) {
  return changes.reduce((before, [from, to]) => {
    assert.ok(before.includes(from), from);
    return before.replace(from, to);
  }, text);
}

/** Replaces this run's addresses, paths and times. @param {string} text */
function told(text) {
  const own = [
    [server.url, "http://localhost:8585/api"],
    [closed.url, "https://localhost:8585"],
    [new URL(server.url).origin, "http://localhost:8585"],
    ["http://localhost:8585/specs/petstore3.json", "https://docs.open-metadata.org/swagger.json"],
    [pems.ca, "/local/path/to/certificate"],
    [`${folder}/`, ""],
  ];
  const plain = own.reduce((before, [from, to]) => before.replaceAll(String(from), String(to)), text);
  return plain.replaceAll(/ +\d+ ms/g, (time) => "… ms".padStart(time.length));
}

/** A text without the paragraphs that the page already has. @param {string} text @param {Set<string>} said */
function once(text, said) {
  const parts = text.trimEnd().split("\n\n");
  const fresh = parts.map((part) => (said.has(part) ? "…" : part));
  for (const part of parts) said.add(part);
  return `${fresh.filter((part, at) => part !== "…" || fresh[at - 1] !== "…").join("\n\n")}\n`;
}

/** @param {typeof variants[number]} variant @param {number} at @param {Set<string>} said */
async function transcript({ title, changes, secure = false }, at, said) {
  const shown = changed(sample, changes);
  const real = changed(shown, [
    ["https://docs.open-metadata.org/swagger.json", new URL("/specs/petstore3.json", server.url).href],
    ["http://localhost:8585/api", secure ? `${closed.url}/api` : server.url],
    ...(shown.includes(": /local")
      ? [/** @type {[string, string]} */ (["/local/path/to/certificate", pems.ca])]
      : []),
    ["serviceName: openapi_rest", `serviceName: openapi_rest${at === 0 ? "" : at}`],
  ]);
  const file = join(folder, "rest_config.yaml");
  writeFileSync(file, real);
  let out = `## ${title}\n\n`;
  const lines = difference(sample, shown);
  if (lines) out += `\`\`\`diff\n${lines}\`\`\`\n\n`;
  for (const command of ["check", "check --connect", "ingest"]) {
    const args = [...command.split(" "), "-c", file, "--log-level", "error"];
    const { code, stdout } = await metarest(command === "check" ? args.slice(0, 3) : args);
    const text = once(told(stdout).replaceAll(`openapi_rest${at}`, "openapi_rest"), said);
    out += `\`\`\`\n$ metarest ${command} -c rest_config.yaml; echo $?\n${text}${code}\n\`\`\`\n\n`;
    if (code === 2) break;
  }
  return out;
}

/** The lines that differ. @param {string} before @param {string} after */
function difference(before, after) {
  const lines = (/** @type {string} */ text) => text.trimEnd().split("\n");
  const [old, now] = [lines(before), lines(after)];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `-${line}\n`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+${line}\n`)].join("");
}

it("the transcript of the sample config is equal to the docs", { timeout: 600_000 }, async () => {
  let made = `# OpenMetadata's sample config

What \`metarest\` prints for the sample config of OpenMetadata's documentation: unchanged, and with each of its commented
lines in use. It runs against the local catalogue, with the bundled Petstore as the document. Generated by
\`tests/npm/sample.test.mjs\`; do not edit. Times are left out, and \`…\` stands for text that was shown before.

`;
  const said = new Set();
  for (const [at, variant] of variants.entries()) made += await transcript(variant, at, said);
  made = `${made.trimEnd()}\n`;
  if (process.env.METAREST_BLESS) writeFileSync(page, made);
  assert.equal(made, readFileSync(page, "utf8"), "run with METAREST_BLESS=1 to write it anew");
});
