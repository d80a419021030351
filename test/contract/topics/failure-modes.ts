/**
 * What a failed task does to the others, and the verdict on the flow.
 */
import { expect } from "vitest";
import { brief } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const failureModes: Topic = {
  "CONTINUE: what depends on a failed task is SKIPPED all the way down, the rest goes on": async (world) => {
    const spec = flow(["a", after(["a"], "b"), after(["b"], "c"), "x", after(["x", "c"], "join"), after(["x"], "y")]);
    const under = await world.start(spec);
    const { changes, flow: now } = await under.fail("a");
    expect(brief(changes)).toEqual([
      "a READY>FAILED",
      "b PENDING>SKIPPED",
      "c PENDING>SKIPPED",
      "join PENDING>SKIPPED",
    ]);
    expect(changes.slice(1).map(({ reason }) => reason)).toEqual(["UPSTREAM", "UPSTREAM", "UPSTREAM"]);
    expect(now.state).toBe("RUNNING");
    expect((await under.task("c")).stateReason).toBe("UPSTREAM");
    expect((await under.succeed("x")).ready.map(({ taskId }) => taskId)).toEqual(["y"]);
    const { flow: ended } = await under.succeed("y");
    expect(ended).toMatchObject({ state: "FAILED", counts: { FAILED: 1, SKIPPED: 3, SUCCEEDED: 2 } });
    expect(ended.failure?.message).toMatch(/task a failed/);
  },

  "CONTINUE: the flow's failure is that of the task that failed first": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await under.fail("b", "First");
    const { flow: ended } = await under.fail("a", "Second");
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "First" } });
  },

  "STOP: nothing new starts, what runs finishes, then the flow has failed": async (world) => {
    const spec = flow(["a", "b", "c", after(["b"], "d"), task("later", { delay: "1d" })], { failure_mode: "stop" });
    const under = await world.start(spec);
    const { tasks } = await world.poll({ maxTasks: 2 });
    const [a, b] = tasks;
    const answer = await under.fail("a", "Broken", { claimToken: a?.claimToken ?? "" });
    expect(answer.flow.state).toBe("RUNNING");
    expect(await under.states()).toEqual({ a: "FAILED", b: "RUNNING", c: "SKIPPED", d: "SKIPPED", later: "SKIPPED" });
    expect((await under.task("c")).stateReason).toBe("STOPPED");
    expect((await world.poll()).tasks).toEqual([]);
    const last = await under.complete("b", { result: 1, claimToken: b?.claimToken ?? "" });
    expect(last).toMatchObject({ ready: [], task: { state: "SUCCEEDED" }, flow: { state: "FAILED" } });
  },

  "STOP: a running task that fails is not tried again": async (world) => {
    const again = { max_attempts: 9, initial_interval: "0s" };
    const under = await world.start(flow(["a", task("b", { retry: again })], { failure_mode: "stop" }));
    const { tasks } = await world.poll({ maxTasks: 2 });
    await under.fail("a", "Broken", { claimToken: tasks[0]?.claimToken ?? "" });
    const { task: failed, flow: ended } = await under.fail("b", "Broken", { claimToken: tasks[1]?.claimToken ?? "" });
    expect([failed.state, ended.state]).toEqual(["FAILED", "FAILED"]);
  },

  "STOP: a task that is released after the stop is SKIPPED": async (world) => {
    const under = await world.start(flow(["a", "b"], { failure_mode: "stop" }));
    const { tasks } = await world.poll({ maxTasks: 2 });
    await under.fail("a", "Broken", { claimToken: tasks[0]?.claimToken ?? "" });
    await world.subject.releaseTasks(world.namespace, tasks.slice(1));
    expect(await under.states()).toEqual({ a: "FAILED", b: "SKIPPED" });
    expect((await under.flow()).state).toBe("FAILED");
  },

  "a failure that is still tried again stops nothing": async (world) => {
    const again = { max_attempts: 2, initial_interval: "0s" };
    const under = await world.start(flow([task("a", { retry: again }), after(["a"], "b")], { failure_mode: "stop" }));
    await under.fail("a");
    const { claimToken } = await world.claim();
    await under.complete("a", { result: 1, claimToken });
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "a cancelled task decides the verdict before a failed one": async (world) => {
    const under = await world.start(flow(["a", "b", "c"]));
    await under.fail("a");
    await under.complete("b", { cancelled: { message: "given up" } });
    expect((await under.succeed("c")).flow.state).toBe("CANCELLED");
  },

  "a skipped task alone is no failure of its own": async (world) => {
    const under = await world.start(chain("a", "b", "c"));
    const { flow: ended } = await under.complete("a", { cancelled: {} });
    expect(ended).toMatchObject({ state: "CANCELLED", counts: { CANCELLED: 1, SKIPPED: 2 } });
  },

  "max_parallel bounds what runs, deferred tasks included": async (world) => {
    const under = await world.start(flow(["a", "b", "c", "d"], { max_parallel: 2 }));
    const { tasks } = await world.poll();
    expect(tasks.map(({ taskId }) => taskId)).toEqual(["a", "b"]);
    const [a, b] = tasks;
    await under.complete("a", { deferred: {}, claimToken: a?.claimToken ?? "" });
    expect((await world.poll()).tasks).toEqual([]);
    await under.complete("b", { result: 1, claimToken: b?.claimToken ?? "" });
    expect((await world.poll()).tasks.map(({ taskId }) => taskId)).toEqual(["c"]);
    await under.succeed("a");
    expect((await world.poll()).tasks.map(({ taskId }) => taskId)).toEqual(["d"]);
  },

  "max_parallel holds for streams as well, and freed places are filled": async (world) => {
    const names = Array.from({ length: 6 }, (_, index) => `t${index}`);
    const under = await world.start(flow(names, { max_parallel: 2 }));
    const executor = world.executor({ maxInFlight: 10 });
    for (let done = 0; done < names.length; done += 1) {
      const next = (await executor.received(done + 1))[done];
      expect((await under.flow()).counts["RUNNING"]).toBeLessThanOrEqual(2);
      await under.complete(next?.taskId ?? "", { result: 1, claimToken: next?.claimToken ?? "" });
    }
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },
};
