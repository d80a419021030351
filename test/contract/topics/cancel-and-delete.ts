/**
 * CancelFlow, with its grace, and DeleteFlow.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const cancelAndDelete: Topic = {
  "what nobody holds is CANCELLED at once, deferred tasks included": async (world) => {
    const again = { max_attempts: 2, initial_interval: "1d" };
    const spec = flow(["a", "done", after(["a"], "b"), task("c", { delay: "1d" }), task("d", { retry: again }), "e"]);
    const under = await world.start(spec);
    await under.succeed("done");
    await under.fail("d");
    await under.complete("e", { deferred: {} });
    const { flow: ended, changes } = await under.cancel({ reason: "wrong input" });
    expect(ended).toMatchObject({ state: "CANCELLED", counts: { CANCELLED: 5, SUCCEEDED: 1 } });
    expect(ended.endTime).toBe(ended.updateTime);
    expect(brief(changes).at(-1)).toBe("flow RUNNING>CANCELLED");
    expect(changes.at(-1)?.message).toBe("wrong input");
    expect((await under.states())["e"]).toBe("CANCELLED");
    await refused(under.complete("e", { result: 1 }), "CLAIM_SUPERSEDED");
  },

  "holders of claimed tasks are asked to stop and have the grace to bring an outcome": async (world) => {
    const under = await world.start(chain("a", "b"));
    const executor = world.executor();
    const [claimed] = await executor.received(1);
    const { flow: cancelling } = await under.cancel({ reason: "stop it", graceMs: 60_000 });
    expect(cancelling.state).toBe("CANCELLING");
    const request = await executor.frame("cancel_requested");
    expect(request).toMatchObject({
      flowId: under.flowId,
      taskId: "a",
      claimToken: claimed?.claimToken,
      reason: "stop it",
      deadline: cancelling.updateTime + 60_000,
    });
    const answer = await under.complete("a", { result: "done after all", claimToken: request.claimToken });
    expect(answer).toMatchObject({ task: { state: "SUCCEEDED" }, flow: { state: "CANCELLED" }, ready: [] });
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "CANCELLED" });
  },

  "in a cancelling flow a failure is recorded and not tried again": async (world) => {
    const again = { max_attempts: 9, initial_interval: "0s" };
    const under = await world.start(flow([task("a", { retry: again })]));
    const { claimToken } = await world.claim();
    await under.cancel();
    const { task: failed, flow: ended } = await under.fail("a", "Stopped", { claimToken });
    expect([failed.state, ended.state]).toEqual(["FAILED", "CANCELLED"]);
  },

  "in a cancelling flow a task that is given back, deferred or cancelled is CANCELLED": async (world) => {
    const under = await world.start(flow(["a", "b", "c"]));
    const { tasks } = await world.poll();
    const [a, b, c] = tasks.map(({ claimToken }) => claimToken);
    await under.cancel();
    await world.subject.releaseTasks(world.namespace, tasks.slice(0, 1));
    await under.complete("b", { deferred: {}, claimToken: b ?? "" });
    await under.complete("c", { cancelled: {}, claimToken: c ?? "" });
    expect(await under.states()).toEqual({ a: "CANCELLED", b: "CANCELLED", c: "CANCELLED" });
    expect((await under.flow()).state).toBe("CANCELLED");
    await refused(under.complete("a", { result: 1, claimToken: a ?? "" }), "CLAIM_SUPERSEDED");
  },

  "when the grace is over what is left is CANCELLED, its holder is told, later answers are refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const executor = world.executor();
    const [claimed] = await executor.received(1);
    const claimToken = claimed?.claimToken ?? "";
    const { flow: cancelling } = await under.cancel({ graceMs: 60 });
    const ended = await under.untilFlow("CANCELLED");
    expect(ended.endTime ?? 0).toBeGreaterThanOrEqual(cancelling.updateTime + 60);
    expect(await executor.frame("revoked")).toMatchObject({ taskId: "a", claimToken, reason: "CANCELLED" });
    await refused(under.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
    expect((await under.task("a")).attempts.at(-1)).toMatchObject({ attempt: 1, end: "CANCELLED" });
  },

  "without a grace everything is CANCELLED at once": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    expect((await under.cancel({ graceMs: 0 })).flow.state).toBe("CANCELLED");
    await refused(under.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
  },

  "the grace is 30 s where the cancel names none": async (world) => {
    const under = await world.start(flow(["a"]));
    const executor = world.executor();
    await executor.received(1);
    const { flow: cancelling } = await under.cancel();
    expect((await executor.frame("cancel_requested")).deadline).toBe(cancelling.updateTime + 30_000);
  },

  "a session without a stream learns of the cancel when it keeps itself alive": async (world) => {
    const under = await world.start(flow(["a"]));
    const { tasks, sessionId } = await world.poll();
    const { flow: cancelling } = await under.cancel({ reason: "enough", graceMs: 60_000 });
    const kept = await world.subject.keepSession({ namespace: world.namespace, sessionId });
    expect(kept.cancelRequested).toEqual([
      {
        flowId: under.flowId,
        taskId: "a",
        claimToken: tasks[0]?.claimToken,
        reason: "enough",
        deadline: cancelling.updateTime + 60_000,
      },
    ]);
  },

  "a second cancel may shorten the grace, not lengthen it": async (world) => {
    const under = await world.start(flow(["a"]));
    await world.claim();
    await under.cancel({ graceMs: 60_000 });
    const longer = await under.cancel({ graceMs: 120_000 });
    expect(longer).toMatchObject({ changes: [], flow: { state: "CANCELLING" } });
    expect((await under.cancel({ graceMs: 0 })).flow.state).toBe("CANCELLED");
  },

  "cancelling a suspended flow, or one before its start, ends it": async (world) => {
    const suspended = await world.start(flow(["a"]));
    await suspended.suspend();
    expect((await suspended.cancel()).flow.state).toBe("CANCELLED");
    const notBeforeTime = (await world.subject.now()) + 86_400_000;
    const later = await world.start(flow(["a"]), { notBeforeTime });
    expect((await later.cancel()).flow).toMatchObject({ state: "CANCELLED", counts: { CANCELLED: 1 } });
  },

  "cancelling a cancelled flow is OK, another end is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.cancel();
    const again = await under.cancel();
    // What clients make a request id for is remembered, and moves the revision.
    expect(again).toMatchObject({ changes: [], replayed: false, flow: { state: "CANCELLED" } });
    const done = await world.start(flow(["a"]));
    await done.succeed("a");
    expect((await refused(done.cancel(), "FLOW_ENDED")).metadata).toMatchObject({ state: "SUCCEEDED" });
    await refused(world.subject.cancelFlow({ namespace: world.namespace, flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a repeat of a cancel by request_id is replayed, with another grace it is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    await world.claim();
    const request = { requestId: "c1", reason: "x", graceMs: 60_000 };
    await under.cancel(request);
    expect((await under.cancel(request)).replayed).toBe(true);
    await refused(under.cancel({ ...request, graceMs: 50_000 }), "REQUEST_ID_REUSED");
  },

  "a flow that is being cancelled can be neither suspended nor resumed": async (world) => {
    const under = await world.start(flow(["a"]));
    await world.claim();
    await under.cancel();
    const error = await refused(under.suspend(), "FLOW_CANCELLING");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, state: "CANCELLING" });
    await refused(under.resume(), "FLOW_CANCELLING");
  },

  "only an ended flow can be deleted": async (world) => {
    const under = await world.start(flow(["a"]));
    const error = await refused(under.remove(), "FLOW_NOT_ENDED");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, state: "RUNNING" });
  },

  "a deleted flow is gone, and its id is free for another one": async (world) => {
    const first = await world.start(chain("a", "b"), { flowId: "f", input: { large: "x".repeat(5_000) } });
    await first.succeed("a", "b");
    expect(await first.remove({ reason: "tidy" })).toMatchObject({ flowId: "f", state: "SUCCEEDED" });
    await refused(first.details(), "FLOW_NOT_FOUND");
    await refused(first.complete("a", { result: "done" }), "FLOW_NOT_FOUND");
    const second = await world.start(flow(["x"]), { flowId: "f" });
    expect(second.answer.replayed).toBe(false);
    expect(second.answer.flow.revision).not.toBe(first.answer.flow.revision);
    expect(await second.states()).toEqual({ x: "READY" });
  },

  "what belongs to a deleted flow means nothing to the next one of its id": async (world) => {
    const first = await world.start(flow(["a"]), { flowId: "f" });
    const { claimToken } = await world.claim();
    const { flow: ended } = await first.complete("a", { result: 1, claimToken, requestId: "r1" });
    await first.remove();
    const second = await world.start(flow(["a"]), { flowId: "f" });
    await refused(second.complete("a", { result: 1, claimToken }), "CLAIM_SUPERSEDED");
    await refused(second.suspend({ expectedRevision: ended.revision }), "REVISION_MISMATCH");
    await refused(second.details({ minRevision: ended.revision }), "REVISION_MISMATCH");
    expect((await second.complete("a", { result: 2, requestId: "r1" })).replayed).toBe(false);
  },

  "a repeat of a delete by request_id does nothing to the next flow of the id": async (world) => {
    const first = await world.start(flow(["a"]), { flowId: "f" });
    await first.cancel();
    await first.remove({ requestId: "d1" });
    const second = await world.start(flow(["a"]), { flowId: "f" });
    await second.cancel();
    await refused(second.remove({ requestId: "d1" }), "FLOW_NOT_FOUND");
    expect(await second.remove({ requestId: "d1", allowMissing: true })).toBeUndefined();
    expect((await second.flow()).state).toBe("CANCELLED");
    expect(await second.remove({ requestId: "d2" })).toMatchObject({ state: "CANCELLED" });
  },

  "deleting what is not there is refused unless it may be missing": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.cancel();
    await refused(under.remove({ expectedRevision: under.answer.flow.revision }), "REVISION_MISMATCH");
    await under.remove({ expectedRevision: (await under.flow()).revision });
    await refused(under.remove(), "FLOW_NOT_FOUND");
    expect(await under.remove({ allowMissing: true })).toBeUndefined();
  },
};
