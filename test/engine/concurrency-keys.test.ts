/**
 * Q4: no more tasks that name a concurrency key are held than its limit allows, over all flows, queues and processes; and what
 * waits for one keeps nothing else of its queue waiting.
 */
import { describe, expect, test } from "vitest";
import type { Engine, ReadyTask } from "../../src/engine/index.js";
import { startExecutor } from "./executor.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { STORES, startEngines } from "./stores.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;

const keyed = (name: string, queue = "work", concurrencyKey = "k") => ({ ...task(name), queue, concurrencyKey });
const wide = (count: number, queue = "work") =>
  ({ kind: "spec", spec: flow(Array.from({ length: count }, (_, index) => keyed(`t${index}`, queue))) }) as const;

function complete(engine: Engine, { flowId, taskId, claimToken }: ReadyTask) {
  return engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
}

async function keyOf(engine: Engine) {
  return (await engine.listConcurrencyKeys({ keys: ["k"] })).keys[0];
}

describe.each(STORES)("Q4 on $name", ({ make }) => {
  test.each([1, 5])(
    "two processes under load hold at most %i, of two queues together",
    async (limit) => {
      const engines = (await startEngines(make(), 2)).map(({ engine }) => engine);
      const [here] = engines as [Engine, Engine];
      if (limit !== 1) await here.updateConcurrencyKey({ key: "k", limit });
      let [held, most, ended] = [0, 0, 0];
      const total = 120;
      let finish: (error?: unknown) => void = () => undefined;
      const over = new Promise<void>((resolve, reject) => {
        finish = (error) => (error === undefined ? resolve() : reject(error));
      });
      const work = async (ready: ReadyTask) => {
        held -= 1;
        // Through either process.
        await complete(engines[ended % 2] ?? here, ready);
        ended += 1;
        if (ended === total) finish();
      };
      for (const [index, engine] of engines.entries()) {
        // Each serves one queue alone, and both a third.
        await startExecutor(engine, { maxInFlight: 20, queues: ["both", `only${index}`] }, (ready) => {
          held += 1;
          most = Math.max(most, held);
          setImmediate(() => work(ready).catch(finish));
        });
      }
      for (const queue of ["both", "only0", "only1"]) {
        await here.run({ flowId: `w-${queue}`, definition: wide(20, queue) });
        const tasks = Array.from({ length: 20 }, (_, index) => ({
          ...keyed(`c${index}`, queue),
          dependsOn: index === 0 ? [] : [`c${index - 1}`],
        }));
        await here.run({ flowId: `c-${queue}`, definition: { kind: "spec", spec: flow(tasks) } });
      }
      await over;
      expect(most).toBeLessThanOrEqual(limit);
      await expect.poll(async () => (await keyOf(here))?.used, { timeout: 10_000 }).toBe(0);
      expect(await keyOf(here)).toMatchObject({ name: "k", limit, ready: 0 });
    },
    60_000,
  );

  test.each([
    ["concurrency", { concurrencyLimit: 3 }],
    ["rate", { rateLimit: { tasks: 200, periodMs: 1_000 } }],
  ])(
    "of a queue with a limit of its %s on which more keys wait than that all tasks are handed out",
    async (_, limit) => {
      const [started] = await startEngines(make(), 1);
      const { engine } = started as NonNullable<typeof started>;
      await engine.updateQueue({ queue: "work", ...limit });
      let ended = 0;
      const ids = Array.from({ length: 60 }, (_each, index) => `f${index}`);
      await Promise.all(
        ids.map((flowId, index) =>
          engine.run({
            flowId,
            definition: { kind: "spec", spec: flow([keyed("t", "work", `k${index % 50}`)]) },
          }),
        ),
      );
      await startExecutor(engine, { maxInFlight: 20 }, (ready) => {
        void complete(engine, ready).then(() => {
          ended += 1;
        });
      });
      await expect.poll(() => ended, { timeout: 30_000 }).toBe(ids.length);
    },
    60_000,
  );
});

test("Q4 what waits for a key keeps nothing else of its queue waiting, and comes when the key is free", () =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    const first = await startExecutor(here, { maxInFlight: 500 });
    for (let index = 0; index < 300; index += 1) {
      await here.run({ flowId: `k${index}`, definition: wide(1) });
      await time.advance(1);
    }
    await time.advance(1_000);
    expect(first.received.map(({ flowId }) => flowId)).toEqual(["k0"]);
    await here.run({
      flowId: "free",
      definition: { kind: "spec", spec: flow([task("a"), keyed("o", "work", "other")]) },
    });
    await time.advance(100);
    expect(first.received.map(({ flowId, taskId }) => `${flowId} ${taskId}`)).toEqual(["k0 t0", "free a", "free o"]);
    expect(await keyOf(here)).toMatchObject({ limit: 1, used: 1, ready: 200 });
    const [held] = first.received as [ReadyTask];
    const explained = await here.explainTask({ flowId: "k9", taskId: "t0" });
    expect(explained.reasons[0]).toMatchObject({
      kind: "CONCURRENCY_KEY",
      message: expect.stringMatching(/key k .*most 1/),
    });
    expect(explained.queue?.queue).toBe("work");
    // Ended through another process, the oldest of the others comes at once.
    await complete(there, held);
    await time.advance(30);
    expect(first.received.slice(3).map(({ flowId }) => flowId)).toEqual(["k1"]);
  }));

test("Q4 a raised limit is used at once, a lowered one once so many have ended", () =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    const executor = await startExecutor(there, { maxInFlight: 20 });
    await here.run({ flowId: "f", definition: wide(9) });
    await time.advance(100);
    expect(executor.received).toHaveLength(1);
    expect(await here.updateConcurrencyKey({ key: "k", limit: 4, requestId: "r" })).toMatchObject({
      key: { name: "k", limit: 4 },
      replayed: false,
    });
    expect(await there.updateConcurrencyKey({ key: "k", limit: 4, requestId: "r" })).toMatchObject({ replayed: true });
    await time.advance(2_500);
    expect(executor.received).toHaveLength(4);
    await here.updateConcurrencyKey({ key: "k", limit: 2 });
    await time.advance(2_500);
    for (const ready of executor.received.slice(0, 2)) await complete(here, ready);
    await time.advance(2_500);
    expect(executor.received).toHaveLength(4);
    for (const ready of executor.received.slice(2, 3)) await complete(here, ready);
    await time.advance(2_500);
    expect(executor.received).toHaveLength(5);
  }));

test("Q4 a key is found free without any hint, also by a process that has never heard of it", () =>
  inOneWorld(async ({ time, store, start }) => {
    const here = await start(withoutHints(store));
    const first = await startExecutor(here, { maxInFlight: 1 });
    await here.run({ flowId: "f", definition: wide(3) });
    await time.advance(1_500);
    const there = await start(withoutHints(store));
    const second = await startExecutor(there, { maxInFlight: 5 });
    await time.advance(3_000);
    expect(second.received).toEqual([]);
    await first.session.close();
    await time.advance(40_000);
    expect(second.received).toHaveLength(1);
    for (const ready of [...second.received]) await complete(there, ready);
    await time.advance(3_000);
    expect(second.received).toHaveLength(2);
  }));

test("Q4 a key passes on within a commit, and to older flows before", () =>
  inOneWorld(async ({ time, start }) => {
    const here = await start();
    const executor = await startExecutor(here, { maxInFlight: 9 });
    const chained = flow([keyed("a"), { ...keyed("b"), dependsOn: ["a"] }]);
    await here.run({ flowId: "first", definition: { kind: "spec", spec: chained } });
    await time.advance(500);
    await here.run({ flowId: "second", definition: { kind: "spec", spec: chained } });
    await time.advance(500);
    for (let count = 1; count <= 4; count += 1) {
      expect(executor.received).toHaveLength(count);
      await complete(here, executor.received[count - 1] as ReadyTask);
      await time.advance(10);
    }
    expect(executor.received.map(({ flowId, taskId }) => `${flowId} ${taskId}`)).toEqual([
      "first a",
      "first b",
      "second a",
      "second b",
    ]);
  }));

test("Q4 processes that serve different queues take turns with a key", () =>
  inOneWorld(async ({ time, start }) => {
    const engines = [await start(), await start()];
    const ended = [0, 0];
    for (const [index, engine] of engines.entries()) {
      await startExecutor(engine, { maxInFlight: 20, queues: [`only${index}`] }, (ready) => {
        time.environment().setTimer(5, () => {
          ended[index] = (ended[index] ?? 0) + 1;
          complete(engine, ready).catch(() => undefined);
        });
      });
      await engine.run({ flowId: `f${index}`, definition: wide(900, `only${index}`) });
    }
    for (let second = 0; second < 8; second += 1) await time.advance(1_000);
    const [fewest, most] = [Math.min(...ended), Math.max(...ended)];
    expect(fewest).toBeGreaterThan(200);
    expect(fewest).toBeGreaterThan(most / 3);
  }));
