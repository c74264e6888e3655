/** The commands that run a config: with the command line, and with a Worker. In: what the core says of the config. */

/** @typedef {import("metarest").ConfigOutline} ConfigOutline */

/** The config's name in the commands. */
const file = "rest_config.yaml";

/** @param {ConfigOutline} outline */
export function commandLine({ variables }) {
  return [
    "# In a clone of metarest, once (Node 20.19 or later):",
    "npm ci && npm run build",
    "",
    "# With the config saved there as rest_config.yaml:",
    ...variables.map((name) => `export ${name}=…`),
    "",
    "# Does the config work, against the real server and document? Writes nothing.",
    `npx metarest check -c ${file} --connect`,
    "",
    "# What would change? Writes nothing.",
    `npx metarest plan -c ${file}`,
    "",
    "# Carry it out.",
    `npx metarest ingest -c ${file}`,
    "",
  ].join("\n");
}

/** @param {ConfigOutline} outline */
export function wrangler({ variables }) {
  return [
    "# In a clone of metarest, once:",
    "npx wrangler login",
    "npx wrangler deploy",
    "openssl rand -base64 32 | tee token | npx wrangler secret put METAREST_TOKEN",
    ...variables.map((name) => `npx wrangler secret put ${name}`),
    "",
    "# Each time the config changes; the address is what deploy printed.",
    `export METAREST_WORKER=https://metarest.…workers.dev METAREST_TOKEN=$(cat token)`,
    `npx metarest push -c ${file}`,
    "npx metarest services",
    "",
  ].join("\n");
}
