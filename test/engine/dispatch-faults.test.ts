/**
 * What goes wrong with one flow, or one reader, on the way of ready tasks to those who take them, and must not hold up
 * the rest.
 */
import { expect, test } from "vitest";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const one = { kind: "spec", spec: chain(1) } as const;

/** A store that refuses every write of one flow, as a database does whose rules it breaks. */
function refusing(store: Store, flowId: string): Store {
  const segments = bound(store.segments, (name) => {
    if (name !== "update") return undefined;
    return async (updates: readonly SegmentUpdate[]) => {
      const isGuilty = ({ guard }: SegmentUpdate) => guard.id.endsWith(`/${flowId}`);
      const { matched } = await store.segments.update(updates.filter((update) => !isGuilty(update)));
      const rejected = updates.flatMap((update, index) => (isGuilty(update) ? [{ index, message: "poison" }] : []));
      return { matched, rejected };
    };
  });
  return bound(store, (name) => (name === "segments" ? segments : undefined));
}

test("a flow that cannot be claimed from does not hold up the tasks that rank behind it", () =>
  inOneWorld(async ({ time, store, start }) => {
    const elsewhere = await start();
    await elsewhere.run({ flowId: "poison", definition: one, priority: 1 });
    await elsewhere.run({ flowId: "f", definition: one });
    const engine = await start(refusing(store, "poison"));
    const executor = await startExecutor(engine);
    await time.advance(100);
    expect(executor.received.map(({ flowId }) => flowId)).toEqual(["f"]);
  }));

test("a poll gives what it can claim though one flow cannot be claimed from", () =>
  inOneWorld(async ({ store, start }) => {
    const elsewhere = await start();
    await elsewhere.run({ flowId: "a", definition: one, priority: 2 });
    await elsewhere.run({ flowId: "poison", definition: one, priority: 1 });
    await elsewhere.run({ flowId: "b", definition: one });
    const engine = await start(refusing(store, "poison"));
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 10 });
    expect(tasks.map(({ flowId }) => flowId)).toEqual(["a", "b"]);
  }));

test("an observer is told of the other tasks though the payloads of one are lost", () =>
  inOneWorld(async ({ time, store, start }) => {
    const payloads = bound(store.payloads, (name) => (name === "get" ? async () => new Map() : undefined));
    const engine = await start(bound(store, (name) => (name === "payloads" ? payloads : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    const result = json("x".repeat(5_000));
    await engine.taskComplete({ flowId: "f", taskId: "t0", outcome: { kind: "result", result } });
    await engine.run({ flowId: "g", definition: one });
    await time.advance(1);
    const observer = await startExecutor(engine, { mode: "OBSERVE" });
    await time.advance(100);
    expect(observer.received.map(({ flowId }) => flowId)).toEqual(["g"]);
  }));

test("an observer looks at most ten times a second, however much is committed", () =>
  inOneWorld(async ({ time, store, start }) => {
    let looks = 0;
    const segments = bound(store.segments, (name) => {
      if (name !== "read") return undefined;
      return (...args: Parameters<typeof store.segments.read>) => {
        looks += 1;
        return store.segments.read(...args);
      };
    });
    const engine = await start(bound(store, (name) => (name === "segments" ? segments : undefined)));
    const observer = await startExecutor(engine, { mode: "OBSERVE" });
    const before = looks;
    for (let index = 0; index < 100; index += 1) {
      await engine.run({ flowId: `f${index}`, definition: one });
      await time.advance(10);
    }
    expect(looks - before).toBeLessThanOrEqual(13);
    await time.advance(1_000);
    expect(observer.received).toHaveLength(100);
  }));

test("an observer that nobody reads does not pile up what it was not told", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const observer = await engine.openSession({ queues: ["work"], mode: "OBSERVE" });
    for (let round = 0; round < 200; round += 1) {
      await engine.run({ flowId: `f${round}`, definition: { kind: "spec", spec: flow([task("a")]) } });
      await time.advance(1_100);
    }
    let frames = 0;
    const reading = (async () => {
      for await (const frame of observer) if (frame.kind === "ready_tasks") frames += 1;
    })();
    await time.advance(1);
    expect(frames).toBeLessThanOrEqual(64);
    await observer.close();
    await reading;
  }));
