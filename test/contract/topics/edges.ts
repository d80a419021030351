/**
 * Edges on other outcomes than success, joins, instances, and edges that end or pause the flow.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { TaskFile } from "../values.js";
import type { Topic } from "../world.js";

function leading(name: string, next: NonNullable<TaskFile["next"]>, fields: Partial<TaskFile> = {}): TaskFile {
  return task(name, { next, ...fields });
}

export const edges: Topic = {
  "a failure with an edge on FAILURE is handled: what it leads to runs, and the flow succeeds": async (world) => {
    const under = await world.start(
      flow(["a", after([{ task: "a", on: ["failure"] }], "mend"), after(["a"], "use"), after(["use"], "end")]),
    );
    const { changes, ready } = await under.fail("a");
    expect(brief(changes)).toEqual([
      "a READY>FAILED",
      "mend PENDING>READY",
      "use PENDING>SKIPPED",
      "end PENDING>SKIPPED",
    ]);
    expect(idsOf(ready)).toEqual(["mend"]);
    expect((await under.succeed("mend")).flow).toMatchObject({ state: "SUCCEEDED", counts: { FAILED: 1, SKIPPED: 2 } });
  },

  "COMPLETION leads on from a failure and does not handle it": async (world) => {
    const under = await world.start(flow([leading("a", [{ to: "b", on: ["completion"] }]), "b"]));
    await under.fail("a", "First");
    expect((await under.succeed("b")).flow).toMatchObject({ state: "FAILED", failure: { type: "First" } });
  },

  "without a join each edge that fires is an instance, with the cause that it had": async (world) => {
    const under = await world.start(flow([leading("a", ["c"]), leading("b", ["c", "c"]), "c"]));
    expect(idsOf((await under.succeed("b")).ready)).toEqual(["c", "c#2"]);
    expect(idsOf((await under.succeed("a")).ready)).toEqual(["c#3"]);
    const { tasks } = await under.details();
    expect(idsOf(tasks)).toEqual(["a", "b", "c", "c#2", "c#3"]);
    expect(tasks.map(({ causes }) => causes)).toEqual([
      [],
      [],
      [{ taskId: "b", edge: 0 }],
      [{ taskId: "b", edge: 1 }],
      [{ taskId: "a", edge: 0 }],
    ]);
    expect(tasks[1]?.fired.map(({ edge }) => edge)).toEqual([0, 1]);
    expect(tasks[4]).toMatchObject({ name: "c", dependsOn: ["a", "b"] });
    const { tasks: claimed } = await world.poll();
    expect(idsOf(claimed)).toEqual(["c", "c#2", "c#3"]);
    for (const { taskId, claimToken } of claimed) await under.complete(taskId, { result: taskId, claimToken });
    expect((await under.task("c#2")).result).toBe("c#2");
    expect((await under.flow()).state).toBe("SUCCEEDED");
    await refused(under.complete("c#4", { result: 1 }), "TASK_NOT_FOUND");
  },

  "pages go through tasks and their instances in order": async (world) => {
    const under = await world.start(flow([leading("a", ["c", "c", "c"]), "c", "d"]));
    await under.succeed("a");
    const first = await under.details({ pageSize: 3 });
    expect(idsOf(first.tasks)).toEqual(["a", "c", "c#2"]);
    const second = await under.details({ pageSize: 3, pageToken: first.nextPageToken });
    expect(idsOf(second.tasks)).toEqual(["c#3", "d"]);
    expect(idsOf((await under.details({ taskIds: ["c#3"] })).tasks)).toEqual(["c#3"]);
    expect(idsOf((await under.details({ taskIdPrefix: "c#" })).tasks)).toEqual(["c#2", "c#3"]);
  },

  "a loop runs as often as it leads back, each instance with the results of what led to it": async (world) => {
    const spec = flow(
      [
        leading("begin", ["poll"]),
        leading("poll", ["check"]),
        leading("check", [{ to: "poll", on: ["failure"] }, "done"]),
        task("done"),
      ],
      { allow_cycles: true },
    );
    const under = await world.start(spec);
    await under.complete("begin", { result: 0 });
    await under.complete("poll", { result: 1 });
    await under.fail("check");
    await under.complete("poll#2", { result: 2 });
    const check = await world.claim();
    expect([check.taskId, check.dependencyResults]).toEqual(["check#2", { "poll#2": 2 }]);
    await under.complete("check#2", { result: 3, claimToken: check.claimToken });
    expect((await under.succeed("done")).flow).toMatchObject({
      state: "SUCCEEDED",
      counts: { FAILED: 1, SUCCEEDED: 5 },
    });
  },

  "a task that is triggered too often fails the flow": async (world) => {
    const spec = flow([leading("a", ["b"]), leading("b", ["b"])], { allow_cycles: true, max_instances: 2 });
    const under = await world.start(spec);
    await under.succeed("a", "b");
    const { flow: ended } = await under.succeed("b#2");
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "TOO_MANY_INSTANCES" } });
  },

  "joins of ANY and AT_LEAST run as soon as they may, and absorb the rest": async (world) => {
    const joined = { join: { kind: "at_least", count: 2 } } as const;
    const under = await world.start(
      flow([
        leading("a", ["any", "two"]),
        leading("b", ["two"]),
        leading("c", ["any", "two"]),
        task("any", { join: { kind: "any" } }),
        task("two", joined),
      ]),
    );
    expect(idsOf((await under.succeed("c")).ready)).toEqual(["any"]);
    expect(idsOf((await under.succeed("a")).ready)).toEqual(["two"]);
    expect((await under.task("two")).causes).toEqual([
      { taskId: "a", edge: 1 },
      { taskId: "c", edge: 1 },
    ]);
    expect((await under.succeed("b")).ready).toEqual([]);
    expect((await under.succeed("any", "two")).flow.state).toBe("SUCCEEDED");
  },

  "a join that cannot be reached any more fails, and its failure can be handled": async (world) => {
    const spec = flow([
      leading("a", ["join"]),
      leading("b", [{ to: "join", on: ["failure"] }]),
      leading("join", [{ to: "mend", on: ["failure"] }], { join: { kind: "all" } }),
      "mend",
    ]);
    const under = await world.start(spec);
    await under.succeed("b");
    expect(idsOf((await under.succeed("a")).ready)).toEqual(["mend"]);
    expect(await under.task("join")).toMatchObject({
      state: "FAILED",
      attempt: 0,
      failure: { type: "JOIN_UNREACHABLE" },
      causes: [{ taskId: "a", edge: 0 }],
      fired: [{ edge: 0 }],
    });
    expect((await under.succeed("mend")).flow.state).toBe("SUCCEEDED");
  },

  "FAIL and SUCCEED end the flow; what was fired before runs on, what it brings is recorded": async (world) => {
    for (const [target, state] of [
      ["fail", "FAILED"],
      ["succeed", "SUCCEEDED"],
    ] as const) {
      const spec = flow([leading("a", ["before", { target, message: "enough" }, "late"]), "before", "late", "other"]);
      const under = await world.start(spec);
      const [a, other] = (await world.poll({ flowId: under.flowId, maxTasks: 2 })).tasks;
      const claimToken = a?.claimToken ?? "";
      const { flow: ended, changes } = await under.complete("a", { result: 1, claimToken });
      expect(ended.state).toBe(state);
      expect(brief(changes)).toContain(`flow RUNNING>${state}`);
      expect(await under.states()).toMatchObject({ before: "READY", late: "SKIPPED", other: "RUNNING" });
      expect((await under.task("late")).stateReason).toBe("ENDED");
      expect(idsOf((await world.poll({ flowId: under.flowId })).tasks)).toEqual(["before"]);
      const late = await under.complete("other", { result: 1, claimToken: other?.claimToken ?? "" });
      expect(late).toMatchObject({ ready: [], task: { state: "SUCCEEDED" }, flow: { state } });
    }
  },

  "PAUSE: what was fired before is still offered, the rest waits for resume": async (world) => {
    const spec = flow([leading("a", ["before", { target: "pause", message: "look" }, "after"]), "before", "after"]);
    const under = await world.start(spec);
    expect((await under.succeed("a")).flow.state).toBe("SUSPENDING");
    const before = await world.claim();
    expect(before.taskId).toBe("before");
    const { flow: paused } = await under.complete("before", { result: 1, claimToken: before.claimToken });
    expect(paused.state).toBe("SUSPENDED");
    expect((await world.poll()).tasks).toEqual([]);
    expect(brief((await under.resume()).changes)).toEqual(["flow SUSPENDED>RUNNING", "after PENDING>READY"]);
    expect((await under.succeed("after")).flow.state).toBe("SUCCEEDED");
  },

  "a paused flow can be cancelled": async (world) => {
    const under = await world.start(flow([leading("a", [{ target: "pause" }, "after"]), "after"]));
    await under.succeed("a");
    expect((await under.cancel()).flow.state).toBe("CANCELLED");
    expect(await under.states()).toEqual({ a: "SUCCEEDED", after: "CANCELLED" });
  },

  "a repeated completion tells the same instances as ready": async (world) => {
    const under = await world.start(flow([leading("a", ["b", "b"]), "b"]));
    const first = await under.complete("a", { result: 1, requestId: "r" });
    await under.succeed("b");
    const again = await under.complete("a", { result: 1, requestId: "r" });
    expect(again.replayed).toBe(true);
    expect(idsOf(again.ready)).toEqual(idsOf(first.ready));
  },

  "a watch tells of instances as they come": async (world) => {
    const under = await world.start(flow([leading("a", ["b", "b"]), "b"]));
    await under.succeed("a");
    await under.untilTask("b#2", "READY");
    await under.succeed("b", "b#2");
    const { tasks } = await under.until("the end", ({ state }) => state === "SUCCEEDED");
    expect([...tasks.keys()].sort()).toEqual(["a", "b", "b#2"]);
  },

  "an instance whose lease is lost, or that is given back, is offered again as such": async (world) => {
    const under = await world.start(flow([leading("a", ["b", "b"]), "b"]));
    await under.succeed("a");
    const { tasks } = await world.poll({ maxTasks: 2 });
    await world.subject.releaseTasks(world.namespace, tasks.slice(1));
    const again = await world.claim();
    expect([again.taskId, again.name, again.attempt]).toEqual(["b#2", "b", 2]);
    await under.complete("b", { result: 1, claimToken: tasks[0]?.claimToken ?? "" });
    const { flow: ended } = await under.complete("b#2", { result: 1, claimToken: again.claimToken });
    expect(ended.state).toBe("SUCCEEDED");
  },

  "bad edges and joins are refused with their place": async (world) => {
    const bad: readonly [TaskFile[], string, string][] = [
      [[leading("a", ["nobody"])], "UNKNOWN_DEPENDENCY", "spec.tasks[0].next[0].to"],
      [[leading("a", [{ to: "b", message: "x" }]), task("b")], "INVALID_FIELD", "spec.tasks[0].next[0].message"],
      [[leading("a", ["b"]), after(["a"], "b")], "INVALID_FIELD", "spec.tasks[1].join"],
      [[task("a", { join: { kind: "any" } })], "INVALID_FIELD", "spec.tasks[0].join"],
      [
        [leading("a", ["b"]), task("b", { join: { kind: "at_least", count: 2 } })],
        "INVALID_FIELD",
        "spec.tasks[1].join.count",
      ],
      [[leading("a", ["b"]), leading("b", ["a"])], "CYCLE", "spec.tasks[1].next[0].to"],
    ];
    for (const [tasks, reason, field] of bad) {
      const error = await refused(world.subject.run({ namespace: world.namespace, spec: flow(tasks) }), reason);
      expect(error.violations.map((violation) => violation.field)).toContain(field);
    }
  },
};
