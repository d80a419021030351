/**
 * Lists that expressions give, and tasks with lists that are undone, run again or skipped.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { TaskFile } from "../values.js";
import type { Topic } from "../world.js";

function listed(expression: string, fields: Partial<TaskFile> = {}): Partial<TaskFile> {
  return { for_each: { expression }, ...fields };
}

export const computedLists: Topic = {
  "an expression gives the list when the task's turn comes, of anything that expressions read": async (world) => {
    const hosts = ["north", "south", "x".repeat(3_000)];
    const list = listed("tasks.a.result.hosts.map(h, {'host': h, 'port': input.port})");
    const spec = flow([
      "a",
      after(["a"], "b", { ...list, bindings: { user: "input.user" } }),
      after(["b"], "c", listed("tasks.b.result")),
    ]);
    const under = await world.start(spec, { input: { port: 22, user: "ann" } });
    const { ready } = await under.complete("a", { result: { hosts } });
    expect(idsOf(ready)).toEqual(["b[0]", "b[1]", "b[2]"]);
    const { tasks } = await world.poll({ maxTasks: 10 });
    expect(tasks.map(({ item }) => item)).toEqual(hosts.map((host) => ({ host, port: 22 })));
    expect(tasks.map(({ input }) => input)).toEqual(hosts.map(() => ({ user: "ann" })));
    expect(await under.task("b[1]")).toMatchObject({ item: { host: "south", port: 22 }, input: { user: "ann" } });
    for (const { taskId, claimToken, itemIndex } of tasks) {
      await under.complete(taskId, { claimToken, result: { large: "y".repeat(2_000), of: itemIndex } });
    }
    const again = await world.poll({ maxTasks: 10 });
    expect(again.tasks.map(({ taskId, item }) => [taskId, (item as { of: number }).of])).toEqual([
      ["c[0]", 0],
      ["c[1]", 1],
      ["c[2]", 2],
    ]);
  },

  "a list that cannot be computed, or is none, fails its task": async (world) => {
    const next = [{ to: "mend", on: ["failure"] }] as const;
    const spec = flow([
      task("a", listed("input.list", { next })),
      "mend",
      task("b", listed("input.list", { next: [] })),
    ]);
    for (const input of [{}, { list: { a: 1 } }]) {
      const under = await world.start(spec, { input });
      expect(idsOf(under.answer.ready)).toEqual(["mend"]);
      const { failure, attempt } = await under.task("a");
      expect([attempt, failure?.type]).toEqual([0, "EXPRESSION_FAILED"]);
      expect(failure?.message).toMatch(/^tasks\[0\]\.for_each\.expression, line 1, column \d+: /);
    }
  },

  "more items than an expression may give fail the task, and none is made": async (world) => {
    const under = await world.start(flow([task("a", listed("input", { retry: { max_attempts: 3 } }))]), {
      input: Array.from({ length: 100_001 }, () => 0),
    });
    expect((await under.task("a")).failure).toMatchObject({ type: "EXPRESSION_FAILED", retryable: false });
    expect((await under.details({})).tasks).toHaveLength(1);
  },

  "an expression is checked at submission": async (world) => {
    const start = (fields: Partial<TaskFile>, others: readonly string[] = []) =>
      world.start(flow([task("a", fields), ...others]));
    const wrong = await refused(start(listed("input.")), "INVALID_FIELD");
    expect(wrong.metadata).toMatchObject({ field: "spec.tasks[0].for_each.expression", line: "1" });
    await refused(start(listed("1 + 1")), "INVALID_FIELD");
    await refused(start(listed("tasks.nobody.result")), "INVALID_FIELD");
    await refused(start(listed("[result]")), "INVALID_FIELD");
  },

  "what tasks with lists cannot be yet is refused by name": async (world) => {
    const field = async (spec: Parameters<typeof world.start>[0]) =>
      (await refused(world.start(spec), "UNSUPPORTED")).metadata["field"];
    const list = { for_each: { literal: [1] } };
    expect(await field(flow([task("a", { ...list, repeat: { max_times: 2 } })]))).toBe("spec.tasks[0].for_each");
    expect(await field(flow([task("a", { ...list, flow: flow(["b"]) })]))).toBe("spec.tasks[0].for_each");
    expect(await field(flow([task("a", { ...list, dynamic_flow: true })]))).toBe("spec.tasks[0].for_each");
    const scopes = [{ name: "s", controller: "a", kind: "times" as const }];
    expect(await field(flow([task("a", list), after(["a"], "b", { scope: "s" })], { scopes }))).toBe(
      "spec.tasks[0].for_each",
    );
  },

  "one revert undoes a list, with the results of its items": async (world) => {
    const spec = flow([task("a", { for_each: { literal: ["x", "y"] }, input: "in" }), after(["a"], "b")], {
      failure_mode: "revert",
    });
    const under = await world.start(spec);
    await under.complete("a[1]", { result: { large: "y".repeat(2_000) } });
    await under.complete("a[0]", { result: 0 });
    const { ready } = await under.fail("b");
    expect(idsOf(ready)).toEqual(["a"]);
    const undo = await world.claim({ kinds: ["REVERT"] });
    expect(undo).toMatchObject({ taskId: "a", kind: "REVERT", input: "in", resultsTruncated: false });
    expect([undo.own, undo.item, undo.itemIndex]).toEqual([
      { result: [0, { large: "y".repeat(2_000) }] },
      undefined,
      undefined,
    ]);
    const { flow: ended } = await under.complete("a", { claimToken: undo.claimToken, result: "undone" });
    expect(ended.state).toBe("REVERTED");
    expect(await under.task("a")).toMatchObject({ state: "REVERTED", revertResult: "undone", itemCount: 2 });
    expect(await under.task("a[0]")).toMatchObject({ state: "SUCCEEDED", result: 0 });
  },

  "a list that failed is undone with what its items resulted in; what has not begun does not begin": async (world) => {
    const list = { for_each: { literal: [1, 2, 3], max_parallel: 2 } };
    const under = await world.start(flow([task("a", list), task("b")], { failure_mode: "revert" }));
    await under.succeed("a[0]");
    await under.fail("b");
    expect(await under.states()).toMatchObject({ a: "READY", "a[1]": "CANCELLED", "a[2]": "CANCELLED" });
    const undo = await world.claim({ kinds: ["REVERT"] });
    expect(undo.own).toEqual({ result: ["done", null, null] });
    expect((await under.task("a")).failure).toMatchObject({ type: "CANCELLED" });
    await under.complete("a", { claimToken: undo.claimToken, result: null });
    expect((await under.flow()).state).toBe("REVERTED");
  },

  "a list runs again with its scope, as it is then": async (world) => {
    const tasks = [task("c"), after(["c"], "a", { scope: "s", ...listed("tasks.c.result") })];
    const under = await world.start(
      flow(tasks, { scopes: [{ name: "s", controller: "c", kind: "times", attempts: 2 }] }),
    );
    await under.complete("c", { result: [1, 2] });
    await under.succeed("a[0]");
    await under.fail("a[1]");
    const undo = await world.claim({ kinds: ["REVERT"] });
    expect(undo.own).toEqual({ result: ["done", null] });
    await under.complete("a", { claimToken: undo.claimToken, result: null });
    expect(await under.states()).toMatchObject({ a: "PENDING", "a[0]": "PENDING", "a[1]": "PENDING" });
    await under.complete("c", { result: [3] });
    await under.succeed("a[0]");
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", itemCount: 1, result: ["done"] });
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },

  "RetryFlow does what has not succeeded of a list again; items by themselves are not run again, nor skipped": async (
    world,
  ) => {
    const list = { for_each: { literal: [1, 2] } };
    const under = await world.start(flow([task("a", list), after([{ task: "a", on: ["skip"] }], "b")]));
    await under.succeed("a[0]");
    await under.fail("a[1]");
    await refused(under.retry({ tasks: ["a[1]"] }), "UNSUPPORTED");
    await refused(under.skip("a[1]"), "UNSUPPORTED");
    const { changes } = await under.retry();
    expect(brief(changes)).toContain("a[1] FAILED>PENDING");
    expect(brief(changes)).not.toContain("a[0] SUCCEEDED>PENDING");
    expect((await under.task("a[1]")).state).toBe("READY");
    const skipped = await under.skip("a");
    expect(brief(skipped.changes)).toContain("b PENDING>READY");
    expect(await under.states()).toMatchObject({ a: "SKIPPED", "a[0]": "SUCCEEDED", "a[1]": "SKIPPED" });
  },

  "the caller of RetryFlow may want other items than the task says, and says so in the request's identity": async (
    world,
  ) => {
    const some = task("some", { for_each: { literal: [1, 2] } });
    const every = task("every", { for_each: { literal: [1, 2], retry: "all_items" } });
    const under = await world.start(flow([some, every]));
    await under.succeed("some[0]", "every[0]");
    await under.fail("some[1]");
    await under.fail("every[1]");
    await refused(under.retry({ items: "ALL_ITEMS", reset: true }), "INVALID_FIELD");
    const request = { tasks: ["some"], items: "ALL_ITEMS", requestId: "all" } as const;
    expect(brief((await under.retry(request)).changes)).toContain("some[0] SUCCEEDED>PENDING");
    expect(await under.retry(request)).toMatchObject({ replayed: true });
    await refused(under.retry({ ...request, items: "FAILED_ITEMS" }), "REQUEST_ID_REUSED");
    const { changes } = await under.retry({ tasks: ["every"], items: "FAILED_ITEMS" });
    expect(brief(changes)).toContain("every[1] FAILED>PENDING");
    expect(brief(changes)).not.toContain("every[0] SUCCEEDED>PENDING");
    await under.succeed("some[0]", "some[1]", "every[1]");
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },
};
