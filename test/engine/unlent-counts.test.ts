/**
 * Q2: what was held before its limit is counted for all limits of a namespace together, in its turn, with long pauses after long
 * passes.
 */
import { expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import { overridden } from "../../src/store/overridden.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { startExecutor } from "./executor.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const HOUR_MS = 3_600_000;
const seen = (store: Store, segments: Partial<SegmentStore>) =>
  overridden(store, { segments: overridden(store.segments, segments) });

/** A flow with a task for each queue, all of them held: the tasks. */
async function hold(engine: Engine, namespace: string, queues: readonly string[]): Promise<readonly ReadyTask[]> {
  for (const queue of queues) {
    const definition = { kind: "spec", spec: flow([task("t", [], { type: queue })]) } as const;
    await engine.run({ namespace, flowId: queue, definition });
  }
  const sessionId = `holds-${namespace}`;
  const held: ReadyTask[] = [];
  for (const queue of queues) {
    const poll = { namespace, queues: [queue], maxTasks: 1, waitMs: 0, sessionId, leaseMs: HOUR_MS };
    held.push(...(await engine.pollReadyTasks(poll)).tasks);
  }
  expect(held).toHaveLength(queues.length);
  return held;
}

async function limitAll(engine: Engine, namespace: string, queues: readonly string[], concurrencyLimit = 1) {
  await Promise.all(queues.map((queue) => engine.updateQueue({ namespace, queue, concurrencyLimit })));
}

/** How many segments are read, and questions asked, from when so many queues get a limit until they were counted anew. */
async function readsOf(count: number): Promise<{ first: number; again: number; walks: number }> {
  let [first, segments, walks] = [0, 0, 0];
  await inOneWorld(async ({ time, store, start }) => {
    const engine = await start(
      seen(store, {
        read: (ids) => {
          segments += ids.length;
          return store.segments.read(ids);
        },
        heldIn: (namespace) => {
          walks += 1;
          return store.segments.heldIn(namespace);
        },
      }),
    );
    const queues = Array.from({ length: count }, (_, index) => `q${index}`);
    await hold(engine, "default", queues);
    await hold(engine, "other", queues);
    await time.advance(2_000);
    segments = 0;
    await limitAll(engine, "default", queues);
    await time.advance(2_000);
    for (const queue of queues) {
      expect((await store.queues.read({ namespace: "default", queue }))?.lending).toMatchObject({ unlent: 1 });
    }
    first = segments;
    [segments, walks] = [0, 0];
    await time.advance(30_000);
  });
  return { first, again: segments, walks };
}

test("Q2 a repair reads each segment of the namespace once, however many of its limits are counted", async () => {
  const [few, many] = [await readsOf(10), await readsOf(40)];
  expect(few.again).toBeGreaterThanOrEqual(10);
  expect(many.first).toBeLessThanOrEqual(4 * few.first);
  expect(many.again).toBeLessThanOrEqual(4 * few.again);
  // Each pass reads what is held in its namespace, and nothing of the other one.
  expect(many.again).toBe(40 * many.walks);
  expect(many.walks).toBe(few.walks);
  expect(many.walks).toBeLessThanOrEqual(7);
});

test("Q2 after a pass that took long nothing is counted for nine times as long, and what came back is lent then", () =>
  inOneWorld(async ({ time, store, start }) => {
    let walks = 0;
    const environment = time.environment();
    const later = (durationMs: number) =>
      new Promise<void>((resolve) => void environment.setTimer(durationMs, () => resolve()));
    const heldIn = async (namespace: string) => {
      walks += 1;
      const held = await store.segments.heldIn(namespace);
      await later(2_000);
      return held;
    };
    const engine = await start(seen(store, { heldIn }));
    const [early] = (await hold(engine, "default", ["work"])) as [ReadyTask];
    await limitAll(engine, "default", ["work"]);
    await time.advance(2_500);
    expect((await store.queues.read({ namespace: "default", queue: "work" }))?.lending).toMatchObject({ unlent: 1 });
    const executor = await startExecutor(engine, { maxInFlight: 5 });
    await engine.run({ definition: { kind: "spec", spec: flow([task("t"), task("u")]) } });
    await time.advance(17_000);
    expect(walks).toBe(1);
    const { flowId, taskId, claimToken } = early;
    await engine.taskComplete({ flowId, taskId, claimToken, outcome: { kind: "result", result: json(1) } });
    await time.advance(1_000);
    expect(executor.received).toEqual([]);
    await time.advance(2_500);
    expect(walks).toBe(2);
    expect(executor.received).toHaveLength(1);
    await time.advance(60_000);
    expect(walks).toBe(2);
  }));

test("Q2 where the claims of some namespaces are counted for ever, the sweep goes on and others are counted", () =>
  inOneWorld(async ({ time, store, start }) => {
    const never = new Promise<never>(() => undefined);
    let isHung = true;
    const heldIn = (namespace: string) => (isHung && namespace === "slow" ? never : store.segments.heldIn(namespace));
    const engine = await start(seen(store, { heldIn }));
    for (const namespace of ["slow", "default"]) await hold(engine, namespace, ["work", "more"]);
    await limitAll(engine, "slow", ["work", "more"]);
    await time.advance(1_000);
    await limitAll(engine, "default", ["work", "more"]);
    await time.advance(1_000);
    const unlent = async (namespace: string) => (await store.queues.read({ namespace, queue: "more" }))?.lending;
    expect(await unlent("default")).toMatchObject({ counted: true, unlent: 1 });
    expect(await unlent("slow")).toMatchObject({ counted: false });
    // The session is over an hour after it was heard of last; that is found by the sweep.
    await time.advance(HOUR_MS + 10_000);
    expect(await store.segments.heldIn("slow")).toEqual([]);
    isHung = false;
  }));

test("Q2 what a process that has joined meanwhile lends is not counted as held without a permit", () =>
  inOneWorld(async ({ time, store, start }) => {
    let letGo: () => void = () => undefined;
    let isHeldUp = false;
    const heldIn = async (namespace: string) => {
      if (isHeldUp) {
        await new Promise<void>((resolve) => {
          letGo = resolve;
        });
      }
      return store.segments.heldIn(namespace);
    };
    const here = await start(seen(store, { heldIn }));
    await hold(here, "default", ["work"]);
    await limitAll(here, "default", ["work"], 2);
    await time.advance(1_000);
    isHeldUp = true;
    await time.advance(6_000);
    const there = await start();
    const executor = await startExecutor(there, { maxInFlight: 5 });
    await there.run({ definition: { kind: "spec", spec: flow([task("t"), task("u")]) } });
    await time.advance(1_000);
    expect(executor.received).toHaveLength(1);
    isHeldUp = false;
    letGo();
    await time.advance(100);
    expect((await store.queues.read({ namespace: "default", queue: "work" }))?.lending).toMatchObject({ unlent: 1 });
    await time.advance(30_000);
    expect(executor.received).toHaveLength(1);
  }));
