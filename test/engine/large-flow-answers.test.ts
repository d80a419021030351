/**
 * What answers tell of flows of many segments (rule A1).
 */
import { expect, test } from "vitest";
import { isPartId } from "../../src/store/segment-id.js";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";
import { ACROSS, completeAll, done, startCutting } from "./two-segments.js";

/** Whoever sees the store like this tells other segments late. */
function slowToTell({ time, store }: World): Store {
  const { setTimer } = time.environment();
  const segments = bound(store.segments, (name) => {
    if (name !== "update") return undefined;
    return async (updates: readonly SegmentUpdate[]) => {
      const tells = updates.some(({ guard }) => isPartId(guard.id));
      if (tells) await new Promise<void>((resolve) => void setTimer(1_000, resolve));
      return store.segments.update(updates);
    };
  });
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

test("a first answer names all that it made ready, though another process is late with what it told before", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const late = await startCutting(world, slowToTell(world));
    const other = await startCutting(world);
    await other.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    for (const taskId of ["a", "b", "c", "d"]) await other.taskComplete({ flowId: "f", taskId, outcome: done });
    const suspended = late.suspendFlow({ flowId: "f" });
    await time.advance(100);
    const completed = { flowId: "f", taskId: "e", requestId: "r", outcome: done } as const;
    // It has to read what the other one has written first.
    const [answer] = await Promise.all([other.taskComplete(completed), time.advance(500)]);
    expect(answer.ready.map(({ taskId }) => taskId)).toEqual(["join"]);
    await Promise.all([suspended, time.advance(10_000)]);
    const again = await other.taskComplete(completed);
    expect(again.ready.map(({ taskId }) => taskId)).toEqual(["join"]);
    void late.stop(0);
    void other.stop(0);
    await time.advance(1);
  }));

test("an answer looks through the no-ops of other segments, and names nobody who is not ready yet", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await startCutting(world);
    const noops = ["noop", "noop2"].map((name) => {
      const { type: _, ...noop } = task(name, ["a"]);
      return noop;
    });
    const beside = ["f", "g", "h"].map((name) => task(name, ["b"]));
    const behind = [task("both", ["a", "noop", "noop2"]), task("far", ["noop"]), task("waiting", ["noop", "b"])];
    const spec = flow([...["a", "b", "c", "d", "e"].map((name) => task(name)), ...noops, ...beside, ...behind]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
    const completed = { flowId: "f", taskId: "a", requestId: "r", outcome: done } as const;
    const [answer] = await Promise.all([engine.taskComplete(completed), time.advance(500)]);
    expect(answer.ready.map(({ taskId }) => taskId)).toEqual(["both", "far"]);
    expect((await engine.taskComplete(completed)).ready).toEqual(answer.ready);
    void engine.stop(0);
    await time.advance(1);
  }));

test("the repeat of a failed try names nothing that a later try made ready in another segment", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await startCutting(world);
    const policy = { initialIntervalMs: 0, multiplier: 1, maxIntervalMs: 0, jitter: 0, nonRetryableTypes: [] };
    const defaultRetry = { maxAttempts: 2, ...policy };
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: { ...ACROSS, defaultRetry } } });
    const failed = {
      flowId: "f",
      taskId: "e",
      requestId: "first-try",
      outcome: { kind: "failure", failure: { type: "Busy", message: "", retryable: true, causes: [] } },
    } as const;
    expect((await engine.taskComplete(failed)).ready).toEqual([]);
    await completeAll(engine);
    await time.advance(1_000);
    const repeat = await engine.taskComplete(failed);
    expect(repeat).toMatchObject({ replayed: true, ready: [], task: { state: "SUCCEEDED", attempt: 2 } });
    void engine.stop(0);
    await time.advance(1);
  }));

test("a flow of several segments is not reverted: that is refused by name, and changes nothing", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    const { flow: before } = await engine.getFlowDetails({ flowId: "f" });
    await expect(engine.revertFlow({ flowId: "f" })).rejects.toMatchObject({
      reason: "FLOW_NOT_REVERTIBLE",
      message: expect.stringContaining("is of more than one segment"),
    });
    expect((await engine.getFlowDetails({ flowId: "f" })).flow).toEqual(before);
    void engine.stop(0);
    await time.advance(1);
  }));
