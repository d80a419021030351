/**
 * What is offered to whom, and in which order: queues, priorities, ages, filters, observers, frames.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { after, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const offering: Topic = {
  "a ready task carries what its executor needs": async (world) => {
    const spec = flow([
      task("a", {
        input: { n: 1 },
        labels: { zone: "x" },
        priority: 3,
        needs_flow_input: true,
        type: "resize",
        queue: "work",
      }),
    ]);
    const under = await world.start(spec, { input: { all: true }, priority: 10 });
    const [ready] = await world.executor().received(1);
    expect(ready).toMatchObject({
      flowId: under.flowId,
      taskId: "a",
      name: "a",
      type: "resize",
      queue: "work",
      attempt: 1,
      tries: 0,
      input: { n: 1 },
      flowInput: { all: true },
      dependencyResults: {},
      resultsTruncated: false,
      priority: 13,
      labels: { zone: "x" },
    });
    expect(ready?.claimToken).not.toBe("");
    expect(ready?.readyTime).toBeGreaterThanOrEqual(under.answer.flow.createTime);
  },

  "a task's queue is its type unless it says otherwise": async (world) => {
    await world.start(flow([task("a", { type: "resize" }), task("b", { type: "resize", queue: "gpu" })]));
    expect(idsOf((await world.poll({ queues: ["resize"] })).tasks)).toEqual(["a"]);
    expect(idsOf((await world.poll({ queues: ["gpu"] })).tasks)).toEqual(["b"]);
  },

  "a session takes from all its queues and from no other": async (world) => {
    const on = (queue: string) => task(queue, { queue });
    await world.start(flow([on("q1"), on("q2"), on("q3")]));
    const executor = world.executor({ queues: ["q1", "q3"], maxInFlight: 5 });
    await executor.received(2);
    await executor.frame("idle");
    expect(idsOf(executor.tasks).sort()).toEqual(["q1", "q3"]);
  },

  "the flow's input is sent only where it is asked for": async (world) => {
    await world.start(flow(["a"]), { input: { secret: 1 } });
    expect((await world.claim()).flowInput).toBeUndefined();
  },

  "higher priority goes first, the flow's added to the task's": async (world) => {
    await world.start(flow([task("low"), task("high", { priority: 5 }), task("mid", { priority: 3 })]));
    await world.start(flow(["urgent"]), { priority: 4 });
    const order: string[] = [];
    for (let count = 0; count < 4; count += 1) order.push((await world.claim()).taskId);
    expect(order).toEqual(["high", "urgent", "mid", "low"]);
  },

  "of equal priority the older flow goes first, though its task became ready later": async (world) => {
    const old = await world.start(flow(["first", after(["first"], "second")]));
    const claimed = await world.claim();
    const clock = await world.start(flow([task("tick", { queue: "clock", delay: "150ms" })]));
    await clock.untilTask("tick", "READY");
    await world.start(flow(["young"]));
    await old.complete("first", { result: 1, claimToken: claimed.claimToken });
    expect([(await world.claim()).taskId, (await world.claim()).taskId]).toEqual(["second", "young"]);
  },

  "within a flow what became ready first goes first, then definition order": async (world) => {
    const under = await world.start(flow([after(["x"], "late"), "b", "a", task("x", { noop: {}, delay: "20ms" })]));
    await under.untilTask("late", "READY");
    const { tasks } = await world.poll();
    expect(idsOf(tasks)).toEqual(["b", "a", "late"]);
  },

  "with a flow_id only that flow's tasks are offered": async (world) => {
    await world.start(flow(["a"]));
    const wanted = await world.start(flow(["b", after(["b"], "c")]));
    const executor = world.executor({ flowId: wanted.flowId, maxInFlight: 5 });
    const [b] = await executor.received(1);
    expect(b?.taskId).toBe("b");
    await wanted.complete("b", { result: 1, claimToken: b?.claimToken ?? "" });
    expect((await executor.received(2))[1]?.taskId).toBe("c");
    expect(idsOf((await world.poll()).tasks)).toEqual(["a"]);
  },

  "a stream or poll for a flow that is not there is refused": async (world) => {
    const stream = world.watchReady({ flowId: "nowhere" });
    await refused(
      stream.ended.then((error) => Promise.reject(error)),
      "FLOW_NOT_FOUND",
    );
    await refused(world.poll({ flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a stream that finds nothing says that it is idle": async (world) => {
    expect(await world.watchReady().frame("idle")).toEqual({ kind: "idle", backlog: 0 });
  },

  "a task that is handed over in the same commit is told with its attempt": async (world) => {
    const executor = world.executor({ maxInFlight: 1 });
    await executor.frame("idle");
    const under = await world.start(flow(["a", "x", after(["a"], "b")]));
    expect(under.answer.ready.map(({ taskId, attempt }) => [taskId, attempt])).toEqual([
      ["a", 1],
      ["x", 0],
    ]);
    const [a] = await executor.received(1);
    await under.succeed("x");
    const { ready } = await under.complete("a", { result: 1, claimToken: a?.claimToken ?? "" });
    expect(ready.map(({ taskId, attempt }) => [taskId, attempt])).toEqual([["b", 1]]);
    expect((await executor.received(2))[1]).toMatchObject({ taskId: "b", attempt: 1 });
  },

  "tasks that are there when a stream opens are sent, and those that come later": async (world) => {
    await world.start(flow(["a"]));
    const executor = world.executor({ maxInFlight: 5 });
    await executor.received(1);
    await world.start(flow(["b"]));
    expect(idsOf(await executor.received(2))).toEqual(["a", "b"]);
  },

  "an observer is shown every ready task and claims nothing": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const observers = [1, 2].map(() => world.watchReady({ mode: "OBSERVE" }));
    for (const observer of observers) {
      const tasks = await observer.received(2);
      expect(idsOf(tasks).sort()).toEqual(["a", "b"]);
      expect(tasks.map(({ claimToken, attempt }) => [claimToken, attempt])).toEqual([
        ["", 0],
        ["", 0],
      ]);
    }
    expect(await under.states()).toEqual({ a: "READY", b: "READY" });
  },

  "an observer is shown what becomes ready later, also while an executor takes it": async (world) => {
    const observer = world.watchReady({ mode: "OBSERVE" });
    await observer.frame("opened");
    const under = await world.start(flow(["a", after(["a"], "b")]));
    await observer.received(1);
    await under.succeed("a");
    expect(idsOf(await observer.received(2))).toEqual(["a", "b"]);
  },

  "an observer is shown tasks that are handed over at once, too": async (world) => {
    const executor = world.executor();
    await executor.frame("idle");
    const observer = world.watchReady({ mode: "OBSERVE" });
    await observer.frame("opened");
    const under = await world.start(flow(["a", after(["a"], "b"), task("c", { queue: "other" })]));
    const [a] = await executor.received(1);
    await under.complete("a", { result: 1, claimToken: a?.claimToken ?? "" });
    expect(idsOf(await observer.received(2))).toEqual(["a", "b"]);
  },

  "an observer of one flow is shown that flow's tasks, as often as they become ready": async (world) => {
    await world.start(flow(["a"]));
    const wanted = await world.start(flow([task("b", { retry: { max_attempts: 3, initial_interval: "0s" } })]));
    const observer = world.watchReady({ mode: "OBSERVE", flowId: wanted.flowId });
    await observer.received(1);
    await wanted.fail("b");
    const shown = await observer.received(2);
    expect(shown.map(({ taskId, attempt, tries }) => [taskId, attempt, tries])).toEqual([
      ["b", 0, 0],
      ["b", 1, 1],
    ]);
  },

  "a slow stream holds up nobody else": async (world) => {
    await world.start(many(20));
    const slow = world.watchReady({ maxInFlight: 5 });
    await slow.received(5);
    const quick = world.executor({ maxInFlight: 20 });
    await quick.received(15);
    expect(new Set(idsOf([...slow.tasks, ...quick.tasks])).size).toBe(20);
  },

  "when the process stops its streams are told to go elsewhere": async (world) => {
    const { world: other, stop } = await world.another();
    const executor = other.watchReady();
    await executor.frame("opened");
    const observer = other.watchReady({ mode: "OBSERVE" });
    await observer.frame("opened");
    const stopping = stop();
    expect(await executor.frame("draining")).toMatchObject({ kind: "draining" });
    await executor.ended;
    await observer.ended;
    await stopping;
  },
};
