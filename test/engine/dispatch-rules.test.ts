/**
 * The rules of dispatch that need several processes or a backlog: D1 order, D2 mark, D3 spread, D5 timers. docs/rules.md says what
 * each closes.
 */
import { expect, test, vi } from "vitest";
import { spread } from "../../src/engine/dispatch/claim-waiting.js";
import { createEngine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { WaitingHead } from "../../src/store/segment-store.js";
import { startExecutor } from "./executor.js";
import { faulty } from "./faulty-store.js";
import { chain, flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";
import { startEngine } from "./stores.js";
import { VirtualTime } from "./virtual-time.js";

const done = { kind: "result", result: json("done") } as const;

test("D1 credit that is freed through another process goes to the oldest flow that waits, all of it", () =>
  inOneWorld(async ({ time, start }) => {
    const [here, there] = [await start(), await start()];
    const wide = flow(Array.from({ length: 12 }, (_, number) => task(`t${number}`)));
    for (const flowId of ["first", "second", "third"]) {
      await there.run({ flowId, definition: { kind: "spec", spec: wide } });
      await time.advance(1_000);
    }
    const executor = await startExecutor(here, { maxInFlight: 4 });
    await time.advance(1_000);
    let completed = 0;
    while (completed < 36) {
      const open = executor.received.slice(completed);
      expect(open.length).toBeGreaterThan(0);
      completed += open.length;
      const through = (index: number) => (index % 4 === 0 ? here : there);
      const completing = Promise.all(
        open.map(({ flowId, taskId, claimToken }, index) =>
          through(index).taskComplete({ flowId, taskId, claimToken, outcome: done }),
        ),
      );
      await time.advance(1_000);
      await completing;
    }
    const order = executor.received.map(({ flowId }) => flowId);
    expect(order).toEqual(["first", "second", "third"].flatMap((flowId) => Array.from({ length: 12 }, () => flowId)));
  }));

test("D2 under a backlog of younger flows a running flow still costs one write for each task", async () => {
  const fault = faulty(createMemoryStore());
  const { engine } = await startEngine(fault.store);
  await engine.run({ flowId: "older", definition: { kind: "spec", spec: chain(10) } });
  const executor = await startExecutor(engine);
  await executor.receivedAtLeast(1);
  await engine.run({ flowId: "younger", definition: { kind: "spec", spec: flow([task("a"), task("b")]) } });
  const before = fault.updates.length;
  for (let count = 1; count <= 9; count += 1) {
    const { taskId, claimToken } = (await executor.receivedAtLeast(count))[count - 1]!;
    await engine.taskComplete({ flowId: "older", taskId, claimToken, outcome: done });
  }
  expect(executor.received.map(({ flowId }) => flowId)).toEqual(Array.from({ length: 10 }, () => "older"));
  expect(fault.updates.length - before).toBe(9);
});

test("D2 a younger flow's task is not handed over while an older flow's waits", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const executor = await startExecutor(engine);
  await engine.run({ flowId: "first", definition: { kind: "spec", spec: chain(1) } });
  const { claimToken } = (await executor.receivedAtLeast(1))[0]!;
  await engine.run({ flowId: "older", definition: { kind: "spec", spec: chain(1) } });
  // Flows of one millisecond are of one age.
  const olderAt = performance.now();
  await vi.waitUntil(() => performance.now() > olderAt + 2, { interval: 1 });
  await engine.run({ flowId: "younger", definition: { kind: "spec", spec: flow([task("a"), task("b", ["a"])]) } });
  // No credit is free: the completion of `younger` makes its second task ready, and only then credit comes back.
  await engine.taskComplete({ flowId: "younger", taskId: "a", outcome: done });
  await engine.taskComplete({ flowId: "first", taskId: "t0", claimToken, outcome: done });
  const received = await executor.receivedAtLeast(2);
  expect(received[1]?.flowId).toBe("older");
});

test("D3 processes claim flows of equal rank in orders of their own, and better ranks first", () => {
  const offer = (id: string, time: number): { readonly head: WaitingHead } => {
    return { head: { id, flowId: id, queue: "q", priority: 0, time } };
  };
  const alike = Array.from({ length: 20 }, (_, index) => offer(`alike${index}`, 5));
  const offers = [offer("first", 1), ...alike, offer("last", 9)];
  const orders = ["one", "two", "three"].map((process) => spread(offers, process).map(({ head }) => head.id));
  for (const order of orders) {
    expect(order[0]).toBe("first");
    expect(order.at(-1)).toBe("last");
    expect([...order].sort()).toEqual(offers.map(({ head }) => head.id).sort());
  }
  expect(new Set(orders.map((order) => order.join())).size).toBe(3);
});

test("D5 a timer that only a vanished process knew is fired by another within two seconds of its time", async () => {
  const time = new VirtualTime();
  const lost = new VirtualTime();
  const store = createMemoryStore({ now: time.now });
  const vanishing = await createEngine({ store, environment: lost.environment() });
  await vanishing.run({
    flowId: "f",
    definition: { kind: "spec", spec: flow([task("a", [], { delayMs: 10_000 })]) },
  });
  const engine = await createEngine({ store, environment: time.environment() });
  await time.advance(12_000);
  const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "TASKS" });
  expect(tasks[0]?.state).toBe("READY");
  expect(tasks[0]!.readyTime! - time.now()).toBeGreaterThanOrEqual(-2_000);
  const stopping = engine.stop(0);
  await time.advance(1);
  await stopping;
});

test("D5 a completion that leaves a later timer than the stored wake time does not write the wake time", async () => {
  const fault = faulty(createMemoryStore());
  const { engine } = await startEngine(fault.store);
  const timeouts = { attemptMs: 3_600_000 };
  const names = ["a", "b", "c"];
  const tasks = names.map((name, index) => task(name, index === 0 ? [] : [names[index - 1]!], { timeouts }));
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(tasks) } });
  await engine.taskComplete({ flowId: "f", taskId: "a", outcome: done });
  await engine.taskComplete({ flowId: "f", taskId: "b", outcome: done });
  expect(fault.updates.map((update) => "wakeTime" in update)).toEqual([false, false]);
  await engine.taskComplete({ flowId: "f", taskId: "c", outcome: done });
  expect(fault.updates.at(-1)?.wakeTime).toBeNull();
});

test("a listener that throws stops nothing", async () => {
  const { engine } = await startEngine(createMemoryStore());
  const warned = new Promise((resolve) => process.once("warning", resolve));
  let heard = 0;
  engine.metrics.on((event) => {
    heard += event.kind === "commit" ? 1 : 0;
    if (heard === 1) throw new Error("the listener is broken");
  });
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(2) } });
  await engine.taskComplete({ flowId: "f", taskId: "t0", outcome: done });
  const { flow: ended } = await engine.taskComplete({ flowId: "f", taskId: "t1", outcome: done });
  expect(ended.state).toBe("SUCCEEDED");
  expect(heard).toBe(2);
  expect(await warned).toMatchObject({ message: "the listener is broken" });
});

test("an observer is told of each time that a task is ready, also of two in one millisecond", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const retry = {
      maxAttempts: 2,
      initialIntervalMs: 0,
      multiplier: 1,
      maxIntervalMs: 0,
      jitter: 0,
      nonRetryableTypes: [],
    };
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow([task("a", [], { retry })]) } });
    const observer = await startExecutor(engine, { mode: "OBSERVE", flowId: "f" });
    await time.advance(0);
    expect(observer.received).toHaveLength(1);
    const failure = { type: "Broken", message: "", retryable: true, causes: [] };
    await engine.taskComplete({ flowId: "f", taskId: "a", outcome: { kind: "failure", failure } });
    await time.advance(1_000);
    expect(observer.received.map(({ readyTime, attempt }) => [readyTime, attempt])).toEqual([
      [time.now() - 1_000, 0],
      [time.now() - 1_000, 1],
    ]);
  }));
