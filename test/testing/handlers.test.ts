// Handlers in a test engine: those of real executors, and what becomes of tests that lack one.
import { expect, test, vi } from "vitest";
import type { TaskContext } from "../../src/client/index.js";
import { createTestEngine, TestEngineError } from "../../src/testing/index.js";
import { engineUnderTest, gate } from "./engine-under-test.js";

test("handlers spawn, defer, decide, report progress and are undone as with any executor", async () => {
  const undone: string[] = [];
  const engine = await engineUnderTest({
    handlers: {
      book: (task, { progress }) => {
        progress(0.5, "half");
        return `${task.name} booked`;
      },
      grow: (_task, { spawn }) => spawn({ spec: { tasks: [{ name: "leaf", type: "book" }] } }),
      pay: () => {
        throw new Error("no money");
      },
    },
    reverts: { book: (task) => void undone.push(task.name), grow: () => void undone.push("tree") },
  });
  const flow = await engine.run({
    failureMode: "REVERT",
    tasks: [
      { name: "hotel", type: "book" },
      { name: "flight", type: "book", dependsOn: ["hotel"] },
      { name: "tree", type: "grow", dynamicFlow: true },
      { name: "pay", type: "pay", dependsOn: ["flight", "tree"] },
    ],
  });
  expect((await flow.toEnd()).state).toBe("REVERTED");
  expect(undone).toHaveLength(3);
  expect(undone.indexOf("flight")).toBeLessThan(undone.indexOf("hotel"));
  expect(await flow.path("REVERTED")).toEqual(expect.arrayContaining(["tree", "flight", "hotel"]));
});

test("an evaluator decides, and branches are taken as edges say", async () => {
  const engine = await engineUnderTest({
    handlers: { check: () => 7, big: () => "big", small: () => "small" },
    queues: ["check", "big", "small", "judge"],
    evaluate: (task) => (task.phase === "OUTPUT" ? { end: { output: "decided" } } : {}),
  });
  const flow = await engine.run({
    evaluate: { queue: "judge", phases: ["OUTPUT"] },
    tasks: [
      {
        name: "check",
        type: "check",
        next: [
          { to: "big", condition: "result > 5" },
          { to: "small", condition: "result <= 5" },
        ],
      },
      { name: "big", type: "big" },
      { name: "small", type: "small" },
    ],
  });
  expect(await flow.result()).toBe("decided");
  expect(await flow.path()).toEqual(["check", "big"]);
  expect(await flow.runs("small")).toBe(0);
});

test("tasks of many queues are done by executors that take from them", async () => {
  const engine = await engineUnderTest({ handlers: { encode: () => "cpu" } });
  await engine.work({ handlers: { encode: () => "gpu" }, queues: ["gpu"] });
  const flow = await engine.run({
    tasks: [
      { name: "a", type: "encode" },
      { name: "b", type: "encode", queue: "gpu" },
    ],
  });
  expect(await flow.result()).toEqual({ a: "cpu", b: "gpu" });
});

test("a type without a handler is named, at once", async () => {
  const engine = await engineUnderTest({ handlers: { a: () => 1 }, queues: ["a", "work"] });
  const flow = engine.run({ tasks: [{ name: "x", type: "b", queue: "work" }] }, { flowId: "f" });
  await expect(flow).rejects.toThrow("no handler for tasks of type b: task x of flow f has it");
});

test("a queue that nobody takes from is named by the flow that waits for it", async () => {
  const engine = await engineUnderTest({ handlers: { a: () => 1 } });
  const flow = await engine.run({ tasks: [{ name: "x", type: "a", queue: "gpu" }] });
  const refusal = flow.toEnd();
  await expect(refusal).rejects.toThrow(/x is READY in queue gpu, which nobody takes from/);
  await expect(refusal).rejects.toBeInstanceOf(TestEngineError);
});

test("a pause that holds a flow back is named, though its queue has an executor", async () => {
  const engine = await engineUnderTest({ handlers: { a: () => 1 } });
  await engine.client.updateQueue("a", { paused: true });
  const flow = await engine.run({ tasks: [{ name: "x", type: "a" }] });
  await expect(flow.toEnd()).rejects.toThrow("x is READY: queue a is paused until it is resumed");
});

test("a handler that hangs is named, with what to do", async () => {
  const { opened, open } = gate();
  const engine = await engineUnderTest({ handlers: { hang: () => opened }, patience: "50ms" });
  const flow = engine.run({ tasks: [{ name: "x", type: "hang" }] }, { flowId: "f" });
  await expect(flow).rejects.toThrow("still at work after 0.05 s of real time: x of flow f");
  open();
  expect((await engine.flow("f").toEnd()).state).toBe("SUCCEEDED");
});

test("a handler that hangs is named although others call the engine all the time", async () => {
  const { opened, open } = gate();
  const engine = await engineUnderTest({ handlers: { hang: () => opened }, patience: "50ms" });
  let isOver = false;
  const flow = engine.run({ tasks: [{ name: "x", type: "hang" }] }, { flowId: "f" }).finally(() => {
    isOver = true;
  });
  const calling = (async () => {
    while (!isOver) {
      await engine.client.listFlows();
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  })();
  await expect(flow).rejects.toThrow("still at work after 0.05 s of real time: x of flow f");
  await calling;
  open();
  expect((await engine.flow("f").toEnd()).state).toBe("SUCCEEDED");
});

test("a handler that hangs is named although it reports progress all the time", async () => {
  let isOver = false;
  const report = async (_task: unknown, { progress }: TaskContext) => {
    for (let reports = 1; !isOver; reports += 1) {
      progress(0.5, { reports });
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  };
  const engine = await engineUnderTest({ handlers: { report }, patience: "500ms" });
  const flow = engine.run({ tasks: [{ name: "x", type: "report" }] }, { flowId: "f" });
  await expect(flow).rejects.toThrow("still at work after 0.5 s of real time: x of flow f");
  isOver = true;
  expect((await engine.flow("f").toEnd()).state).toBe("SUCCEEDED");
});

test("a flow that goes on for ever ends a test by its bound", async () => {
  const engine = await engineUnderTest({
    handlers: {
      fail: () => {
        throw new Error("no");
      },
    },
  });
  const retry = { maxAttempts: 1_000_000, initialInterval: "1h", maxInterval: "1h" };
  const flow = await engine.run({ tasks: [{ name: "a", type: "fail", retry }] });
  await expect(flow.toEnd({ within: "1d" })).rejects.toThrow(/the time is over, the next thing is due at 2025-01-02T/);
  expect(await flow.runs("a")).toBe(25);
});

test("code under test has a client as any other, and the embedded engine beside it", async () => {
  const engine = await engineUnderTest({ handlers: { t: (task) => task.input }, namespace: "shop" });
  const handle = await engine.client.run({ tasks: [{ name: "a", type: "t", input: { n: 1 } }] }, { flowId: "f" });
  expect(await engine.until(handle.result())).toEqual({ a: { n: 1 } });
  const { flow } = await engine.embedded.getFlowDetails({ namespace: "shop", flowId: "f" });
  expect(flow.state).toBe("SUCCEEDED");
  await expect(engine.client.flow("none").details()).rejects.toMatchObject({
    name: "LazyEngineError",
    code: "NOT_FOUND",
    reason: "FLOW_NOT_FOUND",
  });
});

test("payloads are copied on their way, and go through a codec", async () => {
  const input = { list: [1] };
  const encode = vi.fn((payload) => payload);
  const handler = vi.fn((task) => task.input.list.push(2));
  const engine = await engineUnderTest({ handlers: { t: handler }, codec: { encode, decode: (payload) => payload } });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t", input }] });
  await flow.toEnd();
  expect(input).toEqual({ list: [1] });
  expect(encode).toHaveBeenCalled();
});

test("engines end with await using, and know nothing of each other", async () => {
  const flows = async () => {
    await using engine = await createTestEngine({ handlers: { t: () => 1 } });
    await engine.run({ tasks: [{ name: "a", type: "t" }] }, { flowId: "same" });
    return (await engine.client.listFlows()).flows.length;
  };
  expect([await flows(), await flows()]).toEqual([1, 1]);
});
