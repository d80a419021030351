/**
 * The times that the engine measures of its own work, each made to be a known one in a world whose clock the test turns.
 */
import { expect, test } from "vitest";
import type { Distribution } from "../../src/engine/measures/distribution.js";
import type { HintListener } from "../../src/store/store.js";
import { startExecutor } from "./executor.js";
import { bound, faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const HOUR_MS = 3_600_000;
const definition = { kind: "spec", spec: chain(1) } as const;
const outcome = { kind: "result", result: json("done") } as const;

function measured({ counts, sumMs }: Distribution): { count: number; sumMs: number } {
  return { count: counts.reduce((sum, count) => sum + count, 0), sumMs };
}

test("a refill lasts from the moment that a task ended and another waited until that one is held", () =>
  inOneWorld(async ({ time, store, start }) => {
    const { store: seen, faults } = faulty(store);
    const engine = await start(seen);
    const executor = await startExecutor(engine);
    for (const flowId of ["first", "second"]) await engine.run({ flowId, definition });
    const [held] = await executor.receivedAtLeast(1);
    await time.advance(HOUR_MS / 60);
    const { refills } = engine.metrics.tally;
    expect(measured(refills)).toEqual({ count: 0, sumMs: 0 });
    // The completion lands at once, the claim of what waits in the other flow 70 ms after it was sent.
    faults.push(
      (updates, land) => land(updates),
      (updates, land) => new Promise((resolve) => time.environment().setTimer(70, () => resolve(land(updates)))),
    );
    const { flowId, taskId, claimToken } = held ?? { flowId: "", taskId: "", claimToken: "" };
    await engine.taskComplete({ flowId, taskId, claimToken, outcome });
    await time.advance(70);
    await executor.receivedAtLeast(2);
    expect(measured(refills)).toEqual({ count: 1, sumMs: 70 });
  }));

test("where a task becomes ready after credit came free, the refill lasts from then on", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const executor = await startExecutor(engine);
    await engine.run({ flowId: "first", definition });
    const [held] = await executor.receivedAtLeast(1);
    const { flowId, taskId, claimToken } = held ?? { flowId: "", taskId: "", claimToken: "" };
    await engine.taskComplete({ flowId, taskId, claimToken, outcome });
    await time.advance(10_000);
    await engine.run({ flowId: "second", definition });
    await executor.receivedAtLeast(2);
    expect(measured(engine.metrics.tally.refills)).toEqual({ count: 1, sumMs: 0 });
  }));

test("a timer that fell due while nothing ran is as late as the start that finds it", () =>
  inOneWorld(async ({ time, start }) => {
    const first = await start();
    const spec = flow([task("soon", [], { delayMs: 1_500 }), task("later", [], { delayMs: HOUR_MS })]);
    await first.run({ flowId: "f", definition: { kind: "spec", spec } });
    await time.advance(2_000);
    expect(measured(first.metrics.tally.timers)).toEqual({ count: 1, sumMs: 0 });
    await first.stop(0);
    await time.advance(HOUR_MS - 2_000 + 5_000);
    const second = await start();
    await time.advance(1);
    expect(measured(second.metrics.tally.timers)).toEqual({ count: 1, sumMs: 5_000 });
  }));

test("a hint's lag is counted from the commit that it is of, where the store tells its time", () =>
  inOneWorld(async ({ time, store, start }) => {
    const listeners: HintListener[] = [];
    const listen = (process: string, listener: HintListener) => {
      listeners.push(listener);
      return store.listen(process, listener);
    };
    const engine = await start(bound(store, (name) => (name === "listen" ? listen : undefined)));
    const [listener] = listeners;
    const hint = { id: "segment", namespace: "default", flowId: "f" };
    listener?.hint({ ...hint, time: time.now() - 70 });
    listener?.hint(hint);
    // By two clocks it may have come before it was sent.
    listener?.hint({ ...hint, time: time.now() + 5 });
    listener?.gap();
    expect(measured(engine.metrics.tally.hints)).toEqual({ count: 2, sumMs: 70 });
    expect(engine.metrics.tally.hintGaps).toBe(1);
  }));
