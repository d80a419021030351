/**
 * Who may complete what: decisions (2) and (4) to (6) of a completion, and how attempts and tries are counted.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

const AGAIN = { max_attempts: 50, initial_interval: "0s" };

export const fencing: Topic = {
  "a claimed task is completed with its token": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken, attempt } = await world.claim();
    expect(attempt).toBe(1);
    const { task: done } = await under.complete("a", { result: 1, claimToken });
    expect(done).toMatchObject({ state: "SUCCEEDED", attempt: 1, tries: 0 });
  },

  "a claimed task cannot be completed without its token": async (world) => {
    const under = await world.start(flow(["a"]));
    await world.claim();
    const error = await refused(under.complete("a", { result: 1 }), "CLAIM_REQUIRED");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, task_id: "a", attempt: "1" });
    await refused(under.complete("a", { result: 1, attempt: 1 }), "CLAIM_REQUIRED");
    await refused(under.complete("a", { deferred: {} }), "CLAIM_REQUIRED");
  },

  "a token that the task never gave is superseded": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const { tasks } = await world.poll();
    const error = await refused(under.complete("a", { result: 1, claimToken: "1.nonsense" }), "CLAIM_SUPERSEDED");
    expect(error.message).toContain("no claim of task a has this token now");
    const others = tasks.find(({ taskId }) => taskId === "b")?.claimToken ?? "";
    await refused(under.complete("a", { result: 1, claimToken: others }), "CLAIM_SUPERSEDED");
    const untouched = await world.start(chain("a", "b"));
    await refused(untouched.complete("b", { result: 1, claimToken: others }), "CLAIM_SUPERSEDED");
  },

  "a claim that was released is over, though nobody has claimed since": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    await world.subject.releaseTasks(world.namespace, [{ flowId: under.flowId, taskId: "a", claimToken }]);
    const error = await refused(under.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, task_id: "a", attempt: "1" });
  },

  "a claim that timed out is over": async (world) => {
    const under = await world.start(flow([task("a", { timeouts: { run: "40ms" }, retry: AGAIN })]));
    const { claimToken } = await world.claim();
    await under.until("a second try", (_, tasks) => tasks.get("a")?.tries === 1);
    await refused(under.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
  },

  "a claim that was cancelled is over": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    await under.cancel({ graceMs: 0 });
    await refused(under.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
  },

  "a late completion counts as long as nobody else has claimed the task": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { claimToken } = await world.claim({ leaseMs: 1_000 });
    await under.untilTask("a", "READY");
    const { task: done } = await under.complete("a", { result: "late", claimToken });
    expect(done).toMatchObject({ state: "SUCCEEDED", attempt: 1, tries: 0 });
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
  },

  "a lost lease does not raise the attempt, the next claim does and ends the one before": async (world) => {
    const under = await world.start(flow(["a"]));
    const lost = await world.claim({ leaseMs: 1_000 });
    expect(await under.untilTask("a", "READY")).toMatchObject({ attempt: 1, tries: 0 });
    await refused(under.complete("a", { result: 1 }), "CLAIM_REQUIRED");
    const next = await world.claim();
    expect(next).toMatchObject({ attempt: 2, tries: 0 });
    const late = under.complete("a", { result: "late", claimToken: lost.claimToken });
    expect((await refused(late, "CLAIM_SUPERSEDED")).metadata["attempt"]).toBe("2");
    const { attempts } = await under.task("a");
    expect(attempts.map(({ attempt, end, tries }) => [attempt, end, tries])).toEqual([[1, "LEASE_LOST", 0]]);
  },

  "a task that must not be done twice fails when its lease is lost": async (world) => {
    const under = await world.start(flow([task("a", { on_lost: "fail", retry: AGAIN })]));
    await world.claim({ leaseMs: 1_000 });
    const { failure, state } = await under.untilTask("a", "FAILED");
    expect([state, failure?.type]).toEqual(["FAILED", "LEASE_LOST"]);
    expect((await under.flow()).state).toBe("FAILED");
  },

  "after ten lost leases the task fails": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    for (let losses = 1; losses <= 10; losses += 1) {
      const { attempt, tries } = await world.claim({ leaseMs: 1_000 });
      expect([attempt, tries]).toEqual([losses, 0]);
    }
    const { failure, attempt, tries } = await under.untilTask("a", "FAILED");
    expect([failure?.type, attempt, tries]).toEqual(["LEASE_LOST", 10, 1]);
  },

  "a release counts no try, and the next claim is the next attempt": async (world) => {
    const under = await world.start(flow(["a"]));
    for (const attempt of [1, 2, 3]) {
      const claimed = await world.claim();
      expect([claimed.attempt, claimed.tries]).toEqual([attempt, 0]);
      await world.subject.releaseTasks(world.namespace, [claimed]);
    }
    const { attempts, state } = await under.task("a");
    expect([state, attempts.map(({ end }) => end)]).toEqual(["READY", ["RELEASED", "RELEASED", "RELEASED"]]);
  },

  "a task that was released cannot be completed by ids alone": async (world) => {
    const under = await world.start(flow(["a"]));
    await world.subject.releaseTasks(world.namespace, [await world.claim()]);
    await refused(under.complete("a", { result: 1 }), "CLAIM_SUPERSEDED");
  },

  "failures raise tries, and every claim the attempt": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    const first = await world.claim();
    await under.fail("a", "Broken", { claimToken: first.claimToken });
    const second = await world.claim();
    expect([second.attempt, second.tries]).toEqual([2, 1]);
    await world.subject.releaseTasks(world.namespace, [second]);
    const third = await world.claim();
    expect([third.attempt, third.tries]).toEqual([3, 1]);
  },

  "a task that waits for others is not ready": async (world) => {
    const under = await world.start(chain("a", "b"));
    const error = await refused(under.succeed("b"), "TASK_NOT_READY");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, task_id: "b", state: "PENDING" });
    await refused(under.complete("b", { result: 1, attempt: 1 }), "TASK_NOT_READY");
  },

  "a task that waits for its next try is not ready": async (world) => {
    const retry = { max_attempts: 2, initial_interval: "1d" };
    const under = await world.start(flow([task("a", { retry })]));
    await under.fail("a");
    expect((await refused(under.succeed("a"), "ALREADY_COMPLETED")).metadata["attempt"]).toBe("1");
    await refused(under.complete("a", { result: 1, attempt: 2 }), "TASK_NOT_READY");
  },

  "a task that was skipped or cancelled is closed": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "b"), "c"]));
    await under.fail("a");
    const skipped = await refused(under.succeed("b"), "TASK_CLOSED");
    expect(skipped.metadata).toMatchObject({ task_id: "b", state: "SKIPPED" });
    await under.cancel();
    const cancelled = await refused(under.succeed("c"), "TASK_CLOSED");
    expect(cancelled.metadata).toMatchObject({ task_id: "c", state: "CANCELLED" });
  },

  "an outsider names the attempt that is to come, not one after it": async (world) => {
    const under = await world.start(flow(["a"]));
    await refused(under.complete("a", { result: 1, attempt: 2 }), "TASK_NOT_READY");
    expect((await under.complete("a", { result: 1, attempt: 1 })).task.attempt).toBe(1);
  },

  "an attempt beyond the kept history is superseded": async (world) => {
    const under = await world.start(flow([task("a", { retry: AGAIN })]));
    const first = await world.claim();
    await under.fail("a", "Broken", { claimToken: first.claimToken });
    for (let tries = 2; tries <= 12; tries += 1) {
      const { claimToken } = await world.claim();
      await under.fail("a", "Broken", { claimToken });
    }
    await refused(under.fail("a", "Broken", { claimToken: first.claimToken }), "CLAIM_SUPERSEDED");
    const { attempts, tries } = await under.task("a");
    expect([attempts.length, tries]).toEqual([10, 12]);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  },
};
