/**
 * D1, Q4: a concurrency key goes to what ranks first of all that want it, whatever the queues in which it waits; it is asked for
 * what was chosen alone.
 */
import { expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import type { QueueKey } from "../../src/store/queue-store.js";
import type { Store } from "../../src/store/store.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import type { VirtualTime } from "./virtual-time.js";

const done = { kind: "result", result: json("done") } as const;

const keyed = (name: string, queue = "work", concurrencyKey = "k") => ({ ...task(name), queue, concurrencyKey });
const spec = (...tasks: readonly ReturnType<typeof task>[]) => ({ kind: "spec", spec: flow([...tasks]) }) as const;

function complete(engine: Engine, held: ReadyTask | undefined) {
  const { flowId = "", taskId = "", claimToken = "" } = held ?? {};
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
}

const idsOf = (tasks: readonly ReadyTask[]) => tasks.map(({ taskId }) => taskId);

/** The older flow's second task waits in the queue "other", the younger's only one in "work". */
async function runBoth(engine: Engine, time: VirtualTime): Promise<void> {
  await engine.run({ flowId: "older", definition: spec(keyed("a"), keyed("b", "other")) });
  await time.advance(1_000);
  await engine.run({ flowId: "younger", definition: spec(keyed("c")) });
  await time.advance(1_000);
}

const QUEUES = [
  ["work", "other"],
  ["other", "work"],
] as const;

test.each(QUEUES)("a poll of %s and %s gives a key that comes back elsewhere to the older flow", (...queues) =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    await runBoth(here, time);
    const poll = (engine: Engine) => engine.pollReadyTasks({ queues, maxTasks: 1 });
    const held = [...(await poll(there)).tasks];
    expect(idsOf(held)).toEqual(["a"]);
    // From now on it is known here that nothing is left.
    expect((await poll(here)).tasks).toEqual([]);
    await complete(there, held[0]);
    await time.advance(100);
    const { tasks } = await poll(here);
    expect(idsOf(tasks)).toEqual(["b"]);
    await complete(here, tasks[0]);
    expect(idsOf((await poll(here)).tasks)).toEqual(["c"]);
  }),
);

test.each(QUEUES)("streams of %s and %s are sent it in the same order", (...queues) =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    const sent: ReadyTask[] = [];
    await runBoth(there, time);
    const { tasks } = await there.pollReadyTasks({ queues: ["work"], maxTasks: 1 });
    for (const queue of queues) {
      await startExecutor(here, { queues: [queue], maxInFlight: 5 }, (ready) => void sent.push(ready));
    }
    await time.advance(1_000);
    expect([idsOf(tasks), sent]).toEqual([["a"], []]);
    await complete(there, tasks[0]);
    await time.advance(100);
    expect(idsOf(sent)).toEqual(["b"]);
    await complete(there, sent[0]);
    await time.advance(100);
    expect(idsOf(sent)).toEqual(["b", "c"]);
  }),
);

test("what a claim is slow to take does not go back meanwhile, and to another", () =>
  inOneWorld(async ({ time, store, start }) => {
    const reads: (() => void)[] = [];
    const segments = bound(store.segments, (name) => {
      if (name !== "read") return undefined;
      return async (ids: readonly string[]) => {
        await new Promise<void>((resolve) => void reads.push(resolve));
        return store.segments.read(ids);
      };
    });
    const elsewhere = await start();
    await runBoth(elsewhere, time);
    await elsewhere.run({ flowId: "free", definition: spec(task("d")) });
    const here = await start(bound(store, (name) => (name === "segments" ? segments : undefined)));
    const polled = here.pollReadyTasks({ queues: ["work", "other"], maxTasks: 1 });
    // Far longer than a permit that nobody holds stays.
    for (let step = 0; step < 20; step += 1) await time.advance(50);
    expect(reads.length).toBeGreaterThan(0);
    let isOver = false;
    void polled.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const read of reads.splice(0)) read();
      await time.advance(1);
    }
    expect(idsOf((await polled).tasks)).toEqual(["a"]);
  }));

interface Borrowed {
  readonly queue: string;
  readonly permits: number;
}

/** Notes what is borrowed of keys. */
function borrowing(store: Store, noted: Borrowed[]): Store {
  const queues = bound(store.queues, (name) => {
    if (name !== "borrow") return undefined;
    return (key: QueueKey, asked: Parameters<Store["queues"]["borrow"]>[1]) => {
      if (asked.permits > 0) noted.push({ queue: key.queue, permits: asked.permits });
      return store.queues.borrow(key, asked);
    };
  });
  return bound(store, (name) => (name === "queues" ? queues : undefined));
}

test("no key is borrowed but that of what is claimed", () =>
  inOneWorld(async ({ time, store, start }) => {
    const borrowed: Borrowed[] = [];
    const engine = await start(borrowing(store, borrowed));
    for (let index = 0; index < 20; index += 1) {
      await engine.run({ flowId: `f${index}`, definition: spec(keyed("t", "work", `k${index}`)) });
      await time.advance(1);
    }
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 2 });
    expect(tasks.map(({ flowId }) => flowId)).toEqual(["f0", "f1"]);
    expect(new Set(borrowed.map(({ queue }) => queue)).size).toBe(2);
  }));

test("however many keys are held, what waits for others is reached", () =>
  inOneWorld(async ({ time, store, start }) => {
    const borrowed: Borrowed[] = [];
    const engine = await start(borrowing(store, borrowed));
    const executor = await startExecutor(engine, { maxInFlight: 500 });
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}`);
    // Of each key one is held, and one waits.
    for (const key of keys)
      await engine.run({ flowId: key, definition: spec(keyed("a", "work", key), keyed("b", "work", key)) });
    await time.advance(2_000);
    expect(executor.received).toHaveLength(keys.length);
    await engine.run({ flowId: "last", definition: spec(keyed("a", "work", "another")) });
    await time.advance(100);
    expect(executor.received.at(-1)?.flowId).toBe("last");
    // Those of which nothing is left are asked about by turns: each is in the end, and not all of them at each sweep.
    borrowed.length = 0;
    await time.advance(900);
    const more = borrowed.filter(({ permits }) => permits > 1).map(({ queue }) => queue);
    expect(new Set(more).size).toBeLessThanOrEqual(2 * 64);
    for (let second = 0; second < 5; second += 1) await time.advance(1_000);
    const asked = borrowed.filter(({ permits }) => permits > 1).map(({ queue }) => queue);
    expect(new Set(asked).size).toBe(keys.length);
  }));

test("what is free does not go back while more is asked for, however long that takes", () =>
  inOneWorld(async ({ time, store, start }) => {
    let isSlow = false;
    const queues = bound(store.queues, (name) => {
      if (name !== "borrow") return undefined;
      return async (...asked: Parameters<Store["queues"]["borrow"]>) => {
        if (isSlow) await new Promise<void>((resolve) => void time.environment().setTimer(30, resolve));
        return store.queues.borrow(...asked);
      };
    });
    const engine = await start(bound(store, (name) => (name === "queues" ? queues : undefined)));
    for (let index = 0; index < 5; index += 1) {
      await engine.run({ flowId: `f${index}`, definition: spec(keyed("t")) });
      await time.advance(1);
    }
    const executor = await startExecutor(engine, { maxInFlight: 20 });
    await time.advance(1_000);
    isSlow = true;
    for (let count = 1; count <= 5; count += 1) {
      expect(executor.received).toHaveLength(count);
      await complete(engine, executor.received[count - 1]);
      await time.advance(150);
    }
  }));
