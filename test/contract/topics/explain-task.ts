/**
 * ExplainTask: why a task does not run, or why it did.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import type { FlowUnderTest } from "../flow-under-test.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

/** The kinds of the reasons, the decisive one first. */
async function kinds(under: FlowUnderTest, taskId: string): Promise<readonly string[]> {
  const { reasons } = await under.explain(taskId);
  for (const { message } of reasons) expect(message).not.toBe("");
  return reasons.map(({ kind }) => kind);
}

export const explainTask: Topic = {
  "what waits names the tasks it waits for, with what each of them has done": async (world) => {
    const under = await world.start(flow(["a", "b", after(["a", "b"], "c")]));
    await under.succeed("a");
    const { reasons, sources, sourcesNeeded, sourcesTruncated, task: waiting, flow: of } = await under.explain("c");
    expect(reasons[0]).toMatchObject({ kind: "WAITS_FOR_TASKS", taskIds: ["b"] });
    expect(sources).toEqual([
      { taskId: "a", state: "SUCCEEDED", slot: "FIRED", edges: [] },
      { taskId: "b", state: "READY", slot: "OPEN", edges: [] },
    ]);
    expect([sourcesNeeded, sourcesTruncated]).toEqual([2, false]);
    expect([waiting.taskId, waiting.state, of.flowId]).toEqual(["c", "PENDING", under.flowId]);
  },

  "a join names how many it needs, by which edges; a task without join what may trigger it": async (world) => {
    const under = await world.start(
      flow([
        task("a", { next: ["join", "each"] }),
        task("b", { next: [{ to: "join", on: ["failure"] }] }),
        task("join", { join: { kind: "any" } }),
        task("each"),
      ]),
    );
    const joined = await under.explain("join");
    expect(joined).toMatchObject({ sourcesNeeded: 1, reasons: [{ kind: "WAITS_FOR_TASKS", taskIds: ["a", "b"] }] });
    expect(joined.sources.map(({ edges }) => edges)).toEqual([[0], [0]]);
    const triggered = await under.explain("each");
    expect(triggered).toMatchObject({ sourcesNeeded: 0, reasons: [{ kind: "WAITS_FOR_TRIGGER", taskIds: ["a"] }] });
    await under.succeed("a");
    const [, ledTo] = (await under.explain("each")).reasons;
    expect(ledTo).toMatchObject({ kind: "LED_TO", taskIds: ["a"], message: expect.stringContaining("attempt 1 of a") });
  },

  "of a ready task it is told who might take it": async (world) => {
    const under = await world.start(many(2), { priority: 1 });
    const alone = await under.explain("t0");
    expect(alone.reasons.map(({ kind }) => kind)).toEqual(["NO_EXECUTOR", "BEGINS_FLOW"]);
    expect(alone.queue).toMatchObject({ queue: "work", executors: 0, credit: 0, readyInFlow: 2, otherProcesses: 0 });

    const executor = world.executor({ maxInFlight: 1, workerId: "w" });
    const [held] = await executor.received(1);
    const waiting = held?.taskId === "t0" ? "t1" : "t0";
    expect(await kinds(under, waiting)).toEqual(["NO_CREDIT", "BEGINS_FLOW"]);
    const { reasons, queue } = await under.explain(held?.taskId ?? "");
    expect(reasons[0]).toMatchObject({ kind: "CLAIMED", message: expect.stringContaining("worker w") });
    expect(reasons[0]?.time).toBeCloseTo(await world.subject.now(), -6);
    expect(queue).toBeUndefined();
  },

  "a flow that goes before is counted": async (world) => {
    await world.start(many(1), { priority: 5 });
    const under = await world.start(many(1));
    expect((await under.explain("t0")).queue).toMatchObject({ headsBefore: 1, readyInFlow: 1 });
  },

  "suspended, paused by an edge, not started, bound by max_parallel: each says so": async (world) => {
    const suspended = await world.start(chain("a", "b"));
    await suspended.suspend();
    expect((await kinds(suspended, "a"))[0]).toBe("FLOW_SUSPENDED");
    expect(await kinds(suspended, "b")).toEqual(["WAITS_FOR_TASKS", "FLOW_SUSPENDED"]);

    const paused = await world.start(flow([task("a", { next: [{ target: "pause", message: "look" }, "b"] }), "b"]));
    await paused.succeed("a");
    const { reasons } = await paused.explain("b");
    expect(reasons[0]).toMatchObject({ kind: "FLOW_PAUSED", message: expect.stringContaining("look") });

    const notBeforeTime = (await world.subject.now()) + 3_600_000;
    const later = await world.start(many(1), { notBeforeTime });
    expect((await later.explain("t0")).reasons[0]).toMatchObject({ kind: "FLOW_NOT_STARTED", time: notBeforeTime });

    const bounded = await world.start(many(2, { max_parallel: 1 }));
    await world.claim({ flowId: bounded.flowId });
    expect((await kinds(bounded, "t1"))[0]).toBe("MAX_PARALLEL");
  },

  "a task that waits for a time says for which, and why": async (world) => {
    const under = await world.start(
      flow([
        task("delayed", { delay: "1h" }),
        task("tried", { retry: { max_attempts: 3, initial_interval: "1h" } }),
        task("after", { delay_after: "1h" }),
        "released",
      ]),
    );
    await under.fail("tried");
    await under.succeed("after");
    const claims = await world.poll({ flowId: under.flowId });
    await world.subject.releaseTasks(world.namespace, claims.tasks, 3_600_000);
    const due = (await world.subject.now()) + 3_600_000;
    for (const [taskId, kind] of [
      ["delayed", "DELAYED"],
      ["tried", "RETRY_DUE"],
      ["after", "OUTCOME_DELAYED"],
      ["released", "RELEASED"],
    ] as const) {
      const [first] = (await under.explain(taskId)).reasons;
      expect(first?.kind).toBe(kind);
      expect(Math.abs((first?.time ?? 0) - due)).toBeLessThan(600_000);
    }
    expect((await under.explain("tried")).reasons[0]?.message).toContain("Broken: it broke");
  },

  "deferred and paused tasks wait for an outsider": async (world) => {
    const under = await world.start(many(1));
    const { claimToken } = await world.claim();
    await under.complete("t0", { claimToken, deferred: {} });
    expect((await kinds(under, "t0"))[0]).toBe("DEFERRED");
    await world.subject.reportProgress(world.namespace, [{ flowId: under.flowId, taskId: "t0", paused: true }]);
    expect((await kinds(under, "t0"))[0]).toBe("PAUSED");
  },

  "what was skipped names the task that this goes back to": async (world) => {
    const under = await world.start(chain("a", "b", "c", "d"));
    await under.fail("a");
    expect((await under.explain("d")).reasons).toMatchObject([{ kind: "UPSTREAM", taskIds: ["a"] }]);
    expect((await under.explain("a")).reasons[0]).toMatchObject({
      kind: "COMPLETED",
      message: expect.stringContaining("Broken"),
    });

    const stopped = await world.start(flow(["a", "b"], { failure_mode: "stop" }));
    await stopped.fail("a");
    expect((await stopped.explain("b")).reasons[0]).toMatchObject({
      kind: "STOPPED",
      message: expect.stringContaining("task a failed"),
    });
    const ended = await world.start(flow([task("a", { next: [{ target: "succeed" }, "b"] }), "b"]));
    await ended.succeed("a");
    expect(await kinds(ended, "b")).toEqual(["ENDED"]);
    const cancelled = await world.start(chain("a", "b"));
    await cancelled.cancel();
    expect(await kinds(cancelled, "b")).toEqual(["CANCELLED"]);
  },

  "a join that cannot be satisfied is doomed at first, and then says what did not lead to it": async (world) => {
    const under = await world.start(
      flow([
        task("a", { next: ["join", { target: "noop", on: ["failure"] }] }),
        task("b", { next: ["join"] }),
        task("join", { join: { kind: "all" } }),
      ]),
    );
    await under.fail("a");
    expect((await under.explain("join")).reasons[0]).toMatchObject({ kind: "DOOMED", taskIds: ["a"] });
    await under.succeed("b");
    expect((await under.explain("join")).reasons[0]).toMatchObject({ kind: "JOIN_UNREACHABLE", taskIds: ["a"] });
  },

  "instances are explained each by what led to it": async (world) => {
    const under = await world.start(flow([task("a", { next: ["c"] }), task("b", { next: ["c"] }), "c"]));
    await under.succeed("a", "b", "c", "c#2");
    const second = await under.explain("c#2");
    expect(second.reasons.map(({ kind }) => kind)).toEqual(["COMPLETED", "LED_TO"]);
    expect(second.reasons[1]?.taskIds).toEqual(["b"]);
  },

  "of a large flow it looks at the tasks of other segments, too": async (world) => {
    const names = Array.from({ length: 1_400 }, (_, index) => `t${index}`);
    const under = await world.start(flow([...names, after(names, "join"), after(["join"], "end")]));
    expect(await kinds(under, "join")).toEqual(["WAITS_FOR_TASKS"]);
    await under.succeed("t0");
    await under.fail("t999");
    await under.untilTask("end", "SKIPPED");
    expect((await under.explain("end")).reasons[0]).toMatchObject({ kind: "UPSTREAM", taskIds: ["t999"] });
    const { reasons, sources, sourcesTruncated, sourcesNeeded } = await under.explain("join");
    expect(reasons[0]).toMatchObject({ kind: "UPSTREAM", taskIds: ["t999"] });
    expect(sources).toHaveLength(1_000);
    expect(sources[0]).toEqual({ taskId: "t0", state: "SUCCEEDED", slot: "FIRED", edges: [] });
    expect(sources[999]).toMatchObject({ taskId: "t999", state: "FAILED", slot: "DEAD" });
    expect([sourcesTruncated, sourcesNeeded]).toEqual([true, 1_400]);
  },

  "an unknown flow or task is refused": async (world) => {
    const under = await world.start(many(1));
    await refused(under.explain("nobody"), "TASK_NOT_FOUND");
    await refused(under.explain("t0#2"), "TASK_NOT_FOUND");
    await refused(world.subject.explainTask({ ...under.key, flowId: "other", taskId: "t0" }), "FLOW_NOT_FOUND");
    await refused(under.explain(""), "INVALID_FIELD");
  },
};
