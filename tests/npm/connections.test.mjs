/**
 * Connections of the command line: certificates, proxies, a token in a file, headers; with real servers and real
 * certificates.
 */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { metarest } from "./process.mjs";
import { pems, proxy, read, securedCatalogue } from "./tls.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));
/** Must not appear in any output. */
const token = "marked-token-77aa";

/** @param {string} name @param {string} text @returns {string} its path */
function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** @typedef {Awaited<ReturnType<typeof securedCatalogue>>} Servers */
/** @type {Servers["server"]} */
let server;
/** @type {Servers["open"]} */
let open;
/** @type {Servers["closed"]} */
let closed;
/** @type {Servers["stop"]} */
let stop;

before(async () => {
  ({ server, open, closed, stop } = await securedCatalogue());
});

after(() => stop());

/**
 * A config as JSON.
 *
 * @param {{name?: string, spec: string, connection?: object, host: string, server?: object}} parts
 */
function config({ name = "svc", spec, connection = {}, host, server: settings = {} }) {
  const openAPISchemaConnection = { openAPISchemaURL: `${spec}/specs/petstore3.json` };
  return JSON.stringify({
    source: {
      type: "rest",
      serviceName: name,
      serviceConnection: { config: { type: "Rest", openAPISchemaConnection, ...connection } },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: `${host}/api`, securityConfig: { jwtToken: token }, ...settings },
    },
  });
}

/** The address without its path. */
const plain = () => new URL(server.url).origin;

/** @param {string} command @param {string} input @param {Record<string, string>} [env] */
async function run(command, input, env = {}) {
  const { code, stdout, stderr } = await metarest([...command.split(" "), "-c", "-", "--format", "json"], {
    input,
    env,
  });
  const shown = `${stdout}${stderr}`;
  for (const secret of [token, "PRIVATE KEY"]) assert.ok(!shown.includes(secret), "a secret was shown");
  const report = JSON.parse(stdout);
  const messages = report.diagnostics.map((/** @type {any} */ { message }) => message).join("\n");
  return { code, report, messages, stderr };
}

/** A plan that succeeds. @param {string} input @param {Record<string, string>} [env] */
async function succeeds(input, env) {
  const { code, messages } = await run("plan", input, env);
  assert.equal(code, 0, messages);
  return messages;
}

/** A check that ends with 1. @param {string} input @param {RegExp} pattern @param {Record<string, string>} [env] */
async function fails(input, pattern, env) {
  const { code, messages } = await run("check --connect", input, env);
  assert.equal(code, 1, messages);
  assert.match(messages, pattern);
}

/** @param {object} sslConfig */
const validated = (sslConfig) => ({ verifySSL: "validate", sslConfig });

for (const [what, path] of /** @type {const} */ ([
  ["the path of a file", pems.ca],
  ["a text", read(pems.ca)],
])) {
  it(`a custom certificate authority is ${what}`, async () => {
    const trusted = validated({ caCertificate: path });
    await succeeds(config({ spec: open.url, connection: trusted, host: open.url, server: trusted }));
  });
}

describe("a server with a certificate of an unknown authority", () => {
  it("is not trusted", () =>
    fails(config({ spec: open.url, host: plain() }), /document cannot be fetched.*not trusted/));

  it("is not trusted as OpenMetadata either", () =>
    fails(config({ spec: plain(), host: open.url }), /cannot be reached.*not trusted/));

  it("is not trusted by another authority", () => {
    const connection = validated({ caCertificate: pems.otherCa });
    return fails(config({ spec: open.url, connection, host: plain() }), /not trusted/);
  });

  it("is reached with `ignore`, with a warning", async () => {
    const ignored = { verifySSL: "ignore" };
    const said = await succeeds(
      config({ spec: open.url, connection: ignored, host: open.url, server: ignored }),
    );
    assert.equal(said.match(/turns verification off/g)?.length, 2);
  });

  it("is reported if the authority's file is missing, without its path", async () => {
    const connection = validated({ caCertificate: "/no/such/ca.pem" });
    const input = config({ spec: open.url, connection, host: plain() });
    const { messages } = await run("plan", input);
    assert.match(messages, /caCertificate` cannot be read: ENOENT/);
    assert.doesNotMatch(messages, /no\/such/);
  });
});

describe("a server that requires a client certificate", () => {
  const ssl = { caCertificate: pems.ca, sslCertificate: pems.client.cert, sslKey: pems.client.key };

  it("gets it", () => {
    const shown = validated(ssl);
    return succeeds(config({ spec: closed.url, connection: shown, host: closed.url, server: shown }));
  });

  it("gets it from a text that also contains the key", () => {
    const sslCertificate = read(ssl.sslCertificate) + read(ssl.sslKey);
    const connection = validated({ caCertificate: ssl.caCertificate, sslCertificate });
    return succeeds(config({ spec: closed.url, connection, host: plain() }));
  });

  it("does not answer without one", async () => {
    const connection = validated({ caCertificate: pems.ca });
    await fails(config({ spec: closed.url, connection, host: plain() }), /document cannot be fetched/);
  });

  it("does not get it at another address than the document's", async () => {
    const elsewhere = config({ spec: open.url, connection: validated(ssl), host: plain() });
    const spec = `https://127.0.0.1:${closed.port}/specs/petstore3.json`;
    const { code, stdout } = await metarest(["plan", "-c", "-", "--spec", spec], { input: elsewhere });
    assert.equal(code, 1, stdout);
    assert.match(stdout, /document cannot be fetched/);
  });
});

describe("a proxy of the environment", () => {
  const trusted = validated({ caCertificate: pems.ca });
  const far = config({
    spec: "https://specs.metarest.test",
    connection: trusted,
    host: "https://om.metarest.test",
    server: trusted,
  });

  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"]) {
    it(`${name} opens tunnels to document and server`, async () => {
      const between = await proxy(() => open.port);
      try {
        await succeeds(far, { [name]: `http://me:pass%20word@${between.address}` });
        const lines = new Set(between.asked.map(({ line }) => line));
        assert.deepEqual([...lines].sort(), [
          "CONNECT om.metarest.test:443",
          "CONNECT specs.metarest.test:443",
        ]);
        const expect = `Basic ${Buffer.from("me:pass word").toString("base64")}`;
        assert.ok(between.asked.every(({ authorization }) => authorization === expect));
      } finally {
        between.stop();
      }
    });
  }

  it("HTTP_PROXY forwards plain requests", async () => {
    const between = await proxy(() => Number(new URL(server.url).port));
    try {
      const input = config({ spec: "http://specs.metarest.test", host: "http://om.metarest.test" });
      await succeeds(input, { HTTP_PROXY: between.address });
      assert.ok(
        between.asked.some(({ line }) => line === "GET http://om.metarest.test/api/v1/system/version"),
      );
      assert.ok(between.asked.every(({ line }) => !line.startsWith("CONNECT")));
    } finally {
      between.stop();
    }
  });

  for (const named of ["metarest.test", "other.test, *.metarest.test:443", "*", "other.test,*"]) {
    it(`is not used for hosts in NO_PROXY, ${named}, nor for this machine itself`, async () => {
      const between = await proxy(() => open.port);
      try {
        const env = { HTTPS_PROXY: `http://${between.address}`, NO_PROXY: named };
        await fails(far, /cannot be reached/, env);
        await succeeds(config({ spec: open.url, connection: trusted, host: plain() }), env);
        assert.deepEqual(between.asked, []);
      } finally {
        between.stop();
      }
    });
  }

  it("is used if NO_PROXY names another port", async () => {
    const between = await proxy(() => open.port);
    try {
      await succeeds(far, { HTTPS_PROXY: `http://${between.address}`, NO_PROXY: "metarest.test:80" });
      assert.ok(between.asked.length > 0);
    } finally {
      between.stop();
    }
  });

  it("with an invalid address is an error of the config", async () => {
    const { code, messages } = await run("plan", far, { HTTPS_PROXY: "socks5://127.0.0.1:1080" });
    assert.equal(code, 2, messages);
    assert.match(messages, /HTTPS_PROXY/);
  });
});

describe("the token", () => {
  /** @param {string} jwtToken */
  const withToken = (jwtToken) =>
    config({ spec: plain(), host: open.url, server: { ...trustedServer, securityConfig: { jwtToken } } });
  const trustedServer = validated({ caCertificate: pems.ca });

  it("is read from the file that it is the path of, without trailing whitespace", async () => {
    open.seen.length = 0;
    await succeeds(withToken(file("token", `${token}\n\n`)));
    assert.ok(open.seen.every(({ headers }) => headers.authorization === `Bearer ${token}`));
  });

  it("is the value itself if there is no such file", async () => {
    open.seen.length = 0;
    await succeeds(withToken(token));
    assert.equal(open.seen[0]?.headers.authorization, `Bearer ${token}`);
  });

  for (const [what, path, pattern] of /** @type {const} */ ([
    ["not there", "/no/such/token", /no such file/],
    ["empty", file("empty", "\n"), /it is empty/],
  ])) {
    it(`of a file that is ${what} ends the run before anything is sent`, async () => {
      open.seen.length = 0;
      await fails(withToken(path), pattern);
      assert.deepEqual(open.seen, []);
    });
  }
});

it("every request has the API's version and the configured headers", async () => {
  open.seen.length = 0;
  const extraHeaders = { "Proxy-Authorization": "%(Authorization)s", "X-Team": "data" };
  const settings = { ...validated({ caCertificate: pems.ca }), extraHeaders, apiVersion: "v1" };
  await succeeds(config({ spec: plain(), host: open.url, server: settings }));
  for (const { path, headers } of open.seen) {
    assert.match(path, /^\/api\/v1\//);
    assert.equal(headers["proxy-authorization"], `Bearer ${token}`);
    assert.equal(headers["x-team"], "data");
  }
});
