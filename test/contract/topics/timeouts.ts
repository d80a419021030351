/**
 * Timeouts: each phase of a task, and of the flow.
 */
import { expect } from "vitest";
import { after, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

const AGAIN = { max_attempts: 3, initial_interval: "0s" };

export const timeouts: Topic = {
  "a task that is not claimed in time has failed a try": async (world) => {
    const timeouts = { ready_to_claim: "60ms" };
    const under = await world.start(
      flow([task("a", { timeouts, retry: { max_attempts: 2, initial_interval: "0s" } })]),
    );
    const { failure, tries, attempt, endTime = 0 } = await under.untilTask("a", "FAILED");
    expect(failure).toMatchObject({ type: "TIMEOUT", retryable: true });
    expect(failure?.message).toMatch(/^the ready_to_claim timeout of 60 ms/);
    expect([tries, attempt]).toEqual([2, 0]);
    expect(endTime - under.answer.flow.createTime).toBeGreaterThanOrEqual(120);
    const { attempts } = await under.task("a");
    expect(attempts[0]).toMatchObject({ attempt: 0, end: "TIMEOUT" });
  },

  "a claimed task is out of its ready_to_claim timeout": async (world) => {
    const timeouts = { ready_to_claim: "5s", run: "100ms" };
    const under = await world.start(flow([task("a", { timeouts })]));
    const claimed = await world.claim();
    const { startTime = 0 } = await under.task("a");
    expect(claimed.deadline).toBe(startTime + 100);
    const { failure } = await under.untilTask("a", "FAILED");
    expect(failure?.message).toMatch(/^the run timeout of 100 ms/);
  },

  "the run timeout counts from the claim, anew for each attempt": async (world) => {
    const under = await world.start(flow([task("a", { timeouts: { run: "1500ms" }, retry: AGAIN })]));
    const first = await world.claim();
    const second = await world.claim();
    expect([first.attempt, second.attempt, second.tries]).toEqual([1, 2, 1]);
    expect((second.deadline ?? 0) - (first.deadline ?? 0)).toBeGreaterThanOrEqual(1_500);
    await under.complete("a", { result: 1, claimToken: second.claimToken });
    const { attempts } = await under.task("a");
    expect(attempts.map(({ end }) => end)).toEqual(["TIMEOUT", "SUCCEEDED"]);
  },

  "a task whose progress stays out fails by its heartbeat": async (world) => {
    const under = await world.start(flow([task("a", { timeouts: { heartbeat: "100ms" } })]));
    const claimed = await world.claim();
    expect(claimed.heartbeatTimeoutMs).toBe(100);
    expect(claimed.deadline).toBeUndefined();
    const { failure } = await under.untilTask("a", "FAILED");
    expect(failure?.message).toMatch(/^the heartbeat timeout of 100 ms/);
  },

  "each report of progress renews the heartbeat": async (world) => {
    const under = await world.start(flow([task("a", { timeouts: { heartbeat: "2500ms" } })]));
    const claimed = await world.claim();
    await under.until("the claim", (_, tasks) => tasks.get("a")?.state === "RUNNING");
    const [error] = await world.subject.reportProgress(world.namespace, [claimed]);
    expect(error).toBeUndefined();
    const { progress, startTime = 0 } = await under.task("a");
    expect(progress?.updateTime).toBeGreaterThanOrEqual(startTime);
    const { endTime = 0 } = await under.untilTask("a", "FAILED");
    expect(endTime).toBeGreaterThanOrEqual((progress?.updateTime ?? Number.NaN) + 2_500);
  },

  "the attempt timeout runs from READY, worker or none": async (world) => {
    const timeouts = { attempt: "1500ms" };
    const under = await world.start(
      flow([task("a", { timeouts, retry: AGAIN }), task("b", { timeouts, queue: "idle" })]),
    );
    const claimed = await world.claim();
    expect(claimed.deadline).toBe(claimed.readyTime + 1_500);
    const again = await world.claim();
    expect([again.attempt, again.tries]).toEqual([2, 1]);
    expect(again.readyTime).toBeGreaterThanOrEqual(claimed.readyTime + 1_500);
    const { failure, attempt } = await under.untilTask("b", "FAILED");
    expect(failure?.message).toMatch(/^the attempt timeout of 1500 ms/);
    expect(attempt).toBe(0);
  },

  "the total timeout spans delays and tries and is never retried": async (world) => {
    const policy = { max_attempts: 100, initial_interval: "30ms", multiplier: 1 };
    const under = await world.start(flow([task("a", { timeouts: { total: "1500ms" }, retry: policy })]));
    await under.fail("a");
    const { failure, endTime = 0 } = await under.untilTask("a", "FAILED");
    expect(failure).toMatchObject({ type: "TIMEOUT" });
    expect(failure?.message).toMatch(/^the total timeout of 1500 ms/);
    expect(endTime - under.answer.flow.createTime).toBeGreaterThanOrEqual(1_500);
    expect((await under.flow()).state).toBe("FAILED");
  },

  "the total timeout counts from the moment its dependencies hold": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "b", { timeouts: { total: "80ms" }, delay: "1d" })]));
    expect((await under.task("b")).deadline).toBeUndefined();
    const { flow: now } = await under.succeed("a");
    expect(
      (await under.until("a deadline", (_, tasks) => tasks.get("b")?.state !== "PENDING")).tasks.get("b"),
    ).toBeDefined();
    const { endTime = 0 } = await under.untilTask("b", "FAILED");
    expect(endTime).toBeGreaterThanOrEqual(now.updateTime + 80);
  },

  "of the timeouts that run the earliest is the task's deadline": async (world) => {
    const timeouts = { attempt: "2h", run: "1h", total: "3h" };
    const under = await world.start(flow([task("a", { timeouts })]));
    const { readyTime = 0, deadline } = await under.task("a");
    expect(deadline).toBe(readyTime + 2 * 3_600_000);
    const claimed = await world.claim();
    const { startTime = 0 } = await under.task("a");
    expect([claimed.deadline, (await under.task("a")).deadline]).toEqual([
      startTime + 3_600_000,
      startTime + 3_600_000,
    ]);
  },

  "when the flow's time is up it ends FAILED as if it were cancelled": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "b")], { timeout: "80ms" }));
    const { createTime } = under.answer.flow;
    expect(under.answer.flow.deadline).toBe(createTime + 80);
    const ended = await under.untilFlow("FAILED");
    expect(ended.failure).toMatchObject({ type: "FLOW_TIMEOUT" });
    expect(ended.endTime ?? 0).toBeGreaterThanOrEqual(createTime + 80);
    expect(await under.states()).toEqual({ a: "CANCELLED", b: "CANCELLED" });
  },

  "holders learn of the flow's timeout and may still bring their outcomes": async (world) => {
    const executor = world.executor();
    await executor.frame("idle");
    const under = await world.start(flow(["a", after(["a"], "b")], { timeout: "500ms" }));
    const [claimed] = await executor.received(1);
    const { deadline, claimToken, reason } = await executor.frame("cancel_requested");
    expect([claimToken, reason]).toEqual([claimed?.claimToken, "FLOW_TIMEOUT"]);
    const { flow: ending } = await under.details();
    expect(ending.state).toBe("CANCELLING");
    expect(deadline).toBeGreaterThanOrEqual(ending.createTime + 500 + 30_000);
    const answer = await under.complete("a", { result: "in time", claimToken });
    expect(answer).toMatchObject({ task: { state: "SUCCEEDED" }, flow: { state: "FAILED" } });
    expect(answer.flow.failure?.type).toBe("FLOW_TIMEOUT");
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "CANCELLED" });
  },

  "the flow's timeout counts from its start, not from its creation": async (world) => {
    const notBeforeTime = (await world.subject.now()) + 150;
    const under = await world.start(flow(["a"], { timeout: "1h" }), { notBeforeTime });
    expect(under.answer.flow.deadline).toBe(
      under.answer.flow.state === "PENDING" ? undefined : under.answer.flow.createTime + 3_600_000,
    );
    const { startTime = 0, deadline } = await under.untilFlow("RUNNING");
    expect(deadline).toBe(startTime + 3_600_000);
  },

  "the flow's timeout counts suspended time": async (world) => {
    const under = await world.start(flow(["a"], { timeout: "1500ms" }));
    await under.suspend();
    const ended = await under.untilFlow("FAILED");
    expect(ended.failure?.type).toBe("FLOW_TIMEOUT");
  },
};
