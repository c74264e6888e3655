/** Links that hold a state: what goes in, what comes out, and what does not. The page's own code, in Node. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { listed } from "../../www/page/src/dom.js";
import { link, longest, read } from "../../www/page/src/keep/share.js";

const page = "https://metarest.test/";
/** Stands for the core. */
const masks = {
  config: async (/** @type {string} */ text) => text.replace(/(?<=jwtToken: )\S+/, '"***"'),
  addresses: async (/** @type {string} */ text) => text.replace(/(?<=\?token=)\w+/g, "***"),
  document: async (/** @type {Uint8Array} */ bytes) => {
    const text = new TextDecoder().decode(bytes);
    return new TextEncoder().encode(text.replace(/(?<=\?token=)\w+/g, "***"));
  },
};
const config = "source:\n  serviceName: größe 😀\n";
const document = { name: "api.yaml", text: "openapi: 3.1.0\n" };
const view = { tab: "entities", wrap: true };

/** @param {string} url */
const hashOf = (url) => new URL(url).hash;

/** A link to anything. @param {string | Uint8Array} text */
const packed = (text) => `#c=1.${deflateRawSync(text, { level: 9 }).toString("base64url")}`;

/** @param {string} hash */
async function errorOf(hash) {
  const found = await read(hash);
  assert.ok(found && "error" in found, JSON.stringify(found)?.slice(0, 100));
  return found.error;
}

test("a link holds config, document and view, and says so", async () => {
  const made = await link({ config, document, view }, { masks, page });
  assert.match(made.url, /^https:\/\/metarest\.test\/#c=1\.[\w-]+$/);
  assert.equal(made.length, made.url.length);
  assert.deepEqual(made.holds, ["the config", "the document", "what is open"]);
  assert.deepEqual(made.lacks, []);
  assert.deepEqual(await read(hashOf(made.url)), { config, document, view });
});

test("a link says what it holds without a config", async () => {
  const { holds } = await link({ config: " \n", document, view }, { masks, page });
  assert.deepEqual(holds, ["the document", "what is open"]);
});

test("lists end with and", () => {
  assert.equal(listed([]).join(""), "");
  assert.equal(listed(["a"]).join(""), "a");
  assert.equal(listed(["a", "b"]).join(""), "a and b");
  assert.equal(listed(["a", "b", "c"]).join(""), "a, b and c");
  assert.equal(listed(["a, that", "b"], "; ").join(""), "a, that; and b");
});

test("secrets are masked before they go into a link", async () => {
  const secret = "a-canary";
  const state = {
    config: `${config}jwtToken: ${secret}\n`,
    document: {
      name: `https://x.test/?token=canary`,
      text: "servers: [{url: 'https://x.test/?token=canary'}]",
    },
  };
  const { url, lacks } = await link(state, { masks, page });
  const found = JSON.stringify(await read(hashOf(url)));
  assert.doesNotMatch(found, /canary/);
  assert.match(found, /jwtToken: \\"\*\*\*\\"/);
  assert.deepEqual(lacks, ["what is known as a secret, which is masked"]);
});

test("a document that is too large for a link is left out, in words", async () => {
  const noise = Array.from({ length: 5000 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36)).join(
    "\n",
  );
  const state = { config, document: { name: "a.yaml", text: noise } };
  const alone = await link(state, { masks, page });
  assert.ok(alone.length < longest);
  assert.deepEqual(alone.holds, ["the config"]);
  assert.match(alone.lacks.join(), /^the document, which is too large for a link \(send it as a file\)$/);
  assert.deepEqual(await read(hashOf(alone.url)), { config });
  const known = await link({ ...state, address: "https://me:secret@x.test/a?token=b" }, { masks, page });
  assert.match(known.lacks.join(), /\(the config has its address, x\.test\)$/);
});

test("an address without a state is no link", async () => {
  for (const hash of ["", "#", "#token=a", "#config", "#d=1.abc"]) assert.equal(await read(hash), undefined);
});

test("a link of a later version is refused in words", async () => {
  assert.match(await errorOf("#c=2.abc"), /version 2.*reads version 1.*Reload/);
  assert.match(await errorOf("#c=99999.abc"), /version 99999/);
});

test("what is no link of the page is refused in words", async () => {
  const whole = hashOf((await link({ config, document }, { masks, page })).url);
  assert.match(await errorOf(whole.slice(0, -6)), /cut off/);
  assert.match(await errorOf(`${whole.slice(0, 20)}AAAA${whole.slice(24)}`), /cut off or was changed/);
  assert.match(await errorOf("#c=1.a%20b"), /characters/);
  assert.match(await errorOf("#c=1."), /characters/);
  for (const hash of ["#c=", "#c=<img>.a", `#c=${"9".repeat(1e6)}.a`])
    assert.match(await errorOf(hash), /cut off/);
  for (const text of ["", "null", "[]", "1", "{}", '{"config":1}', '{"config":"","document":{"name":"a"}}'])
    assert.match(await errorOf(packed(text)), /cut off/, text);
  assert.match(await errorOf(packed(Buffer.from([0x22, 0xff, 0x22]))), /cut off/);
});

test("what a link has beside the state is dropped", async () => {
  const text = '{"config":"a","view":{"tab":"config","x":{"y":1},"__proto__":{"a":1}},"later":true}';
  assert.deepEqual(await read(packed(text)), { config: "a", view: { tab: "config" } });
});

test("a bomb of zeros is stopped at the limit", async () => {
  const bomb = packed(Buffer.alloc(512 * 1024 * 1024));
  assert.ok(bomb.length < 1e6);
  const before = process.memoryUsage().rss;
  assert.match(await errorOf(bomb), /more than 4 MB/);
  assert.ok(process.memoryUsage().rss - before < 100e6);
});
