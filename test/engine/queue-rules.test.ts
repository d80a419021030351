/**
 * The rules of queues across processes: Q1 what is set holds everywhere within its time. docs/rules.md says what each closes.
 */
import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { STORES, startEngine, startEngines } from "./stores.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;
const one = { kind: "spec", spec: flow([task("a")]) } as const;

/** A store whose reads of how queues are set fail while `fails` says so. */
function unreadableQueues(store: Store, fails: () => boolean): Store {
  const queues = bound(store.queues, (name) => {
    if (name !== "all") return undefined;
    return async () => {
      if (fails()) throw new StoreUnavailable("not now");
      return store.queues.all();
    };
  });
  return bound(store, (name) => (name === "queues" ? queues : undefined));
}

test("Q1 without any hint another process hands out nothing of a paused queue two seconds later, and goes on", () =>
  inOneWorld(async ({ time, store, start }) => {
    const [here, there] = [await start(withoutHints(store)), await start(withoutHints(store))];
    const executor = await startExecutor(there, { maxInFlight: 9 });
    await here.updateQueue({ queue: "work", paused: true });
    await time.advance(2_000);
    await there.run({ flowId: "f", definition: one });
    const polling = there.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 3_000 });
    await time.advance(3_000);
    expect((await polling).tasks).toEqual([]);
    expect(executor.received).toEqual([]);
    await here.updateQueue({ queue: "work", paused: false });
    await time.advance(2_000);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["a"]);
  }));

test("Q1 a completion through a process that has heard of the pause hands nothing over to its executor", () =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    const executor = await startExecutor(there);
    await there.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
    await time.advance(1);
    await here.updateQueue({ queue: "work", paused: true });
    await time.advance(100);
    const { claimToken } = executor.received[0]!;
    await there.taskComplete({ flowId: "f", taskId: "t0", claimToken, outcome: done });
    await time.advance(5_000);
    expect(executor.received).toHaveLength(1);
    await here.updateQueue({ queue: "work", paused: false });
    await time.advance(100);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["t0", "t1"]);
  }));

test("Q1 a process that has not read for five seconds how queues are set hands out nothing until it has", () =>
  inOneWorld(async ({ time, store, start }) => {
    let fails = false;
    const there = await start(unreadableQueues(withoutHints(store), () => fails));
    const here = await start();
    const executor = await startExecutor(there, { maxInFlight: 9 });
    fails = true;
    await time.advance(6_500);
    await here.updateQueue({ queue: "other", paused: true });
    await there.run({ flowId: "f", definition: one });
    await time.advance(10_000);
    expect(executor.received).toEqual([]);
    fails = false;
    await time.advance(2_000);
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(["a"]);
  }));

test("Q1 where the first read fails the engine serves all the same, and hands out once it has read", async () => {
  let fails = true;
  const { engine, events } = await startEngine(unreadableQueues(createMemoryStore(), () => fails));
  const executor = await startExecutor(engine);
  await engine.run({ flowId: "f", definition: one });
  expect(events.some((event) => event.kind === "error" && event.what === "reading how queues are set")).toBe(true);
  expect(executor.received).toEqual([]);
  fails = false;
  expect((await executor.receivedAtLeast(1))[0]?.taskId).toBe("a");
});

test.each(STORES)("Q1 another process hears of it by a hint ($name)", async ({ make }) => {
  const [here, there] = await startEngines(make(), 2);
  if (here === undefined || there === undefined) throw new Error("two engines were asked for");
  const executor = await startExecutor(there.engine);
  await here.engine.updateQueue({ queue: "work", paused: true });
  await here.engine.run({ flowId: "f", definition: one });
  await expect
    .poll(async () => (await there.engine.explainTask({ flowId: "f", taskId: "a" })).reasons[0]?.kind)
    .toBe("QUEUE_PAUSED");
  expect(executor.received).toEqual([]);
  await here.engine.updateQueue({ queue: "work", paused: false });
  expect((await executor.receivedAtLeast(1))[0]?.taskId).toBe("a");
});
