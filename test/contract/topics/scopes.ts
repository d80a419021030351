/**
 * Scopes: what controllers decide about failures.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, type FlowUnderTest } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { SpecFile, TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

/** A controller c, two tasks behind each other in its scope, and one outside. */
function scoped(kind: Partial<NonNullable<SpecFile["scopes"]>[number]>, controller: Partial<TaskFile> = {}): SpecFile {
  const scopes = [{ name: "s", controller: "c", kind: "times" as const, ...kind }];
  const tasks = [
    task("c", controller),
    after(["c"], "a", { scope: "s" }),
    after(["a"], "b", { scope: "s" }),
    task("x"),
  ];
  return flow(tasks, { scopes });
}

/** Undoes everything that is offered, one after the other; gives the ids in their order. */
async function undoAll(world: World, under: FlowUnderTest): Promise<readonly string[]> {
  const undone: string[] = [];
  for (;;) {
    const { tasks } = await world.poll({ kinds: ["REVERT"] });
    if (tasks.length === 0) return undone;
    for (const { taskId, claimToken } of tasks) {
      await under.complete(taskId, { claimToken, result: "undone" });
      undone.push(taskId);
    }
  }
}

const asksFailure = { evaluate: { queue: "judge", phases: ["failure"] } } as const;

export const scopes: Topic = {
  "TIMES undoes what lies behind the controller and runs it again, then undoes it for good": async (world) => {
    const under = await world.start(scoped({ attempts: 2 }));
    await under.complete("c", { result: "first" });
    await under.succeed("a");
    const { changes, flow: running } = await under.fail("b");
    expect(running.state).toBe("RUNNING");
    expect(changes.map(({ taskId, to, intent }) => `${taskId} ${to} ${intent}`)).toEqual([
      "b FAILED EXECUTE",
      "c SUCCEEDED EXECUTE",
      "c SUCCEEDED RETRY",
      "a SUCCEEDED REVERT",
      "b FAILED REVERT",
      "a READY REVERT",
    ]);
    const { claimToken } = await world.claim({ kinds: ["REVERT"] });
    const again = await under.complete("a", { claimToken, result: "undone" });
    expect(brief(again.changes)).toEqual([
      "a REVERTING>REVERTED",
      "c SUCCEEDED>RETRYING",
      "a REVERTED>PENDING",
      "b FAILED>PENDING",
      "c RETRYING>READY",
    ]);
    expect((await under.task("c")).scopeHistory).toMatchObject([
      { value: "first", failures: { b: { type: "Broken" } } },
    ]);
    await under.complete("c", { result: "second" });
    await under.succeed("a");
    await under.fail("b", "Worse");
    expect(await undoAll(world, under)).toEqual(["a", "c"]);
    expect((await under.flow()).state).toBe("RUNNING");
    expect((await under.succeed("x")).flow).toMatchObject({ state: "REVERTED", failure: { type: "Worse" } });
    expect(await under.states()).toEqual({ c: "REVERTED", a: "REVERTED", b: "FAILED", x: "SUCCEEDED" });
    expect((await under.task("c")).scopeHistory.map(({ value }) => value)).toEqual(["first", "second"]);
  },

  "a scope that succeeds when tried again leaves no trace in the verdict": async (world) => {
    const under = await world.start(scoped({ attempts: 2 }, { noop: {} }));
    await under.fail("a");
    expect(await under.task("a")).toMatchObject({ state: "READY", intent: "EXECUTE", attempt: 1 });
    expect((await under.succeed("a", "b", "x")).flow.state).toBe("SUCCEEDED");
  },

  "ALWAYS_REVERT undoes the scope, ALWAYS_REVERT_ALL the flow": async (world) => {
    const scope = await world.start(scoped({ kind: "always_revert" }));
    await scope.succeed("c", "x");
    await scope.fail("a");
    expect(await undoAll(world, scope)).toEqual(["c"]);
    expect((await scope.flow()).state).toBe("REVERTED");
    expect(await scope.states()).toEqual({ c: "REVERTED", a: "FAILED", b: "PENDING", x: "SUCCEEDED" });
    const all = await world.start(scoped({ kind: "always_revert_all" }));
    await all.succeed("c", "x");
    expect((await all.fail("a")).flow.state).toBe("REVERTING");
    expect([...(await undoAll(world, all))].sort()).toEqual(["c", "x"]);
    expect((await all.flow()).state).toBe("REVERTED");
  },

  "CUSTOM asks an adapter, with the history of the scope": async (world) => {
    const under = await world.start(scoped({ kind: "custom" }, asksFailure));
    await under.complete("c", { result: { try: 1 } });
    await under.fail("a", "Broken", { failure: { type: "Broken", message: "no", details: [1] } });
    expect(await under.task("a")).toMatchObject({
      state: "FAILED",
      intent: "EXECUTE",
      kind: "EVALUATE",
      phase: "FAILURE",
    });
    const asked = await world.claim({ queues: ["judge"] });
    const failures = { a: { type: "Broken", message: "no", details: [1] } };
    expect(asked).toMatchObject({ taskId: "c", kind: "EVALUATE", phase: "FAILURE", failures });
    expect(asked.history).toMatchObject([{ value: { try: 1 }, failures }]);
    const { claimToken } = asked;
    const answer = (decision: object) => under.complete("c", { claimToken, decision });
    await refused(answer({}), "DECISION_INVALID");
    await refused(answer({ verdict: "SKIP" }), "DECISION_INVALID");
    await answer({ verdict: "RETRY", delayMs: 3_600_000 });
    expect(await under.task("c")).toMatchObject({ state: "DELAYED", intent: "EXECUTE" });
  },

  "a CUSTOM controller may give up its scope or the flow, or fail to decide": async (world) => {
    const decide = async (under: FlowUnderTest, decision: object) => {
      await under.succeed("c");
      await under.fail("a");
      const { claimToken } = await world.claim({ queues: ["judge"] });
      return under.complete("c", { claimToken, ...decision });
    };
    const spec = scoped({ kind: "custom" }, asksFailure);
    const scope = await world.start(spec);
    expect((await decide(scope, { decision: { verdict: "REVERT" } })).flow.state).toBe("RUNNING");
    const all = await world.start(spec);
    expect((await decide(all, { decision: { verdict: "REVERT_ALL" } })).flow.state).toBe("REVERTING");
    const lost = await world.start(spec);
    const failed = await decide(lost, { failure: { type: "CONFUSED", message: "what?" } });
    expect(failed.flow).toMatchObject({ state: "FAILED", failure: { type: "CONFUSED" } });
    expect(await lost.states()).toMatchObject({ c: "SUCCEEDED", a: "FAILED", b: "SKIPPED" });
  },

  "an inner scope that is given up is its parent's to decide about": async (world) => {
    const nested = (fields: Partial<SpecFile>): SpecFile =>
      flow([task("o", { noop: {} }), after(["o"], "i", { noop: {} }), after(["i"], "a", { scope: "in" })], {
        scopes: [
          { name: "out", controller: "o", kind: "times", attempts: 2 },
          { name: "in", controller: "i", parent: "out", kind: "always_revert" },
        ],
        ...fields,
      });
    const under = await world.start(nested({}));
    await under.fail("a");
    expect(await under.task("a")).toMatchObject({ state: "READY", attempt: 1 });
    const { scopeHistory } = await under.task("o");
    expect(scopeHistory).toMatchObject([{ failures: { i: { type: "Broken" } } }, { failures: {} }]);
    expect((await under.fail("a")).flow.state).toBe("REVERTED");
    expect(await under.states()).toEqual({ o: "SUCCEEDED", i: "REVERTED", a: "FAILED" });
    const deferring = await world.start(nested({ defer_reverts: true }));
    await deferring.fail("a");
    await deferring.fail("a");
    expect(await deferring.states()).toEqual({ o: "REVERTED", i: "REVERTED", a: "FAILED" });
  },

  "a scope is checked: its controller, its tasks, its parent": async (world) => {
    const field = async (spec: SpecFile, reason = "INVALID_FIELD") =>
      (await refused(world.start(spec), reason)).violations?.[0]?.field;
    const base = scoped({ attempts: 2 });
    expect(await field(scoped({ controller: "nobody" }), "UNKNOWN_DEPENDENCY")).toMatch(/scopes\[0\]\.controller$/);
    expect(await field(scoped({ parent: "nowhere" }))).toMatch(/scopes\[0\]\.parent$/);
    expect(await field(scoped({ kind: "custom" }))).toMatch(/tasks\[0\]\.evaluate\.phases$/);
    expect(await field(scoped({ kind: "always_revert", attempts: 3 }))).toMatch(/scopes\[0\]\.attempts$/);
    expect(await field(scoped({ attempts: 1_001 }), "LIMIT_EXCEEDED")).toMatch(/scopes\[0\]\.attempts$/);
    expect(await field({ ...base, tasks: [...(base.tasks ?? []), task("y", { scope: "s" })] })).toMatch(
      /tasks\[4\]\.scope$/,
    );
    expect(await field({ ...base, tasks: [...(base.tasks ?? []), task("y", { scope: "t" })] })).toMatch(
      /tasks\[4\]\.scope$/,
    );
    expect(await field({ ...base, allow_cycles: true }, "UNSUPPORTED")).toMatch(/scopes$/);
  },
};
