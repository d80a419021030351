/**
 * When a failed task is tried again, and when not.
 */
import { expect } from "vitest";
import type { FlowUnderTest } from "../flow-under-test.js";
import { brief } from "../flow-under-test.js";
import { flow, task } from "../specs.js";
import type { TaskDetails } from "../values.js";
import type { Topic, World } from "../world.js";

/** How long the task waits for its next try, by the answer to its failure. */
function waitOf({ nextAttemptTime = 0 }: TaskDetails, { updateTime }: { readonly updateTime: number }): number {
  return nextAttemptTime - updateTime;
}

/** Fails the task as often, and tells how long it waits after each failure. */
async function waits(world: World, under: FlowUnderTest, failures: number): Promise<number[]> {
  const result: number[] = [];
  for (let count = 0; count < failures; count += 1) {
    const { claimToken } = await world.claim();
    const { task: failed, flow: now } = await under.fail("a", "Broken", { claimToken });
    result.push(waitOf(failed, now));
  }
  return result;
}

export const retry: Topic = {
  "a failed task waits DELAYED and is offered again": async (world) => {
    const policy = { max_attempts: 2, initial_interval: "30ms" };
    const under = await world.start(flow([task("a", { retry: policy })]));
    const { claimToken } = await world.claim();
    const answer = await under.fail("a", "Broken", { claimToken });
    expect(brief(answer.changes)).toEqual(["a RUNNING>DELAYED"]);
    expect(answer.changes[0]).toMatchObject({ attempt: 1, tries: 1, reason: "RETRY" });
    expect(answer.task).toMatchObject({ state: "DELAYED", attempt: 1, tries: 1, failure: { type: "Broken" } });
    expect(waitOf(answer.task, answer.flow)).toBe(30);
    const again = await world.claim();
    expect([again.attempt, again.tries]).toEqual([2, 1]);
    expect(again.readyTime).toBeGreaterThanOrEqual(answer.flow.updateTime + 30);
  },

  "the history of attempts tells who had each and how it ended": async (world) => {
    const under = await world.start(flow([task("a", { retry: { max_attempts: 2, initial_interval: "0s" } })]));
    const first = await world.claim({ workerId: "w1", sessionId: `s1-${world.namespace}` });
    const failure = { type: "Broken", message: "once", details: { why: "x" }, causes: [{ type: "Deeper" }] };
    await under.complete("a", { failure, claimToken: first.claimToken });
    const second = await world.claim({ workerId: "w2" });
    await under.complete("a", { result: 1, claimToken: second.claimToken });
    const { attempts } = await under.task("a");
    expect(attempts).toMatchObject([
      {
        attempt: 1,
        tries: 1,
        end: "FAILED",
        workerId: "w1",
        sessionId: `s1-${world.namespace}`,
        failure: { type: "Broken", message: "once", details: { why: "x" }, causes: [{ type: "Deeper" }] },
      },
      { attempt: 2, end: "SUCCEEDED", workerId: "w2" },
    ]);
    const [one, two] = attempts;
    expect(one?.outcomeDigest).not.toBe("");
    expect(one?.outcomeDigest).not.toBe(two?.outcomeDigest);
    expect(one?.endTime ?? 0).toBeGreaterThanOrEqual(one?.claimTime ?? Number.NaN);
    expect(one?.claimTime ?? 0).toBeGreaterThanOrEqual(one?.readyTime ?? Number.NaN);
  },

  "the wait grows by the multiplier up to the longest interval": async (world) => {
    const policy = { max_attempts: 9, initial_interval: "4ms", multiplier: 3, max_interval: "50ms" };
    const under = await world.start(flow([task("a", { retry: policy })]));
    expect(await waits(world, under, 5)).toEqual([4, 12, 36, 50, 50]);
  },

  "jitter shortens the wait by at most its share": async (world) => {
    const policy = { max_attempts: 20, initial_interval: "40ms", multiplier: 1, jitter: 0.5 };
    const under = await world.start(flow([task("a", { retry: policy })]));
    const seen = await waits(world, under, 8);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...seen)).toBeLessThanOrEqual(40);
    expect(new Set(seen).size).toBeGreaterThan(1);
  },

  "after max_attempts tries the task has failed with its last failure": async (world) => {
    const under = await world.start(flow([task("a", { retry: { max_attempts: 2, initial_interval: "0s" } })]));
    await under.fail("a", "First");
    const { task: failed, flow: now } = await under.fail("a", "Second");
    expect(failed).toMatchObject({ state: "FAILED", attempt: 2, tries: 2, failure: { type: "Second" } });
    expect(now).toMatchObject({ state: "FAILED", failure: { type: "Second" } });
    expect(now.failure?.message).toMatch(/task a failed: it broke/);
  },

  "without a policy there is one try": async (world) => {
    const under = await world.start(flow(["a"]));
    expect((await under.fail("a")).task).toMatchObject({ state: "FAILED", tries: 1 });
  },

  "the flow's policy holds for tasks that have none of their own": async (world) => {
    const own = task("own", { retry: { max_attempts: 1 } });
    const under = await world.start(flow(["a", own], { default_retry: { max_attempts: 2, initial_interval: "1d" } }));
    expect((await under.fail("a")).task.state).toBe("DELAYED");
    expect((await under.fail("own")).task.state).toBe("FAILED");
  },

  "a failure of a type that is named is not tried again": async (world) => {
    const policy = { max_attempts: 5, initial_interval: "1d", non_retryable_types: ["Fatal", "Bad Input"] };
    const under = await world.start(flow([task("a", { retry: policy }), task("b", { retry: policy })]));
    expect((await under.fail("a", "Bad Input")).task).toMatchObject({ state: "FAILED", tries: 1 });
    expect((await under.fail("b", "Other")).task.state).toBe("DELAYED");
  },

  "a failure that says so itself is not tried again": async (world) => {
    const under = await world.start(flow([task("a", { retry: { max_attempts: 5 } })]));
    const { task: failed } = await under.complete("a", { failure: { type: "Broken", retryable: false } });
    expect(failed).toMatchObject({ state: "FAILED", failure: { retryable: false } });
  },

  "a failure may ask for a longer wait, not for a shorter one": async (world) => {
    const policy = { max_attempts: 5, initial_interval: "50ms" };
    const under = await world.start(flow([task("a", { retry: policy }), task("b", { retry: policy })]));
    const long = await under.complete("a", { failure: { type: "Busy", retryAfterMs: 700 } });
    expect(waitOf(long.task, long.flow)).toBe(700);
    const short = await under.complete("b", { failure: { type: "Busy", retryAfterMs: 1 } });
    expect(waitOf(short.task, short.flow)).toBe(50);
  },

  "a policy that names no intervals waits a second, then two": async (world) => {
    const under = await world.start(flow([task("a", { retry: { max_attempts: 3 } })]));
    const { task: failed, flow: now } = await under.fail("a");
    expect(waitOf(failed, now)).toBe(1_000);
  },

  "what a failure tells is kept, large details too": async (world) => {
    const under = await world.start(flow(["a"]));
    const details = { rows: Array.from({ length: 2_000 }, (_, index) => index) };
    const causes = [{ type: "Deeper", message: "why", causes: [{ type: "Deepest", details: { n: 1 } }] }];
    await under.complete("a", { failure: { type: "Broken", message: "m".repeat(5_000), details, causes } });
    const { failure } = await under.task("a");
    expect(failure).toMatchObject({ type: "Broken", details, causes });
    expect(failure?.message).toBe("m".repeat(5_000));
  },
};
