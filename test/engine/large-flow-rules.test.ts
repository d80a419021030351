/**
 * What flows of many segments must keep when processes die between their commits, each test named after its rule.
 */
import { expect, test } from "vitest";
import { isPartId } from "../../src/store/segment-id.js";
import type { SegmentRecord, SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { ACROSS, completeAll, done, startCutting } from "./two-segments.js";
import { withoutHints } from "./without-hints.js";

const HOUR_MS = 3_600_000;

/** Whoever sees the store like this dies before it tells another segment anything. */
function mute(store: Store): Store {
  const segments = bound(store.segments, (name) =>
    name === "update"
      ? (updates: readonly SegmentUpdate[]) =>
          updates.some(({ guard }) => isPartId(guard.id))
            ? Promise.reject(new StoreUnavailable("cut off"))
            : store.segments.update(updates)
      : undefined,
  );
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

test("C4: what a process that died had still to tell another segment is told by the next one", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const dying = await startCutting(world, mute(store));
    await dying.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    await completeAll(dying);
    const before = await dying.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["join"] });
    expect(before.tasks[0]?.state).toBe("PENDING");
    void dying.stop(0);
    await time.advance(1);
    const next = await startCutting(world);
    const executor = await startExecutor(next);
    await time.advance(5_000);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["join"]);
    void next.stop(0);
    await time.advance(1);
  }));

test("C4: an outbox whose messages are on their way is left alone until they have come, and is empty then", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const reads: string[] = [];
    const { setTimer } = time.environment();
    const segments = bound(store.segments, (name) => {
      if (name === "read") {
        return (ids: readonly string[]) => {
          reads.push(...ids);
          return store.segments.read(ids);
        };
      }
      if (name !== "update") return undefined;
      return async (updates: readonly SegmentUpdate[]) => {
        const isSlow = updates.some(({ guard }) => isPartId(guard.id));
        if (isSlow) await new Promise<void>((resolve) => void setTimer(15_000, resolve));
        return store.segments.update(updates);
      };
    });
    const engine = await startCutting(
      world,
      bound(store, (name) => (name === "segments" ? segments : undefined)),
    );
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    await completeAll(engine);
    reads.length = 0;
    // Due every two seconds.
    await time.advance(14_000);
    expect(reads.filter((id) => !isPartId(id))).toEqual([]);
    await time.advance(120_000);
    const [join] = (await engine.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["join"] })).tasks;
    expect(join?.state).toBe("READY");
    expect(await store.segments.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    void engine.stop(0);
    await time.advance(1);
  }));

test("M2: a message that is delivered again and again is applied once, and at last forgotten", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    await completeAll(engine);
    // A second process knows nothing of what the first has heard back: it sends the outbox once more.
    const other = await startCutting(world);
    await time.advance(10_000);
    const tasks = await other.getFlowDetails({ flowId: "f", view: "TASKS", taskIds: ["join", "after"] });
    expect(tasks.tasks.map(({ state, attempt }) => [state, attempt])).toEqual([
      ["READY", 0],
      ["PENDING", 0],
    ]);
    for (const taskId of ["join", "after"]) {
      // Time passes meanwhile: the other process may have been faster.
      await Promise.all([engine.taskComplete({ flowId: "f", taskId, outcome: done }), time.advance(100)]);
    }
    await time.advance(10_000);
    const { flow: ended } = await other.getFlowDetails({ flowId: "f" });
    expect([ended.state, ended.counts]).toEqual(["SUCCEEDED", [{ state: "SUCCEEDED", count: 7 }]]);
    expect(await store.segments.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    for (const one of [engine, other]) void one.stop(0);
    await time.advance(1);
  }));

test("M2: a segment that is gone counts as one that has heard, and is told nothing more", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    const [run] = await store.segments.partedRuns(0, undefined, 1);
    if (run !== undefined) await store.segments.deleteParts(run);
    // No other process has it in its cache.
    await engine.stop(0);
    const other = await startCutting(world);
    await completeAll(other);
    await time.advance(10_000);
    expect(await store.segments.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    void other.stop(0);
    await time.advance(1);
  }));

test("M5: what the tasks of any segment name is not collected, and what nobody names is", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    const large = { kind: "result", result: json("x".repeat(5_000)) } as const;
    for (const taskId of ["a", "b", "c", "d", "e", "join"]) {
      const completing = engine.taskComplete({ flowId: "f", taskId, responseDetail: "MINIMAL", outcome: large });
      await Promise.all([completing, time.advance(100)]);
    }
    await time.advance(25 * HOUR_MS);
    const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
    expect(tasks.map(({ result }) => result?.data.length)).toEqual([...Array(6).fill(5_002), undefined]);
    await engine.taskComplete({ flowId: "f", taskId: "after", outcome: done });
    await time.advance(10_000);
    await engine.deleteFlow({ flowId: "f" });
    await time.advance(HOUR_MS);
    expect(await store.payloads.old(0, undefined, 10)).toEqual([]);
    void engine.stop(0);
    await time.advance(1);
  }));

test("M3: segments whose flow was never stored are offered to nobody, and are collected", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const segments = bound(store.segments, (name) =>
      name === "insert"
        ? (records: readonly SegmentRecord[]) =>
            records.some(({ address }) => address.segment === 0)
              ? Promise.reject(new Error("killed before the header"))
              : store.segments.insert(records)
        : undefined,
    );
    const dying = await startCutting(
      world,
      bound(store, (name) => (name === "segments" ? segments : undefined)),
    );
    const spec = flow(Array.from({ length: 12 }, (_, index) => task(`t${index}`)));
    await expect(dying.run({ flowId: "f", definition: { kind: "spec", spec } })).rejects.toThrow();
    expect(await store.segments.partedRuns(0, undefined, 10)).toHaveLength(1);
    const engine = await startCutting(world);
    const executor = await startExecutor(engine, { maxInFlight: 12 });
    await time.advance(60_000);
    expect(executor.received).toEqual([]);
    await expect(engine.getFlowDetails({ flowId: "f" })).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
    // Its run may still be about to store the header: nothing younger than an hour is collected.
    await time.advance(HOUR_MS - 120_000);
    expect(await store.segments.partedRuns(0, undefined, 10)).toHaveLength(1);
    await time.advance(HOUR_MS);
    expect(await store.segments.partedRuns(0, undefined, 10)).toEqual([]);
    for (const one of [dying, engine]) void one.stop(0);
    await time.advance(1);
  }));

test("A3: a flow that is deleted while its segments are read is not found, instead of shown as if nothing had happened", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const engine = await startCutting(world);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: ACROSS } });
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await time.advance(10_000);
    const segments = bound(store.segments, (name) =>
      name === "readNodes" || name === "read"
        ? async (...parameters: Parameters<Store["segments"]["readNodes"]>) => {
            if ([parameters[0]].flat().some(isPartId)) await engine.deleteFlow({ flowId: "f", allowMissing: true });
            return (store.segments[name] as Store["segments"]["readNodes"])(...parameters);
          }
        : undefined,
    );
    const reader = await startCutting(
      world,
      bound(store, (name) => (name === "segments" ? segments : undefined)),
    );
    await expect(reader.getFlowDetails({ flowId: "f", view: "TASKS" })).rejects.toMatchObject({
      reason: "FLOW_NOT_FOUND",
    });
    for (const each of [engine, reader]) void each.stop(0);
    await time.advance(1);
  }));

test("D3: a claim of a flow that was run anew is completed where the run before is still remembered, and partly there", () =>
  inOneWorld(async (world) => {
    const { time, store } = world;
    const spec = flow(Array.from({ length: 12 }, (_, index) => task(`t${index}`)));
    const run = { flowId: "f", definition: { kind: "spec", spec } } as const;
    const segments = bound(store.segments, (name) =>
      name === "deleteParts" ? () => Promise.reject(new StoreUnavailable("cut off")) : undefined,
    );
    const engine = await startCutting(
      world,
      bound(store, (name) => (name === "segments" ? segments : undefined)),
    );
    const remembering = await startCutting(world, withoutHints(store));
    await engine.run(run);
    await remembering.taskComplete({ flowId: "f", taskId: "t0", outcome: done });
    const cancelling = engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await time.advance(10_000);
    await cancelling;
    await expect(engine.deleteFlow({ flowId: "f" })).rejects.toThrow();
    await engine.run(run);
    const executor = await startExecutor(engine, { maxInFlight: 12 });
    await time.advance(5_000);
    expect(executor.received).toHaveLength(12);
    const completing = executor.received.map(({ taskId, claimToken }) =>
      remembering.taskComplete({ flowId: "f", taskId, claimToken, outcome: done }),
    );
    await time.advance(5_000);
    expect((await Promise.all(completing)).map(({ task: ended }) => ended.state)).toEqual(Array(12).fill("SUCCEEDED"));
    for (const each of [engine, remembering]) void each.stop(0);
    await time.advance(1);
  }));
