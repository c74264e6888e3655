/**
 * The loop around a run: it tells the run what happened in order, wakes it, cancels it, and ends with it.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { drive } from "../../www/npm/src/run/loop.js";

/**
 * A run by script: for each event, by its type, what it asks for next.
 *
 * @param {Record<string, any[]>} script
 */
function scripted(script) {
  const told = /** @type {any[]} */ ([]);
  const due = /** @type {any[]} */ ([]);
  const run = {
    /** @param {number} now @param {any} event @param {Uint8Array} [bytes] */
    handle(now, event, bytes) {
      told.push({ now, ...event, bytes });
      due.push(...(script[event.type] ?? []));
    },
    poll: () => due.shift(),
  };
  return { run: /** @type {any} */ (run), told };
}

const done = { type: "done" };
const quiet = { log() {}, progress() {}, tls() {}, load: forbidden, send: forbidden };

/** @returns {Promise<never>} */
function forbidden() {
  return Promise.reject(new Error("not asked for"));
}

describe("the loop", () => {
  it("begins with the seed and ends with done", async () => {
    const { run, told } = scripted({ started: [done] });
    await drive(run, quiet, { seed: 7 });
    assert.deepEqual(
      told.map(({ type, seed }) => [type, seed]),
      [["started", 7]],
    );
  });

  it("tells what came of each effect, with its bytes", async () => {
    const { run, told } = scripted({
      started: [{ type: "load" }],
      loaded: [{ type: "send" }],
      answered: [done],
    });
    const shell = {
      ...quiet,
      load: async () => ({ event: /** @type {any} */ ({ type: "loaded" }), bytes: Uint8Array.of(1) }),
      send: async () => ({ event: /** @type {any} */ ({ type: "answered" }), bytes: Uint8Array.of(2) }),
    };
    await drive(run, shell, { seed: 0 });
    assert.deepEqual(
      told.map(({ type, bytes }) => [type, bytes?.[0]]),
      [
        ["started", undefined],
        ["loaded", 1],
        ["answered", 2],
      ],
    );
  });

  it("wakes the run when its time has come, by the last time asked for", async () => {
    const began = Date.now();
    const late = { type: "wakeAt", at: began + 60_000 };
    const { run, told } = scripted({ started: [late, { type: "wakeAt", at: began + 40 }], woke: [done] });
    await drive(run, quiet, { seed: 0 });
    assert.deepEqual(
      told.map(({ type }) => type),
      ["started", "woke"],
    );
    assert.ok(told[1].now >= began + 35);
  });

  it("tells of a cancellation, waits for what is open, and gives up loading", async () => {
    const cancel = new AbortController();
    const { run, told } = scripted({ started: [{ type: "load" }, { type: "send" }], answered: [done] });
    const shell = {
      ...quiet,
      load: (/** @type {any} */ _, /** @type {AbortSignal} */ signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ event: { type: "loadFailed" } }));
        }),
      send: async () => delay(60, { event: { type: "answered" } }),
    };
    setTimeout(() => cancel.abort(), 20);
    await drive(run, /** @type {any} */ (shell), { seed: 0, cancel: cancel.signal });
    assert.deepEqual(
      told.map(({ type }) => type),
      ["started", "cancelled", "loadFailed", "answered"],
    );
  });

  it("does not wait for ever when a run asks for nothing", async () => {
    const { run } = scripted({});
    await assert.rejects(drive(run, quiet, { seed: 0 }), /asked for nothing/);
  });

  it("ends with an error when a shell's function breaks", async () => {
    const { run } = scripted({ started: [{ type: "send" }] });
    await assert.rejects(drive(run, quiet, { seed: 0 }), /not asked for/);
  });
});
