// Faults of a test engine: lost answers, repeated calls, lost leases, dropped processes, a silent store.
import { expect, test, vi } from "vitest";
import type { DeathMoment } from "../../src/testing/index.js";
import { engineUnderTest, gate, HOUR_MS } from "./engine-under-test.js";

const CHAIN = {
  tasks: [
    { name: "a", type: "t" },
    { name: "b", type: "t", dependsOn: ["a"] },
    { name: "c", type: "t", dependsOn: ["b"] },
  ],
};

test("a lost answer of a completion is met by a repeat, and the task runs once", async () => {
  const t = vi.fn(() => "done");
  const engine = await engineUnderTest({ handlers: { t } });
  engine.faults.loseAnswer();
  const flow = await engine.run(CHAIN);
  expect((await flow.toEnd()).state).toBe("SUCCEEDED");
  expect(t).toHaveBeenCalledTimes(3);
  expect(engine.faults.happened).toEqual(["the answer of taskComplete was lost"]);
});

test("a lost answer of Run leaves one flow", async () => {
  const engine = await engineUnderTest();
  engine.faults.loseAnswer("run");
  const flow = await engine.run(CHAIN);
  expect(flow.started.replayed).toBe(true);
  expect((await engine.client.listFlows()).flows).toHaveLength(1);
});

test("a caller that does not repeat hears that the outcome is unknown", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run(CHAIN);
  engine.faults.loseAnswer("taskComplete");
  const call = engine.client.taskComplete({ flowId: flow.flowId, taskId: "a", result: 1 }, { retry: false });
  await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE" });
  expect((await flow.task("a")).state).toBe("SUCCEEDED");
});

test("a completion that comes twice counts once", async () => {
  const engine = await engineUnderTest();
  const flow = await engine.run(CHAIN);
  engine.faults.repeatCall();
  const answer = await flow.completeTask("a", 1);
  expect(answer).toMatchObject({ replayed: true, task: { state: "SUCCEEDED" } });
  expect((await flow.ready()).map(({ taskId }) => taskId)).toEqual(["b"]);
  expect(engine.faults.happened).toEqual(["taskComplete came twice"]);
});

test("a handler whose lease is lost is told, and the task is done again", async () => {
  const { opened, open } = gate();
  const lost = vi.fn();
  let calls = 0;
  const engine = await engineUnderTest({
    handlers: {
      t: async (_task, { signal }) => {
        calls += 1;
        if (calls > 1) return "second";
        signal.addEventListener("abort", () => lost(signal.reason.name));
        await Promise.race([opened, engine.sleep("10d")]);
        return "first";
      },
    },
  });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t" }] });
  await engine.faults.loseLease(flow.flowId, "a");
  expect(await flow.result()).toEqual({ a: "second" });
  expect(lost.mock.calls).toEqual([["ClaimLost"]]);
  expect(await flow.runs("a")).toBe(2);
  open();
});

test("a task that must not be repeated fails with its lease", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => engine.sleep("10d") } });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t", onLost: "FAIL" }] });
  await engine.faults.loseLease(flow.flowId, "a");
  expect((await flow.toEnd()).failure?.type).toBe("LEASE_LOST");
});

test.each<DeathMoment>(["before commit", "after commit"])(
  "a process that is dropped %s loses nothing: callers repeat, executors come back",
  async (moment) => {
    const t = vi.fn(() => "done");
    const engine = await engineUnderTest({ handlers: { t } });
    engine.faults.dropProcessAt(moment);
    const flow = await engine.run(CHAIN);
    engine.faults.dropProcessAt(moment);
    expect((await flow.toEnd()).state).toBe("SUCCEEDED");
    expect(await flow.path()).toEqual(["a", "b", "c"]);
    expect((await engine.client.listFlows()).flows).toHaveLength(1);
    expect(engine.faults.happened).toContain("the process was dropped");
  },
);

test("each commit of a flow can be the end of a process", async () => {
  const engine = await engineUnderTest();
  engine.faults.dropProcessAt("after commit");
  const flow = await engine.run(CHAIN);
  for (const taskId of ["a", "b", "c"]) {
    engine.faults.dropProcessAt("after commit");
    await flow.completeTask(taskId, taskId);
  }
  expect(await flow.result()).toEqual({ c: "c" });
  expect(engine.faults.happened).toHaveLength(4);
});

test("timers outlive the process that set them", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => 1 } });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t", delay: "5h" }] });
  await engine.faults.dropProcess();
  const { endTime = 0, createTime = 0 } = await flow.toEnd();
  expect(endTime - createTime).toBe(5 * HOUR_MS);
});

test("a handler that works while the process is dropped goes on, and its outcome counts", async () => {
  const { opened, open } = gate();
  const { opened: begun, open: begin } = gate();
  const t = vi.fn(async () => {
    begin();
    await opened;
    return "kept";
  });
  const engine = await engineUnderTest({ handlers: { t } });
  const running = engine.client.run({ tasks: [{ name: "a", type: "t" }] });
  await begun;
  const dropped = engine.faults.dropProcess();
  open();
  await dropped;
  expect(await engine.until((await running).result())).toEqual({ a: "kept" });
  expect(t).toHaveBeenCalledTimes(1);
});

test("calls wait for a store that does not answer, and timers fire once it does", async () => {
  const engine = await engineUnderTest({ handlers: { t: () => 1 } });
  const flow = await engine.run({ tasks: [{ name: "a", type: "t", delay: "10s" }] });
  await engine.faults.silenceStore("1m");
  const answered = vi.fn();
  const run = engine.client.run(CHAIN).then(answered);
  await engine.advance("59s");
  expect(answered).not.toHaveBeenCalled();
  await engine.advance("10s");
  await run;
  const { state, endTime = 0, createTime = 0 } = await flow.toEnd();
  expect(state).toBe("SUCCEEDED");
  expect(endTime - createTime).toBeGreaterThanOrEqual(60_000);
  expect(endTime - createTime).toBeLessThan(70_000);
});
