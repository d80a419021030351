// A test engine step by step: what is ready, claims, completions, failures, and one handler at a time.
import { expect, test, vi } from "vitest";
import { NonRetryableError } from "../../src/client/index.js";
import { engineUnderTest } from "./engine-under-test.js";

const DIAMOND = {
  tasks: [
    { name: "a", type: "t", input: 1 },
    { name: "b", type: "t", dependsOn: ["a"] },
    { name: "c", type: "u", dependsOn: ["a"], priority: 5 },
    { name: "d", type: "t", dependsOn: ["b", "c"] },
  ],
};

async function readyIds(of: { ready(): Promise<readonly { taskId: string }[]> }): Promise<readonly string[]> {
  return (await of.ready()).map(({ taskId }) => taskId);
}

test("what is ready is told in the order of offering, and completing it makes the next ready", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run(DIAMOND);
  expect(await engine.ready()).toEqual([
    { flowId: flow.flowId, taskId: "a", name: "a", type: "t", queue: "t", kind: "EXECUTE", priority: 0, attempt: 1 },
  ]);
  await engine.complete("a", "first");
  expect(await readyIds(engine)).toEqual(["c", "b"]);
  await engine.complete("b");
  await engine.complete("c");
  expect(await readyIds(flow)).toEqual(["d"]);
  await engine.complete("d", "last");
  expect((await flow.toEnd()).state).toBe("SUCCEEDED");
  expect(await flow.path()).toEqual(["a", "b", "c", "d"]);
  expect((await flow.task("a")).result).toBe("first");
});

test("a claim takes what an executor would be given next, with its input and results", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run(DIAMOND);
  const first = await engine.claim();
  expect(first?.task).toMatchObject({ taskId: "a", input: 1, attempt: 1 });
  expect(await engine.claim()).toBeUndefined();
  await first?.complete("one");
  const second = await flow.claim();
  expect(second?.task).toMatchObject({ taskId: "c", dependencyResults: { a: "one" } });
  await second?.release();
  expect(await readyIds(flow)).toEqual(["c", "b"]);
});

test("a failure follows the retry policy, and an error counts as if a handler had thrown it", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run({
    tasks: [{ name: "a", type: "t", retry: { maxAttempts: 5, initialInterval: "1h" } }],
  });
  await engine.fail("a", { type: "Busy", message: "try later" });
  expect(await flow.ready()).toEqual([]);
  expect((await flow.task("a")).state).toBe("DELAYED");
  await engine.advance("1h");
  expect((await flow.ready())[0]?.attempt).toBe(2);
  await engine.fail("a", new NonRetryableError("never"));
  expect((await flow.toEnd()).failure).toMatchObject({ type: "NonRetryableError", message: "task a failed: never" });
  expect((await flow.history()).map(({ taskId, state }) => `${taskId || "flow"} ${state}`)).toEqual([
    ...["a READY", "flow RUNNING", "a DELAYED", "a READY", "a FAILED", "flow FAILED"],
  ]);
});

test("a lease that is not kept runs out, and a late completion counts until another begins the task", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run({ tasks: [{ name: "a", type: "t" }] });
  const claim = await engine.claim();
  await engine.advance("59m");
  await claim?.keep();
  await engine.advance("59m");
  expect((await flow.task("a")).state).toBe("RUNNING");
  await engine.advance("2m");
  expect((await flow.task("a")).state).toBe("READY");
  const answer = await claim?.complete("late, but nobody else has begun it");
  expect(answer?.flow.state).toBe("SUCCEEDED");
});

test("what a superseded claim brings is refused", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run({ tasks: [{ name: "a", type: "t" }] });
  const first = await engine.claim();
  await engine.faults.loseLease(flow.flowId, "a");
  const second = await engine.claim();
  expect(second?.task.attempt).toBe(2);
  await expect(first?.complete("too late")).rejects.toMatchObject({ reason: "CLAIM_SUPERSEDED" });
  await second?.complete("in time");
  expect(await flow.result()).toEqual({ a: "in time" });
});

test("stepwise, handlers are given one task at a time", async () => {
  const t = vi.fn(() => "t");
  const engine = await engineUnderTest({ stepwise: true, handlers: { t, u: () => "u" } });
  const flow = await engine.run(DIAMOND);
  expect(t).not.toHaveBeenCalled();
  expect(await readyIds(flow)).toEqual(["a"]);
  expect(await engine.step()).toBe("a");
  expect(t).toHaveBeenCalledTimes(1);
  expect(await readyIds(flow)).toEqual(["c", "b"]);
  expect([await engine.step(), await engine.step(), await engine.step()]).toEqual(["c", "b", "d"]);
  expect(await engine.step()).toBeUndefined();
  expect((await flow.details()).flow.state).toBe("SUCCEEDED");
});

test("a paused, deferred or suspended flow is told apart from one that goes on", async () => {
  const engine = await engineUnderTest({ handlers: { ask: (_task, { defer }) => defer() } });
  const flow = await engine.run({ tasks: [{ name: "approve", type: "ask" }] });
  await expect(flow.toEnd()).rejects.toThrow(/approve is RUNNING, deferred until somebody completes it/);
  await flow.completeTask("approve", "yes");
  expect(await flow.result()).toEqual({ approve: "yes" });
});

test("what cannot be meant is named", async () => {
  const engine = await engineUnderTest();
  await engine.run({ tasks: [{ name: "a", type: "t" }] }, { flowId: "one" });
  await engine.run(
    {
      tasks: [
        { name: "a", type: "t" },
        { name: "b", type: "t" },
      ],
    },
    { flowId: "two" },
  );
  await expect(engine.complete("c")).rejects.toThrow("task c is not ready; ready: a, a, b");
  await expect(engine.complete("a")).rejects.toThrow("task a is ready in 2 flows");
  await expect(engine.step()).rejects.toThrow("stepwise: true");
  await expect(engine.flow("one").task("z")).rejects.toThrow("z");
  await expect(engine.faults.loseLease("one", "a")).rejects.toThrow("task a of flow one is not held");
  await expect(engine.advance("soon")).rejects.toThrow("duration: must be milliseconds or a duration such as 250ms");
  await engine.flow("two").completeTask("a");
  expect(await readyIds(engine)).toEqual(["a", "b"]);
});
