/**
 * The component in its worked hosts: the same bytes as the command, and an ingest over the host's own HTTP.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { component } from "../../tools/build.mjs";
import { root } from "../../tools/step.mjs";
import { catalogue, metarest, petstore, planHash, sample } from "../npm/process.mjs";
import { pythonWith } from "../npm/python.mjs";

const inPython = join(root, "www/component/examples/python/metarest_host.py");
const inJavaScript = join(root, "www/component/examples/javascript");
/** Must not appear in any output. */
const token = "marked-token-5f1c";

const folder = mkdtempSync(join(tmpdir(), "metarest-component-"));
const file = configFor("http://localhost:8585/api", "offline");
const wrong = join(folder, "wrong.yaml");
/** @type {string} */
let python;

before(async () => {
  python = pythonWith("wasmtime", "50.0.1");
  writeFileSync(wrong, "source: 1\n");
  const { code, stderr } = await ran(process.execPath, [
    join(inJavaScript, "transpile.mjs"),
    component,
    folder,
  ]);
  assert.equal(code, 0, stderr);
});

after(() => rmSync(folder, { recursive: true }));

/** The sample config for a server. @param {string} url @param {string} name @returns {string} its file */
function configFor(url, name) {
  const path = join(folder, `${name}.yaml`);
  const text = sample
    .replace("serviceName: openapi_rest", "serviceName: hashed")
    .replace("http://localhost:8585/api", url)
    .replace("{bot_jwt_token}", token);
  writeFileSync(path, text);
  return path;
}

/** @param {{outcome: string}[]} results */
function outcomes(results) {
  return results.map(({ outcome }) => outcome);
}

/**
 * Runs a program to its end.
 *
 * @param {string} program @param {string[]} args
 * @returns {Promise<{code: number | string | null | undefined, stdout: string, stderr: string}>}
 */
function ran(program, args) {
  const options = { timeout: 120_000, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });
}

/** Each prints the report as JSON. @type {Record<string, (command: string, config: string, document: string) => ReturnType<typeof ran>>} */
const hosts = {
  Python: (command, config, document) =>
    ran(python, [inPython, component, command, "-c", config, "--spec", document, "--json"]),
  JavaScript: (command, config, document) =>
    ran(process.execPath, [join(inJavaScript, "host.mjs"), folder, command, config, document]),
};

for (const [name, host] of Object.entries(hosts)) {
  describe(`the component in ${name}`, () => {
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
        assert.ok(!`${first.stdout}${first.stderr}`.includes(token), "the token was shown");
        assert.equal(first.code, 0, first.stderr);
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
  });
}

describe("the component", () => {
  it("prints text with the bytes of the command", async () => {
    const expected = await metarest(["preview", "-c", file, "--spec", petstore]);
    const { stdout } = await ran(python, [inPython, component, "preview", "-c", file, "--spec", petstore]);
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
    const { stdout, stderr } = await ran(python, ["-c", program.join("\n"), component]);
    assert.equal(stdout.trim(), "0", stderr);
  });
});
