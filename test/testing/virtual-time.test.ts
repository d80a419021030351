// Time in a test engine: it passes only when it is told to, nothing that is due is passed over, and all comes at its time.
import { expect, test, vi } from "vitest";
import { DAY_MS, engineUnderTest, HOUR_MS } from "./engine-under-test.js";

const START = Date.parse("2025-01-01T00:00:00Z");

test("a flow that waits for weeks runs to its end, each thing at its time to the millisecond", async () => {
  const charge = vi
    .fn(() => "receipt")
    .mockImplementationOnce(() => {
      throw new Error("card declined");
    });
  const engine = await engineUnderTest({ handlers: { charge, remind: () => "sent" } });
  const flow = await engine.run({
    tasks: [
      { name: "charge", type: "charge", retry: { maxAttempts: 3, initialInterval: "6h" } },
      { name: "remind", type: "remind", dependsOn: ["charge"], delay: "30d" },
    ],
  });
  const { state, endTime } = await flow.toEnd();
  expect(state).toBe("SUCCEEDED");
  expect(endTime).toBe(START + 30 * DAY_MS + 6 * HOUR_MS);
  expect(engine.now()).toBe(endTime);
  expect(await flow.path()).toEqual(["charge", "remind"]);
  expect(await flow.runs("charge")).toBe(2);
  expect(await flow.result()).toEqual({ remind: "sent" });
});

test("a clock that stands still lets nothing be due, and advance brings it to the very moment", async () => {
  const engine = await engineUnderTest({ startTime: "2025-03-30T00:30:00Z" });
  const flow = await engine.run({ tasks: [{ name: "later", type: "t", delay: "2h" }] });
  await engine.settle();
  expect(await flow.ready()).toEqual([]);
  await engine.advance(2 * HOUR_MS - 1);
  expect(await flow.ready()).toEqual([]);
  await engine.advance(1);
  expect((await flow.ready()).map(({ taskId }) => taskId)).toEqual(["later"]);
  await engine.advanceTo("2025-03-30T03:00:00Z");
  expect(new Date(engine.now()).toISOString()).toBe("2025-03-30T03:00:00.000Z");
  await expect(engine.advanceTo(START)).rejects.toThrow("moment: 2025-01-01T00:00:00.000Z is over");
});

test("what falls due on the way of an advance happens at its own time", async () => {
  const times: number[] = [];
  const engine = await engineUnderTest({
    handlers: {
      tick: () => {
        times.push(engine.now() - START);
      },
    },
  });
  const hours = [1, 2, 30, 31, 200].map((hour) => ({ name: `h${hour}`, type: "tick", delay: hour * HOUR_MS }));
  await engine.run({ tasks: hours });
  await engine.advance("100d");
  expect(times).toEqual([1, 2, 30, 31, 200].map((hour) => hour * HOUR_MS));
  expect(engine.now()).toBe(START + 100 * DAY_MS);
});

test("a handler that sleeps by the engine's clock takes that time, beside others", async () => {
  const engine = await engineUnderTest({
    handlers: { slow: (task) => engine.sleep(task.input as string), quick: () => "done" },
  });
  const flow = await engine.run({
    tasks: [
      { name: "two", type: "slow", input: "2h" },
      { name: "three", type: "slow", input: "3h" },
      { name: "quick", type: "quick", dependsOn: ["two"] },
    ],
  });
  const { endTime } = await flow.toEnd();
  expect(endTime).toBe(START + 3 * HOUR_MS);
  expect(await flow.path()).toEqual(["two", "quick", "three"]);
});

test("a handler that sleeps too long is timed out and told so", async () => {
  const told = vi.fn();
  const engine = await engineUnderTest({
    handlers: {
      export: (_task, { signal }) => {
        signal.addEventListener("abort", () => told(engine.now() - START));
        return engine.sleep("7d", { signal });
      },
    },
  });
  const spec = { tasks: [{ name: "export", type: "export", timeouts: { run: "1h" }, retry: { maxAttempts: 2 } }] };
  const flow = await engine.run(spec);
  const { state, failure } = await flow.toEnd();
  expect({ state, type: failure?.type }).toEqual({ state: "FAILED", type: "TIMEOUT" });
  expect(told.mock.calls).toEqual([[HOUR_MS], [2 * HOUR_MS + 1_000]]);
  expect(await flow.runs("export")).toBe(2);
});

test("real work of handlers is waited for: it takes no time of the engine's clock", async () => {
  const engine = await engineUnderTest({
    handlers: { read: () => new Promise((resolve) => void setTimeout(resolve, 20, "read")) },
  });
  const flow = await engine.run({ tasks: [{ name: "read", type: "read", timeouts: { run: "5ms" } }] });
  expect((await flow.toEnd()).state).toBe("SUCCEEDED");
  expect(engine.now()).toBe(START);
});

test("the start of a flow can be put off, and a flow has a timeout", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run(
    { timeout: "2d", tasks: [{ name: "a", type: "t" }] },
    { notBeforeTime: new Date(START + 5 * DAY_MS) },
  );
  expect(await flow.ready()).toEqual([]);
  await engine.advance("5d");
  expect(await flow.ready()).toHaveLength(1);
  const { state, endTime } = await flow.toEnd();
  expect({ state, endTime }).toEqual({ state: "FAILED", endTime: START + 7 * DAY_MS });
});

test("one and the same engine twice: jitter, ids and times are those of the seed", async () => {
  const times = async (seed: number) => {
    const engine = await engineUnderTest({
      seed,
      handlers: {
        fail: () => {
          throw new Error("no");
        },
      },
    });
    const retry = { maxAttempts: 4, initialInterval: "1h", jitter: 0.5 };
    const flow = await engine.run({ tasks: [{ name: "a", type: "fail", retry }] }, { flowId: "f" });
    await flow.toEnd();
    return (await flow.history()).map(({ state, time }) => [state, time]);
  };
  const first = await times(7);
  expect(await times(7)).toEqual(first);
  expect(await times(8)).not.toEqual(first);
});

test("whoever waits for a flow by itself is served by until, which lets time pass", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => 42 } });
  const service = async () => {
    const handle = await engine.client.run({ tasks: [{ name: "a", type: "t", delay: "3d" }] });
    return handle.result();
  };
  expect(await engine.until(service())).toEqual({ a: 42 });
  expect(engine.now()).toBeGreaterThanOrEqual(START + 3 * DAY_MS);
});

test("a queue that is paused hands out nothing until its time", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => "done" } });
  await engine.client.updateQueue("t", { paused: true, pauseEndTime: new Date(START + 3 * DAY_MS) });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t" }] });
  expect(await flow.ready()).toEqual([]);
  const { state, endTime = 0 } = await flow.toEnd();
  expect(state).toBe("SUCCEEDED");
  expect(endTime - START - 3 * DAY_MS).toBeLessThan(1_000);
  expect(endTime - START).toBeGreaterThanOrEqual(3 * DAY_MS);
});

test("a queue with limits hands out as many as they let through, and the rest at its time", async () => {
  const engine = await engineUnderTest();
  await engine.client.updateQueue("t", { rateLimit: { tasks: 2, period: "1h" } });
  const tasks = ["a", "b", "c", "d"].map((name) => ({ name, type: "t" }));
  const flow = await engine.run({ tasks });
  const ready = async () => (await flow.ready()).map(({ taskId }) => taskId);
  expect(await ready()).toEqual(["a", "b"]);
  const [first, second] = [await engine.claim(), await engine.claim()];
  expect(await engine.claim()).toBeUndefined();
  expect(await ready()).toEqual([]);
  await Promise.all([first?.complete(), second?.complete()]);
  await engine.advance("59m");
  expect(await ready()).toEqual([]);
  await engine.client.updateQueue("t", { concurrencyLimit: 1 });
  await engine.advance("2m");
  expect(await ready()).toEqual(["c"]);
  await engine.claim();
  expect(await ready()).toEqual([]);
});

test("of a concurrency key one task is ready at a time, of all flows and queues, or as many as its limit says", async () => {
  const engine = await engineUnderTest();
  const keyed = (name: string, type = "t") => ({ name, type, concurrencyKey: "k" });
  // What ranks alike is offered in any order.
  await engine.run({ tasks: [{ ...keyed("a"), priority: 1 }, keyed("b"), { name: "free", type: "t" }] });
  await engine.run({ tasks: [keyed("c", "u")] });
  const ready = async () => (await engine.ready()).map(({ taskId, concurrencyKey }) => [taskId, concurrencyKey]);
  const free = ["free", undefined];
  expect(await ready()).toEqual([["a", "k"], free]);
  const first = await engine.claim();
  expect(first?.task.taskId).toBe("a");
  expect(await ready()).toEqual([free]);
  await engine.client.updateConcurrencyKey("k", { limit: 2 });
  expect(await ready()).toEqual([["b", "k"], free]);
  // Who waits for a key takes nothing of what its queue has left.
  await engine.client.updateConcurrencyKey("k", { limit: 1 });
  await engine.client.updateQueue("t", { concurrencyLimit: 2 });
  await engine.advance("30s");
  expect(await ready()).toEqual([free]);
  await first?.complete();
  // What was held before its limit is counted anew now and then.
  await engine.advance("10s");
  expect(await ready()).toEqual([["b", "k"], free]);
  const claimed = [await engine.claim(), await engine.claim()];
  expect(await ready()).toEqual([]);
  await claimed.find((claim) => claim?.task.taskId === "b")?.complete();
  expect(await ready()).toEqual([["c", "k"]]);
});

test("handlers have what limits let through, however long that takes", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => "done" } });
  await engine.client.updateQueue("t", { rateLimit: { tasks: 1, period: "1h" } });
  const flow = await engine.run({ tasks: ["a", "b", "c"].map((name) => ({ name, type: "t" })) });
  const { state, endTime = 0 } = await flow.toEnd();
  expect(state).toBe("SUCCEEDED");
  expect(endTime - START).toBeGreaterThanOrEqual(2 * 3_600_000);
  expect(endTime - START).toBeLessThan(2 * 3_600_000 + 5_000);
});

test("a queue with a rate goes on from window to window while time is advanced", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => "done" } });
  await engine.client.updateQueue("t", { rateLimit: { tasks: 2, period: "1m" } });
  for (let flow = 0; flow < 6; flow += 1) await engine.run({ tasks: [{ name: "a", type: "t" }] });
  await engine.advance("5m");
  const { flows } = await engine.client.listFlows();
  expect(flows.map(({ state }) => state)).toEqual(Array(6).fill("SUCCEEDED"));
  const windows = flows.map(({ endTime = 0 }) => Math.floor((endTime - START) / 60_000)).sort();
  expect(windows).toEqual([0, 0, 1, 1, 2, 2]);
});

test("schedules start flows at their due times, across the change of clocks", async () => {
  const engine = await engineUnderTest({ startTime: "2025-03-29T12:00:00Z", handlers: { export: () => "done" } });
  const spec = { name: "nightly", tasks: [{ name: "export", type: "export" }] };
  await engine.client.putSchedule("nightly", { cron: "30 2 * * *", timeZone: "Europe/Berlin", run: spec });
  await engine.advance("3d");
  const { flows } = await engine.client.listFlows();
  expect(flows.map(({ flowId, state }) => [flowId, state]).sort()).toEqual([
    // There is no 02:30 on the day on which clocks are put forward.
    ["nightly:2025-03-30T01:00:00Z", "SUCCEEDED"],
    ["nightly:2025-03-31T00:30:00Z", "SUCCEEDED"],
    ["nightly:2025-04-01T00:30:00Z", "SUCCEEDED"],
  ]);
  const times = flows.map(({ createTime = 0 }) => new Date(createTime).toISOString()).sort();
  expect(times).toEqual(["2025-03-30T01:00:00.000Z", "2025-03-31T00:30:00.000Z", "2025-04-01T00:30:00.000Z"]);
});

test("fake timers of a test runner do not stop an engine that is driven by hand", async () => {
  vi.useFakeTimers();
  try {
    const engine = await engineUnderTest();
    const flow = await engine.run({ tasks: [{ name: "a", type: "t", delay: "1d" }] });
    await engine.advance("1d");
    await engine.complete("a");
    expect((await flow.toEnd()).state).toBe("SUCCEEDED");
  } finally {
    vi.useRealTimers();
  }
});
