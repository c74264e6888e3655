/**
 * What a terminal shows: progress with count and time, text broken at the width, completion, the questions of `init`,
 * and that help starts without the core.
 */
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { script } from "../../www/npm/src/cli/completion.js";
import { commands } from "../../www/npm/src/cli/manual.js";
import { Terminal } from "../../www/npm/src/cli/terminal.js";
import { metarest, program, sample } from "./process.mjs";

const folder = mkdtempSync(join(tmpdir(), "metarest-"));

/** A terminal that keeps what it gets. @param {{columns?: number, isTTY?: boolean}} options */
function screen({ columns = 80, isTTY = true } = {}) {
  const written = /** @type {string[]} */ ([]);
  const write = (/** @type {string} */ text) => written.push(text);
  const stream = /** @type {any} */ ({ columns, isTTY, write });
  return { stream, written, last: () => written.at(-1)?.replace("\r\u001b[K", "") };
}

const settings = /** @type {const} */ ({ level: "info", quiet: false, color: "never" });

describe("the progress", () => {
  it("has the phase, how much is done, and the time", ({ mock }) => {
    mock.timers.enable({ apis: ["setInterval"] });
    const { stream, last } = screen();
    const terminal = new Terminal(stream, settings);
    terminal.progress({ type: "progress", phase: "apply", done: 5, total: 20 });
    assert.equal(last(), `writing  ${"█".repeat(6)}${"░".repeat(18)}  5 of 20`);
    terminal.progress({ type: "progress", phase: "apply", done: 10, total: 20 });
    const later = performance.now() + 2500;
    mock.method(performance, "now", () => later);
    mock.timers.tick(100);
    assert.match(last() ?? "", / {2}10 of 20 {2}2\.5 s$/);
    terminal.progress({ type: "progress", phase: "snapshot", done: 400, total: 0 });
    assert.equal(last(), "reading the catalogue  400");
    terminal.end();
    assert.equal(last(), "");
  });

  it("counts the bytes of the document", async () => {
    const { stream, last } = screen();
    const terminal = new Terminal(stream, settings);
    const load = terminal.counted(async (_, __, receive) => {
      receive(new Uint8Array(2 ** 20), 2 ** 21);
      terminal.progress({ type: "progress", phase: "load", done: 0, total: 0 });
      return /** @type {any} */ ({ type: "loaded" });
    });
    await load(/** @type {any} */ ({}), new AbortController().signal, () => {});
    assert.match(last() ?? "", /^loading the document {2}1\.0 MB of 2\.0 MB/);
    terminal.progress({ type: "progress", phase: "map", done: 0, total: 0 });
    assert.match(last() ?? "", /^mapping the document {2}1\.0 MB/);
    terminal.end();
  });

  it("leaves how long each phase took in the log", () => {
    const { stream, written } = screen({ isTTY: false });
    const terminal = new Terminal(stream, { ...settings, level: "debug" });
    terminal.progress({ type: "progress", phase: "map", done: 0, total: 0 });
    terminal.progress({ type: "progress", phase: "plan", done: 0, total: 0 });
    terminal.end();
    assert.match(written.join(""), /Z debug mapping the document: 0\.\d s\n.*Z debug comparing: 0\.\d s\n$/);
  });

  it("is on terminals only, fits into the line, and gives way to the log", () => {
    const progress = /** @type {const} */ ({ type: "progress", phase: "map", done: 0, total: 0 });
    for (const [options, more] of /** @type {const} */ ([
      [{ isTTY: false }, {}],
      [{}, { quiet: true }],
    ])) {
      const { stream, written } = screen(options);
      const terminal = new Terminal(stream, { ...settings, ...more });
      terminal.progress(progress);
      terminal.end();
      assert.deepEqual(written, []);
    }
    const { stream, written, last } = screen({ columns: 12 });
    const terminal = new Terminal(stream, settings);
    terminal.progress(progress);
    assert.equal(last(), "mapping the");
    terminal.log({ level: "debug", message: "hidden" });
    terminal.log({ level: "warn", message: "shown" });
    assert.deepEqual(written.slice(-2), ["\r\u001b[K", "warn  shown\n"]);
    terminal.end();
  });
});

describe("help and version", () => {
  it("start without the core", async () => {
    const hook = join(folder, "hook.mjs");
    writeFileSync(
      hook,
      `const { Module } = WebAssembly;
WebAssembly.Module = class extends Module {
  constructor(bytes) {
    super(bytes);
    console.log("LOADED");
  }
};
`,
    );
    const run = async (/** @type {string[]} */ args) =>
      (await promisify(execFile)(process.execPath, ["--import", hook, program, ...args])).stdout;
    for (const args of [["--version"], ["--help"], ["plan", "--help"], ["completion", "bash"]]) {
      assert.doesNotMatch(await run(args), /LOADED/, args.join(" "));
    }
    assert.match(await run(["explain"]), /LOADED/);
  });

  it("is broken at a hundred columns where there is no terminal", async () => {
    for (const name of Object.keys(commands)) {
      const { stdout } = await metarest([name, "--help"]);
      const widest = Math.max(...stdout.split("\n").map((line) => line.length));
      assert.ok(widest <= 100, `${name}: ${widest}`);
    }
  });
});

/** Whether a terminal can be imitated. */
const imitates = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux");

/** Milliseconds after which a command that waits for ever is ended. */
const longest = 30_000;

/**
 * Runs the command line on a terminal of this width. The input is written once something is asked: a terminal may lose
 * what comes while its mode changes.
 *
 * @param {string} args @param {{columns?: number, input?: string}} [options]
 * @returns {Promise<{code: number | null, stdout: string}>}
 */
async function onTerminal(args, { columns = 60, input = "" } = {}) {
  const command = `stty cols ${columns} -echo; "${process.execPath}" "${program}" ${args}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...process.env, FORCE_COLOR: "", NO_COLOR: "1", TERM: "xterm", SHELL: "/bin/sh" },
    cwd: folder,
    timeout: longest,
  });
  let stdout = "";
  let isWritten = input === "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    if (isWritten || !stdout.includes("in OpenMetadata: ")) return;
    isWritten = true;
    child.stdin.end(input);
  });
  const [code] = await once(child, "close");
  return { code, stdout: stdout.replaceAll("\r\n", "\n") };
}

describe("on a terminal", { skip: !imitates }, () => {
  it("prose is broken at its width, and code is not", async () => {
    writeFileSync(join(folder, "wide.yaml"), sample);
    const { stdout } = await onTerminal("check -c wide.yaml");
    assert.match(
      stdout,
      /^info\[config-flat-schema-url\]: `openAPISchemaURL` is directly\n {4}in the connection/,
    );
    assert.match(stdout, /^7 \| {7}openAPISchemaURL: https:\/\/docs\.open-metadata\.org\/swagger\.json$/m);
    const code = await onTerminal("explain config-not-built");
    const prose = code.stdout.slice(0, code.stdout.indexOf("Raises it:"));
    assert.ok(
      prose.split("\n").every((line) => line.length <= 60),
      prose,
    );
  });

  it("init asks until an answer is valid, and never writes a token", async () => {
    const secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln";
    const answers = ["pets", "", "openapi.yaml", "no address", "https://om.example.com/api", secret, ""];
    const { code, stdout } = await onTerminal("init --file asked.yaml", { input: `${answers.join("\n")}\n` });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /write an address that begins with https:\/\/ or http:\/\//);
    const text = readFileSync(join(folder, "asked.yaml"), "utf8");
    assert.match(text, /jwtToken: \$OM_TOKEN\n/);
    assert.ok(!text.includes(secret));
  });

  it("init asks where endpoints have their addresses if the document does not say it", async () => {
    writeFileSync(join(folder, "relative.yaml"), relative);
    const answers = ["pets", "relative.yaml", "", "", "/docs", "https://api.example.com/docs"];
    const { code, stdout } = await onTerminal("init --file served.yaml", {
      input: `${answers.join("\n")}\n`,
    });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /relative\.yaml names no server by its whole address, and every endpoint needs one/);
    assert.match(
      readFileSync(join(folder, "served.yaml"), "utf8"),
      / {6}docURL: https:\/\/api\.example\.com\/docs\n/,
    );
  });

  it("init ends without a file if the input ends", async () => {
    const { code, stdout } = await onTerminal("init --file ended.yaml", { input: "pets\n\u0004" });
    assert.equal(code, 2, stdout);
    assert.match(stdout, /stopped; ended\.yaml is not written/);
    assert.ok(!existsSync(join(folder, "ended.yaml")));
  });
});

/** A document that names its server by a relative address only. */
const relative = `openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: /v1}]
paths: {/pets: {get: {operationId: pets, responses: {}}}}
`;

describe("init", () => {
  /** @param {string} file @param {Record<string, string>} [changes] */
  const args = (file, changes = {}) => {
    const answers = {
      service: "pets",
      document: "https://example.com/a.yaml",
      server: "http://localhost:8585/api",
    };
    const options = Object.entries({ ...answers, ...changes }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    return ["init", "--file", join(folder, file), ...options];
  };

  for (const [name, changes] of /** @type {[string, Record<string, string>][]} */ ([
    ["plain", {}],
    ["file", { document: "specs/my api.yaml" }],
    ["quoted", { service: "yes: no # \\ 'pets' ü", "token-variable": "MY_TOKEN" }],
    ["number", { service: "1e3" }],
  ])) {
    it(`writes a config that checks clean: ${name}`, async () => {
      const written = await metarest(args(`${name}.yaml`, changes));
      assert.equal(written.code, 0, written.stderr);
      const env = { OM_TOKEN: "a-token", MY_TOKEN: "a-token" };
      const check = await metarest(["check", "-c", join(folder, `${name}.yaml`), "--fail-on", "warning"], {
        env,
      });
      assert.deepEqual([check.code, check.stdout], [0, `${join(folder, `${name}.yaml`)} is valid\n`]);
    });
  }

  for (const [changes, message] of /** @type {[Record<string, string>, RegExp][]} */ ([
    [{ service: "a::b" }, /bad\.yaml is not written: the service's name contains `::`/],
    [{ server: "localhost:8585" }, /--server: write an address/],
    [{ server: "http://localhost:8585" }, /does not end in|\/api/],
    [{ "token-variable": "a.b.c" }, /--token-variable: write the name of a variable/],
    [{ document: "s3://bucket/key" }, /--document: an address begins with/],
    [{ document: "https://me:pass@example.com/a" }, /is not written/],
    [{ service: "a\nb" }, /control characters/],
  ])) {
    it(`rejects ${JSON.stringify(changes)}`, async () => {
      const { code, stderr } = await metarest(args("bad.yaml", changes));
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.ok(!existsSync(join(folder, "bad.yaml")));
    });
  }

  it("needs --doc-url for a document in a file whose servers are relative", async () => {
    const document = join(folder, "relative-too.yaml");
    writeFileSync(document, relative);
    const refused = await metarest(args("bad.yaml", { document }));
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /here it needs --doc-url URL \(.*relative-too\.yaml names no server by its whole/,
    );
    const written = await metarest(args("docs.yaml", { document, "doc-url": "https://example.com/docs" }));
    assert.equal(written.code, 0, written.stderr);
    const { code, stdout } = await metarest(["preview", "-c", join(folder, "docs.yaml"), "--format", "json"]);
    assert.equal(code, 0, stdout);
    assert.match(JSON.parse(stdout).endpoints[0].endpointURL, /^https:\/\/example\.com\/docs/);
  });

  it("replaces no file, and needs its answers where nobody can be asked", async () => {
    writeFileSync(join(folder, "there.yaml"), "mine\n");
    const there = await metarest(args("there.yaml"));
    assert.equal(there.code, 2);
    assert.match(there.stderr, /there\.yaml exists already; choose another with --file/);
    assert.equal(readFileSync(join(folder, "there.yaml"), "utf8"), "mine\n");
    const { code, stderr } = await metarest(["init", "--file", join(folder, "new.yaml"), "--service", "a"]);
    assert.equal(code, 2);
    assert.match(stderr, /needs --document URL\|FILE, --server URL/);
    assert.equal((await metarest(args("no/such.yaml"))).code, 1);
  });
});

describe("completion", () => {
  /** What bash offers for the last word. @param {string[]} words */
  const offered = (...words) => {
    const body = `metarest() { "${process.execPath}" "${program}" "$@"; }
${script("bash")}
COMP_WORDS=(metarest ${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length}
_metarest
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const found = execFileSync("bash", ["-c", body], {
      encoding: "utf8",
      cwd: join(import.meta.dirname, "../.."),
    });
    return found.trim().split("\n").filter(Boolean);
  };

  it("offers in bash commands, options, values, files and codes", {
    skip: process.platform === "win32",
  }, () => {
    assert.deepEqual(offered("pl"), ["plan"]);
    assert.deepEqual(offered(""), [...Object.keys(commands), "--help", "--version"]);
    assert.deepEqual(offered("plan", "--f"), ["--fail-on", "--format"]);
    assert.deepEqual(offered("plan", "--format", "j"), ["json", "junit"]);
    assert.deepEqual(offered("plan", "--format", "=", "sa"), ["sarif"]);
    assert.deepEqual(offered("runs", "--format", ""), ["text", "json", "markdown"]);
    assert.deepEqual(offered("push", "--d"), ["--dry-run"]);
    assert.deepEqual(offered("plan", "--color", "="), ["auto", "always", "never"]);
    assert.deepEqual(offered("check", "-c", "READ"), ["README.md"]);
    assert.deepEqual(offered("plan", "--approve", ""), []);
    assert.deepEqual(offered("completion", "z"), ["zsh"]);
    assert.deepEqual(offered("explain", "plan-chan"), ["plan-changed"]);
  });

  for (const [shell, flags] of /** @type {["zsh" | "fish", string[]][]} */ ([
    ["zsh", ["-n"]],
    ["fish", ["--no-execute"]],
  ])) {
    const skip = spawnSync(shell, ["--version"]).error !== undefined;
    it(`is a script that ${shell} reads`, { skip }, () => {
      const path = join(folder, `completion.${shell}`);
      writeFileSync(path, script(shell));
      execFileSync(shell, [...flags, path]);
    });
  }

  it("has every command and option in every shell", () => {
    for (const shell of /** @type {const} */ (["bash", "zsh", "fish"])) {
      const text = script(shell);
      for (const name of Object.keys(commands)) assert.ok(text.includes(name), `${shell}: ${name}`);
      for (const { options } of Object.values(commands)) {
        for (const option of options) assert.ok(text.includes(option), `${shell}: ${option}`);
      }
    }
  });

  it("rejects another shell", async () => {
    const { code, stderr } = await metarest(["completion", "tcsh"]);
    assert.equal(code, 2);
    assert.match(stderr, /no such shell: tcsh; known are bash, zsh, fish/);
    assert.equal((await metarest(["completion"])).code, 2);
  });
});
