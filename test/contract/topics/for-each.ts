/**
 * Tasks that run once for each item of a list.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import type { ForEachFile } from "../for-each-file.js";
import { after, flow, task } from "../specs.js";
import type { TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

function each(name: string, literal: readonly unknown[], fields: ForEachFile = {}, rest: Partial<TaskFile> = {}) {
  return task(name, { for_each: { literal, ...fields }, ...rest });
}

/** Its items come with the plan for its start. */
function planned(name: string, fields: ForEachFile = {}): TaskFile {
  return task(name, { for_each: fields, evaluate: { queue: "judge", phases: ["start"] } });
}

function asked(world: World) {
  return world.claim({ queues: ["judge"] });
}

export const forEach: Topic = {
  "each item is a task of its own, with its place and content; the results are a list in their order": async (
    world,
  ) => {
    const large = { text: "x".repeat(3_000) };
    const under = await world.start(flow([each("a", ["x", large, null], {}, { input: "in" }), after(["a"], "b")]));
    expect(idsOf(under.answer.ready)).toEqual(["a[0]", "a[1]", "a[2]"]);
    expect(under.answer.flow.counts).toEqual({ RUNNING: 1, PENDING: 1, READY: 3 });
    const { tasks } = await world.poll({ maxTasks: 10 });
    expect(tasks.map(({ taskId, name, itemIndex, input }) => [taskId, name, itemIndex, input])).toEqual([
      ["a[0]", "a", 0, "in"],
      ["a[1]", "a", 1, "in"],
      ["a[2]", "a", 2, "in"],
    ]);
    expect(tasks.slice(0, 2).map(({ item }) => item)).toEqual(["x", large]);
    for (const { taskId, claimToken, itemIndex } of [...tasks].reverse()) {
      await under.complete(taskId, { claimToken, result: { large, of: itemIndex } });
    }
    const list = [0, 1, 2].map((of) => ({ large, of }));
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", itemCount: 3, result: list });
    expect((await world.claim()).dependencyResults).toEqual({ a: list });
    expect(await under.task("a[1]")).toMatchObject({ name: "a", itemIndex: 1, item: large, result: { of: 1 } });
    expect(idsOf((await under.details({ taskIdPrefix: "a[" })).tasks)).toEqual(["a[0]", "a[1]", "a[2]"]);
  },

  "results that are no JSON stand in the list as raw payloads, missing ones as null": async (world) => {
    const raw = { "@payload": { base64: Buffer.from([1, 2]).toString("base64"), content_type: "image/png" } };
    const under = await world.start(flow([each("a", [1, 2, 3], { tolerated_failures: 1 })]));
    await under.complete("a[0]", { result: raw });
    await under.fail("a[1]");
    await under.complete("a[2]", { result: undefined });
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", result: [raw, null, null] });
  },

  "an empty list ends with [] at once": async (world) => {
    const under = await world.start(flow([each("a", []), after(["a"], "b")]));
    expect(idsOf(under.answer.ready)).toEqual(["b"]);
    expect((await world.claim()).dependencyResults).toEqual({ a: [] });
  },

  "a repeated Run answers with the same first items": async (world) => {
    const request = { requestId: "once", flowId: "f" };
    const spec = flow([each("a", [1, 2, 3], { max_parallel: 2 })]);
    const under = await world.start(spec, request);
    await under.succeed("a[1]", "a[0]");
    const again = await world.start(spec, request);
    expect(again.answer.replayed).toBe(true);
    expect(idsOf(again.answer.ready)).toEqual(idsOf(under.answer.ready));
  },

  "max_parallel bounds the items under way; all run though one fails": async (world) => {
    const under = await world.start(
      flow([each("a", [1, 2, 3], { max_parallel: 2 }), task("b", { depends_on: [{ task: "a", on: ["failure"] }] })]),
    );
    expect(await under.task("a[2]")).toMatchObject({ state: "PENDING", item: 3 });
    await refused(under.succeed("a[2]"), "TASK_NOT_READY");
    const failed = await under.fail("a[0]");
    expect(brief(failed.changes)).toEqual(["a[0] READY>FAILED", "a[2] PENDING>READY"]);
    expect(idsOf(failed.ready)).toEqual(["a[2]"]);
    const ended = await under.succeed("a[1]", "a[2]");
    expect(brief(ended.changes)).toEqual(["a[2] READY>SUCCEEDED", "a RUNNING>FAILED", "b PENDING>READY"]);
    expect((await under.task("a")).failure).toMatchObject({ type: "ITEMS_FAILED", retryable: true });
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "retry runs the failed items again, or all": async (world) => {
    for (const [retry, again] of [
      ["failed_items", ["a[1]"]],
      ["all_items", ["a[0]", "a[1]"]],
    ] as const) {
      const policy = { max_attempts: 2, initial_interval: "0s" };
      const under = await world.start(flow([each("a", [1, 2], { retry }, { retry: policy })]));
      await under.succeed("a[0]");
      await under.fail("a[1]");
      const { tasks } = await under.details({ states: ["READY"] });
      expect(idsOf(tasks)).toEqual(again);
      await under.succeed(...again);
      expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", attempt: 2, tries: 1 });
      expect((await under.task("a[1]")).attempts.map(({ end }) => end)).toEqual(["FAILED", "SUCCEEDED"]);
    }
  },

  "one cancelled item cancels the task": async (world) => {
    const under = await world.start(flow([each("a", [1, 2])]));
    const { flow: ended } = await under.complete("a[0]", { cancelled: { message: "not wanted" } });
    expect(ended.state).toBe("CANCELLED");
    expect(await under.states()).toEqual({ a: "CANCELLED", "a[0]": "CANCELLED", "a[1]": "CANCELLED" });
  },

  "an outsider completes items by their ids, not the task": async (world) => {
    const under = await world.start(flow([each("a", [1])]));
    await refused(under.succeed("a"), "TASK_NOT_READY");
    await refused(under.succeed("a[1]"), "TASK_NOT_FOUND");
    const { claimToken } = await world.claim();
    await under.complete("a[0]", { claimToken, deferred: {} });
    expect((await under.succeed("a[0]")).flow.state).toBe("SUCCEEDED");
  },

  "the items come with the plan for the start, page by page": async (world) => {
    const under = await world.start(flow([planned("a")]));
    const first = await asked(world);
    const large = "x".repeat(2_000);
    await under.complete("a", {
      claimToken: first.claimToken,
      decision: { plan: { items: [1, large], more: true } },
      memo: 1,
    });
    expect(await under.task("a")).toMatchObject({ state: "DELAYED", phase: "START", itemCount: 2 });
    const second = await asked(world);
    expect([second.memo, second.attempt]).toEqual([1, 2]);
    const done = await under.complete("a", {
      claimToken: second.claimToken,
      decision: { plan: { items: [3], maxParallel: 2 } },
    });
    expect(idsOf(done.ready)).toEqual(["a[0]", "a[1]"]);
    const { tasks } = await world.poll({ maxTasks: 10 });
    expect(tasks.map(({ item, memo }) => [item, memo])).toEqual([
      [1, 1],
      [large, 1],
    ]);
    for (const { taskId, claimToken } of tasks) await under.complete(taskId, { claimToken, result: taskId });
    await under.complete("a[2]", { result: "a[2]" });
    expect((await under.task("a")).result).toEqual(["a[0]", "a[1]", "a[2]"]);
  },

  "END is asked once, about the list": async (world) => {
    const under = await world.start(flow([each("a", [1, 2], {}, { evaluate: { queue: "judge", phases: ["end"] } })]));
    await refused(under.complete("a[0]", { result: 1, decision: {} }), "DECISION_INVALID");
    await under.complete("a[0]", { result: "r0" });
    await under.complete("a[1]", { result: "r1" });
    const end = await asked(world);
    expect([end.phase, end.own]).toEqual(["END", { result: ["r0", "r1"] }]);
    await under.complete("a", { claimToken: end.claimToken, decision: { verdict: "FAIL", message: "not these" } });
    expect(await under.task("a")).toMatchObject({ state: "FAILED", failure: { message: "not these" } });
  },

  "a list of results that is too long is read item by item": async (world) => {
    const under = await world.start(flow([each("a", [1, 2]), after(["a"], "b")]));
    const result = { text: "x".repeat(700_000) };
    await under.complete("a[0]", { result });
    await under.complete("a[1]", { result });
    const ready = await world.claim();
    expect([ready.dependencyResults, ready.resultsTruncated]).toEqual([{}, true]);
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", itemCount: 2 });
    expect((await under.task("a")).result).toBeUndefined();
    expect((await under.task("a[1]")).result).toEqual(result);
  },

  "suspend, resume and cancel reach the items": async (world) => {
    const under = await world.start(flow([each("a", [1, 2, 3], { max_parallel: 1 })]));
    const { claimToken } = await world.claim();
    expect((await under.suspend()).flow.state).toBe("SUSPENDING");
    expect((await under.complete("a[0]", { claimToken, result: 1 })).flow.state).toBe("SUSPENDED");
    expect((await world.poll()).tasks).toEqual([]);
    await under.resume();
    expect((await world.claim()).taskId).toBe("a[1]");
    await under.cancel({ graceMs: 0 });
    expect(await under.states()).toEqual({
      a: "CANCELLED",
      "a[0]": "SUCCEEDED",
      "a[1]": "CANCELLED",
      "a[2]": "CANCELLED",
    });
  },

  "ExplainTask and SimulateFlow tell of items": async (world) => {
    const spec = flow([each("a", [1, 2, 3], { max_parallel: 1 }), after(["a"], "b")]);
    const under = await world.start(spec);
    expect((await under.explain("a")).reasons[0]).toMatchObject({
      kind: "WAITS_FOR_ITEMS",
      taskIds: ["a[0]", "a[1]", "a[2]"],
    });
    expect((await under.explain("a[1]")).reasons[0]).toMatchObject({ kind: "WAITS_FOR_TURN", taskIds: ["a"] });
    const simulation = await world.subject.simulateFlow({ namespace: world.namespace, spec });
    expect(simulation).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 4_000 });
    const ofFlow = await world.subject.simulateFlow({ namespace: world.namespace, flowId: under.flowId });
    expect(ofFlow).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 4_000 });
  },

  "what cannot be a list of items is refused": async (world) => {
    const start = (fields: Partial<TaskFile>) => world.start(flow([task("a", fields)]));
    await refused(start({ for_each: { literal: { x: 1 } } }), "INVALID_FIELD");
    await refused(start({ for_each: {} }), "INVALID_FIELD");
    await refused(start({ for_each: { literal: [1] }, noop: {} }), "INVALID_FIELD");
    const many = Array.from({ length: 100_001 }, (_, index) => index);
    const error = await refused(start({ for_each: { literal: many } }), "LIMIT_EXCEEDED");
    expect(error.metadata).toMatchObject({ limit: "100000", value: "100001" });
  },
};
