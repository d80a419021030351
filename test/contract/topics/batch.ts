/**
 * TaskCompleteBatch: each item decided by itself.
 */
import { expect } from "vitest";
import { refused, refusedItem } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { chain, flow, many } from "../specs.js";
import type { ItemResult, TaskCompleteResponse } from "../subject.js";
import type { Topic } from "../world.js";

function answered(item: ItemResult<TaskCompleteResponse> | undefined): TaskCompleteResponse {
  if (item === undefined || "error" in item) return expect.fail(`expected an answer, got ${JSON.stringify(item)}`);
  return item.value;
}

export const batch: Topic = {
  "a batch with bad items answers each, in order, and records the good ones": async (world) => {
    const under = await world.start(chain("a", "b"));
    const other = await world.start(flow(["x"]));
    await other.succeed("x");
    const results = await world.subject.taskCompleteBatch(world.namespace, [
      { flowId: under.flowId, taskId: "nothing", result: 1 },
      { flowId: under.flowId, taskId: "a", result: 1 },
      { flowId: "nowhere", taskId: "a", result: 1 },
      { flowId: other.flowId, taskId: "x", result: "other" },
      { flowId: "not an id", taskId: "a", result: 1 },
    ]);
    refusedItem(results[0], "TASK_NOT_FOUND");
    expect(answered(results[1])).toMatchObject({ replayed: false, task: { taskId: "a", state: "SUCCEEDED" } });
    refusedItem(results[2], "FLOW_NOT_FOUND");
    refusedItem(results[3], "ALREADY_COMPLETED");
    refusedItem(results[4], "INVALID_FIELD");
    expect(results.length).toBe(5);
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
  },

  "an item without an outcome is refused by itself": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const [bad, good] = await world.subject.taskCompleteBatch(world.namespace, [
      { flowId: under.flowId, taskId: "a" },
      { flowId: under.flowId, taskId: "b", result: 1 },
    ]);
    refusedItem(bad, "INVALID_FIELD");
    expect(answered(good).task.state).toBe("SUCCEEDED");
  },

  "items of one flow are decided in their order, so that a chain can go in one batch": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    const items = ["a", "b", "c"].map((taskId) => ({ flowId: under.flowId, taskId, result: taskId }));
    const results = await world.subject.taskCompleteBatch(world.namespace, items);
    expect(results.map((item) => answered(item).task.state)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },

  "answers are MINIMAL unless an item asks for more": async (world) => {
    const under = await world.start(flow(["a", "b", { name: "c", type: "work", depends_on: ["b"] }]));
    const [short, full] = await world.subject.taskCompleteBatch(world.namespace, [
      { flowId: under.flowId, taskId: "a", result: 1 },
      { flowId: under.flowId, taskId: "b", result: 1, responseDetail: "FULL" },
    ]);
    expect(answered(short)).toMatchObject({ ready: [], changes: [] });
    expect(idsOf(answered(full).ready)).toEqual(["c"]);
    expect(answered(full).changes.length).toBe(2);
  },

  "a completion that is sent again in a batch is replayed": async (world) => {
    const under = await world.start(flow(["a"]));
    const item = { flowId: under.flowId, taskId: "a", result: 1 };
    const results = await world.subject.taskCompleteBatch(world.namespace, [item, item]);
    expect(results.map((result) => answered(result).replayed)).toEqual([false, true]);
  },

  "a thousand items go in one batch, one more is refused whole": async (world) => {
    const under = await world.start(many(1_001));
    const items = Array.from({ length: 1_001 }, (_, index) => ({
      flowId: under.flowId,
      taskId: `t${index}`,
      result: 1,
    }));
    const error = await refused(world.subject.taskCompleteBatch(world.namespace, items), "LIMIT_EXCEEDED");
    expect(error.metadata).toMatchObject({ field: "items", limit: "1000", value: "1001" });
    expect((await under.flow()).counts).toEqual({ READY: 1_001 });
    const results = await world.subject.taskCompleteBatch(world.namespace, items.slice(0, 1_000));
    expect(results.filter((item) => answered(item).replayed).length).toBe(0);
    expect((await under.flow()).counts).toEqual({ SUCCEEDED: 1_000, READY: 1 });
  },

  "an empty batch has an empty answer": async (world) => {
    expect(await world.subject.taskCompleteBatch(world.namespace, [])).toEqual([]);
  },
};
