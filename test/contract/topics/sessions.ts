/**
 * Sessions of executors: credit, resuming, taking over, expiry.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { chain, flow, many } from "../specs.js";
import type { Topic } from "../world.js";

export const sessions: Topic = {
  "the first frame tells what was granted": async (world) => {
    const sessionId = `s-${world.namespace}`;
    const executor = world.watchReady({ sessionId, maxInFlight: 3, leaseMs: 5_000 });
    expect(await executor.frame("opened")).toEqual({
      kind: "opened",
      sessionId,
      resumed: false,
      maxInFlight: 3,
      leaseMs: 5_000,
    });
  },

  "who asks for nothing gets a generated id, one task at a time and 30 s": async (world) => {
    const [one, two] = [world.watchReady(), world.watchReady()];
    const opened = await one.frame("opened");
    expect(opened).toMatchObject({ resumed: false, maxInFlight: 1, leaseMs: 30_000 });
    expect(opened.sessionId).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
    expect((await two.frame("opened")).sessionId).not.toBe(opened.sessionId);
  },

  "credit beyond the limit is cut, and that is told": async (world) => {
    const opened = await world.watchReady({ maxInFlight: 1_000_000 }).frame("opened");
    expect(opened.maxInFlight).toBe(10_000);
  },

  "never more than max_in_flight unfinished tasks are out": async (world) => {
    const under = await world.start(many(40));
    const executor = world.executor({ maxInFlight: 4 });
    const open = new Set<string>();
    for (let done = 0; done < 40; done += 1) {
      const tasks = await executor.received(done + 1);
      for (const { claimToken } of executor.tasks.slice(done)) open.add(claimToken);
      expect(open.size).toBeLessThanOrEqual(4);
      const next = tasks[done];
      open.delete(next?.claimToken ?? "");
      await under.complete(next?.taskId ?? "", { result: 1, claimToken: next?.claimToken ?? "" });
    }
    expect(new Set(idsOf(executor.tasks)).size).toBe(40);
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },

  "each task goes to one session": async (world) => {
    const under = await world.start(many(30));
    const executors = [1, 2, 3].map(() => world.executor({ maxInFlight: 10 }));
    await Promise.all(executors.map((executor) => executor.received(10)));
    const all = executors.flatMap((executor) => idsOf(executor.tasks));
    expect([all.length, new Set(all).size]).toEqual([30, 30]);
    expect((await under.flow()).counts).toEqual({ RUNNING: 30 });
  },

  "completing, failing, deferring and releasing each free one credit": async (world) => {
    const under = await world.start(many(5));
    const executor = world.executor({ maxInFlight: 1 });
    const endings = [{ result: 1 }, { failure: { type: "Broken" } }, { deferred: {} }, { cancelled: {} }];
    for (const [index, ending] of endings.entries()) {
      const { taskId = "", claimToken = "" } = (await executor.received(index + 1))[index] ?? {};
      await under.complete(taskId, { ...ending, claimToken });
    }
    const last = (await executor.received(5)).at(-1);
    await world.subject.releaseTasks(world.namespace, last === undefined ? [] : [last]);
    const again = (await executor.received(6)).at(-1);
    expect([again?.taskId, again?.attempt]).toEqual([last?.taskId, 2]);
  },

  "a task that times out is revoked, and its credit is free": async (world) => {
    const executor = world.executor();
    await executor.frame("opened");
    const spec = flow([{ name: "a", type: "work", timeouts: { run: "100ms" } }, "b"]);
    const under = await world.start(spec);
    const [first] = await executor.received(1);
    expect(await executor.frame("revoked")).toEqual({
      kind: "revoked",
      flowId: under.flowId,
      taskId: "a",
      claimToken: first?.claimToken,
      reason: "TIMEOUT",
    });
    expect((await executor.received(2))[1]?.taskId).toBe("b");
  },

  "a reconnect within the lease goes on with the same tasks and tokens": async (world) => {
    const under = await world.start(many(5));
    const sessionId = `s-${world.namespace}`;
    const first = world.watchReady({ sessionId, maxInFlight: 3, workerId: "w" });
    const held = await first.received(3);
    await first.close();
    const second = world.watchReady({ sessionId, maxInFlight: 3, workerId: "w" });
    expect(await second.frame("opened")).toMatchObject({ sessionId, resumed: true });
    const again = await second.received(3);
    const tokens = (tasks: typeof held) => tasks.map(({ claimToken }) => claimToken).sort();
    expect(tokens(again)).toEqual(tokens(held));
    expect(again.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    expect((await under.flow()).counts).toEqual({ RUNNING: 3, READY: 2 });
  },

  "after the lease others get the tasks, as the next attempt": async (world) => {
    const under = await world.start(chain("a", "b"));
    const sessionId = `s-${world.namespace}`;
    const lost = world.watchReady({ sessionId, leaseMs: 1_000 });
    const [first] = await lost.received(1);
    await lost.close();
    const other = world.watchReady();
    const [second] = await other.received(1);
    expect(second).toMatchObject({ taskId: "a", attempt: 2, tries: 0 });
    expect(second?.claimToken).not.toBe(first?.claimToken);
    const late = under.complete("a", { result: 1, claimToken: first?.claimToken ?? "" });
    await refused(late, "CLAIM_SUPERSEDED");
    const back = world.watchReady({ sessionId });
    expect(await back.frame("opened")).toMatchObject({ sessionId, resumed: false });
  },

  "a stream that was sent a task but not all its credit loses nothing when it closes": async (world) => {
    const under = await world.start(many(3));
    const first = world.watchReady({ maxInFlight: 2, leaseMs: 1_000 });
    await first.received(2);
    await first.close();
    const second = world.watchReady({ maxInFlight: 3 });
    await second.received(3);
    expect(new Set(idsOf(second.tasks)).size).toBe(3);
    expect((await under.flow()).counts).toEqual({ RUNNING: 3 });
  },

  "a second stream takes the session over with what it holds; the first one ends": async (world) => {
    await world.start(many(2));
    const sessionId = `s-${world.namespace}`;
    const first = world.watchReady({ sessionId });
    const [held] = await first.received(1);
    const second = world.watchReady({ sessionId });
    await refused(
      first.ended.then((error) => Promise.reject(error)),
      "SESSION_TAKEN_OVER",
    );
    expect(await second.frame("opened")).toMatchObject({ resumed: true });
    expect((await second.received(1))[0]?.claimToken).toBe(held?.claimToken);
  },

  "who completes what it holds through another process's stream has its credit back": async (world) => {
    const under = await world.start(many(3));
    const sessionId = `s-${world.namespace}`;
    const first = world.watchReady({ sessionId });
    const [a] = await first.received(1);
    const second = world.watchReady({ sessionId });
    await second.received(1);
    await under.complete(a?.taskId ?? "", { result: 1, claimToken: a?.claimToken ?? "" });
    expect((await second.received(2))[1]?.taskId).not.toBe(a?.taskId);
  },

  "a session keeps out of other namespaces": async (world) => {
    const sessionId = `s-${world.namespace}`;
    const here = world.watchReady({ sessionId });
    await here.frame("opened");
    const namespace = `${world.namespace}-2`;
    await refused(world.subject.keepSession({ namespace, sessionId }), "SESSION_NOT_FOUND");
    await world.subject.run({ namespace, flowId: "f", spec: flow(["a"]) });
    const polled = await world.poll({ namespace });
    expect(idsOf(polled.tasks)).toEqual(["a"]);
    expect(here.tasks).toEqual([]);
  },

  "details name the session and worker that hold a task": async (world) => {
    const under = await world.start(flow(["a"]));
    const sessionId = `s-${world.namespace}`;
    await world.watchReady({ sessionId, workerId: "host-1/7" }).received(1);
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", sessionId, workerId: "host-1/7" });
  },
};
