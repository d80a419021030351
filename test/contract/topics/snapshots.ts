/**
 * Flows that begin with a snapshot, and flows that take another one's place.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { RunRequest } from "../subject.js";
import type { Topic, World } from "../world.js";

const broken = { type: "Broken", message: "it broke" };

function replace(world: World, flowId: string, fields: Partial<RunRequest> = {}) {
  return world.start(chain("x", "y"), { flowId, conflictPolicy: "REPLACE", ...fields });
}

export const snapshots: Topic = {
  "a flow goes on from where its tasks had come": async (world) => {
    const large = "x".repeat(3_000);
    const under = await world.start(chain("a", "b", "c", "d"), {
      snapshot: {
        state: "RUNNING",
        tasks: [
          { taskId: "a", state: "SUCCEEDED", attempt: 2, result: large, progress: { fraction: 1, details: [7] } },
          { taskId: "b", state: "RUNNING", attempt: 3, metadata: { host: "h1", "a.b": "" } },
        ],
      },
    });
    expect(idsOf(under.answer.ready)).toEqual(["b"]);
    expect(under.answer.flow).toMatchObject({ state: "RUNNING", counts: { SUCCEEDED: 1, READY: 1, PENDING: 2 } });
    const progress = { fraction: 1, details: [7] };
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", attempt: 2, result: large, progress });
    const claimed = await world.claim();
    expect(claimed).toMatchObject({ taskId: "b", attempt: 4, dependencyResults: { a: large } });
    await under.complete("b", { claimToken: claimed.claimToken, result: 1 });
    expect(await under.task("b")).toMatchObject({ state: "SUCCEEDED", metadata: { host: "h1", "a.b": "" } });
    expect((await under.succeed("c", "d")).flow.state).toBe("SUCCEEDED");
  },

  "one that was suspended offers nothing before it is resumed": async (world) => {
    const tasks = [{ taskId: "a", state: "SUCCEEDED" as const }];
    const under = await world.start(chain("a", "b"), { snapshot: { state: "SUSPENDED", tasks } });
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
    expect((await world.poll()).tasks).toEqual([]);
    await under.resume();
    expect((await world.poll()).tasks.map(({ taskId }) => taskId)).toEqual(["b"]);
  },

  "failures are decided about again, with the history of their scope": async (world) => {
    const spec = flow([task("c"), after(["c"], "a", { scope: "s" })], {
      scopes: [{ name: "s", controller: "c", kind: "times", attempts: 3 }],
    });
    const history = [
      { value: "first", failures: { a: broken } },
      { value: "second", failures: {} },
    ];
    const under = await world.start(spec, {
      snapshot: {
        state: "RUNNING",
        tasks: [
          { taskId: "c", state: "SUCCEEDED", attempt: 2, result: "second", history },
          { taskId: "a", state: "FAILED", attempt: 2, failure: broken },
        ],
      },
    });
    expect(await under.states()).toEqual({ c: "READY", a: "PENDING" });
    const { scopeHistory } = await under.task("c");
    expect(scopeHistory).toMatchObject([
      { value: "first", failures: { a: { type: "Broken" } } },
      { value: "second", failures: { a: { type: "Broken" } } },
    ]);
    await under.succeed("c");
    expect((await under.fail("a")).changes.map(({ taskId, to }) => `${taskId} ${to}`)).toContain("c READY");
  },

  "reverts go on where they were; the failure of a task that is no more is told": async (world) => {
    const under = await world.start(
      { ...chain("a", "b"), failure_mode: "revert" },
      {
        snapshot: {
          state: "REVERTING",
          tasks: [
            { taskId: "a", state: "SUCCEEDED", attempt: 1, intent: "REVERT", result: 1 },
            { taskId: "b", state: "REVERTED", attempt: 2, revertResult: "undone" },
            { taskId: "gone", state: "FAILED", attempt: 1, intent: "REVERT", failure: broken },
          ],
        },
      },
    );
    expect(await under.task("b")).toMatchObject({ state: "REVERTED", revertResult: "undone" });
    const { claimToken } = await world.claim({ kinds: ["REVERT"] });
    const { flow: ended } = await under.complete("a", { claimToken, result: "undone" });
    expect(ended).toMatchObject({ state: "REVERTED", failure: { type: "Broken" } });
  },

  "what does not fit is refused, and nothing is stored": async (world) => {
    const run = (snapshot: RunRequest["snapshot"], fields: Partial<RunRequest> = {}) =>
      world.start(chain("a", "b"), { flowId: "never", ...(snapshot !== undefined && { snapshot }), ...fields });
    const one = { taskId: "a", state: "SUCCEEDED" as const };
    const field = (path: string) => ({ metadata: expect.objectContaining({ field: path }) });
    const twice = { state: "RUNNING" as const, tasks: [one, one] };
    expect(await refused(run(twice), "INVALID_FIELD")).toMatchObject(field("snapshot.tasks[1].task_id"));
    const failed = { state: "RUNNING" as const, tasks: [{ ...one, state: "FAILED" as const }] };
    expect(await refused(run(failed), "INVALID_FIELD")).toMatchObject(field("snapshot.tasks[0].failure"));
    const ahead = { ...one, progress: { fraction: 1.5 } };
    expect(await refused(run({ state: "RUNNING", tasks: [ahead] }), "INVALID_FIELD")).toMatchObject(
      field("snapshot.tasks[0].progress.fraction"),
    );
    const later = run({ state: "RUNNING", tasks: [one] }, { notBeforeTime: Date.now() + 60_000 });
    expect(await refused(later, "INVALID_FIELD")).toMatchObject(field("not_before_time"));
    const revision = run(undefined, { expectedRevision: "f.1.x" });
    expect(await refused(revision, "INVALID_FIELD")).toMatchObject(field("expected_revision"));
    const triggered = flow([task("a", { next: ["b"] }), task("b")]);
    const unsupported = world.start(triggered, { flowId: "never", snapshot: { state: "RUNNING", tasks: [one] } });
    await refused(unsupported, "UNSUPPORTED");
    await refused(world.flow("never", (await world.start(chain("a"))).answer).flow(), "FLOW_NOT_FOUND");
  },

  "a flow that rests is replaced in one step by another run": async (world) => {
    const old = await world.start(chain("a", "b"));
    const { flowId } = old;
    const { state } = await refused(replace(world, flowId), "FLOW_NOT_AT_REST").then(({ metadata }) => metadata);
    expect(state).toBe("RUNNING");
    const { claimToken } = await world.claim();
    await old.complete("a", { claimToken, result: 1 });
    const { flow: rested } = await old.suspend();
    expect(rested.state).toBe("SUSPENDED");
    const stale = replace(world, flowId, { expectedRevision: old.answer.flow.revision });
    await refused(stale, "REVISION_MISMATCH");
    const { revision } = await old.flow();
    const next = await replace(world, flowId, { expectedRevision: revision, requestId: "again" });
    expect(next.answer).toMatchObject({ replayed: false, flow: { state: "RUNNING" } });
    expect(await next.states()).toEqual({ x: "READY", y: "PENDING" });
    await refused(old.complete("a", { claimToken, result: 2 }), "TASK_NOT_FOUND");
    expect(await replace(world, flowId, { requestId: "again" })).toMatchObject({ answer: { replayed: true } });
    expect((await next.succeed("x", "y")).flow.state).toBe("SUCCEEDED");
    expect((await replace(world, flowId)).answer.flow.state).toBe("RUNNING");
  },

  "a repeat of what an earlier run was asked for does nothing to the run in its place": async (world) => {
    const old = await world.start(chain("x", "y"), { requestId: "first" });
    const { flowId } = old;
    await old.complete("x", { result: 1, requestId: "done" });
    await old.suspend({ requestId: "stop" });
    const next = await replace(world, flowId);
    const { metadata } = await refused(old.complete("x", { result: 1, requestId: "done" }), "FLOW_REPLACED");
    expect(metadata).toMatchObject({ flow_id: flowId, request_id: "done" });
    await refused(world.start(chain("x", "y"), { flowId, requestId: "first" }), "FLOW_REPLACED");
    expect(await old.suspend({ requestId: "stop" })).toMatchObject({ replayed: true, flow: { state: "RUNNING" } });
    expect(await next.states()).toEqual({ x: "READY", y: "PENDING" });
  },

  "with REPLACE a flow that is not there is run, unless it is to be at a revision": async (world) => {
    expect((await replace(world, "new")).answer).toMatchObject({ replayed: false, flow: { state: "RUNNING" } });
    await refused(replace(world, "none", { expectedRevision: "f.1.x" }), "FLOW_NOT_FOUND");
  },

  "an ended flow is run again from what it had come to": async (world) => {
    const old = await world.start(chain("a", "b"));
    await old.complete("a", { result: { n: 1 } });
    await old.fail("b");
    const { tasks } = await old.details();
    const kept = tasks.filter(({ state }) => state === "SUCCEEDED");
    const snapshot = {
      state: "RUNNING" as const,
      tasks: kept.map(({ taskId, attempt, result }) => ({ taskId, state: "SUCCEEDED" as const, attempt, result })),
    };
    const next = await world.start(chain("a", "b", "c"), { flowId: old.flowId, conflictPolicy: "REPLACE", snapshot });
    expect(await next.states()).toEqual({ a: "SUCCEEDED", b: "READY", c: "PENDING" });
    expect((await next.succeed("b", "c")).flow.state).toBe("SUCCEEDED");
  },
};
