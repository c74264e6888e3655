/**
 * The entry `metarest/run`: plan, ingest and connect as functions, over real HTTP, with the local catalogue as the
 * server.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { connect, ingest, init, MetarestError, plan } from "metarest/run";
import { catalogue, metarest, petstore, sample } from "./process.mjs";
import { typed } from "./typed.mjs";

/** The code of a variable that is not set. */
const unset = "config-variable-unset";

/** Must not appear in any report or log. */
const token = "marked-token-8a2d";

/** @type {Awaited<ReturnType<typeof catalogue>>} */
let server;

before(async () => {
  server = await catalogue();
});

after(() => server.stop());

/** The sample config, for a service of its own. @param {string} service @param {string} [jwt] */
function config(service, jwt = token) {
  return sample
    .replace("serviceName: openapi_rest", `serviceName: ${service}`)
    .replace("https://docs.open-metadata.org/swagger.json", new URL("/specs/petstore3.json", server.url).href)
    .replace("http://localhost:8585/api", server.url)
    .replace("{bot_jwt_token}", jwt);
}

/** Waits for a rejection for misuse. @param {Promise<unknown>} call @returns {Promise<MetarestError>} */
async function rejected(call) {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  assert.ok(error instanceof MetarestError, String(error));
  return error;
}

describe("plan and ingest", () => {
  it("do what the commands do", async () => {
    const text = config("api_same");
    const { report, exitCode } = await plan(text, { file: "<stdin>" });
    assert.equal(exitCode, 0);
    const { stdout } = await metarest(["plan", "-c", "-", "--format", "json"], { input: text });
    assert.deepEqual(report, JSON.parse(stdout));

    const written = await ingest(new TextEncoder().encode(text));
    assert.equal(written.exitCode, 0);
    assert.ok(written.report.results?.every(({ outcome }) => outcome === "applied"));
    const unchanged = await plan(text);
    assert.equal(unchanged.report.changes?.length, 0);
    const { code, output } = await typed({ RunReport: [report, written.report, unchanged.report] });
    assert.equal(code, 0, output);
    assert.ok(!JSON.stringify([report, written]).includes(token), "the token is in a report");
  });

  it("take the document's bytes, and tell how they go on", async () => {
    const phases = new Set();
    const lines = /** @type {string[]} */ ([]);
    const { report } = await plan(config("api_bytes"), {
      spec: readFileSync(petstore),
      onProgress: ({ phase }) => phases.add(phase),
      onLog: ({ message }) => lines.push(message),
    });
    assert.equal(report.endpoints.length, 19);
    assert.ok(phases.size > 1 && lines.length > 0, [...phases].join());
    assert.ok(!lines.join("\n").includes(token), "the token is in the log");
  });

  it("send what they send through the caller's fetch", async () => {
    const paths = /** @type {string[]} */ ([]);
    const { exitCode } = await plan(config("api_fetch"), {
      fetch: (url, init) => {
        paths.push(url.pathname);
        return fetch(url, init);
      },
    });
    assert.equal(exitCode, 0);
    assert.ok(
      paths.includes("/specs/petstore3.json") && paths.includes("/api/v1/system/version"),
      `${paths}`,
    );
  });

  it("carry out only the plan that is given", async () => {
    const text = config("api_planned");
    const { stdout } = await metarest(["plan", "-c", "-", "--format", "json"], { input: text });
    const file = JSON.stringify({ ...JSON.parse(stdout), planHash: "0".repeat(64) });
    const error = await rejected(ingest(text, { plan: file }));
    assert.deepEqual([error.code, error.option], ["invalid-option", "plan"]);
  });

  it("stop at a signal, and write nothing then", async () => {
    const controller = new AbortController();
    const { report, exitCode } = await ingest(config("api_stopped"), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    assert.equal(exitCode, 1);
    assert.ok(
      !(report.results ?? []).some(({ outcome }) => outcome === "applied"),
      JSON.stringify(report.results),
    );
    assert.ok(
      report.diagnostics.some(({ code }) => code === "run-cancelled"),
      JSON.stringify(report.diagnostics),
    );
  });

  it("stop before they begin, also where a file is opened", async () => {
    const { report } = await plan(config("api_early"), { spec: petstore, signal: AbortSignal.abort() });
    assert.ok(
      report.diagnostics.some(({ code }) => code === "run-cancelled"),
      JSON.stringify(report.diagnostics),
    );
  });

  it("stop at a signal though the caller's fetch never answers", async () => {
    const controller = new AbortController();
    const { report, exitCode } = await plan(config("api_silent"), {
      signal: controller.signal,
      fetch: (url, init) => {
        if (!url.pathname.startsWith("/specs")) return fetch(url, init);
        controller.abort();
        return new Promise(() => {});
      },
    });
    assert.equal(exitCode, 1);
    assert.ok(
      report.diagnostics.some(({ code }) => code === "run-cancelled"),
      JSON.stringify(report.diagnostics),
    );
  });

  it("stop cleanly if a callback throws, and reject with its error", async () => {
    const error = new Error("of the caller");
    const callback = () => {
      throw error;
    };
    await assert.rejects(ingest(config("api_thrown"), { onLog: callback }), error);
    await assert.rejects(ingest(config("api_thrown"), { onProgress: callback }), error);
    const { report } = await plan(config("api_thrown"));
    assert.ok(
      report.changes?.every(({ action }) => action === "create"),
      "something was written",
    );
  });

  it("reject options of another type", async () => {
    for (const [option, value] of Object.entries({
      fetch: 1,
      onLog: 1,
      onProgress: "x",
      signal: {},
      spec: null,
    })) {
      const error = await rejected(plan(sample, /** @type {any} */ ({ [option]: value })));
      assert.deepEqual([error.code, error.option], ["invalid-option", option]);
    }
    for (const spec of [{}, [1], new Uint16Array(2)]) {
      assert.equal((await rejected(plan(sample, /** @type {any} */ ({ spec })))).option, "spec");
    }
    assert.equal((await rejected(plan(sample, /** @type {any} */ (5)))).code, "invalid-argument");
  });

  it("take the document as a URL or a buffer", async () => {
    const url = new URL("/specs/petstore3.json", server.url);
    const buffer = new Uint8Array(readFileSync(petstore)).buffer;
    const text = config("api_spec");
    const hashes = [];
    for (const spec of [url, buffer]) hashes.push((await plan(text, { spec })).report.endpoints.length);
    assert.deepEqual(hashes, [19, 19]);
  });

  it("report a server that is not there, and reject for misuse only", async () => {
    const { report, exitCode } = await plan(config("api_off").replace(server.url, "http://127.0.0.1:1/api"));
    assert.equal(exitCode, 1);
    assert.ok(report.diagnostics.some(({ severity }) => severity === "error"));
    assert.equal((await plan("a: [")).exitCode, 2);
    const misspelt = await rejected(plan(sample, /** @type {any} */ ({ minCoverge: 90 })));
    assert.deepEqual([misspelt.code, misspelt.option], ["invalid-option", "minCoverge"]);
    assert.equal((await rejected(ingest(/** @type {any} */ (7)))).code, "invalid-argument");
    await init();
  });

  it("take the environment of the process unless another is given", async () => {
    process.env.METAREST_TEST_TOKEN = token;
    const text = config("api_environment", "$METAREST_TEST_TOKEN");
    const codes = async (/** @type {Record<string, string> | undefined} */ environment) => {
      const { report } = await plan(text, { environment });
      return report.diagnostics.map(({ code }) => code);
    };
    const withProcess = await codes(undefined);
    const without = await codes({});
    const own = await codes({ METAREST_TEST_TOKEN: "another" });
    assert.deepEqual(
      [withProcess.includes(unset), without.includes(unset), own.includes(unset)],
      [false, true, false],
    );
  });

  it("say that TLS settings need Node's own connections", async () => {
    const text = config("api_tls").replace(/( +)authProvider/, "$1verifySSL: ignore\n$1authProvider");
    const { report, exitCode } = await plan(text, { fetch });
    assert.equal(exitCode, 1);
    assert.match(JSON.stringify(report.diagnostics), /takes no TLS settings here/);
  });
});

describe("ingest with a store", () => {
  /** A store in memory, and what was saved in it. @param {string} [text] */
  const memory = (text) => {
    const saved = /** @type {string[]} */ ([]);
    const at = { text };
    const store = {
      load: () => at.text,
      save: async (/** @type {string} */ text) => {
        saved.push(text);
        at.text = text;
      },
      clear: () => {
        at.text = undefined;
      },
    };
    return { store, saved, at };
  };
  const codes = (/** @type {Awaited<ReturnType<typeof ingest>>} */ { report }) =>
    report.diagnostics.map(({ code }) => code);

  it("goes on in another process where one was killed", async () => {
    // A server that knows no bulk requests: there are many writes.
    const old = await catalogue("1.6");
    try {
      const folder = mkdtempSync(join(tmpdir(), "metarest-"));
      const [file, store] = [join(folder, "rest_config.yaml"), join(folder, "run.json")];
      writeFileSync(file, config("api_stored").replaceAll(server.url, old.url));
      const child = fileURLToPath(new URL("stored.mjs", import.meta.url));
      const run = (/** @type {string[]} */ ...more) =>
        spawnSync(process.execPath, [child, file, store, ...more]);
      const killed = run("2");
      assert.equal(killed.signal, "SIGKILL", String(killed.stderr));
      const before = String(killed.stdout).trim().split("\n");
      assert.ok(!readFileSync(store, "utf8").includes(token), "the token is in the store");
      const second = run();
      const after = String(second.stdout).trim().split("\n");
      const { exitCode, codes } = JSON.parse(String(after.pop()));
      assert.deepEqual([exitCode, codes.includes("run-not-revived"), existsSync(store)], [0, false, false]);
      assert.match(String(before[0]), /apiServices/);
      assert.ok(!after.some((line) => line.includes("apiServices")), `${after}`);

      const answer = await fetch(new URL("/_test/log", old.url));
      const { log } = /** @type {{log: {method: string, path: string, status: number}[]}} */ (
        await answer.json()
      );
      const created = log.filter(({ status }) => status === 201);
      assert.equal(created.length, 1 + 3 + 19);
      const { report } = await plan(readFileSync(file, "utf8"));
      assert.equal(report.changes?.length, 0);
    } finally {
      old.stop();
    }
  });

  it("saves what changed, and nothing remains at the end", async () => {
    const { store, saved, at } = memory();
    const result = await ingest(config("api_saved"), { store });
    assert.equal(result.exitCode, 0);
    assert.ok(saved.length > 1 && new Set(saved).size === saved.length, `${saved.length}`);
    assert.ok(saved.every((text) => !text.includes(token)));
    assert.equal(at.text, undefined);
  });

  it("saves one text at a time", async () => {
    let open = 0;
    let most = 0;
    const { store, saved } = memory();
    const save = async (/** @type {string} */ text) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await store.save(text);
      open -= 1;
    };
    await ingest(config("api_slow"), { store: { ...store, save } });
    assert.deepEqual([most, open, saved.length > 0], [1, 0, true]);
  });

  it("ignores what is of another config or no run, and says so", async () => {
    const { store, saved } = memory();
    await ingest(config("api_one"), { store });
    for (const text of [String(saved.at(-1)), "", "{", "7"]) {
      const other = memory(text);
      const result = await ingest(config("api_other"), { store: other.store });
      assert.deepEqual([result.exitCode, other.at.text], [0, undefined]);
      assert.ok(codes(result).includes("run-not-revived"), `${codes(result)}`);
    }
    assert.ok(
      !codes(await ingest(config("api_other"), { store: memory().store })).includes("run-not-revived"),
    );
  });

  it("keeps what is stored while the config is invalid", async () => {
    const { store, at } = memory("kept");
    assert.equal((await ingest("a: [", { store })).exitCode, 2);
    assert.equal(at.text, "kept");
  });

  it("stops cleanly if the store fails, and rejects with its error", async () => {
    const error = new Error("of the store");
    const { store } = memory();
    for (const name of ["load", "save", "clear"]) {
      const failing = { ...store, [name]: async () => Promise.reject(error) };
      await assert.rejects(ingest(config(`api_${name}`), { store: failing }), error);
    }
    const { report } = await plan(config("api_save"));
    assert.ok(report.changes?.length !== 0, "the run went on");
  });

  it("rejects what is no store, and a store of another function", async () => {
    for (const [store, call] of /** @type {[any, typeof ingest][]} */ ([
      [null, ingest],
      [{ load() {}, save() {} }, ingest],
      [{ load: () => 7, save() {}, clear() {} }, ingest],
      [memory().store, plan],
      [memory().store, connect],
    ])) {
      const error = await rejected(call(config("api_none"), { store }));
      assert.deepEqual([error.code, error.option], ["invalid-option", "store"]);
    }
  });
});

describe("connect", () => {
  it("tests the server and the document", async () => {
    const { report, exitCode } = await connect(config("api_connect"));
    assert.equal(exitCode, 0, JSON.stringify(report.diagnostics));
    assert.ok(report.steps?.every(({ state }) => state !== "failed"));
    assert.ok(!JSON.stringify(report).includes(token), "the token is in the report");
  });
});
