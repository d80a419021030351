/**
 * RetryFlow and SkipTask: tasks are run again or are not to run, and a flow that has ended goes on.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf, told } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const retryAndSkip: Topic = {
  "an ended flow goes on: what failed is run again, what was skipped for it comes back": async (world) => {
    const again = { max_attempts: 2, initial_interval: "0s" };
    const under = await world.start(flow([task("a", { retry: again }), after(["a"], "b"), "c"], { timeout: "1h" }));
    await under.succeed("c");
    await under.fail("a");
    const { flow: failed } = await under.fail("a");
    expect(failed).toMatchObject({ state: "FAILED", counts: { FAILED: 1, SKIPPED: 1, SUCCEEDED: 1 } });

    const { flow: open, changes } = await under.retry({ reason: "it is mended" });
    expect(brief(changes)).toEqual(["flow FAILED>RUNNING", "a FAILED>PENDING", "b SKIPPED>PENDING", "a PENDING>READY"]);
    expect(changes[0]?.message).toBe("it is mended");
    expect(open).toMatchObject({ state: "RUNNING", counts: { READY: 1, PENDING: 1, SUCCEEDED: 1 } });
    expect([open.endTime, open.failure, open.startTime]).toEqual([undefined, undefined, failed.startTime]);
    expect(open.deadline).toBe(open.updateTime + 3_600_000);
    expect(await under.task("a")).toMatchObject({ state: "READY", attempt: 2, tries: 0 });
    const { attempts } = await under.task("a");
    expect(attempts.map(({ attempt, end }) => [attempt, end])).toEqual([
      [1, "FAILED"],
      [2, "FAILED"],
    ]);

    const { claimToken, attempt } = await world.claim();
    expect(attempt).toBe(3);
    const { ready } = await under.complete("a", { result: 1, claimToken });
    expect(idsOf(ready)).toEqual(["b"]);
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "a repeat of what was recorded before is still known": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.fail("a", "Broken", { requestId: "first" });
    await under.retry();
    expect(await under.fail("a", "Broken", { requestId: "first" })).toMatchObject({ replayed: true, changes: [] });
    expect((await under.task("a")).state).toBe("READY");
    await refused(under.complete("a", { result: 1, attempt: 1 }), "ALREADY_COMPLETED");
    expect((await under.succeed("a")).flow.state).toBe("SUCCEEDED");
  },

  "watchers see the flow go on": async (world) => {
    const all = world.watchFlow({ flowId: "" });
    const under = await world.start(chain("a", "b"));
    const { flow: ended } = await under.fail("a");
    await all.until("the end", (frames) => told(frames)?.flow.state === "FAILED");
    await under.retry();
    await all.until("it going on", (frames) => told(frames)?.flow.state === "RUNNING");
    const watch = world.watchFlow({ flowId: under.flowId, view: "TASKS", sinceRevision: ended.revision });
    const since = await watch.until("what has changed", (frames) => told(frames)?.tasks.size === 2 && told(frames));
    expect([since.flow.state, ...[...since.tasks.values()].map(({ state }) => state)]).toEqual([
      ...["RUNNING", "READY", "PENDING"],
    ]);
    await under.succeed("a", "b");
    await watch.until("the end", (frames) => told(frames)?.flow.state === "SUCCEEDED");
  },

  "named tasks alone are run again; a cancelled flow goes on": async (world) => {
    const under = await world.start(flow(["a", "b", after(["a"], "c")]));
    await under.fail("a");
    await under.fail("b");
    const { changes } = await under.retry({ tasks: ["b"] });
    expect(brief(changes)).toEqual(["flow FAILED>RUNNING", "b FAILED>PENDING", "b PENDING>READY"]);
    await under.cancel();
    const { flow: open } = await under.retry();
    expect(open).toMatchObject({ state: "RUNNING", counts: { READY: 2, PENDING: 1 } });
    await under.succeed("a", "b", "c");
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },

  "with reset tasks begin anew, and all behind them; what is held there is taken from its holder": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    await under.succeed("a", "b");
    const executor = world.executor();
    const [held] = await executor.received(1);
    const { changes } = await under.retry({ tasks: ["b"], reset: true });
    expect(brief(changes)).toEqual([
      ...["b SUCCEEDED>PENDING", "c RUNNING>PENDING", "b PENDING>READY", "b READY>RUNNING"],
    ]);
    expect(await executor.frame("revoked")).toMatchObject({ taskId: "c", claimToken: held?.claimToken });
    await refused(under.complete("c", { result: 1, claimToken: held?.claimToken ?? "" }), "CLAIM_SUPERSEDED");
  },

  "the input is replaced for what is delivered from now on": async (world) => {
    const large = "x".repeat(3_000);
    const under = await world.start(flow([task("a", { needs_flow_input: true })]), { input: "first" });
    await under.fail("a");
    await under.retry({ input: { large } });
    expect((await world.claim()).flowInput).toEqual({ large });
    expect((await under.details()).flow.input).toEqual({ large });
  },

  "it is idempotent, and refused where there is nothing to run again": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await refused(under.retry(), "NOT_RETRYABLE");
    await under.fail("a");
    await refused(under.retry({ tasks: ["b"] }), "NOT_RETRYABLE");
    await refused(under.retry({ tasks: ["nobody"] }), "TASK_NOT_FOUND");
    const request = { requestId: "again", expectedRevision: (await under.flow()).revision };
    expect(await under.retry(request)).toMatchObject({ replayed: false, flow: { state: "RUNNING" } });
    await under.fail("a");
    expect(await under.retry(request)).toMatchObject({ replayed: true, changes: [] });
    expect((await under.task("a")).state).toBe("FAILED");
    await refused(under.retry({ ...request, tasks: ["a"] }), "REQUEST_ID_REUSED");
    await refused(under.retry({ expectedRevision: request.expectedRevision }), "REVISION_MISMATCH");
    await under.retry();
    await world.claim({ flowId: under.flowId });
    await under.cancel();
    await refused(under.retry(), "FLOW_CANCELLING");
  },

  "a failed task is skipped, the flow goes on with its edges on skip": async (world) => {
    const next = [{ to: "c", on: ["skip"] as const }];
    const under = await world.start(flow([task("a", { next }), after(["a"], "b"), "c"]));
    expect((await under.fail("a")).flow.state).toBe("FAILED");
    const { flow: open, changes } = await under.skip("a", { reason: "not needed" });
    expect(open.state).toBe("RUNNING");
    expect(brief(changes).slice(-2)).toEqual(["a PENDING>SKIPPED", "c PENDING>READY"]);
    expect((await under.task("a")).stateReason).toBe("REQUESTED");
    expect((await under.succeed("c")).flow.state).toBe("SUCCEEDED");
    expect(await under.skip("a")).toMatchObject({ changes: [] });
    await refused(under.skip("c"), "TASK_CLOSED");
  },

  "a held task is skipped and taken from its holder": async (world) => {
    const under = await world.start(chain("a", "b"));
    const executor = world.executor();
    const [held] = await executor.received(1);
    const { flow: ended } = await under.skip("a");
    expect(ended).toMatchObject({ state: "SUCCEEDED", counts: { SKIPPED: 2 } });
    expect(await executor.frame("revoked")).toMatchObject({ taskId: "a", claimToken: held?.claimToken });
    await refused(under.complete("a", { result: 1, claimToken: held?.claimToken ?? "" }), "CLAIM_SUPERSEDED");
  },

  "where END is evaluated it is asked which edges of a skipped task fire": async (world) => {
    const evaluate = { queue: "judge", phases: ["end"] as const };
    const next = ["b", { to: "c", on: ["skip"] as const }, { to: "d", on: ["skip"] as const }];
    const under = await world.start(flow([task("a", { evaluate, next }), "b", "c", "d"]));
    await under.fail("a");
    const first = await world.claim({ queues: ["judge"] });
    expect(first.intent).toBe("EXECUTE");
    await under.complete("a", { claimToken: first.claimToken, decision: {} });
    await under.skip("a");
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", intent: "SKIP", phase: "END" });
    const item = await world.claim({ queues: ["judge"] });
    expect(item).toMatchObject({ taskId: "a", phase: "END", intent: "SKIP", own: { failure: { type: "Broken" } } });
    const { claimToken } = item;
    await refused(under.complete("a", { claimToken, decision: { verdict: "RETRY" } }), "DECISION_INVALID");
    const { ready } = await under.complete("a", { claimToken, decision: { fired: [{ edge: 2 }] } });
    expect(idsOf(ready)).toEqual(["d"]);
    expect(await under.states()).toEqual({ a: "SKIPPED", b: "SKIPPED", c: "SKIPPED", d: "READY" });
  },
};
