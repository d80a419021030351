/**
 * Lists of more items than the state of a flow has at once.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import type { FlowUnderTest } from "../flow-under-test.js";
import { flow, task } from "../specs.js";
import type { TaskDetails } from "../values.js";
import type { Topic, World } from "../world.js";

const AT_ONCE = 1_000;

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Outsiders bring the results of these items, as soon as they are ready; an item whose place is in `failing` fails. */
async function finish(
  world: World,
  { flowId }: FlowUnderTest,
  from: number,
  to: number,
  failing: readonly number[] = [],
) {
  const fails = new Set(failing);
  for (let at = from; at < to; at += AT_ONCE) {
    const items = numbered(Math.min(AT_ONCE, to - at)).map((place) => {
      const key = { flowId, taskId: `a[${at + place}]` };
      const failure = { type: "Broken", message: "it broke" };
      return fails.has(at + place) ? { ...key, failure } : { ...key, result: { of: at + place } };
    });
    const answers = await world.subject.taskCompleteBatch(world.namespace, items);
    expect(answers.filter((answer) => "error" in answer)).toEqual([]);
  }
}

/** All items, page by page. */
async function items(
  under: FlowUnderTest,
  states: readonly TaskDetails["state"][] = [],
): Promise<readonly TaskDetails[]> {
  const found: TaskDetails[] = [];
  for (let pageToken = ""; ; ) {
    const page = await under.details({ taskIdPrefix: "a[", pageSize: 1_000, pageToken, states });
    found.push(...page.tasks);
    if (page.nextPageToken === "") return found;
    pageToken = page.nextPageToken;
  }
}

export const longLists: Topic = {
  "10,000 items run a thousand at a time; their results are read in order, page by page": async (world) => {
    const count = 10_000;
    const for_each = { literal: numbered(count), tolerated_failures: 2 };
    const under = await world.start(flow([task("a", { for_each }), task("b", { depends_on: ["a"] })]));
    expect(under.answer.readyCount).toBe(1_024);
    expect((await under.flow()).counts).toEqual({ RUNNING: 1, READY: 1_024, PENDING: count - 1_024 + 1 });
    await refused(under.succeed("a[9999]"), "TASK_NOT_READY");
    await refused(under.succeed("a[10000]"), "TASK_NOT_FOUND");
    await finish(world, under, 0, 5_000, [7, 4_000]);
    expect((await under.flow()).counts).toMatchObject({ SUCCEEDED: 4_998, FAILED: 2, READY: 1_024 });
    expect((await under.complete("a[3]", { result: { of: 3 } })).replayed).toBe(true);
    await refused(under.complete("a[3]", { result: "other" }), "ALREADY_COMPLETED");
    expect((await under.explain("a[9999]")).reasons[0]).toMatchObject({ kind: "WAITS_FOR_TURN", taskIds: ["a"] });
    await under.suspend();
    expect((await world.poll()).tasks).toEqual([]);
    await under.resume();
    await finish(world, under, 5_000, count);
    const whole = await under.task("a");
    expect(whole).toMatchObject({ state: "SUCCEEDED", itemCount: count });
    expect(whole.result).toBeUndefined();
    const ready = await world.claim();
    expect([ready.taskId, ready.dependencyResults, ready.resultsTruncated]).toEqual(["b", {}, true]);
    const all = await items(under);
    expect(all.map(({ taskId }) => taskId)).toEqual(numbered(count).map((place) => `a[${place}]`));
    const results = numbered(count).map((of) => (of === 7 || of === 4_000 ? undefined : { of }));
    expect(all.map(({ result }) => result)).toEqual(results);
    expect(await under.task("a[4000]")).toMatchObject({ state: "FAILED", item: 4_000, failure: { type: "Broken" } });
    expect((await items(under, ["FAILED"])).map(({ taskId }) => taskId)).toEqual(["a[7]", "a[4000]"]);
  },

  "cancelled, its items have all ended; run again, those that have not succeeded are": async (world) => {
    const count = 5_000;
    const under = await world.start(flow([task("a", { for_each: { literal: numbered(count) } })]));
    await finish(world, under, 0, 2_000, [7]);
    await under.cancel({ graceMs: 0 });
    const cancelled = await under.flow();
    expect(cancelled.state).toBe("CANCELLED");
    expect(cancelled.counts).toEqual({ SUCCEEDED: 1_999, FAILED: 1, CANCELLED: 3_001 });
    expect(await under.task("a[4999]")).toMatchObject({ state: "CANCELLED", attempt: 0 });
    await refused(under.succeed("a[4999]"), "TASK_CLOSED");
    await under.retry();
    expect((await under.flow()).counts).toMatchObject({ SUCCEEDED: 1_999, RUNNING: 1, READY: 1_024 });
    expect(await under.task("a[7]")).toMatchObject({ state: "READY", attempt: 1 });
    await finish(world, under, 7, 8);
    expect((await under.task("a[7]")).attempts.map(({ end }) => end)).toEqual(["FAILED", "SUCCEEDED"]);
    await finish(world, under, 2_000, count);
    const { state, counts } = await under.flow();
    expect([state, counts]).toEqual(["SUCCEEDED", { SUCCEEDED: count + 1 }]);
    const isWhole = (tasks: ReadonlyMap<string, TaskDetails>) => tasks.size === count + 1;
    const { tasks } = await under.until("every item was told of", (_, told) => isWhole(told));
    expect([...tasks.values()].filter((one) => one.state !== "SUCCEEDED")).toEqual([]);
  },

  "the items may be computed, and come with a plan page by page": async (world) => {
    const count = 5_000;
    const computed = task("a", { depends_on: ["first"], for_each: { expression: "tasks.first.result" } });
    const under = await world.start(flow([task("first"), computed]));
    await under.complete("first", { result: numbered(count).map((of) => -of) });
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", itemCount: count });
    expect((await under.task("a[4999]")).item).toBe(-4_999);
    const evaluate = { queue: "judge", phases: ["start" as const] };
    const planned = await world.start(flow([task("a", { for_each: { max_parallel: 1 }, evaluate })]));
    for (let page = 0; page < 5; page += 1) {
      const { claimToken } = await world.claim({ queues: ["judge"] });
      const plan = { items: numbered(AT_ONCE).map((place) => ({ page, place })), more: page < 4 };
      await planned.complete("a", { claimToken, decision: { plan } });
    }
    expect((await planned.flow()).counts).toEqual({ RUNNING: 1, READY: 1, PENDING: count - 1 });
    expect((await planned.task("a[4999]")).item).toEqual({ page: 4, place: 999 });
    const { tasks } = await world.subject.pollReadyTasks({
      ...{ namespace: world.namespace, queues: ["work"], flowId: planned.flowId, maxTasks: 10 },
    });
    expect(tasks.map(({ taskId, item }) => [taskId, item])).toEqual([["a[0]", { page: 0, place: 0 }]]);
  },

  "of a long list that is under way only the definition is simulated": async (world) => {
    const under = await world.start(flow([task("a", { for_each: { literal: numbered(4_097) } })]));
    await refused(world.subject.simulateFlow({ ...under.key }), "UNSUPPORTED");
    const spec = flow([task("a", { for_each: { literal: numbered(4_500) } })]);
    const simulated = await world.subject.simulateFlow({ namespace: world.namespace, spec });
    expect(simulated).toMatchObject({ end: "ENDED", state: "SUCCEEDED", taskCount: 4_501 });
    const larger = flow([task("a", { for_each: { literal: numbered(5_000) } })]);
    await refused(world.subject.simulateFlow({ namespace: world.namespace, spec: larger }), "LIMIT_EXCEEDED");
  },
};
