/**
 * PollReadyTasks, KeepSession and ReleaseTasks: executors without a stream.
 */
import { expect } from "vitest";
import { refused, refusedItem } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const pollReadyTasks: Topic = {
  "a whole batch is claimed in one call, in the order of priority, then definition": async (world) => {
    const under = await world.start(flow(["a", task("b", { priority: 2 }), "c", task("d", { priority: 1 })]));
    const { tasks, sessionId } = await world.poll();
    expect(idsOf(tasks)).toEqual(["b", "d", "a", "c"]);
    expect(sessionId).not.toBe("");
    expect((await under.flow()).counts).toEqual({ RUNNING: 4 });
    expect(await under.task("a")).toMatchObject({ sessionId, attempt: 1 });
  },

  "at most max_tasks are claimed, a hundred where none is named": async (world) => {
    await world.start(many(150));
    const { tasks, backlog } = await world.poll({ maxTasks: 7 });
    expect([tasks.length, backlog]).toEqual([7, 143]);
    expect((await world.poll()).tasks.length).toBe(100);
    expect((await world.poll({ maxTasks: 5_000 })).tasks.length).toBe(43);
  },

  "tasks of several flows come in one batch, the older flow's first": async (world) => {
    const flows = [await world.start(flow(["a"])), await world.start(flow(["b"])), await world.start(flow(["c"]))];
    const { tasks } = await world.poll();
    expect(tasks.map(({ flowId }) => flowId).sort()).toEqual(flows.map(({ flowId }) => flowId));
  },

  "without a wait the answer is empty at once": async (world) => {
    const { tasks, backlog, sessionId } = await world.poll();
    expect([tasks, backlog]).toEqual([[], 0]);
    expect(sessionId).not.toBe("");
  },

  "with a wait the answer comes when the first task is ready": async (world) => {
    const waiting = world.poll({ waitMs: 30_000 });
    await world.start(flow(["a"]));
    expect(idsOf((await waiting).tasks)).toEqual(["a"]);
  },

  "a wait ends empty, one second before the call's deadline": async (world) => {
    const begun = Date.now();
    const { tasks } = await world.poll({ waitMs: 60_000, deadlineMs: 3_000 });
    expect(tasks).toEqual([]);
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_500);
  },

  "a session goes on over polls and holds what it was given": async (world) => {
    await world.start(many(4));
    const first = await world.poll({ maxTasks: 2 });
    const second = await world.poll({ maxTasks: 2, sessionId: first.sessionId });
    expect(second.sessionId).toBe(first.sessionId);
    expect(new Set(idsOf([...first.tasks, ...second.tasks])).size).toBe(4);
  },

  "a session chosen by the caller is opened under its name": async (world) => {
    const sessionId = `mine-${world.namespace}`;
    expect((await world.poll({ sessionId })).sessionId).toBe(sessionId);
  },

  "include_held hands out again what the session holds, with the same tokens": async (world) => {
    const under = await world.start(many(3));
    const first = await world.poll({ maxTasks: 2 });
    const again = await world.poll({ maxTasks: 10, sessionId: first.sessionId, includeHeld: true });
    expect(again.tasks.slice(0, 2).map(({ claimToken }) => claimToken)).toEqual(
      first.tasks.map(({ claimToken }) => claimToken),
    );
    expect(again.tasks.length).toBe(3);
    expect((await under.flow()).counts).toEqual({ RUNNING: 3 });
  },

  "a session with a live stream cannot be polled": async (world) => {
    const sessionId = `s-${world.namespace}`;
    await world.watchReady({ sessionId }).frame("opened");
    const error = await refused(world.poll({ sessionId }), "SESSION_HAS_STREAM");
    expect(error.metadata).toMatchObject({ session_id: sessionId });
  },

  "a stream with a polled session's id takes it over with what it holds": async (world) => {
    await world.start(flow(["a", "b"]));
    const { sessionId, tasks } = await world.poll({ maxTasks: 1 });
    const stream = world.watchReady({ sessionId, maxInFlight: 5 });
    expect(await stream.frame("opened")).toMatchObject({ sessionId, resumed: true });
    const received = await stream.received(2);
    expect(received[0]?.claimToken).toBe(tasks[0]?.claimToken);
    await refused(world.poll({ sessionId }), "SESSION_HAS_STREAM");
  },

  "a session that neither polls nor keeps itself alive loses its tasks": async (world) => {
    const under = await world.start(flow(["a"]));
    const { sessionId } = await world.poll({ leaseMs: 1_000 });
    await under.untilTask("a", "READY");
    await refused(world.subject.keepSession({ namespace: world.namespace, sessionId }), "SESSION_EXPIRED");
    expect((await world.poll({ sessionId })).tasks).toMatchObject([{ taskId: "a", attempt: 2 }]);
  },

  "KeepSession moves the expiry by the lease": async (world) => {
    const { sessionId } = await world.poll({ leaseMs: 60_000 });
    const before = await world.subject.now();
    const kept = await world.subject.keepSession({ namespace: world.namespace, sessionId });
    expect(kept).toMatchObject({ leaseMs: 60_000, cancelRequested: [], lost: [], progress: [] });
    expect(kept.expireTime).toBeGreaterThanOrEqual(before + 59_500);
    const after = await world.subject.now();
    expect(kept.expireTime).toBeLessThanOrEqual(after + 60_500);
  },

  "KeepSession records progress and tells which claims are over": async (world) => {
    const under = await world.start(flow([task("a"), task("b", { timeouts: { run: "30ms" } })]));
    const { tasks, sessionId } = await world.poll();
    const [a, b] = tasks;
    if (a === undefined || b === undefined) return expect.fail("two tasks are ready");
    await under.untilTask("b", "FAILED");
    const progress = [a, b].map(({ flowId, taskId, claimToken }) => ({ flowId, taskId, claimToken, fraction: 0.5 }));
    const kept = await world.subject.keepSession({ namespace: world.namespace, sessionId, progress });
    expect(kept.progress[0]).toBeUndefined();
    refusedItem(kept.progress[1], "CLAIM_SUPERSEDED");
    expect(kept.lost).toEqual([{ flowId: under.flowId, taskId: "b", claimToken: b.claimToken, reason: "TIMEOUT" }]);
    expect((await under.task("a")).progress).toMatchObject({ fraction: 0.5 });
  },

  "a session that nobody opened cannot be kept": async (world) => {
    const request = { namespace: world.namespace, sessionId: "nobody" };
    const error = await refused(world.subject.keepSession(request), "SESSION_NOT_FOUND");
    expect(error.metadata).toMatchObject({ session_id: "nobody" });
  },

  "tasks are given back together, each with its own answer": async (world) => {
    const under = await world.start(flow(["a", "b", "c"]));
    const { tasks } = await world.poll();
    const [a, b] = tasks;
    if (a === undefined || b === undefined) return expect.fail("three tasks are ready");
    await under.complete("b", { result: 1, claimToken: b.claimToken });
    const results = await world.subject.releaseTasks(world.namespace, [
      a,
      { ...a, claimToken: "1.nonsense" },
      { ...a, taskId: "nothing" },
      { ...a, flowId: "nowhere" },
      b,
      a,
    ]);
    expect(results[0]).toBeUndefined();
    refusedItem(results[1], "CLAIM_SUPERSEDED");
    refusedItem(results[2], "TASK_NOT_FOUND");
    refusedItem(results[3], "FLOW_NOT_FOUND");
    refusedItem(results[4], "ALREADY_COMPLETED");
    expect(results[5]).toBeUndefined();
    expect(await under.states()).toEqual({ a: "READY", b: "SUCCEEDED", c: "RUNNING" });
  },

  "a released task may be offered later": async (world) => {
    const under = await world.start(flow(["a"]));
    const claimed = await world.claim();
    await world.subject.releaseTasks(world.namespace, [claimed], 100);
    const { state, tries } = await under.task("a");
    expect([["DELAYED", "READY"].includes(state), tries]).toEqual([true, 0]);
    const again = await world.claim();
    expect([again.attempt, again.tries]).toEqual([2, 0]);
    expect(again.readyTime).toBeGreaterThanOrEqual(claimed.readyTime + 100);
  },

  "releasing again is OK and changes nothing": async (world) => {
    const under = await world.start(flow(["a"]));
    const claimed = await world.claim();
    await world.subject.releaseTasks(world.namespace, [claimed]);
    const second = await world.claim();
    expect(await world.subject.releaseTasks(world.namespace, [claimed])).toEqual([undefined]);
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", attempt: second.attempt });
  },

  "many pollers at once get each task once": async (world) => {
    await world.start(many(60));
    const polls = await Promise.all(Array.from({ length: 12 }, () => world.poll({ maxTasks: 10 })));
    const rest = await world.poll({ maxTasks: 100 });
    const all = [...polls.flatMap(({ tasks }) => idsOf(tasks)), ...idsOf(rest.tasks)];
    expect([all.length, new Set(all).size]).toEqual([60, 60]);
  },

  "a chain is worked off by polling alone": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    const sessionId = `s-${world.namespace}`;
    for (const expected of ["a", "b", "c"]) {
      const { taskId, claimToken } = await world.claim({ sessionId });
      expect(taskId).toBe(expected);
      await under.complete(taskId, { result: taskId, claimToken });
    }
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },
};
