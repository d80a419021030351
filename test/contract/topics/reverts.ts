/**
 * Undoing a flow: failure mode REVERT and RevertFlow.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const reverts: Topic = {
  "a failure has what was done undone, in reverse order, each with what it resulted in": async (world) => {
    const under = await world.start(
      flow([task("a", { revert_type: "undo" }), after(["a"], "b"), after(["b"], "c"), after(["c"], "d")], {
        failure_mode: "revert",
      }),
    );
    await under.complete("a", { result: { id: 7 } });
    await under.succeed("b");
    const failed = await under.fail("c");
    expect(failed.flow).toMatchObject({
      state: "REVERTING",
      counts: { PENDING: 1, READY: 1, SUCCEEDED: 1, FAILED: 1 },
    });
    expect(idsOf(failed.ready)).toEqual(["b"]);
    expect(brief(failed.changes).slice(0, 2)).toEqual(["c READY>FAILED", "flow RUNNING>REVERTING"]);
    expect(await under.task("d")).toMatchObject({ state: "PENDING", intent: "REVERT" });
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", intent: "REVERT", kind: "UNSPECIFIED" });

    const undoB = await world.claim();
    expect(undoB).toMatchObject({ taskId: "b", kind: "REVERT", type: "work", queue: "work", attempt: 2 });
    expect([undoB.own, undoB.failures["c"]?.type, undoB.dependencyResults]).toEqual([
      { result: "done" },
      "Broken",
      { a: { id: 7 } },
    ]);
    expect(await under.task("b")).toMatchObject({ state: "REVERTING", kind: "REVERT", result: "done" });
    const { ready, changes } = await under.complete("b", { claimToken: undoB.claimToken, result: "b is undone" });
    expect([idsOf(ready), brief(changes)]).toEqual([["a"], ["b REVERTING>REVERTED", "a SUCCEEDED>READY"]]);
    const undoA = await world.claim({ queues: ["undo"], kinds: ["REVERT"] });
    expect(undoA).toMatchObject({ taskId: "a", type: "undo", queue: "undo", own: { result: { id: 7 } } });
    const { flow: ended } = await under.complete("a", { claimToken: undoA.claimToken, result: null });
    expect(ended).toMatchObject({ state: "REVERTED", failure: { type: "Broken", message: "task c failed: it broke" } });
    const reverted = await under.task("b");
    expect(reverted).toMatchObject({ state: "REVERTED", intent: "REVERT", revertResult: "b is undone" });
    expect(reverted.attempts.map(({ kind, end }) => [kind, end])).toEqual([
      ["EXECUTE", "SUCCEEDED"],
      ["REVERT", "SUCCEEDED"],
    ]);
    expect(await under.states()).toEqual({ a: "REVERTED", b: "REVERTED", c: "FAILED", d: "PENDING" });
  },

  "with revert_failed what failed is undone first, with its failure": async (world) => {
    const under = await world.start({ ...chain("a", "b"), failure_mode: "revert", revert_failed: true });
    await under.succeed("a");
    await under.fail("b", "Broken", { failure: { type: "Broken", message: "half done", details: { step: 3 } } });
    const undo = await world.claim();
    expect(undo).toMatchObject({
      taskId: "b",
      kind: "REVERT",
      own: { failure: { type: "Broken", details: { step: 3 } } },
    });
    await under.complete("b", { claimToken: undo.claimToken, result: "cleaned" });
    expect(await under.task("b")).toMatchObject({ state: "REVERTED", failure: { type: "Broken" } });
    const { claimToken } = await world.claim();
    const { flow: ended } = await under.complete("a", { claimToken, failure: { type: "STUCK", message: "cannot" } });
    expect(ended).toMatchObject({
      state: "FAILED",
      failure: { type: "STUCK", message: "the revert of task a failed: cannot" },
    });
    expect(await under.task("a")).toMatchObject({ state: "REVERT_FAILED", revertFailure: { type: "STUCK" } });
  },

  "repeats of a revert are replayed; by its ids alone a task means its execution": async (world) => {
    const under = await world.start({ ...chain("a", "b"), failure_mode: "revert" });
    await under.complete("a", { result: 1, requestId: "one" });
    await under.fail("b");
    const { claimToken } = await world.claim();
    expect(await under.complete("a", { result: 1 })).toMatchObject({ replayed: true, task: { state: "REVERTING" } });
    expect(await under.complete("a", { result: 1, requestId: "one" })).toMatchObject({ replayed: true });
    await refused(under.complete("a", { result: 2 }), "ALREADY_COMPLETED");
    await under.complete("a", { claimToken, result: "undone" });
    expect(await under.complete("a", { claimToken, result: "undone" })).toMatchObject({ replayed: true });
    await refused(under.complete("a", { claimToken, result: "otherwise" }), "ALREADY_COMPLETED");
    await refused(under.complete("a", { claimToken, result: 1, decision: { verdict: "RETRY" } }), "ALREADY_COMPLETED");
  },

  "sessions get the kinds that they name": async (world) => {
    const under = await world.start({ ...chain("a", "b"), failure_mode: "revert" });
    await under.succeed("a");
    await under.fail("b");
    expect((await world.poll({ kinds: ["EXECUTE", "EVALUATE"], sessionId: "workers" })).tasks).toEqual([]);
    expect(await world.claim({ kinds: ["REVERT"], sessionId: "undoers" })).toMatchObject({
      taskId: "a",
      kind: "REVERT",
    });
  },

  "RevertFlow undoes a flow in the middle; a repeat changes nothing": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "b"), after(["a"], "c")]));
    await under.succeed("a");
    const held = await world.claim();
    const answer = await under.revert({ requestId: "r", reason: "not wanted" });
    expect(answer.flow.state).toBe("REVERTING");
    expect(brief(answer.changes)[0]).toBe("flow RUNNING>REVERTING");
    expect(answer.changes[0]?.message).toBe("not wanted");
    expect(await under.revert({ requestId: "r", reason: "not wanted" })).toMatchObject({ replayed: true, changes: [] });
    await refused(under.revert({ requestId: "r", reason: "other" }), "REQUEST_ID_REUSED");
    expect((await world.poll()).tasks).toEqual([]);
    const { ready } = await under.complete(held.taskId, { claimToken: held.claimToken, result: "late" });
    expect(idsOf(ready)).toEqual([held.taskId]);
    const undo = await world.claim();
    expect(undo).toMatchObject({ taskId: held.taskId, kind: "REVERT", own: { result: "late" }, failures: {} });
    await under.complete(undo.taskId, { claimToken: undo.claimToken, result: 1 });
    const last = await world.claim();
    const { flow: ended } = await under.complete("a", { claimToken: last.claimToken, result: 1 });
    expect(ended.state).toBe("REVERTED");
    expect(ended.failure).toBeUndefined();
    expect((await under.revert()).flow.state).toBe("REVERTED");
    await refused(under.suspend(), "FLOW_ENDED");
  },

  "a flow that has ended, or is cancelled, is not reverted, nor one without a known order": async (world) => {
    const ended = await world.start(flow(["a"]));
    await ended.succeed("a");
    await refused(ended.revert(), "FLOW_ENDED");
    const cancelling = await world.start(flow(["a"]));
    await world.claim();
    await cancelling.cancel();
    await refused(cancelling.revert(), "FLOW_CANCELLING");
    const circles = flow([task("a", { next: ["b"] }), task("b", { next: [{ to: "b", on: ["failure"] }] })]);
    const circling = await world.start({ ...circles, allow_cycles: true });
    await refused(circling.revert(), "FLOW_NOT_REVERTIBLE");
    await refused(world.subject.revertFlow({ namespace: world.namespace, flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a revert can be suspended and resumed, and cancelled": async (world) => {
    const under = await world.start({ ...chain("a", "b", "c"), failure_mode: "revert" });
    await under.succeed("a", "b");
    await under.fail("c");
    const { claimToken } = await world.claim();
    expect((await under.suspend()).flow.state).toBe("SUSPENDING");
    expect((await under.complete("b", { claimToken, result: 1 })).flow.state).toBe("SUSPENDED");
    expect((await world.poll()).tasks).toEqual([]);
    expect((await under.resume()).flow.state).toBe("REVERTING");
    await world.claim();
    expect((await under.cancel({ graceMs: 0 })).flow.state).toBe("CANCELLED");
    expect(await under.states()).toEqual({ a: "CANCELLED", b: "REVERTED", c: "FAILED" });
  },

  "ExplainTask says what a task waits for": async (world) => {
    const under = await world.start({ ...chain("a", "b", "c", "d"), failure_mode: "revert" });
    await under.succeed("a", "b");
    await under.fail("c");
    const [first] = (await under.explain("a")).reasons;
    expect(first?.kind).toBe("TO_BE_REVERTED");
    expect(first?.message).toBe("it is to be reverted: task c has failed; what lies behind it comes first");
    expect((await under.explain("d")).reasons[0]?.message).toBe("it does not begin: task c has failed");
  },

  "what is reverted as a whole is decided as a whole": async (world) => {
    const start = world.start({ ...many(5_000), failure_mode: "revert" });
    const error = await refused(start, "UNSUPPORTED");
    expect(error.metadata["field"]).toMatch(/failure_mode$/);
  },
};
