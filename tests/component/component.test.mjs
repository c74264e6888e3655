/**
 * The component in its worked hosts: the same bytes as the command, and runs over each host's own HTTP and TLS.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as passed } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { component } from "../../tools/build.mjs";
import { catalogue, metarest, petstore, planHash, sample } from "../npm/process.mjs";
import { listening, pems, read, securedCatalogue } from "../npm/tls.mjs";
import { hosts, inPython, lintRust, python, ran, started } from "./hosts.mjs";

/** Must not appear in any output. */
const token = "marked-token-5f1c";

const folder = mkdtempSync(join(tmpdir(), "metarest-component-"));
const file = configFor("http://localhost:8585/api", "offline");
const wrong = written("wrong.yaml", "source: 1\n");

after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {string} text @returns {string} its path */
function written(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The sample config for a server. @param {string} url @param {string} name @returns {string} its file */
function configFor(url, name) {
  const text = sample
    .replace("serviceName: openapi_rest", "serviceName: hashed")
    .replace("http://localhost:8585/api", url)
    .replace("{bot_jwt_token}", token);
  return written(`${name}.yaml`, text);
}

/**
 * A config for servers with TLS settings.
 *
 * @param {{spec: string, host: string, connection?: object, server?: object, jwtToken?: string}} parts
 * @returns {string} its file
 */
function configWith({ spec, host, connection, server, jwtToken = token }) {
  const openAPISchemaConnection = { openAPISchemaURL: spec };
  const config = {
    source: {
      type: "rest",
      serviceName: "secured",
      serviceConnection: { config: { type: "Rest", openAPISchemaConnection, ...connection } },
      sourceConfig: { config: { type: "ApiMetadata" } },
    },
    sink: { type: "metadata-rest", config: {} },
    workflowConfig: {
      openMetadataServerConfig: { hostPort: `${host}/api`, securityConfig: { jwtToken }, ...server },
    },
  };
  return written("secured.json", JSON.stringify(config));
}

/** @param {object} sslConfig */
const validated = (sslConfig) => ({ verifySSL: "validate", sslConfig });

/** @param {{outcome: string}[]} results */
function outcomes(results) {
  return results.map(({ outcome }) => outcome);
}

/** The messages of a report, which has no secret. @param {{stdout: string, stderr: string}} ended */
function messages({ stdout, stderr }) {
  for (const secret of [token, "PRIVATE KEY"]) {
    assert.ok(!`${stdout}${stderr}`.includes(secret), "a secret was shown");
  }
  assert.notEqual(stdout, "", stderr);
  const { diagnostics } = JSON.parse(stdout);
  return diagnostics.map((/** @type {{message: string}} */ { message }) => message).join("\n");
}

for (const [name, make] of Object.entries(hosts)) {
  describe(`the component in ${name}`, () => {
    /** @type {import("./hosts.mjs").Host} */
    let call;
    /** @param {Parameters<typeof call>} parts */
    const host = (...parts) => ran(call(...parts));

    before(() => {
      call = make(folder);
    });

    it("previews with the bytes of the command", async () => {
      const expected = await metarest(["preview", "-c", file, "--spec", petstore, "--format", "json"]);
      const { code, stdout, stderr } = await host("preview", file, petstore);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, expected.stdout);
    });

    it("ingests into the local catalogue by the plan of native Rust, and then finds nothing to change", async () => {
      const server = await catalogue();
      try {
        const own = configFor(server.url, name);
        const first = await host("ingest", own, petstore);
        assert.equal(first.code, 0, messages(first));
        const { planHash: hash, results } = JSON.parse(first.stdout);
        assert.equal(hash, planHash);
        assert.deepEqual(outcomes(results), Array(23).fill("applied"));
        const second = await host("ingest", own, petstore);
        assert.deepEqual(outcomes(JSON.parse(second.stdout).results), Array(23).fill("unchanged"));
      } finally {
        server.stop();
      }
    });

    it("reports a missing document and an invalid config as the command does", async () => {
      const missing = join(folder, "none.json");
      const { code, stdout, stderr } = await host("preview", file, missing);
      assert.equal(code, 1, stderr);
      assert.match(stdout, /none\.json/);
      const expected = await metarest(["plan", "-c", wrong, "--format", "json"]);
      const invalid = await host("plan", wrong, petstore);
      assert.deepEqual([invalid.code, invalid.stdout], [expected.code, expected.stdout]);
    });

    it("leaves redirects to the run and decompresses a document", async () => {
      const seen = /** @type {(string | undefined)[]} */ ([]);
      const server = createServer(({ url }, response) => {
        seen.push(url);
        if (url === "/moved") return response.writeHead(302, { Location: "/petstore3.json" }).end("moved");
        const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
        response.writeHead(200, headers).end(gzipSync(readFileSync(petstore)));
      });
      const { port, stop } = await listening(server);
      try {
        const config = configWith({ spec: `http://127.0.0.1:${port}/moved`, host: "http://localhost:8585" });
        const ended = await host("preview", config);
        assert.equal(ended.code, 0, messages(ended));
        assert.deepEqual(seen, ["/moved", "/petstore3.json"]);
        const expected = await metarest(["preview", "-c", config, "--format", "json"]);
        assert.equal(ended.stdout, expected.stdout);
      } finally {
        stop();
      }
    });

    it("reads no more of a file than the run allows", async () => {
      // It has no end.
      const jwtToken = "/dev/zero";
      const address = "http://localhost:8585";
      const config = configWith({ spec: `${address}/none.json`, host: address, jwtToken });
      const ended = await host("connect", config, petstore);
      assert.equal(ended.code, 1, ended.stderr);
      assert.match(messages(ended), /larger than the limit/);
    });

    it("ends cleanly on Ctrl-C: nothing more is sent", async () => {
      let requests = 0;
      const server = createServer(async (_, response) => {
        requests += 1;
        await passed(1000);
        response.writeHead(503).end();
      });
      const { port, stop } = await listening(server);
      try {
        const config = configFor(`http://127.0.0.1:${port}/api`, "cancelled");
        const { child, ended } = started(call("ingest", config, petstore));
        await once(server, "request");
        // Until it waits for the answer.
        await passed(200);
        child.kill("SIGINT");
        const result = await ended;
        assert.equal(result.code, 1, result.stderr);
        assert.match(messages(result), /the run was cancelled/);
        assert.equal(requests, 1);
      } finally {
        stop();
      }
    });

    describe("with servers that have certificates", () => {
      const trusted = validated({ caCertificate: pems.ca });
      const certified = validated({
        caCertificate: pems.ca,
        sslCertificate: pems.client.cert,
        sslKey: pems.client.key,
      });
      /** @typedef {Awaited<ReturnType<typeof securedCatalogue>>} Servers */
      /** @type {Servers["server"]} */
      let server;
      /** @type {Servers["open"]} */
      let open;
      /** @type {Servers["closed"]} */
      let closed;
      /** @type {Servers["stop"]} */
      let stop;
      /** @param {{url: string}} at */
      const specOf = ({ url }) => `${url}/specs/petstore3.json`;
      /** Without its path. */
      const plain = () => new URL(server.url).origin;

      before(async () => {
        ({ server, open, closed, stop } = await securedCatalogue());
      });

      after(() => stop());

      /** @param {Parameters<typeof configWith>[0]} parts */
      async function succeeds(parts) {
        const ended = await host("plan", configWith(parts));
        const said = messages(ended);
        assert.equal(ended.code, 0, said);
        return said;
      }

      /** @param {Parameters<typeof configWith>[0]} parts @param {RegExp} pattern @param {string} [document] */
      async function fails(parts, pattern, document) {
        const ended = await host("connect", configWith(parts), document);
        const said = messages(ended);
        assert.equal(ended.code, 1, said);
        assert.match(said, pattern);
      }

      it("trusts the authority of a file or a text", async () => {
        const text = validated({ caCertificate: read(pems.ca) });
        await succeeds({ spec: specOf(open), connection: trusted, host: open.url, server: text });
      });

      it("trusts no other", async () => {
        const other = validated({ caCertificate: pems.otherCa });
        await fails({ spec: specOf(open), connection: other, host: plain() }, /document.*not trusted/);
        await fails({ spec: specOf({ url: plain() }), host: open.url }, /cannot be reached.*not trusted/);
      });

      it("verifies none with `ignore`", async () => {
        const ignored = { verifySSL: "ignore" };
        const said = await succeeds({
          spec: specOf(open),
          connection: ignored,
          host: open.url,
          server: ignored,
        });
        assert.equal(said.match(/turns verification off/g)?.length, 2);
      });

      it("says that an authority cannot be read, without its path", async () => {
        const connection = validated({ caCertificate: "/no/such/ca.pem" });
        const ended = await host("connect", configWith({ spec: specOf(open), connection, host: plain() }));
        assert.equal(ended.code, 1);
        assert.match(messages(ended), /document cannot be fetched/);
        assert.ok(!`${ended.stdout}${ended.stderr}`.includes("/no/such"));
      });

      it("ends with a fault where a certificate and a key do not belong together", async () => {
        const sslConfig = {
          caCertificate: pems.ca,
          sslCertificate: pems.client.cert,
          sslKey: pems.server.key,
        };
        const connection = validated(sslConfig);
        await fails({ spec: specOf(open), connection, host: plain() }, /document cannot be fetched/);
      });

      it("shows a client's certificate to the servers that it is for, and to no other", async () => {
        await succeeds({ spec: specOf(closed), connection: certified, host: closed.url, server: certified });
        const without = { spec: specOf(closed), connection: trusted, host: plain() };
        await fails(without, /document cannot be fetched/);
        const elsewhere = specOf({ url: `https://127.0.0.1:${closed.port}` });
        const away = { spec: specOf(open), connection: certified, host: plain() };
        await fails(away, /document cannot be fetched/, elsewhere);
      });
    });
  });
}

describe("the component", () => {
  it("prints text with the bytes of the command", async () => {
    const expected = await metarest(["preview", "-c", file, "--spec", petstore]);
    const { stdout } = await ran([python(), inPython, component, "preview", "-c", file, "--spec", petstore]);
    assert.equal(stdout, expected.stdout);
  });

  it("imports nothing", async () => {
    const program = [
      "import sys",
      "from wasmtime import Engine",
      "from wasmtime.component import Component",
      "engine = Engine()",
      "print(len(Component.from_file(engine, sys.argv[1]).type.imports(engine)))",
    ];
    const { stdout, stderr } = await ran([python(), "-c", program.join("\n"), component]);
    assert.equal(stdout.trim(), "0", stderr);
  });
});

describe("the host in Rust", () => {
  it("is formatted and has no warnings", lintRust);
});
