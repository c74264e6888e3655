/** The built page as the Worker's runtime serves it: each file with the headers that `_headers` gives it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { headerRules, headersOf } from "../../tools/serve.mjs";
import { root } from "../../tools/step.mjs";
import { worker } from "./runtime.mjs";

const limit = { timeout: 120_000 };
const dist = join(root, "www/page/dist");

/** @type {Awaited<ReturnType<typeof worker>>} */
let running;

before(async () => {
  running = await worker();
}, limit);

after(() => running?.stop(), limit);

/** The paths of all files, as they are asked for. */
function paths() {
  const assets = readdirSync(join(dist, "assets")).map((name) => `/assets/${name}`);
  const names = readdirSync(dist).filter((name) => !["assets", "_headers", "index.html"].includes(name));
  return ["/", ...names.map((name) => `/${name.replace(/\.html$/, "")}`), ...assets];
}

test(
  "the runtime gives each file the headers of _headers, as the server of the page's tests does",
  limit,
  async () => {
    const rules = headerRules(readFileSync(join(dist, "_headers"), "utf8"));
    const all = paths();
    assert.ok(all.includes("/services") && all.some((path) => path.startsWith("/assets/metarest-")));
    for (const path of all) {
      const response = await fetch(`${running.url}${path}`);
      assert.equal(response.status, 200, path);
      const expected = headersOf(rules, path);
      const given = Object.keys(expected).map((name) => [name, response.headers.get(name)]);
      assert.deepEqual(Object.fromEntries(given), expected, path);
      await response.body?.cancel();
    }
  },
);

test("only the worker that fetches documents may reach other hosts", limit, async () => {
  const open = /** @type {string[]} */ ([]);
  for (const path of paths()) {
    const response = await fetch(`${running.url}${path}`, { method: "HEAD" });
    const policy = response.headers.get("content-security-policy") ?? "";
    const [, sources] = /connect-src ([^;]*)/.exec(policy) ?? [];
    if (sources !== "'self'") open.push(path.replace(/-\w+\.js(\.map)?$/, ""));
  }
  assert.deepEqual([...new Set(open)], ["/assets/fetch.worker"]);
});

test("files with a hash in their names are kept, others asked for again", limit, async () => {
  for (const path of paths()) {
    const response = await fetch(`${running.url}${path}`, { method: "HEAD" });
    const kept = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    assert.equal(response.headers.get("cache-control"), kept, path);
  }
});
