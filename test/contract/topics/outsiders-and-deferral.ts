/**
 * Tasks that somebody outside finishes: by ids alone, never claimed or deferred by their executor.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

const AGAIN = { max_attempts: 3, initial_interval: "0s" };

export const outsidersAndDeferral: Topic = {
  "an outsider finishes a task that nobody claimed, and that counts as a claim": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { task: done, ready } = await under.complete("a", { result: "by hand" });
    expect(done).toMatchObject({ state: "SUCCEEDED", attempt: 1, workerId: "", sessionId: "" });
    expect(idsOf(ready)).toEqual(["b"]);
    expect((await world.poll()).tasks.map(({ taskId }) => taskId)).toEqual(["b"]);
  },

  "a deferred task stays RUNNING, and its executor's credit is free": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const executor = world.executor({ maxInFlight: 1 });
    const [first] = await executor.received(1);
    expect(first?.taskId).toBe("a");
    const answer = await under.complete("a", { deferred: {}, claimToken: first?.claimToken ?? "" });
    expect(answer.task).toMatchObject({ state: "RUNNING", deferred: true, attempt: 1 });
    expect(answer.changes.map(({ reason }) => reason)).toContain("DEFERRED");
    expect((await executor.received(2))[1]?.taskId).toBe("b");
  },

  "an outsider finishes a deferred task with ids alone": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { claimToken } = await world.claim();
    await under.complete("a", { deferred: {}, claimToken });
    const answer = await under.complete("a", { result: "much later" });
    expect(answer).toMatchObject({ replayed: false, task: { state: "SUCCEEDED", attempt: 1, deferred: false } });
    expect(idsOf(answer.ready)).toEqual(["b"]);
  },

  "the token stays valid after the deferral": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    await under.complete("a", { deferred: {}, claimToken });
    await under.complete("a", { result: 1, claimToken });
    expect((await under.task("a")).state).toBe("SUCCEEDED");
  },

  "a deferred task has no lease": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const { tasks } = await world.poll({ leaseMs: 1_000 });
    const [a] = tasks;
    await under.complete("a", { deferred: {}, claimToken: a?.claimToken ?? "" });
    await under.untilTask("b", "READY");
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", deferred: true, attempt: 1 });
  },

  "an outsider may take a task over before anybody claims it": async (world) => {
    const under = await world.start(flow(["a"]));
    const { task: taken } = await under.complete("a", { deferred: { timeoutMs: 60_000 } });
    expect(taken).toMatchObject({ state: "RUNNING", deferred: true, attempt: 1 });
    expect((await world.poll()).tasks).toEqual([]);
    await under.succeed("a");
  },

  "a deferral that is repeated is replayed, another one replaces it": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    const first = await under.complete("a", { deferred: { timeoutMs: 60_000 }, claimToken });
    const repeat = await under.complete("a", { deferred: { timeoutMs: 60_000 }, claimToken });
    expect([repeat.replayed, repeat.task.deadline]).toEqual([true, first.task.deadline]);
    const other = await under.complete("a", { deferred: { timeoutMs: 120_000 }, claimToken });
    expect(other.replayed).toBe(false);
    expect(other.task.deadline).toBe(other.flow.updateTime + 120_000);
  },

  "a deferral that arrives after the outcome is OK and changes nothing": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const { tasks } = await world.poll({ maxTasks: 1 });
    const claimToken = tasks[0]?.claimToken ?? "";
    const { flow: before } = await under.complete("a", { result: 1, claimToken });
    const late = await under.complete("a", { deferred: { timeoutMs: 5 }, claimToken });
    expect(late).toMatchObject({ replayed: true, changes: [], task: { state: "SUCCEEDED", deferred: false } });
    expect(late.flow.revision).toBe(before.revision);
  },

  "a deferral times out, and its message says which timeout": async (world) => {
    const under = await world.start(flow([task("a", { type: "other" })]));
    await under.complete("a", { deferred: { timeoutMs: 50 } });
    const { failure } = await under.untilTask("a", "FAILED");
    expect(failure).toMatchObject({ type: "TIMEOUT", retryable: true });
    expect(failure?.message).toMatch(/deferred/);
    const error = await refused(under.complete("a", { result: 1 }), "CLAIM_SUPERSEDED");
    expect(error.metadata).toMatchObject({ task_id: "a", attempt: "1" });
  },

  "a deferral's heartbeat timeout runs anew from each report of progress": async (world) => {
    const under = await world.start(flow(["a"]));
    const { flow: deferred } = await under.complete("a", { deferred: { heartbeatTimeoutMs: 2_500 } });
    await under.until("some time", (now) => now.state === "RUNNING");
    const [error] = await world.subject.reportProgress(world.namespace, [
      { flowId: under.flowId, taskId: "a", fraction: 0.5 },
    ]);
    expect(error).toBeUndefined();
    const { updateTime = 0 } = (await under.task("a")).progress ?? {};
    const { failure, endTime = 0 } = await under.untilTask("a", "FAILED");
    expect(failure?.type).toBe("TIMEOUT");
    expect(failure?.message).toMatch(/heartbeat/);
    expect(updateTime).toBeGreaterThanOrEqual(deferred.updateTime);
    expect(endTime).toBeGreaterThanOrEqual(updateTime + 2_500);
  },

  "a deferred task that fails is tried again from the beginning": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    const { claimToken } = await world.claim();
    await under.complete("a", { deferred: {}, claimToken });
    await under.fail("a");
    const again = await world.claim();
    expect([again.attempt, again.tries]).toEqual([2, 1]);
    expect((await under.task("a")).deferred).toBe(false);
    await refused(under.complete("a", { result: 1 }), "CLAIM_REQUIRED");
  },

  "the run timeout covers the deferred time, the heartbeat of the claim does not": async (world) => {
    const timeouts = { run: "2500ms", heartbeat: "1500ms" };
    const under = await world.start(flow([task("a", { timeouts })]));
    const { claimToken } = await world.claim();
    await under.complete("a", { deferred: {}, claimToken });
    const { failure, startTime = 0, endTime = 0 } = await under.untilTask("a", "FAILED");
    expect(failure?.message).toMatch(/^the run timeout/);
    expect(endTime - startTime).toBeGreaterThanOrEqual(2_500);
  },

  "an outsider cancels a task: it is not tried again and starts nothing": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN }), after(["a"], "b"), "c"]));
    const { task: given, ready } = await under.complete("a", { cancelled: { message: "no longer wanted" } });
    expect([given.state, ready]).toEqual(["CANCELLED", []]);
    expect(await under.states()).toEqual({ a: "CANCELLED", b: "SKIPPED", c: "READY" });
    expect((await under.task("a")).failure).toMatchObject({ message: "no longer wanted" });
    expect((await under.succeed("c")).flow.state).toBe("CANCELLED");
  },
};
