/**
 * ReportProgress: how far tasks have come, signs of life, and deferred tasks that are paused.
 */
import { expect } from "vitest";
import { refusedItem } from "../contract-error.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { ProgressReport } from "../subject.js";
import type { Topic, World } from "../world.js";

/** The answers to reports on tasks of one flow. */
function report(world: World, flowId: string, ...reports: readonly Omit<ProgressReport, "flowId">[]) {
  return world.subject.reportProgress(
    world.namespace,
    reports.map((one) => ({ flowId, ...one })),
  );
}

export const progress: Topic = {
  "fraction and details are shown, what a report leaves out stays as it was": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    const details = { file: "x".repeat(2_000) };
    expect(await report(world, under.flowId, { taskId: "a", claimToken, fraction: 0.25, details })).toEqual([
      undefined,
    ]);
    expect((await under.task("a")).progress).toMatchObject({ fraction: 0.25, details });
    await report(world, under.flowId, { taskId: "a", claimToken, fraction: 0.75 });
    expect((await under.task("a")).progress).toMatchObject({ fraction: 0.75, details });
    await report(world, under.flowId, { taskId: "a", claimToken });
    const { progress, state } = await under.task("a");
    expect([state, progress?.fraction]).toEqual(["RUNNING", 0.75]);
    expect(progress?.updateTime).toBe((await under.flow()).updateTime);
  },

  "details are shown only in full": async (world) => {
    const under = await world.start(flow(["a"]));
    const { claimToken } = await world.claim();
    await report(world, under.flowId, { taskId: "a", claimToken, fraction: 0.5, details: { n: 1 } });
    const { tasks } = await under.details({ view: "TASKS" });
    expect(tasks[0]?.progress).toMatchObject({ fraction: 0.5 });
    expect(tasks[0]?.progress?.details).toBeUndefined();
  },

  "many reports go at once, each with its own answer": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "b"), "c", "d"]));
    await under.succeed("c");
    const { tasks } = await world.poll({ maxTasks: 1 });
    const claimToken = tasks[0]?.claimToken ?? "";
    const results = await world.subject.reportProgress(world.namespace, [
      { flowId: under.flowId, taskId: "a", claimToken, fraction: 1 },
      { flowId: "nowhere", taskId: "a", fraction: 1 },
      { flowId: under.flowId, taskId: "nothing", fraction: 1 },
      { flowId: under.flowId, taskId: "b", fraction: 1 },
      { flowId: under.flowId, taskId: "c", fraction: 1 },
      { flowId: under.flowId, taskId: "d", fraction: 1 },
      { flowId: under.flowId, taskId: "a", fraction: 1 },
      { flowId: under.flowId, taskId: "a", claimToken: "1.nonsense", fraction: 1 },
      { flowId: under.flowId, taskId: "a", claimToken, fraction: 1.5 },
      { flowId: under.flowId, taskId: "a", claimToken, paused: true },
    ]);
    expect(results[0]).toBeUndefined();
    refusedItem(results[1], "FLOW_NOT_FOUND");
    refusedItem(results[2], "TASK_NOT_FOUND");
    refusedItem(results[3], "TASK_NOT_READY");
    refusedItem(results[4], "TASK_CLOSED");
    refusedItem(results[5], "CLAIM_REQUIRED");
    refusedItem(results[6], "CLAIM_REQUIRED");
    refusedItem(results[7], "CLAIM_SUPERSEDED");
    expect(refusedItem(results[8], "INVALID_FIELD").metadata["field"]).toBe("fraction");
    refusedItem(results[9], "TASK_NOT_DEFERRED");
  },

  "a report for a claim that is over is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const claimed = await world.claim();
    await world.subject.releaseTasks(world.namespace, [claimed]);
    refusedItem(
      (await report(world, under.flowId, { taskId: "a", claimToken: claimed.claimToken }))[0],
      "CLAIM_SUPERSEDED",
    );
  },

  "an outsider reports on a deferred task with ids alone": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.complete("a", { deferred: {} });
    expect(await report(world, under.flowId, { taskId: "a", fraction: 0.4 })).toEqual([undefined]);
    expect((await under.task("a")).progress?.fraction).toBe(0.4);
  },

  "an outsider pauses a deferred task and goes on": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.complete("a", { deferred: {} });
    await report(world, under.flowId, { taskId: "a", paused: true });
    expect(await under.task("a")).toMatchObject({ state: "PAUSED", deferred: true });
    await report(world, under.flowId, { taskId: "a", fraction: 0.5 });
    expect((await under.task("a")).state).toBe("PAUSED");
    await report(world, under.flowId, { taskId: "a", paused: false });
    expect((await under.task("a")).state).toBe("RUNNING");
  },

  "a paused task takes its outcome": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.complete("a", { deferred: {} });
    await report(world, under.flowId, { taskId: "a", paused: true });
    expect((await under.succeed("a")).ready.map(({ taskId }) => taskId)).toEqual(["b"]);
  },

  "while a task is paused its heartbeat timeout rests, its other timeouts do not": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.complete("a", { deferred: { timeoutMs: 3_000, heartbeatTimeoutMs: 1_500 } });
    await report(world, under.flowId, { taskId: "a", paused: true });
    const { failure } = await under.untilTask("a", "FAILED");
    expect(failure?.message).toMatch(/^the deferred timeout of 3000 ms/);
  },

  "a paused flow's verdict waits for the paused task": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await under.complete("a", { deferred: {} });
    await report(world, under.flowId, { taskId: "a", paused: true });
    expect((await under.succeed("b")).flow).toMatchObject({ state: "RUNNING", counts: { PAUSED: 1, SUCCEEDED: 1 } });
    expect((await under.succeed("a")).flow.state).toBe("SUCCEEDED");
  },

  "a new attempt begins without progress": async (world) => {
    const under = await world.start(flow([task("a", { retry: { max_attempts: 2, initial_interval: "0s" } })]));
    const first = await world.claim();
    await report(world, under.flowId, { taskId: "a", claimToken: first.claimToken, fraction: 0.9 });
    await under.fail("a", "Broken", { claimToken: first.claimToken });
    await world.claim();
    expect((await under.task("a")).progress).toBeUndefined();
  },

  "a stream reports progress, too": async (world) => {
    const under = await world.start(many(2));
    const executor = world.executor({ maxInFlight: 2 });
    const tasks = await executor.received(2);
    executor.stream.reportProgress(
      tasks.map(({ flowId, taskId, claimToken }) => ({ flowId, taskId, claimToken, fraction: 0.5 })),
    );
    await under.until("both report", (_, all) => [...all.values()].every((one) => one.progress?.fraction === 0.5));
  },
};
