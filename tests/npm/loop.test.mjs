/**
 * The loop around a run: it passes the events in order, wakes and cancels the run, and ends with it.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drive } from "../../www/npm/src/run/loop.js";

/**
 * A scripted run: for each type of event, the next effects.
 *
 * @param {Record<string, any[]>} script
 */
function scripted(script) {
  const events = /** @type {any[]} */ ([]);
  const due = /** @type {any[]} */ ([]);
  const run = {
    /** @param {number} id @param {Uint8Array} piece */
    receive(id, piece) {
      events.push({ type: "piece", id, piece: [...piece] });
    },
    /** @param {number} now @param {any} event */
    handle(now, event) {
      events.push({ now, ...event });
      due.push(...(script[event.type] ?? []));
    },
    poll: () => due.shift(),
  };
  return { run: /** @type {any} */ (run), events };
}

const done = { type: "done" };
const quiet = { log() {}, progress() {}, tls() {}, load: forbidden, send: forbidden };

/** @returns {Promise<never>} */
function forbidden() {
  return Promise.reject(new Error("not asked for"));
}

describe("the loop", () => {
  it("begins with the seed and ends with done", async () => {
    const { run, events } = scripted({ started: [done] });
    await drive(run, quiet, { seed: 7 });
    assert.deepEqual(
      events.map(({ type, seed }) => [type, seed]),
      [["started", 7]],
    );
  });

  it("passes on the bytes of each effect as they arrive, then its result", async () => {
    const { run, events } = scripted({
      started: [{ type: "load", id: 3 }],
      loaded: [{ type: "send", id: 5 }],
      answered: [done],
    });
    /** @param {string} type @param {number[]} pieces */
    const brings =
      (type, ...pieces) =>
      async (
        /** @type {any} */ _,
        /** @type {any} */ __,
        /** @type {(piece: Uint8Array) => void} */ receive,
      ) => {
        for (const piece of pieces) receive(Uint8Array.of(piece));
        return /** @type {any} */ ({ type });
      };
    const shell = { ...quiet, load: brings("loaded", 1, 2), send: brings("answered", 4) };
    await drive(run, shell, { seed: 0 });
    assert.deepEqual(
      events.map(({ type, id, piece }) => [type, id, piece?.[0]]),
      [
        ["started", undefined, undefined],
        ["piece", 3, 1],
        ["piece", 3, 2],
        ["loaded", undefined, undefined],
        ["piece", 5, 4],
        ["answered", undefined, undefined],
      ],
    );
  });

  it("wakes the run at the last time that it asked for", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
    const late = { type: "wakeAt", at: 60_000 };
    const { run, events } = scripted({ started: [late, { type: "wakeAt", at: 1040 }], woke: [done] });
    const ended = drive(run, quiet, { seed: 0 });
    await new Promise(setImmediate);
    mock.timers.tick(39);
    await new Promise(setImmediate);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["started"],
    );
    mock.timers.tick(1);
    await ended;
    assert.deepEqual(
      events.map(({ type, now }) => [type, now]),
      [
        ["started", 1000],
        ["woke", 1040],
      ],
    );
  });

  it("passes on a cancellation, waits for open effects, and aborts loading", async () => {
    const cancel = new AbortController();
    const { run, events } = scripted({ started: [{ type: "load" }, { type: "send" }], answered: [done] });
    const shell = {
      ...quiet,
      load: (/** @type {any} */ _, /** @type {AbortSignal} */ signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ type: "loadFailed" }));
        }),
      send: () =>
        new Promise((resolve) => {
          const answer = () => setImmediate(() => resolve({ type: "answered" }));
          cancel.signal.addEventListener("abort", answer);
        }),
    };
    setImmediate(() => cancel.abort());
    await drive(run, /** @type {any} */ (shell), { seed: 0, cancel: cancel.signal });
    assert.deepEqual(
      events.map(({ type }) => type),
      ["started", "cancelled", "loadFailed", "answered"],
    );
  });

  it("does not wait forever if no effect is open", async () => {
    const { run } = scripted({});
    await assert.rejects(drive(run, quiet, { seed: 0 }), /no effect is open/);
  });

  it("ends with an error if a shell's function throws", async () => {
    const { run } = scripted({ started: [{ type: "send" }] });
    await assert.rejects(drive(run, quiet, { seed: 0 }), /not asked for/);
  });
});
